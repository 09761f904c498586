//! Ops runs.

use serde_json::{Value, json};

use super::support::Server;

async fn show(server: &Server, run_id: &str) -> Value {
    server.get(&format!("/api/dse/ops/run/{run_id}")).await.ok()
}

#[tokio::test]
async fn a_run_is_recorded_from_start_to_finish() {
    let server = Server::start().await;
    let start = json!({
        "runId": " night-1 ", "commitSha": "abc", "baseUrl": "http://x", "notes": "  ",
        "signatureIds": ["@a/b.v1", " "], "links": {"a": 1}, "unknown": true,
    });
    let started = server.post("/api/dse/ops/run/start", start).await.ok();
    assert_eq!(started, json!({"ok": true, "existed": false, "runId": "night-1"}));
    let event = json!({
        "runId": "night-1", "level": "warn", "phase": "p", "message": " m ",
        "json": {"k": [1]}, "tsMs": 1e15,
    });
    server.post("/api/dse/ops/run/event", event).await.ok();
    let finish = json!({"runId": "night-1", "status": "failed", "summaryJson": {"why": "x"}});
    server.post("/api/dse/ops/run/finish", finish).await.ok();

    let shown = show(&server, "night-1").await;
    let run = &shown["run"];
    assert_eq!((&run["status"], &run["commitSha"]), (&json!("failed"), &json!("abc")));
    assert_eq!(run["signatureIds"], json!(["@a/b.v1"]));
    assert_eq!((&run["links"], &run["summaryJson"]), (&json!({"a": 1}), &json!({"why": "x"})));
    assert_eq!((run.get("notes"), &run["actorUserId"]), (None, &json!("user_dse_admin")));
    assert!(run["endedAtMs"].as_i64() >= run["startedAtMs"].as_i64());
    let events: Vec<_> = shown["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (event["phase"].as_str(), event["level"].as_str(), event["message"].as_str()))
        .collect();
    assert_eq!(
        events,
        [
            (Some("phase1.start"), Some("info"), Some("ops run started")),
            (Some("phase1.finish"), Some("error"), Some("ops run finished status=failed")),
            (Some("p"), Some("warn"), Some("m")),
        ]
    );
}

#[tokio::test]
async fn an_existing_run_is_left_alone() {
    let server = Server::start().await;
    let start = |notes: &str| json!({"runId": "r", "notes": notes});
    server.post("/api/dse/ops/run/start", start("first")).await.ok();
    let again = server.post("/api/dse/ops/run/start", start("second")).await.ok();
    assert_eq!(again["existed"], true);
    let shown = show(&server, "r").await;
    assert_eq!(shown["run"]["notes"], "first");
    assert_eq!(shown["events"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_run_without_an_id_gets_one() {
    let server = Server::start().await;
    let started = server.post("/api/dse/ops/run/start", json!({})).await.ok();
    let id = started["runId"].as_str().unwrap();
    assert!(id.starts_with("opsrun_") && id.len() == 43, "{id}");
    let blank = server.post("/api/dse/ops/run/start", json!({"runId": " "})).await.ok();
    assert_ne!(blank["runId"], started["runId"]);
    let long = json!({"runId": "x".repeat(201)});
    server.post("/api/dse/ops/run/start", long).await.refused(400, "invalid_input");
}

#[tokio::test]
async fn texts_are_cut_and_documents_that_are_too_long_become_notes() {
    let server = Server::start().await;
    let start = json!({
        "runId": "r", "commitSha": "c".repeat(100), "baseUrl": "b".repeat(400),
        "notes": "n".repeat(10_001), "links": "l".repeat(60_000),
        "signatureIds": vec!["s".repeat(300); 60],
    });
    server.post("/api/dse/ops/run/start", start).await.ok();
    let event = json!({
        "runId": "r", "level": "loud", "phase": "p".repeat(90), "message": "m".repeat(2_100),
        "json": ["😀".repeat(30_000)],
    });
    server.post("/api/dse/ops/run/event", event).await.ok();
    server.post("/api/dse/ops/run/finish", json!({"runId": "r", "status": "odd"})).await.ok();

    let shown = show(&server, "r").await;
    let run = &shown["run"];
    let length = |value: &Value| value.as_str().unwrap().len();
    assert_eq!((length(&run["commitSha"]), length(&run["baseUrl"])), (80, 300));
    assert_eq!(length(&run["notes"]), 10_000);
    assert_eq!(run["signatureIds"].as_array().unwrap().len(), 50);
    assert_eq!(length(&run["signatureIds"][0]), 200);
    assert_eq!(run["links"]["_tag"], "truncated_json");
    assert_eq!(
        (&run["links"]["approxChars"], length(&run["links"]["preview"])),
        (&json!(60_002), 50_000)
    );
    assert_eq!(run["status"], "finished");
    let event = &shown["events"][1];
    assert_eq!((length(&event["phase"]), length(&event["message"])), (80, 2_000));
    assert_eq!(event["level"], "info");
    // Two units a character: 60,004 with brackets and quotes.
    assert_eq!(event["json"]["approxChars"], 60_004);
}

#[tokio::test]
async fn an_unknown_run_and_an_empty_message_are_refused() {
    let server = Server::start().await;
    let event = json!({"runId": "none", "message": "m"});
    server.post("/api/dse/ops/run/event", event).await.refused(404, "run_not_found");
    let finish = json!({"runId": "none", "status": "finished"});
    server.post("/api/dse/ops/run/finish", finish).await.refused(404, "run_not_found");
    server.get("/api/dse/ops/run/none").await.refused(404, "run_not_found");
    server.post("/api/dse/ops/run/start", json!({"runId": "r"})).await.ok();
    let blank = json!({"runId": "r", "message": " \u{feff} "});
    server.post("/api/dse/ops/run/event", blank).await.refused(400, "invalid_input");
    let nameless = json!({"message": "m"});
    server.post("/api/dse/ops/run/event", nameless).await.refused(400, "invalid_input");
}

#[tokio::test]
async fn runs_are_listed_newest_first_within_the_limit() {
    let server = Server::start().await;
    for id in ["a", "b", "c/d"] {
        server.post("/api/dse/ops/run/start", json!({"runId": id})).await.ok();
    }
    let ids = |listed: Value| -> Vec<String> {
        let runs = listed["runs"].as_array().unwrap();
        runs.iter().map(|run| run["runId"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(server.get("/api/dse/ops/runs").await.ok()), ["c/d", "b", "a"]);
    assert_eq!(ids(server.get("/api/dse/ops/runs?limit=1.9").await.ok()), ["c/d"]);
    assert!(ids(server.get("/api/dse/ops/runs?limit=-3").await.ok()).is_empty());
    assert_eq!(show(&server, "c%2Fd").await["run"]["runId"], "c/d");
}
