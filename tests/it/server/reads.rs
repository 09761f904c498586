//! What the server knows and how it is.

use serde_json::json;

use super::support::{Mood, PLAIN, SIGNATURE, Server};

#[tokio::test]
async fn signatures_are_listed_and_shown_with_their_jobs() {
    let server = Server::start().await;
    let listed = server.get("/api/dse/signatures").await.ok();
    let rows = listed["signatures"].as_array().unwrap();
    let find = |id: &str| rows.iter().find(|row| row["signatureId"] == id).unwrap();
    assert!(find(SIGNATURE)["origin"].as_str().unwrap().ends_with("shout.json"));
    assert_eq!(find("@openagents/autopilot/blueprint/SelectTool.v1")["origin"], "shipped");
    assert_eq!(find(PLAIN)["optimizerId"], "fewshot_nearest.v1", "it has no job of its own");

    let shown = server.get("/api/dse/signature/%40test%2FShout.v1").await.ok();
    assert_eq!(shown["contract"]["signatureId"], SIGNATURE);
    assert_eq!(shown["job"]["searchSpace"]["instructionVariants"][0]["id"], "loud");
    assert_eq!(shown["reward"]["rewardId"], "reward_exact_json_match.v1");
    server.get("/api/dse/signature/none").await.refused(404, "unknown_signature");
}

#[tokio::test]
async fn an_artifact_that_is_not_stored_is_told() {
    let server = Server::start().await;
    let path = "/api/dse/artifact/sha256%3Ano/%40test%2FShout.v1";
    server.get(path).await.refused(404, "artifact_not_found");
}

#[tokio::test]
async fn doctor_tells_how_the_server_and_its_model_are() {
    let server = Server::start().await;
    let winner = server.compile().await;
    let start = json!({"signatureId": SIGNATURE, "canary_compiled_id": winner, "rolloutPct": 10});
    server.post("/api/dse/canary/start", start).await.ok();
    server.lm.be(Mood::Garbled);
    let well = server.get("/api/dse/doctor").await.ok();
    assert_eq!(
        (&well["lm"], &well["lmError"]),
        (&json!("shouter (rules, not an LLM)"), &json!(null))
    );
    assert_eq!(well["canaries"][0]["signatureId"], SIGNATURE);
    assert!(well["sqliteVersion"].as_str().unwrap() >= "3.51");
    assert!(well["nowMs"].as_i64().unwrap() > 1_700_000_000_000);
    server.lm.be(Mood::Broken);
    assert_eq!(server.get("/api/dse/doctor").await.ok()["lmError"], "the model is down");
}
