//! The OpenAI protocol, as its clients use it, with the calls of the model
//! counted.

use std::{fs, path::Path};

use dse::model::serve::ServeSettings;
use reqwest::Method;
use serde_json::{Value, json};

use super::support::{Answer, Mood, PLAIN, SIGNATURE, Server, Setup, answer};

const CHAT: &str = "/v1/chat/completions";
const RESPONSES: &str = "/v1/responses";

fn ask(text: &str) -> Value {
    json!({"model": SIGNATURE, "messages": [{"role": "user", "content": text}]})
}

/// The fields of `more` over those of `body`.
fn with(mut body: Value, more: Value) -> Value {
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

/// The error of a failure, after all that every error has was checked.
#[track_caller]
fn refused(answer: &Answer, status: u16, code: &str) -> Value {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    let error = &answer.body["error"];
    let keys: Vec<&String> = error.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["message", "type", "param", "code"]);
    assert_eq!(error["code"], code, "{error}");
    error.clone()
}

fn output(body: &Value) -> Value {
    let content = body["choices"][0]["message"]["content"].as_str().unwrap();
    serde_json::from_str(content).unwrap()
}

async fn receipt(server: &Server, id: &Value) -> Value {
    server.get(&format!("/api/dse/receipt/{}", id.as_str().unwrap())).await.ok()
}

/// The events of a stream, without the last one.
fn events(body: &Value) -> Vec<Value> {
    let text = body.as_str().unwrap();
    let data: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
    let (last, events) = data.split_last().unwrap();
    assert_eq!(*last, "[DONE]");
    events.iter().map(|event| serde_json::from_str(event).unwrap()).collect()
}

#[tokio::test]
async fn a_completion_has_what_clients_read() {
    let server = Server::start().await;
    let body = with(ask("easy one"), json!({"user": "u1", "metadata": {"env": "prod"}}));
    let answered = server.post(CHAT, body).await;
    assert_eq!(answered.status, 200, "{}", answered.body);
    let headers = answered.headers.clone();
    assert_eq!(headers["x-request-id"], headers["x-oa-request-id"]);
    headers["openai-processing-ms"].to_str().unwrap().parse::<u64>().unwrap();
    let body = answered.body;
    assert_eq!((&body["object"], &body["model"]), (&json!("chat.completion"), &json!(SIGNATURE)));
    assert_eq!(output(&body), json!({"a": "EASY ONE"}));
    let choice = &body["choices"][0];
    assert_eq!((&choice["finish_reason"], &choice["logprobs"]), (&json!("stop"), &Value::Null));
    assert_eq!(choice["message"]["refusal"], Value::Null);
    assert!(body["created"].as_i64().unwrap() > 1_700_000_000);
    assert_eq!(headers["x-dse-receipt"].to_str().unwrap(), body["id"].as_str().unwrap());
    assert_eq!(body["dse"]["threadId"], "u1");
    let stored = receipt(&server, &body["id"]).await;
    assert_eq!(stored["threadId"], "u1");
    let serving = json!({
        "arm": "active", "endpoint": "chat", "mapping": "text", "tags": {"env": "prod"},
    });
    assert_eq!(stored["receipt"]["serving"], serving);
}

