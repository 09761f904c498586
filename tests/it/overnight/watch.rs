//! `dse canary watch` decides by what the history says.

use serde_json::Value;

use super::running::{Ended, Running, Serving};
use super::workspace::{SIGNATURE, Workspace};

/// A canary under watch, and its candidate.
fn watched() -> (Serving, Workspace, Running, String) {
    let server = Serving::start(Workspace::new(0));
    let workspace = Workspace::at(&server.url);
    workspace.json(&["import", "rows.jsonl", "--signature", SIGNATURE]);
    let (_, compiled) = workspace.json(&["compile", SIGNATURE]);
    let candidate = compiled["compiled_id"].as_str().unwrap().to_owned();
    start(&workspace, &candidate, &[]);
    let words = ["canary", "watch", SIGNATURE, "--poll", "0.02", "--deadline", "600"];
    let watch = Running::start(workspace.dse(&[&words[..], &["--format", "ndjson"]].concat()));
    watch.says("\"event\":\"canary\"");
    (server, workspace, watch, candidate)
}

fn start(workspace: &Workspace, candidate: &str, more: &[&str]) {
    let words = ["canary", "start", SIGNATURE, "--compiled", candidate];
    let (code, started) = workspace.json(&[&words[..], more].concat());
    assert_eq!(code, 0, "{started}");
}

#[track_caller]
fn decided(ended: &Ended, code: i32, decision: &str) -> Value {
    let last = ended.last();
    assert_eq!((ended.code, last["decision"].as_str()), (code, Some(decision)), "{last}");
    last
}

#[test]
fn a_reason_that_speaks_of_promotion_is_no_promotion() {
    let (_server, workspace, watch, _) = watched();
    workspace.json(&["canary", "stop", SIGNATURE, "--reason", "will not be promoted"]);
    let last = decided(&watch.end(), 5, "stopped");
    assert_eq!(last["reason"], "will not be promoted");
}

#[test]
fn a_pointer_that_moved_to_it_is_a_promotion() {
    let (_server, workspace, watch, candidate) = watched();
    let (code, promoted) = workspace.json(&["promote", SIGNATURE, "--compiled", &candidate]);
    assert_eq!(code, 0, "{promoted}");
    decided(&watch.end(), 0, "promoted");
}

#[test]
fn another_canary_of_the_same_candidate_is_another_one() {
    let (_server, workspace, watch, candidate) = watched();
    start(&workspace, &candidate, &["--ops-run", "night-7"]);
    let ended = watch.end();
    let last = decided(&ended, 5, "replaced");
    assert_eq!(last["replacedBy"], "night-7");
    assert!(last["error"]["message"].as_str().unwrap().contains("replaced by night-7"), "{last}");
}

#[test]
fn what_does_not_change_is_told_once_and_traffic_over_threads_decides() {
    let (_server, workspace, watch, _) = watched();
    // Long enough for many looks.
    for _ in 0..5 {
        workspace.canary();
    }
    // Which threads take the canary is drawn: of a hundred, far more than the
    // five whose four predictions each suffice.
    let traffic = ["exercise", SIGNATURE, "--threads", "100", "--count", "200"];
    for _ in 0..2 {
        let (code, sent) = workspace.json(&traffic);
        assert_eq!((code, &sent["threads"]), (0, &100.into()), "{sent}");
    }
    let ended = watch.end();
    decided(&ended, 0, "healthy");
    let counts: Vec<String> = ended
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|event| event["event"] == "canary")
        .map(|event| format!("{} {}", event["canary"]["okCount"], event["evidence"]))
        .collect();
    let mut different = counts.clone();
    different.dedup();
    assert_eq!(counts, different);
}

#[test]
fn only_the_canary_that_is_meant_is_stopped() {
    let (_server, workspace, _watch, candidate) = watched();
    start(&workspace, &candidate, &["--ops-run", "night-7"]);
    let stop = ["canary", "stop", SIGNATURE, "--ops-run", "night-8"];
    let (code, refused) = workspace.json(&stop);
    assert_eq!(
        (code, refused["error"]["code"].as_str()),
        (5, Some("canary_mismatch")),
        "{refused}"
    );
    let (code, stopped) = workspace.json(&["canary", "stop", "SelectTool", "--ops-run", "night-7"]);
    assert_eq!((code, &stopped["existed"]), (0, &true.into()), "{stopped}");
    // Named in short, it is the newest winner that is tried.
    let (code, started) = workspace.json(&["canary", "start", "SelectTool"]);
    assert_eq!((code, &started["canary_compiled_id"]), (0, &candidate.into()), "{started}");
}
