//! Exercise, receipts and blobs.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::support::{Answer, Mood, SIGNATURE, Server, row};

async fn exercise(server: &Server, mut fields: Value) -> Answer {
    fields["signatureId"] = json!(SIGNATURE);
    server.post("/api/dse/exercise/predict", fields).await
}

async fn receipts(server: &Server, query: &str) -> Vec<Value> {
    let path = format!("/api/dse/receipts/list?signatureId=%40test%2FShout.v1{query}");
    server.get(&path).await.ok()["receipts"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_ops_thread_is_the_same_every_time_whatever_is_sent() {
    let server = Server::start().await;
    let path = "/api/dse/exercise/thread/ensure";
    let first = server.post(path, json!({})).await.ok();
    let odd = server.request(reqwest::Method::POST, path).body("no json");
    assert_eq!(super::support::answer(odd).await.ok(), first);
    server.import_rows().await;
    assert_eq!(exercise(&server, json!({"count": 1})).await.ok()["threadId"], first["threadId"]);
}

#[tokio::test]
async fn inputs_cycle_through_the_split_and_every_prediction_has_a_receipt() {
    let server = Server::start().await;
    exercise(&server, json!({})).await.refused(409, "no_examples");
    server.import_rows().await;
    let ran = exercise(&server, json!({"count": 60, "threadId": "t-1"})).await.ok();
    assert_eq!(
        (&ran["count"], &ran["okCount"], &ran["errorCount"]),
        (&json!(60), &json!(60), &json!(0))
    );
    assert!(ran["runId"].as_str().unwrap().starts_with("dse_exercise_"));
    let named: Vec<_> = ran["receiptIds"].as_array().unwrap().iter().collect();
    assert_eq!(named.len(), 50);
    let listed = receipts(&server, "&limit=200").await;
    assert_eq!(listed.len(), 60);
    let ids: HashSet<_> = listed.iter().map(|row| row["receiptId"].as_str().unwrap()).collect();
    assert!(named.iter().all(|id| ids.contains(id.as_str().unwrap())));
    for row in &listed {
        assert_eq!((&row["threadId"], &row["runId"]), (&json!("t-1"), &ran["runId"]));
        assert_eq!((&row["resultTag"], &row["strategyId"]), (&json!("Ok"), &json!("direct.v1")));
        assert_eq!(
            (&row["compiled_id"], &row["rlmTraceBlobId"]),
            (&ran["compiled_id"], &Value::Null)
        );
    }
    let prompts = |limit: u64| async move {
        let fields = json!({"count": 12, "split": "holdout", "limit": limit});
        let ran = exercise(&server, fields).await.ok();
        let mut hashes = HashSet::new();
        for id in ran["receiptIds"].as_array().unwrap() {
            let path = format!("/api/dse/receipt/{}", id.as_str().unwrap());
            let shown = server.get(&path).await.ok();
            hashes.insert(shown["receipt"]["hashes"]["renderedPromptHash"].to_string());
        }
        (hashes.len(), server)
    };
    let (different, server) = prompts(200).await;
    assert_eq!(different, 4);
    let fields = json!({"split": "odd"});
    exercise(&server, fields).await.refused(400, "invalid_input");
    exercise(&server, json!({"split": "test"})).await.refused(409, "no_examples");
}

#[tokio::test]
async fn counts_are_clamped() {
    let server = Server::start().await;
    server.import_rows().await;
    assert_eq!(exercise(&server, json!({"count": 0})).await.ok()["count"], 1);
    assert_eq!(exercise(&server, json!({"count": 1000})).await.ok()["count"], 200);
    assert_eq!(exercise(&server, json!({})).await.ok()["count"], 20);
}

#[tokio::test]
async fn a_dead_model_gives_error_receipts_not_a_failed_request() {
    let server = Server::start().await;
    server.import_rows().await;
    server.lm.be(Mood::Broken);
    let ran = exercise(&server, json!({"count": 3})).await.ok();
    assert_eq!((&ran["okCount"], &ran["errorCount"]), (&json!(0), &json!(3)));
    server.lm.be(Mood::Garbled);
    exercise(&server, json!({"count": 1})).await.ok();
    server.lm.be(Mood::Well);
    exercise(&server, json!({"count": 2})).await.ok();

    assert_eq!(receipts(&server, "").await.len(), 6);
    assert_eq!(receipts(&server, "&resultTag=Error").await.len(), 4);
    // The filter comes before the limit: the newest two are not errors.
    assert_eq!(receipts(&server, "&resultTag=Error&limit=2").await.len(), 2);
    assert_eq!(receipts(&server, "&strategyId=rlm_lite.v1").await.len(), 0);
    assert_eq!(receipts(&server, "&requireRlmTrace=yes").await.len(), 0);
    assert_eq!(receipts(&server, "&requireRlmTrace=no&resultTag=").await.len(), 6);
    assert_eq!(receipts(&server, "&limit=0").await.len(), 0);
    let newest = receipts(&server, "&resultTag=Error&limit=1").await;
    let path = format!("/api/dse/receipt/{}", newest[0]["receiptId"].as_str().unwrap());
    let shown = server.get(&path).await.ok();
    assert_eq!(shown["receipt"]["format"], "openagents.dse.predict_receipt");
    assert_eq!(shown["receipt"]["result"]["errorName"], "OutputDecodeError");
    assert_eq!(shown["threadId"], newest[0]["threadId"]);
    assert_eq!(shown["createdAtMs"], newest[0]["createdAtMs"]);
}

#[tokio::test]
async fn a_receipt_that_is_not_there_is_null() {
    let server = Server::start().await;
    assert_eq!(
        server.get("/api/dse/receipt/none").await.ok(),
        json!({"ok": true, "receipt": null})
    );
}

#[tokio::test]
async fn a_blob_is_shown_only_through_a_receipt_of_its_run() {
    let server = Server::start().await;
    let text = "A text with ünïcode.";
    let id = dse::canon::text_id(text);
    let mut with_text = row("a", "easy", "train");
    with_text["meta"] = json!({"blobs": [{"id": id, "text": text}]});
    let import = json!({"signatureId": SIGNATURE, "examples": [with_text]});
    server.post("/api/dse/examples/import", import.clone()).await.ok();
    let first = exercise(&server, json!({"count": 1})).await.ok();
    let mut without = import;
    without["examples"][0]["meta"] = Value::Null;
    server.post("/api/dse/examples/import", without).await.ok();
    let second = exercise(&server, json!({"count": 1})).await.ok();

    let path = |ran: &Value, blob: &str| {
        format!("/api/dse/blob/{}/{blob}", ran["receiptIds"][0].as_str().unwrap())
    };
    let shown = server.get(&path(&first, &id)).await;
    assert_eq!(shown.headers["content-type"], "text/plain; charset=utf-8");
    assert_eq!(shown.body, json!(text));
    server.get(&path(&second, &id)).await.refused(404, "blob_not_found");
    server.get(&path(&first, "sha256:no")).await.refused(404, "blob_not_found");
    server.get(&format!("/api/dse/blob/none/{id}")).await.refused(404, "receipt_not_found");
}

#[tokio::test]
async fn texts_under_a_wrong_id_are_refused() {
    let server = Server::start().await;
    let mut forged = row("a", "easy", "train");
    forged["meta"] = json!({"blobs": [{"id": "sha256:forged", "text": "t"}]});
    let import = json!({"signatureId": SIGNATURE, "examples": [forged]});
    server.post("/api/dse/examples/import", import).await.ok();
    exercise(&server, json!({})).await.refused(409, "dataset_blob_id_mismatch");
    let compile = json!({"signatureId": SIGNATURE});
    server.post("/api/dse/compile", compile).await.refused(409, "dataset_blob_id_mismatch");
}

#[tokio::test]
async fn traffic_over_many_threads_reaches_both_sides_of_a_canary() {
    let server = Server::start().await;
    let winner = server.compile().await;
    let canary = json!({
        "signatureId": SIGNATURE, "canary_compiled_id": winner, "rolloutPct": 50, "salt": "grain",
    });
    server.post("/api/dse/canary/start", canary).await.ok();
    let ran = exercise(&server, json!({"count": 100, "threads": 40})).await.ok();
    assert_eq!((&ran["threads"], &ran["okCount"]), (&json!(40), &json!(100)));
    assert_eq!(ran.get("compiled_id"), None, "both sides have answered");

    let listed = receipts(&server, "&limit=200").await;
    let threads: HashSet<_> = listed.iter().map(|row| row["threadId"].as_str().unwrap()).collect();
    assert_eq!(threads.len(), 40);
    assert!(threads.contains(ran["threadId"].as_str().unwrap()));
    let runs: HashSet<_> = listed.iter().map(|row| &row["runId"]).collect();
    assert_eq!(runs.len(), 1);
    let path = "/api/dse/canary/status?signatureId=%40test%2FShout.v1";
    let status = server.get(path).await.ok();
    let seen = status["canary"]["okCount"].as_u64().unwrap();
    let of_canary = listed.iter().filter(|row| row["compiled_id"] == json!(winner)).count();
    assert_eq!(seen, of_canary as u64);
    assert!((20..80).contains(&seen), "{status}");

    // The same threads are on the same sides the next time.
    exercise(&server, json!({"count": 100, "threads": 40})).await.ok();
    assert_eq!(server.get(path).await.ok()["canary"]["okCount"], 2 * seen);
}

#[tokio::test]
async fn threads_are_named_after_the_first_and_bounded() {
    let server = Server::start().await;
    server.import_rows().await;
    let named = json!({"count": 3, "threads": 3, "threadId": "t"});
    assert_eq!(exercise(&server, named).await.ok()["threadId"], "t");
    let listed = receipts(&server, "&limit=200").await;
    let mut threads: Vec<_> =
        listed.iter().map(|row| row["threadId"].as_str().unwrap().to_owned()).collect();
    threads.sort();
    assert_eq!(threads, ["t", "t_2", "t_3"]);
    assert_eq!(exercise(&server, json!({"count": 1})).await.ok().get("threads"), None);
    let many = json!({"count": 2, "threads": 1_000});
    assert_eq!(exercise(&server, many).await.ok()["threads"], 200);
}
