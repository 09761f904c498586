//! Receipts of RLM runs become examples.

use dse::{canon, engine::ports::BlobStore, model::blob::BlobRef};
use serde_json::{Value, json};

use super::support::{Answer, SIGNATURE, Server, receipt};

/// Stores a receipt whose run kept `trace`; changes are laid over the receipt.
async fn record(server: &Server, id: &str, trace: &str, changes: Value) -> BlobRef {
    let blobs = server.store.blobs("t", "run");
    let blob = blobs.put_text(trace, Some("application/json")).await.unwrap();
    let mut document = receipt(id, SIGNATURE);
    document["rlmTrace"] = json!({"blob": blob, "eventCount": 2});
    for (key, value) in changes.as_object().unwrap() {
        document[key] = value.clone();
    }
    let receipt = serde_json::from_value(document).unwrap();
    server.store.record_receipt("t", "run", &receipt).await.unwrap();
    blob
}

fn trace(input: Value, output: Value) -> String {
    let events = json!([
        {"_tag": "Input", "input": input},
        {"iteration": 1, "promptHash": "p", "action": {"_tag": "Final", "output": output}},
    ]);
    json!({"format": "openagents.dse.rlm_trace", "formatVersion": 1, "events": events}).to_string()
}

async fn export(server: &Server, id: &str, mut fields: Value) -> Answer {
    fields["receiptId"] = json!(id);
    server.post("/api/dse/trace/export", fields).await
}

async fn examples(server: &Server) -> Vec<Value> {
    let listed = server.get("/api/dse/examples?signatureId=%40test%2FShout.v1").await.ok();
    listed["examples"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_exported_trace_is_an_example_that_knows_where_it_came_from() {
    let server = Server::start().await;
    let text = trace(json!({"q": "x"}), json!({"a": "X", "note": "dropped"}));
    let blob = record(&server, "r1", &text, json!({})).await;
    let fields = json!({"split": "train", "tags": ["trace_mined", "trace_export"]});
    let dry = json!({"dryRun": true, "split": "train", "tags": ["trace_mined", "trace_export"]});
    let shown = export(&server, "r1", dry).await.ok();
    assert_eq!((&shown["dryRun"], shown.get("existed")), (&json!(true), None));
    assert_eq!(shown["candidate"]["expectedJson"], json!({"a": "X"}));
    assert!(examples(&server).await.is_empty(), "a dry run stores nothing");

    let done = export(&server, "r1", fields.clone()).await.ok();
    assert_eq!(
        done,
        json!({"ok": true, "dryRun": false, "existed": false, "signatureId": SIGNATURE, "exampleId": "trace:r1"})
    );
    assert_eq!(export(&server, "r1", fields).await.ok()["existed"], true);
    let stored = examples(&server).await;
    assert_eq!(stored.len(), 1);
    let row = &stored[0];
    assert_eq!((&row["inputJson"], &row["expectedJson"]), (&json!({"q": "x"}), &json!({"a": "X"})));
    assert_eq!(row["tags"], json!(["trace_export", "strategy:rlm_lite.v1", "trace_mined"]));
    assert_eq!(row["split"], "train");
    assert_eq!(row["meta"], shown["meta"]);
    assert_eq!(
        row["meta"],
        json!({
            "kind": "openagents.trace_export.v1", "receiptId": "r1", "signatureId": SIGNATURE,
            "threadId": "t", "runId": "run", "strategyId": "rlm_lite.v1", "compiled_id": "c",
            "rlmTrace": {"blobId": blob.id, "eventCount": 2},
        })
    );
    let source: Value = serde_json::from_str(row["source"].as_str().unwrap()).unwrap();
    assert_eq!(source["blobId"], json!(blob.id));
    assert_eq!(row["source"], canon::to_string(&source));
    let renamed = export(&server, "r1", json!({"exampleId": "mine"})).await.ok();
    assert_eq!(renamed["exampleId"], "mine");
}

#[tokio::test]
async fn a_receipt_that_gives_no_example_says_why() {
    let server = Server::start().await;
    let good = trace(json!({"q": "x"}), json!({"a": "X"}));
    let failed = json!({"result": {"_tag": "Error", "errorName": "E", "message": "m"}});
    record(&server, "failed", &good, failed).await;
    record(&server, "bare", &good, json!({"rlmTrace": null})).await;
    let gone = BlobRef::of("gone", None);
    record(&server, "gone", &good, json!({"rlmTrace": {"blob": gone, "eventCount": 1}})).await;
    record(&server, "stranger", &good, json!({"signatureId": "@test/None.v1"})).await;
    record(&server, "text", "no json", json!({})).await;
    record(&server, "other", "{}", json!({})).await;
    record(&server, "misfit", &trace(json!({"q": "x"}), json!({"a": 7})), json!({})).await;
    record(&server, "silent", &trace(json!({"q": "x"}), Value::Null), json!({})).await;
    record(&server, "deaf", &trace(Value::Null, json!({"a": "X"})), json!({})).await;
    for (id, status, code) in [
        ("none", 404, "receipt_not_found"),
        (" ", 400, "invalid_input"),
        ("failed", 409, "trace_output_missing"),
        ("bare", 409, "missing_rlm_trace"),
        ("gone", 404, "trace_blob_not_found"),
        ("stranger", 404, "unknown_signature"),
        ("text", 409, "trace_invalid_json"),
        ("other", 409, "trace_invalid_document"),
        ("misfit", 409, "trace_invalid_document"),
        ("silent", 409, "trace_output_missing"),
        ("deaf", 409, "trace_input_missing"),
    ] {
        export(&server, id, json!({})).await.refused(status, code);
    }
    assert!(examples(&server).await.is_empty());
    export(&server, "failed", json!({"exampleId": " "})).await.refused(409, "trace_output_missing");
    export(&server, "failed", json!({"allowFailed": true})).await.ok();
    export(&server, "failed", json!({"allowFailed": true, "exampleId": " "}))
        .await
        .refused(400, "invalid_input");
}
