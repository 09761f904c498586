//! A night on a server that has only what deployed servers have.

use serde_json::{Value, json};

use super::proxy::{Age, Proxy};
use super::running::Serving;
use super::workspace::{SIGNATURE, Workspace};

#[test]
fn a_night_does_without_leases_and_says_so_once() {
    let server = Serving::start(Workspace::new(0));
    let deployed = Proxy::before(&server, Age::Deployed);
    let workspace = Workspace::at(&deployed.url);
    // By chance alone the thread of exercises takes the canary.
    workspace.set("rollout_pct = 100");
    let output = workspace.dse(&["overnight", "--format", "json"]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (output.status.code(), &summary["outcome"]),
        (Some(0), &json!("promoted")),
        "{summary} {told}"
    );
    assert_eq!(told.matches("no run leases").count(), 1, "{told}");
    assert_eq!(workspace.canary(), Value::Null);
}

#[test]
fn a_night_leaves_other_canaries_alone_without_conditions_too() {
    let server = Serving::start(Workspace::new(0));
    let deployed = Proxy::before(&server, Age::Deployed);
    let workspace = Workspace::at(&deployed.url);
    workspace.json(&["import", "rows.jsonl", "--signature", SIGNATURE]);
    let (_, compiled) = workspace.json(&["compile", SIGNATURE]);
    let candidate = compiled["compiled_id"].as_str().unwrap();
    let start = ["canary", "start", SIGNATURE, "--compiled", candidate];
    assert_eq!(workspace.json(&start).0, 0);
    let theirs = workspace.canary();
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!(
        (code, summary["error"]["code"].as_str()),
        (5, Some("canary_mismatch")),
        "{summary}"
    );
    assert_eq!(workspace.canary(), theirs);
    // A condition that this server would not know is looked at before.
    let stop = ["canary", "stop", SIGNATURE, "--salt", "another"];
    let (code, refused) = workspace.json(&stop);
    assert_eq!(
        (code, refused["error"]["code"].as_str()),
        (5, Some("canary_mismatch")),
        "{refused}"
    );
    assert_eq!(workspace.canary(), theirs);
}
