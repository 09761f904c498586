//! What is missing is found before anything is written.

use serde_json::{Value, json};

use super::step;
use super::workspace::{SIGNATURE, Workspace};

/// The night does not start, for that reason, and leaves nothing behind.
#[track_caller]
fn does_not_start(workspace: &Workspace, words: &[&str], code: i32, part: &str) {
    let (got, summary) = workspace.json(&[&["overnight"], words].concat());
    assert_eq!((got, &summary["outcome"]), (code, &json!("could_not_start")), "{summary:#}");
    let message = summary["error"]["message"].as_str().unwrap();
    assert!(message.contains(part), "{message}");
    let (_, listed) = workspace.json(&["ops", "list"]);
    assert_eq!(listed["runs"], json!([]));
    let (_, rows) = workspace.json(&["dataset", "export", SIGNATURE]);
    assert_eq!(rows["rows"], 0, "{rows}");
}

#[test]
fn a_variable_that_the_end_to_end_command_needs() {
    let workspace = Workspace::new(0);
    workspace.set("e2e = \"run --secret $NIGHT_SECRET --url $DSE_SERVER\"");
    does_not_start(&workspace, &["--e2e"], 2, "NIGHT_SECRET, which is not set");
    workspace.set("e2e_variables = [\"OTHER_SECRET\"]");
    does_not_start(&workspace, &["--e2e"], 2, "NIGHT_SECRET, OTHER_SECRET, which are not set");
    // Without the check nobody needs them.
    let (code, summary) = workspace.json(&["overnight", "--no-e2e"]);
    assert_eq!(code, 0, "{summary:#}");
}

#[test]
fn a_dataset_that_is_not_there_or_holds_no_rows() {
    let workspace = Workspace::new(0);
    does_not_start(&workspace, &["--dataset", "none.jsonl"], 2, "none.jsonl");
    std::fs::write(workspace.path().join("empty.jsonl"), "").unwrap();
    does_not_start(&workspace, &["--dataset", "empty.jsonl"], 2, "holds no rows");
}

#[test]
fn a_signature_that_the_server_does_not_know() {
    let workspace = Workspace::new(0);
    let words = ["@a/b.C.v1", "--dataset", "rows.jsonl"];
    does_not_start(&workspace, &words, 2, "unknown_signature");
}

#[test]
fn a_pattern_that_no_command_would_see() {
    let workspace = Workspace::new(0);
    let grep = ["overnight", "--e2e-grep", "autopilot"];
    let refused = |more: &[&str], part: &str| {
        let (code, document) = workspace.json(&[&grep[..], more].concat());
        let message = document["error"]["message"].as_str().unwrap();
        assert!(code == 2 && message.contains(part), "{document}");
    };
    refused(&[], "there is no end-to-end command");
    refused(&["--e2e"], "there is no end-to-end command");
    workspace.set("e2e = \"true\"");
    refused(&["--e2e"], "has no place for it");
    workspace.change("e2e = \"true\"", "e2e = \"echo '{grep}'\"");
    refused(&[], "are off in this run");
    let (code, summary) = workspace.json(&[&grep[..], &["--e2e"]].concat());
    assert_eq!((code, &step(&summary, "e2e")["detail"]["output"]), (0, &json!("autopilot\n")));
}

#[test]
fn what_was_looked_at_is_in_the_record_and_doctor_looks_at_the_same() {
    let workspace = Workspace::new(0);
    let (_, summary) = workspace.json(&["overnight"]);
    let names = |checks: &Value| -> Vec<String> {
        let checks = checks.as_array().unwrap().iter();
        checks.map(|check| check["name"].as_str().unwrap().to_owned()).collect()
    };
    let night = names(&step(&summary, "start")["detail"]["preflight"]);
    for name in ["disk", "server", "secret", "clock", "model", "job", "dataset", "e2e variables"] {
        assert!(night.iter().any(|found| found == name), "{name} in {night:?}");
    }
    let (_, doctor) = workspace.json(&["doctor"]);
    let doctor = names(&doctor["checks"]);
    assert!(night.iter().all(|name| doctor.contains(name)), "{night:?} {doctor:?}");
}
