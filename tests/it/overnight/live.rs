//! A canary that is judged by the traffic of applications.

use std::fs;

use serde_json::json;

use super::running::{Running, Serving};
use super::workspace::{SIGNATURE, Workspace};

/// A run that waits for traffic, with what serves it.
fn waiting(deadline: &str) -> (Serving, Workspace, Running) {
    let server = Serving::start(Workspace::new(0));
    let workspace = Workspace::at(&server.url);
    workspace.change("deadline_seconds = 20.0", deadline);
    workspace.set("traffic = \"live\"\nrollout_pct = 50");
    let run = Running::start(workspace.dse(&["overnight", "--format", "ndjson"]));
    run.reaches("watch");
    (server, workspace, run)
}

#[test]
fn a_run_promotes_on_what_applications_send() {
    let (_server, workspace, run) = waiting("deadline_seconds = 600.0");
    let input = json!({
        "message": "marker-00 please", "blueprintHint": {"userHandle": "ana", "agentName": "Rune"},
    });
    let lines: String = (0..200).map(|_| format!("{input}\n")).collect();
    fs::write(workspace.path().join("inputs.jsonl"), lines).unwrap();
    // Without a thread of its own each input is one.
    let predict = ["predict", SIGNATURE, "--jsonl", "--input", "inputs.jsonl"];
    let (code, sent) = workspace.json(&predict);
    assert_eq!((code, &sent["okCount"]), (0, &json!(200)), "{sent:#}");
    let ended = run.end();
    let summary = ended.last();
    assert_eq!((ended.code, summary["outcome"].as_str()), (0, Some("promoted")), "{summary}");
    let canary = &summary["canary"];
    // It is promoted as soon as the counts prove something.
    assert!(canary["okCount"].as_u64().unwrap() >= 5, "{canary}");
    let (_, receipts) = workspace.json(&["receipt", "list", SIGNATURE, "--limit", "200"]);
    assert_eq!(receipts["receipts"].as_array().unwrap().len(), 200, "the run itself sent nothing");
}

#[test]
fn without_traffic_nothing_is_promoted() {
    let (_server, workspace, run) = waiting("deadline_seconds = 0.5");
    let ended = run.end();
    let summary = ended.last();
    assert_eq!((ended.code, summary["outcome"].as_str()), (5, Some("no_samples")), "{summary}");
    assert_eq!(workspace.canary(), serde_json::Value::Null);
}
