//! Predictions that applications made by themselves, brought to the server.

use dse::canon;
use serde_json::{Value, json};

use super::support::{Answer, SIGNATURE, Server};

const IDS: [&str; 2] =
    ["5f3a5a34-64a3-4c8e-9d5f-0b6b1f0e2a01", "5f3a5a34-64a3-4c8e-9d5f-0b6b1f0e2a02"];

async fn import(server: &Server, receipts: &[Value]) -> Answer {
    server.post("/api/dse/receipts/import", json!({"receipts": receipts})).await
}

/// A line of a spool, as the defaults of the signature made it.
async fn line(server: &Server, id: &str) -> Value {
    let asked = json!({"signatureId": SIGNATURE, "input": {"q": "one"}});
    let prompt = server.post("/api/dse/prompt", asked).await.ok();
    json!({
        "receiptId": id, "signatureId": SIGNATURE, "compiled_id": prompt["compiled_id"],
        "startedAtMs": 1_700_000_000_000_i64, "endedAtMs": 1_700_000_000_250_i64,
        "threadId": "t", "input": {"q": "one"}, "text": "{\"a\":\"ONE\"}", "model": "m-1",
    })
}

fn with(line: &Value, fields: Value) -> Value {
    let mut changed = line.clone();
    changed.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    changed
}

#[tokio::test]
async fn a_spooled_prediction_has_a_receipt_like_any_other() {
    let server = Server::start().await;
    let good = line(&server, IDS[0]).await;
    let failed = with(&good, json!({"receiptId": IDS[1], "text": "no idea"}));
    let answer = import(&server, &[good.clone(), failed.clone(), good.clone()]).await.ok();
    let counts = |answer: &Value| {
        ["imported", "existed", "failed"].map(|name| answer[name].as_u64().unwrap())
    };
    assert_eq!(counts(&answer), [2, 1, 1]);
    assert_eq!(counts(&import(&server, &[good, failed]).await.ok()), [0, 2, 0]);

    let shown = server.get(&format!("/api/dse/receipt/{}", IDS[0])).await.ok();
    let receipt = &shown["receipt"];
    assert_eq!((&shown["threadId"], &receipt["result"]["_tag"]), (&json!("t"), &json!("Ok")));
    assert_eq!(receipt["serving"]["arm"], "offline");
    assert_eq!(receipt["timing"]["durationMs"], 250);
    assert_eq!(receipt["createdAt"], "2023-11-14T22:13:20.250Z");
    assert_eq!(receipt["model"]["modelId"], "m-1");
    // All hashes but the answer's are those of a prediction that the server makes.
    let own = json!({"signatureId": SIGNATURE, "input": {"q": "one"}, "threadId": "t"});
    let own = server.post("/api/dse/predict", own).await.ok();
    let path = format!("/api/dse/receipt/{}", own["receiptId"].as_str().unwrap());
    let own = server.get(&path).await.ok();
    let hashes =
        with(&own["receipt"]["hashes"], json!({"outputHash": canon::id(&json!({"a": "ONE"}))}));
    assert_eq!(receipt["hashes"], hashes);
    let wrong = server.get(&format!("/api/dse/receipt/{}", IDS[1])).await.ok();
    assert_eq!(wrong["receipt"]["result"]["errorName"], "OutputDecodeError", "{wrong}");
}

#[tokio::test]
async fn nothing_is_stored_where_a_line_is_wrong() {
    let server = Server::start().await;
    let good = line(&server, IDS[0]).await;
    for (fields, code, said) in [
        (json!({"receiptId": "7"}), "invalid_input", "must be a UUID"),
        (json!({"input": {"q": 7}}), "input_mismatch", "the input does not fit"),
        (json!({"compiled_id": "sha256:0"}), "artifact_not_found", "has no artifact"),
        (json!({"signatureId": "@test/Shoot.v1"}), "unknown_signature", "did you mean"),
        (json!({"endedAtMs": 1}), "invalid_input", "endedAtMs not before"),
        (json!({"endedAtMs": 99_999_999_999_999_i64}), "invalid_input", "in the future"),
        (json!({"error": "and a text"}), "invalid_input", "either text or error"),
        (json!({"tags": {"k": "v".repeat(600)}}), "invalid_input", "at most 16 tags"),
    ] {
        let wrong = with(&good, with(&json!({"receiptId": IDS[1]}), fields));
        let refused = import(&server, &[good.clone(), wrong]).await;
        let message = refused.body["message"].as_str().unwrap();
        assert_eq!(refused.body["error"], code, "{message}");
        assert!(message.starts_with("receipts[1] (") && message.contains(said), "{message}");
    }
    import(&server, &[]).await.refused(400, "invalid_input");
    let listed = server.get("/api/dse/receipts/list?signatureId=%40test%2FShout.v1").await.ok();
    assert_eq!(listed["receipts"], json!([]));
}
