//! Answers that a client reads while the model still writes.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::support::{Mood, SIGNATURE, Server};

/// Asks for a stream of that mode; gives the response before its end.
async fn ask(server: &Server, mode: &str, more: Value) -> Response {
    let mut body = json!({
        "model": SIGNATURE, "messages": [{"role": "user", "content": "easy"}],
        "stream": true, "dse": {"stream": mode},
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let response = server.request(Method::POST, "/v1/chat/completions").json(&body).send().await;
    response.unwrap()
}

/// Reads on until `enough` is in the text.
async fn read_until(response: &mut Response, text: &mut String, enough: &str) {
    while !text.contains(enough) {
        let chunk = response.chunk().await.unwrap().unwrap_or_else(|| panic!("it ended: {text}"));
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
}

/// The events of a stream that came to its end.
fn events(text: &str) -> Vec<Value> {
    let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
    data.filter(|data| *data != "[DONE]").map(|data| serde_json::from_str(data).unwrap()).collect()
}

fn content(text: &str, pointer: &str) -> String {
    let all = events(text);
    all.iter().filter_map(|event| event.pointer(pointer)?.as_str().map(str::to_owned)).collect()
}

const CONTENT: &str = "/choices/0/delta/content";
const ARGUMENTS: &str = "/choices/0/delta/tool_calls/0/function/arguments";

#[tokio::test]
async fn a_field_goes_out_while_the_model_writes_the_next() {
    let function = json!({
        "tools": [{"type": "function", "function": {"name": "answer", "parameters": {}}}],
        "tool_choice": {"type": "function", "function": {"name": "answer"}},
    });
    for (more, pointer) in [(json!({}), CONTENT), (function, ARGUMENTS)] {
        let server = Server::start().await;
        server.lm.be(Mood::Halting);
        let mut response = ask(&server, "fields", more).await;
        assert_eq!(response.status(), 200);
        let receipt = response.headers()["x-dse-receipt"].to_str().unwrap().to_owned();
        let mut text = String::new();
        read_until(&mut response, &mut text, "EASY").await;
        assert_eq!(content(&text, pointer), r#"{"a":"EASY""#);
        server.lm.be(Mood::Well);
        read_until(&mut response, &mut text, "[DONE]").await;
        // The field that the schema does not list is no part of the answer.
        assert_eq!(content(&text, pointer), r#"{"a":"EASY"}"#);
        let all = events(&text);
        assert!(all.iter().all(|event| event["id"] == receipt), "{text}");
        assert_eq!(all.last().unwrap()["dse"]["receiptId"], receipt);
        let stored = server.get(&format!("/api/dse/receipt/{receipt}")).await.ok();
        assert_eq!(stored["receipt"]["result"], json!({"_tag": "Ok"}));
    }
}

#[tokio::test]
async fn tokens_go_out_as_they_come_and_are_checked_at_the_end() {
    let server = Server::start().await;
    server.lm.be(Mood::Halting);
    let mut response =
        ask(&server, "tokens", json!({"stream_options": {"include_usage": true}})).await;
    let mut text = String::new();
    read_until(&mut response, &mut text, "EASY").await;
    server.lm.be(Mood::Well);
    read_until(&mut response, &mut text, "[DONE]").await;
    assert_eq!(content(&text, CONTENT), r#"{"a":"EASY","z":1}"#);

    // What went out cannot be repaired: the stream ends in an error, and the
    // receipt says the same.
    server.lm.be(Mood::Rambling);
    let calls = server.lm.calls();
    let mut response = ask(&server, "tokens", json!({})).await;
    let receipt = response.headers()["x-dse-receipt"].to_str().unwrap().to_owned();
    let mut text = String::new();
    while let Some(chunk) = response.chunk().await.unwrap() {
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    assert_eq!(server.lm.calls() - calls, 1, "{text}");
    let last = events(&text).pop().unwrap();
    assert_eq!(last["error"]["code"], "output_mismatch", "{text}");
    assert!(!text.contains("[DONE]"), "{text}");
    let stored = server.get(&format!("/api/dse/receipt/{receipt}")).await.ok();
    assert_eq!(stored["receipt"]["result"]["_tag"], "Error");
}

/// A model that does not stream is no reason to refuse: all of it comes at once.
#[tokio::test]
async fn without_pieces_the_whole_answer_comes_at_the_end() {
    let server = Server::start().await;
    for mode in ["fields", "tokens", "validated"] {
        let response = ask(&server, mode, json!({})).await;
        let text = response.text().await.unwrap();
        assert_eq!(content(&text, CONTENT), r#"{"a":"EASY"}"#, "{mode}");
    }
    // An early failure keeps its status.
    server.lm.be(Mood::Garbled);
    assert_eq!(ask(&server, "fields", json!({})).await.status(), 422);
    server.lm.be(Mood::Broken);
    assert_eq!(ask(&server, "tokens", json!({})).await.status(), 502);
}