#[tokio::test]
async fn inputs_are_found_where_clients_can_put_them() {
    let server = Server::start().await;
    let asked = async |body: Value| {
        let answered = server.post(CHAT, body).await;
        assert_eq!(answered.status, 200, "{}", answered.body);
        let id = answered.body["id"].clone();
        let mapping = receipt(&server, &id).await["receipt"]["serving"]["mapping"].clone();
        (output(&answered.body)["a"].as_str().unwrap().to_owned(), mapping)
    };
    let own = json!({"model": SIGNATURE, "messages": [], "dse": {"input": {"q": "easy own"}}});
    assert_eq!(asked(own).await, ("EASY OWN".to_owned(), json!("dse.input")));
    let as_json = ask(r#"{"q": "easy json"}"#);
    assert_eq!(asked(as_json).await, ("EASY JSON".to_owned(), json!("json")));
    let parts = json!([{"type": "text", "text": "easy "}, {"type": "text", "text": "parts"}]);
    let parts = json!({"model": SIGNATURE, "messages": [
        {"role": "user", "content": "before"}, {"role": "assistant", "content": "yes"},
        {"role": "user", "content": parts},
    ]});
    assert_eq!(asked(parts).await, ("EASY PARTS".to_owned(), json!("text")));
}

#[tokio::test]
async fn a_signature_says_itself_where_messages_go() {
    fn edit(folder: &Path) {
        let path = folder.join("signatures/shout.json");
        let mut contract: Value =
            serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        contract["inputSchemaJson"] = json!({
            "type": "object", "required": ["q", "thread", "policy"],
            "properties": {
                "q": {"type": "string"}, "thread": {"type": "array"}, "policy": {"type": "string"},
            },
        });
        contract["chat"] =
            json!({"message": "/q", "history": "/thread", "system": "/policy", "output": "/a"});
        fs::write(path, contract.to_string()).unwrap();
    }
    let server = Server::with(Setup { edit, ..Setup::default() }).await;
    let body = json!({"model": SIGNATURE, "messages": [
        {"role": "system", "content": "Be kind."}, {"role": "user", "content": "one"},
        {"role": "assistant", "content": "two"}, {"role": "user", "content": "easy three"},
    ]});
    let answered = server.post(CHAT, body).await;
    assert!(!answered.headers.contains_key("x-dse-ignored"));
    assert_eq!(answered.body["choices"][0]["message"]["content"], "EASY THREE");
}

#[tokio::test]
async fn what_gives_no_input_is_told_what_would() {
    let server = Server::start().await;
    let body = json!({"model": SIGNATURE, "messages": [{"role": "system", "content": "x"}]});
    let error = refused(&server.post(CHAT, body).await, 400, "input_mismatch");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains(r#""dse":{"input":{"q":"<q>"}}"#), "{message}");
    let body = with(ask("x"), json!({"dse": {"input": {"q": 1}}}));
    let error = refused(&server.post(CHAT, body).await, 400, "input_mismatch");
    assert_eq!(error["param"], "/q");
    assert_eq!(server.lm.calls(), 0);
}

#[tokio::test]
async fn what_the_artifact_decides_is_ignored_and_named() {
    let server = Server::start().await;
    let more = json!({"temperature": 0.1, "max_tokens": 5, "hovercraft": "eels", "top_p": null});
    let mut body = with(ask("easy"), more);
    body["messages"].as_array_mut().unwrap().insert(0, json!({"role": "system", "content": "!"}));
    let answered = server.post(CHAT, body.clone()).await;
    let ignored = answered.headers["x-dse-ignored"].to_str().unwrap().to_owned();
    assert_eq!(ignored, "messages[0].system, temperature, max_tokens, hovercraft");
    let stored = receipt(&server, &answered.body["id"]).await;
    assert_eq!(stored["receipt"]["serving"]["ignored"].as_array().unwrap().len(), 4);
    body["dse"] = json!({"strict": true});
    let error = refused(&server.post(CHAT, body).await, 400, "invalid_input");
    assert_eq!(error["param"], "messages[0].system");
    for (field, value) in [
        ("n", json!(2)),
        ("logprobs", json!(true)),
        ("modalities", json!(["text", "audio"])),
        ("functions", json!([{"name": "f"}])),
        ("tools", json!([{"type": "function", "function": {"name": "f"}}])),
    ] {
        let answered = server.post(CHAT, with(ask("easy"), json!({field: value}))).await;
        assert_eq!(refused(&answered, 400, "invalid_input")["param"], field);
    }
}

#[tokio::test]
async fn one_function_that_must_be_called_gets_the_output() {
    let server = Server::start().await;
    let more = json!({
        "tools": [{"type": "function", "function": {"name": "Answer", "parameters": {}}}],
        "tool_choice": {"type": "function", "function": {"name": "Answer"}},
    });
    let body = server.post(CHAT, with(ask("easy"), more)).await.body;
    let choice = &body["choices"][0];
    assert_eq!(choice["finish_reason"], "tool_calls");
    assert_eq!(choice["message"]["content"], Value::Null);
    let call = &choice["message"]["tool_calls"][0];
    assert_eq!(call["function"], json!({"name": "Answer", "arguments": r#"{"a":"EASY"}"#}));
}

#[tokio::test]
async fn failures_cost_one_call_and_say_whether_to_come_back() {
    let server = Server::start().await;
    for (mood, status, code, never_again) in [
        (Mood::Garbled, 422, "output_mismatch", false),
        (Mood::Broken, 502, "lm_failed", true),
        (Mood::TimedOut, 504, "lm_timeout", true),
    ] {
        server.lm.be(mood);
        let before = server.lm.calls();
        let failed = server.post(CHAT, ask("x")).await;
        refused(&failed, status, code);
        assert_eq!(failed.headers.contains_key("x-should-retry"), never_again);
        // A client that comes back nevertheless is told the same for nothing.
        let again = server.request(Method::POST, CHAT).json(&ask("x"));
        let again = answer(again.header("x-stainless-retry-count", "1")).await;
        refused(&again, status, code);
        assert_eq!(again.headers["x-dse-receipt"], failed.headers["x-dse-receipt"]);
        assert_eq!(again.headers["x-dse-joined"], "true");
        assert_eq!(server.lm.calls(), before + 1);
    }
}

#[tokio::test]
async fn equal_requests_are_one_only_where_the_client_says_so() {
    let server = Server::start().await;
    let first = server.post(CHAT, ask("easy")).await.body["id"].clone();
    let second = server.post(CHAT, ask("easy")).await.body["id"].clone();
    assert_ne!(first, second);
    let keyed = async |text: &str| {
        let request = server.request(Method::POST, CHAT).header("idempotency-key", "k1");
        answer(request.json(&ask(text))).await
    };
    let (one, two) = (keyed("easy").await, keyed("easy").await);
    assert_eq!(one.body["id"], two.body["id"]);
    assert_eq!(server.lm.calls(), 3);
    refused(&keyed("other").await, 400, "invalid_input");
}

#[tokio::test]
async fn everything_below_v1_fails_in_the_shape_of_the_protocol() {
    let server = Server::start().await;
    let bare = answer(server.bare(Method::POST, CHAT).body("{")).await;
    refused(&bare, 401, "invalid_api_key");
    refused(&answer(server.bare(Method::GET, "/v1/models")).await, 401, "invalid_api_key");
    refused(&server.get("/v1/nothing/here").await, 404, "not_found");
    refused(&server.get(CHAT).await, 405, "method_not_allowed");
    let unsound = answer(server.request(Method::POST, CHAT).body("{")).await;
    refused(&unsound, 400, "invalid_input");
    let large = server.request(Method::POST, CHAT).body("x".repeat((1 << 20) + 1));
    refused(&answer(large).await, 413, "too_large");
    let unknown = with(ask("x"), json!({"model": "@test/Shuot.v1"}));
    let error = refused(&server.post(CHAT, unknown).await, 404, "model_not_found");
    assert!(error["message"].as_str().unwrap().contains(SIGNATURE), "{error}");
    let no_version = with(ask("x"), json!({"model": format!("{SIGNATURE}@sha256:0")}));
    refused(&server.post(CHAT, no_version).await, 404, "artifact_not_found");
    refused(&server.post(CHAT, json!({})).await, 400, "invalid_input");
}

#[tokio::test]
async fn models_are_signatures_versions_and_aliases() {
    let models = [("gpt-4o".to_owned(), SIGNATURE.to_owned())].into();
    let serve = ServeSettings { models, ..ServeSettings::default() };
    let server = Server::with(Setup { serve, ..Setup::default() }).await;
    let winner = server.compile().await;
    let listed = server.get("/v1/models").await.body;
    let ids: Vec<&str> =
        listed["data"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&SIGNATURE) && ids.contains(&PLAIN) && ids.contains(&"gpt-4o"));
    for path in ["/v1/models/@test/Shout.v1", "/v1/models/%40test%2FShout.v1"] {
        assert_eq!(server.get(path).await.body["id"], SIGNATURE);
    }
    refused(&server.get("/v1/models/nobody").await, 404, "model_not_found");
    for (model, arm) in [
        ("gpt-4o".to_owned(), "active"),
        (format!("dse::{SIGNATURE}"), "active"),
        (format!("{SIGNATURE}@{winner}"), "pinned"),
    ] {
        let body = server.post(CHAT, with(ask("easy"), json!({"model": model}))).await.body;
        assert_eq!((&body["model"], &body["dse"]["arm"]), (&json!(model), &json!(arm)));
    }
}

#[tokio::test]
async fn a_stream_sends_what_fits_the_schema() {
    let server = Server::start().await;
    let streamed = server.post(CHAT, with(ask("easy"), json!({"stream": true}))).await;
    let kind = streamed.headers["content-type"].to_str().unwrap();
    assert!(kind.starts_with("text/event-stream"), "{kind}");
    assert_eq!(streamed.headers["x-accel-buffering"], "no");
    let chunks = events(&streamed.body);
    let receipt = streamed.headers["x-dse-receipt"].to_str().unwrap();
    assert!(chunks.iter().all(|chunk| chunk["id"] == receipt));
    assert!(chunks.iter().all(|chunk| chunk["object"] == "chat.completion.chunk"));
    let delta = |at: usize| &chunks[at]["choices"][0]["delta"];
    assert_eq!(delta(0), &json!({"role": "assistant", "content": ""}));
    let content: String =
        (0..chunks.len()).filter_map(|at| delta(at)["content"].as_str()).collect();
    assert_eq!(content, r#"{"a":"EASY"}"#);
    let last = chunks.last().unwrap();
    assert_eq!(last["choices"][0]["finish_reason"], "stop");
    assert_eq!(last["dse"]["receiptId"], receipt);
    // What fails before anything was sent has its own status.
    server.lm.be(Mood::Garbled);
    let failed = server.post(CHAT, with(ask("easy"), json!({"stream": true}))).await;
    refused(&failed, 422, "output_mismatch");
    let other = json!({"stream": true, "dse": {"stream": "waves"}});
    let other = server.post(CHAT, with(ask("easy"), other)).await;
    assert_eq!(refused(&other, 400, "invalid_input")["param"], "dse.stream");
}

#[tokio::test]
async fn a_stored_prompt_is_a_signature() {
    let server = Server::start().await;
    let winner = server.compile().await;
    let prompt = |more: Value| {
        let variables = json!({"q": {"type": "input_text", "text": "easy"}});
        json!({"prompt": with(json!({"id": SIGNATURE, "variables": variables}), more)})
    };
    let body = server.post(RESPONSES, prompt(json!({}))).await.body;
    assert_eq!((&body["object"], &body["status"]), (&json!("response"), &json!("completed")));
    let part = &body["output"][0]["content"][0];
    assert_eq!((&part["type"], &part["text"]), (&json!("output_text"), &json!(r#"{"a":"EASY"}"#)));
    let stored = receipt(&server, &body["id"]).await;
    assert_eq!(stored["receipt"]["serving"]["mapping"], "prompt.variables");
    let pinned = server.post(RESPONSES, prompt(json!({"version": winner}))).await.body;
    assert_eq!(
        (&pinned["dse"]["arm"], &pinned["dse"]["compiledId"]),
        (&json!("pinned"), &json!(winner))
    );
    refused(
        &server.post(RESPONSES, prompt(json!({"version": "7"}))).await,
        404,
        "artifact_not_found",
    );
    let plain = server.post(RESPONSES, json!({"model": SIGNATURE, "input": "easy too"})).await.body;
    assert_eq!(plain["output"][0]["content"][0]["text"], r#"{"a":"EASY TOO"}"#);
    let error = server.post(RESPONSES, json!({"input": "x"})).await;
    assert_eq!(refused(&error, 400, "invalid_input")["param"], "prompt.id");

    let streamed = server.post(RESPONSES, with(prompt(json!({})), json!({"stream": true}))).await;
    let text = streamed.body.as_str().unwrap();
    let told: Vec<Value> = text
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|event| serde_json::from_str(event).unwrap())
        .collect();
    assert_eq!(told[0]["type"], "response.created");
    let last = told.last().unwrap();
    assert_eq!(last["type"], "response.completed");
    assert_eq!(last["response"]["output"][0]["content"][0]["text"], r#"{"a":"EASY"}"#);
    let numbers: Vec<u64> =
        told.iter().map(|event| event["sequence_number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (0..told.len() as u64).collect::<Vec<_>>());
}
