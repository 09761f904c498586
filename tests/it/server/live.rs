//! Predictions of applications, over real HTTP.

use std::{collections::HashMap, path::Path, time::Duration};

use dse::model::serve::{ContentSettings, Durability, ServeSettings};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::support::{Answer, Mood, SIGNATURE, Server, Setup, answer};

const PATH: &str = "/api/dse/predict";

async fn predict(server: &Server, fields: Value) -> Answer {
    let mut body = json!({"signatureId": SIGNATURE, "input": {"q": "easy one"}});
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    server.post(PATH, body).await
}

async fn receipt(server: &Server, id: &Value) -> Value {
    server.get(&format!("/api/dse/receipt/{}", id.as_str().unwrap())).await.ok()
}

async fn receipts(server: &Server) -> Vec<Value> {
    let path = "/api/dse/receipts/list?signatureId=%40test%2FShout.v1&limit=200";
    server.get(path).await.ok()["receipts"].as_array().unwrap().clone()
}

async fn canary(server: &Server) -> Value {
    let path = "/api/dse/canary/status?signatureId=%40test%2FShout.v1";
    server.get(path).await.ok()["canary"].clone()
}

/// Asks again until `is` holds.
async fn until<T>(mut ask: impl AsyncFnMut() -> T, is: impl Fn(&T) -> bool) -> T {
    let waiting = async {
        loop {
            let found = ask().await;
            if is(&found) {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("it comes true")
}

#[tokio::test]
async fn a_prediction_answers_with_its_receipt() {
    let server = Server::start().await;
    let fields = json!({"threadId": "t 1", "tags": {"env": "prod"}, "parentReceiptId": "p"});
    let answered = predict(&server, fields).await;
    let header = |name: &str| answered.headers[name].to_str().unwrap().to_owned();
    let (id, thread) = (header("x-dse-receipt"), header("x-dse-thread"));
    assert_eq!((thread.as_str(), header("x-dse-arm").as_str()), ("t 1", "active"));
    header("x-dse-overhead-us").parse::<u64>().unwrap();
    let body = answered.ok();
    assert_eq!(body["output"], json!({"a": "EASY ONE"}));
    assert_eq!(
        (&body["arm"], &body["joined"], &body["repairs"]),
        (&json!("active"), &json!(false), &json!(0))
    );
    assert_eq!(body["receiptId"], json!(id));
    let stored = receipt(&server, &body["receiptId"]).await;
    assert_eq!((&stored["threadId"], &stored["runId"]), (&json!("t 1"), &json!(id)));
    let stored = &stored["receipt"];
    assert_eq!(
        (&stored["compiled_id"], &stored["result"]["_tag"]),
        (&body["compiled_id"], &json!("Ok"))
    );
    let serving = json!({
        "arm": "active", "endpoint": "predict", "tags": {"env": "prod"}, "parentReceiptId": "p",
    });
    assert_eq!(stored["serving"], serving);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_before_anybody_is_asked() {
    let server = Server::start().await;
    let said = predict(&server, json!({"input": {"q": 7}})).await.refused(400, "input_mismatch");
    assert!(said.contains("/q"), "{said}");
    predict(&server, json!({"signatureId": "@no/Such.v1"})).await.refused(404, "unknown_signature");
    predict(&server, json!({"compiled_id": "sha256:no"})).await.refused(404, "artifact_not_found");
    for wrong in [
        json!({"receiptId": "seven"}),
        json!({"timeoutMs": 0}),
        json!({"threadId": "t".repeat(201)}),
        json!({"tags": {"k": "v".repeat(513)}}),
    ] {
        predict(&server, wrong).await.refused(400, "invalid_input");
    }
    assert_eq!(server.lm.calls(), 0);
    assert_eq!(receipts(&server).await.len(), 0);
}

#[tokio::test]
async fn failures_have_a_code_of_their_own_and_a_receipt() {
    let server = Server::start().await;
    for (mood, status, code) in [
        (Mood::Garbled, 422, "output_mismatch"),
        (Mood::Broken, 502, "lm_failed"),
        (Mood::TimedOut, 504, "lm_timeout"),
    ] {
        server.lm.be(mood);
        let failed = predict(&server, json!({})).await;
        let id = failed.body["receiptId"].clone();
        failed.refused(status, code);
        assert_eq!(receipt(&server, &id).await["receipt"]["result"]["_tag"], "Error");
    }
    server.lm.be(Mood::Stuck);
    let late = predict(&server, json!({"timeoutMs": 20})).await;
    let id = late.body["receiptId"].clone();
    assert!(late.refused(504, "lm_timeout").contains("timeoutMs"));
    assert_eq!(receipt(&server, &id).await["receipt"]["result"]["_tag"], "Error");
}

#[tokio::test]
async fn one_receipt_id_predicts_once_however_often_it_is_sent() {
    let server = Server::start().await;
    server.lm.be(Mood::Stuck);
    let id = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
    let send = || predict(&server, json!({"receiptId": id, "threadId": "t"}));
    let well = async {
        until(async || server.lm.calls(), |calls| *calls == 1).await;
        server.lm.be(Mood::Well);
    };
    let (first, second, ()) = tokio::join!(send(), send(), well);
    let (first, second) = (first.ok(), second.ok());
    assert_eq!((&first["receiptId"], &second["receiptId"]), (&json!(id), &json!(id)));
    let joined = [&first, &second].iter().filter(|body| body["joined"] == true).count();
    assert_eq!(joined, 1);
    let third = send().await;
    assert_eq!(third.headers["x-dse-joined"], "true");
    assert_eq!(third.ok()["output"], first["output"]);
    assert_eq!(server.lm.calls(), 1);
    assert_eq!(receipts(&server).await.len(), 1);
    let other = json!({"receiptId": id, "threadId": "t", "input": {"q": "another"}});
    predict(&server, other).await.refused(409, "receipt_mismatch");
}

#[tokio::test]
async fn another_process_knows_what_a_receipt_id_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dse.db");
    let (kept, not_kept) =
        ("7d444840-9dc0-11d1-b245-5ffdce74fad3", "7d444840-9dc0-11d1-b245-5ffdce74fad4");
    let first = Server::at(&path, Setup::default()).await;
    let full = || json!({"receiptId": kept, "store": "full"});
    let answered = predict(&first, full()).await.ok();
    predict(&first, json!({"receiptId": not_kept})).await.ok();
    let second = Server::at(&path, Setup::default()).await;
    let again = predict(&second, full()).await.ok();
    assert_eq!(again["output"], answered["output"]);
    assert_eq!(again["threadId"], answered["threadId"]);
    predict(&second, json!({"receiptId": not_kept})).await.refused(409, "output_not_kept");
    let other = json!({"receiptId": kept, "store": "full", "input": {"q": "another"}});
    // A server of its own: this one remembers the question.
    let third = Server::at(&path, Setup::default()).await;
    predict(&third, other).await.refused(409, "receipt_mismatch");
    assert_eq!(second.lm.calls() + third.lm.calls(), 0);
}

#[tokio::test]
async fn a_dry_run_asks_and_leaves_nothing() {
    let server = Server::start().await;
    let body = predict(&server, json!({"dryRun": true})).await.ok();
    assert_eq!((&body["output"], body.get("receiptId")), (&json!({"a": "EASY ONE"}), None));
    assert_eq!((server.lm.calls(), receipts(&server).await.len()), (1, 0));
}

#[tokio::test]
async fn a_canary_takes_threads_and_counts_what_it_answered() {
    let server = Server::start().await;
    let winner = server.compile().await;
    let start = json!({
        "signatureId": SIGNATURE, "canary_compiled_id": winner, "rolloutPct": 50, "salt": "grain",
        "minSamples": 1_000,
    });
    server.post("/api/dse/canary/start", start).await.ok();
    let names: Vec<String> = (0..40).map(|n| format!("thread {n}")).collect();
    let mut arms: HashMap<&str, Value> = HashMap::new();
    for round in 0..2 {
        let asked = names.iter().map(|thread| predict(&server, json!({"threadId": thread})));
        for (thread, answered) in names.iter().zip(join_all(asked).await) {
            let body = answered.ok();
            assert_eq!(body["compiled_id"] == json!(winner), body["arm"] == "canary");
            let before = arms.insert(thread, body["arm"].clone());
            assert!(round == 0 || before.as_ref() == Some(&body["arm"]));
        }
    }
    let of_canary = arms.values().filter(|arm| **arm == json!("canary")).count();
    assert!((5..35).contains(&of_canary), "{of_canary}");
    assert_eq!(canary(&server).await["okCount"], json!(2 * of_canary));

    // What is pinned, tried or the same again counts for nobody.
    let of_canary_thread = arms.iter().find(|(_, arm)| **arm == json!("canary")).unwrap().0;
    let pinned = json!({"compiled_id": winner, "threadId": of_canary_thread});
    assert_eq!(predict(&server, pinned).await.ok()["arm"], "pinned");
    predict(&server, json!({"dryRun": true, "threadId": of_canary_thread})).await.ok();
    assert_eq!(canary(&server).await["okCount"], json!(2 * of_canary));
    let id = "7d444840-9dc0-11d1-b245-5ffdce74fad5";
    for _ in 0..3 {
        predict(&server, json!({"receiptId": id, "threadId": of_canary_thread})).await.ok();
    }
    assert_eq!(canary(&server).await["okCount"], json!(2 * of_canary + 1));
}

#[tokio::test]
async fn a_canary_that_fails_on_real_traffic_is_gone_by_itself() {
    let server = Server::start().await;
    let winner = server.compile().await;
    let start = json!({
        "signatureId": SIGNATURE, "canary_compiled_id": winner, "rolloutPct": 100,
        "minSamples": 5, "maxErrorRate": 0.2,
    });
    server.post("/api/dse/canary/start", start).await.ok();
    server.lm.be(Mood::Garbled);
    let asked = (0..5).map(|n| predict(&server, json!({"threadId": format!("t{n}")})));
    for failed in join_all(asked).await {
        failed.refused(422, "output_mismatch");
    }
    assert_eq!(canary(&server).await, Value::Null);
    server.lm.be(Mood::Well);
    assert_eq!(predict(&server, json!({"threadId": "t0"})).await.ok()["arm"], "active");
}

#[tokio::test]
async fn a_promotion_acts_at_once_and_soon_in_other_processes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dse.db");
    let (first, second) =
        (Server::at(&path, Setup::default()).await, Server::at(&path, Setup::default()).await);
    let winner = first.compile().await;
    let defaults = predict(&first, json!({})).await.ok()["compiled_id"].clone();
    assert_eq!(predict(&second, json!({})).await.ok()["compiled_id"], defaults);
    let promote = json!({"signatureId": SIGNATURE, "compiled_id": winner});
    first.post("/api/dse/promote", promote).await.ok();
    assert_eq!(predict(&first, json!({})).await.ok()["compiled_id"], json!(winner));
    let asked = async || predict(&second, json!({})).await.ok()["compiled_id"].clone();
    until(asked, |id| *id == json!(winner)).await;
    first.post("/api/dse/rollback", json!({"signatureId": SIGNATURE})).await.ok();
    assert_eq!(predict(&first, json!({})).await.ok()["compiled_id"], defaults);
}

#[tokio::test]
async fn a_client_that_leaves_ends_the_model_call_and_counts_for_nobody() {
    let server = Server::start().await;
    let winner = server.compile().await;
    let start = json!({
        "signatureId": SIGNATURE, "canary_compiled_id": winner, "rolloutPct": 100, "minSamples": 1_000,
    });
    server.post("/api/dse/canary/start", start).await.ok();
    let before = server.lm.calls();
    server.lm.be(Mood::Stuck);
    {
        let request = predict(&server, json!({"threadId": "gone"}));
        let asked = until(async || server.lm.calls(), |calls| *calls > before);
        tokio::select! {
            _ = request => panic!("a stuck model does not answer"),
            _ = asked => {}
        }
    }
    let listed = until(async || receipts(&server).await, |listed| !listed.is_empty()).await;
    let stored = receipt(&server, &listed[0]["receiptId"]).await;
    let result = &stored["receipt"]["result"];
    assert_eq!(result["_tag"], "Error");
    assert!(result["message"].as_str().unwrap().starts_with("cancelled"), "{result}");
    let canary = canary(&server).await;
    assert_eq!((&canary["okCount"], &canary["errorCount"]), (&json!(0), &json!(0)));
}

#[tokio::test]
async fn a_full_server_refuses_and_says_when_to_come_back() {
    let serve = ServeSettings { in_flight: 1, queue_ms: 1, ..ServeSettings::default() };
    let server = Server::with(Setup { serve, ..Setup::default() }).await;
    server.lm.be(Mood::Stuck);
    let second = async {
        until(async || server.lm.calls(), |calls| *calls == 1).await;
        let refused = predict(&server, json!({})).await;
        assert_eq!(refused.headers["retry-after"], "1");
        refused.refused(503, "overloaded");
        // Whoever balances the load sends the next one elsewhere.
        server.get("/readyz").await.refused(503, "overloaded");
        server.get("/healthz").await.ok();
        server.lm.be(Mood::Well);
    };
    let (first, ()) = tokio::join!(predict(&server, json!({})), second);
    first.ok();
    assert_eq!((server.lm.calls(), receipts(&server).await.len()), (1, 1));
}

#[tokio::test]
async fn every_answer_of_a_burst_has_its_receipt() {
    let folder = tempfile::tempdir().unwrap();
    for durability in [Durability::Commit, Durability::Fsync] {
        let path = folder.path().join(format!("{durability:?}.db"));
        let serve = ServeSettings { durability, ..ServeSettings::default() };
        let server = Server::at(&path, Setup { serve, ..Setup::default() }).await;
        let answered = join_all((0..150).map(|_| predict(&server, json!({})))).await;
        let mut ids: Vec<_> =
            answered.into_iter().map(|one| one.ok()["receiptId"].clone()).collect();
        let mut stored: Vec<_> =
            receipts(&server).await.iter().map(|row| row["receiptId"].clone()).collect();
        ids.sort_by_key(Value::to_string);
        stored.sort_by_key(Value::to_string);
        assert_eq!(ids, stored);
    }
}

#[tokio::test]
async fn a_database_that_fails_gives_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dse.db");
    let server = Server::at(&path, Setup::default()).await;
    predict(&server, json!({})).await.ok();
    server.store.close().await;
    let refused = predict(&server, json!({})).await;
    assert_eq!(refused.status, 503, "{}", refused.body);
    assert!(Path::new(&path).exists());
}

#[tokio::test]
async fn the_secret_guards_predictions() {
    let server = Server::start().await;
    answer(server.bare(Method::POST, PATH).body("{")).await.refused(401, "unauthorized");
    answer(server.request(Method::GET, PATH)).await.refused(405, "method_not_allowed");
}

#[tokio::test]
async fn content_is_kept_by_rule_and_blotted_out_first() {
    let kept = async |rule: &str, fields: Value, mood: Mood| {
        let content = ContentSettings {
            store: Some(serde_json::from_value(json!(rule)).unwrap()),
            redact: vec!["/email".to_owned()],
            ..ContentSettings::default()
        };
        let serve = ServeSettings { content, ..ServeSettings::default() };
        let server = Server::with(Setup { serve, ..Setup::default() }).await;
        server.lm.be(mood);
        let answered = predict(&server, fields).await;
        receipt(&server, &answered.body["receiptId"]).await["content"].clone()
    };
    let own = || json!({"input": {"q": "easy", "email": "a@b.c"}});
    let content = kept("all", own(), Mood::Well).await;
    let input = json!({"q": "easy", "email": "[redacted]"});
    assert_eq!(content, json!({"input": input, "output": {"a": "EASY"}}));
    for rule in ["none", "errors", "sample:0"] {
        assert_eq!(kept(rule, json!({}), Mood::Well).await, Value::Null, "{rule}");
    }
    assert_eq!(kept("errors", json!({}), Mood::Garbled).await["output"], Value::Null);
    assert_ne!(kept("errors", json!({}), Mood::Garbled).await, Value::Null);
    assert_ne!(kept("sample:1", json!({}), Mood::Well).await, Value::Null);
    // A request may ask for more and for less.
    assert_ne!(kept("none", json!({"store": "full"}), Mood::Well).await, Value::Null);
    assert_eq!(kept("all", json!({"store": "none"}), Mood::Well).await, Value::Null);
}

#[tokio::test]
async fn kept_content_goes_by_time_and_on_request() {
    let server = Server::start().await;
    let full = |thread: &str| json!({"store": "full", "threadId": thread});
    let first = predict(&server, full("a")).await.ok()["receiptId"].clone();
    let second = predict(&server, full("b")).await.ok()["receiptId"].clone();
    let forget = "/api/dse/receipt/forget";
    assert_eq!(server.post(forget, json!({"kind": "thread", "id": "a"})).await.ok()["receipts"], 1);
    assert_eq!(receipt(&server, &first).await.get("content"), None);
    assert_ne!(receipt(&server, &second).await.get("content"), None);
    let nobody = json!({"kind": "receipt", "id": "nobody"});
    server.post(forget, nobody).await.refused(404, "receipt_not_found");
    server.post(forget, json!({})).await.refused(400, "invalid_input");
    assert_eq!(server.store.sweep_content(i64::MAX).await.unwrap(), 1);
    let left = receipt(&server, &second).await;
    assert_eq!((left.get("content"), &left["receipt"]["result"]["_tag"]), (None, &json!("Ok")));
}

#[tokio::test]
async fn metrics_count_what_happened() {
    let server = Server::start().await;
    predict(&server, json!({})).await.ok();
    server.lm.be(Mood::Garbled);
    predict(&server, json!({})).await.refused(422, "output_mismatch");
    predict(&server, json!({"input": {}})).await.refused(400, "input_mismatch");
    let text = server.get("/metrics").await.body;
    let text = text.as_str().unwrap();
    let of = format!("signature=\"{SIGNATURE}\"");
    for line in [
        format!("dse_predict_requests_total{{{of},arm=\"active\",result=\"ok\"}} 1"),
        format!("dse_predict_requests_total{{{of},arm=\"active\",result=\"output_mismatch\"}} 1"),
        format!("dse_predict_duration_seconds_count{{{of},arm=\"active\"}} 2"),
        "dse_predict_rejected_total{reason=\"input_mismatch\"} 1".to_owned(),
        "dse_predict_in_flight 0".to_owned(),
        "dse_receipts_lost_total 0".to_owned(),
        "dse_receipt_commit_seconds_count 2".to_owned(),
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(text.contains(&format!("dse_live_info{{{of},compiled_id=\"sha256:")), "{text}");
}
