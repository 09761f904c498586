//! What a gate saw stands on the reports of what it looked at.

use serde_json::{Value, json};

use super::support::{SIGNATURE, Server};

const SEGMENT: &str = "%40test%2FShout.v1";

fn part(value: &Value) -> String {
    dse::api::endpoint::encode_segment(value.as_str().unwrap())
}

async fn eval(server: &Server, compiled_id: &Value, split: &str) -> String {
    let body = json!({"signatureId": SIGNATURE, "compiled_id": compiled_id, "split": split});
    let done = server.post("/api/dse/eval", body).await.ok();
    format!("/api/dse/eval-report/{}/{SEGMENT}", part(&done["evalHash"]))
}

/// A server with a compiled signature, the winner, and the path of the report.
async fn compiled() -> (Server, Value, String) {
    let server = Server::start().await;
    server.import_rows().await;
    let done = server.post("/api/dse/compile", json!({"signatureId": SIGNATURE})).await.ok();
    let (job, dataset) = (part(&done["jobHash"]), part(&done["datasetHash"]));
    let report = format!("/api/dse/compile-report/{job}/{dataset}/{SEGMENT}");
    (server, done["compiled_id"].clone(), report)
}

#[tokio::test]
async fn reports_say_how_sure_the_gate_was_once_it_has_looked() {
    let (server, winner, compile) = compiled().await;
    let held_out = eval(&server, &winner, "holdout").await;
    let trained = eval(&server, &winner, "train").await;
    for path in [&compile, &held_out, &trained] {
        assert_eq!(server.get(path).await.ok().get("gate"), None, "{path}");
    }

    let start = json!({"signatureId": SIGNATURE, "canary_compiled_id": winner,
        "rolloutPct": 10, "minHoldoutDelta": 0});
    let started = server.post("/api/dse/canary/start", start).await.ok();
    assert_ne!(started["control_compiled_id"], winner);
    for path in [&compile, &held_out] {
        let seen = &server.get(path).await.ok()["gate"];
        assert_eq!(seen["candidateHoldoutReward"], started["candidateHoldoutReward"], "{path}");
        assert_eq!(seen["baselineHoldoutReward"], started["baselineHoldoutReward"], "{path}");
        assert_eq!(seen["evidence"]["n"], 4, "{path}: {seen}");
        assert_eq!(seen["floors"].as_array().unwrap().len(), 3, "{path}: {seen}");
    }
    assert_eq!(server.get(&trained).await.ok().get("gate"), None, "those rows are not held out");

    // The winner, once live, says nothing beside itself: what was seen stays.
    let promote = json!({"signatureId": SIGNATURE, "compiled_id": winner, "minHoldoutDelta": 0});
    server.post("/api/dse/promote", promote.clone()).await.ok();
    let before = server.get(&compile).await.ok()["gate"].clone();
    server.post("/api/dse/promote", promote).await.ok();
    assert_eq!(server.get(&compile).await.ok()["gate"], before);
}

#[tokio::test]
async fn a_gate_that_refuses_for_the_difference_says_how_sure_it_was() {
    let (server, winner, compile) = compiled().await;
    let start = json!({"signatureId": SIGNATURE, "canary_compiled_id": winner,
        "rolloutPct": 10, "minHoldoutDelta": 0.41});
    server.post("/api/dse/canary/start", start).await.refused(409, "insufficient_improvement");
    let seen = &server.get(&compile).await.ok()["gate"];
    assert_eq!((&seen["evidence"]["n"], &seen["evidence"]["look"]), (&json!(4), &json!(1)));
    assert_eq!(seen["floors"].as_array().unwrap().len(), 3);
}
