//! Two of everything: two nights, a night and a person, a night that is resumed
//! twice.

use std::time::Duration;

use serde_json::{Value, json};

use super::model::Model;
use super::running::{Ended, Running, Serving, noted, runs};
use super::workspace::{SIGNATURE, Workspace};

/// A server with a scripted model that takes its time.
fn serving(latency_ms: u64) -> Serving {
    Serving::start(Workspace::new(latency_ms))
}

fn night(workspace: &Workspace, more: &[&str]) -> Running {
    Running::start(workspace.dse(&[&["overnight", "--format", "ndjson"], more].concat()))
}

/// The id of the only run there is.
fn only_run(workspace: &Workspace) -> String {
    let (_, listed) = workspace.json(&["ops", "list"]);
    let runs = listed["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 1, "{listed}");
    runs[0]["runId"].as_str().unwrap().to_owned()
}

/// Kind, action and reason of each change, newest first.
fn history(workspace: &Workspace) -> Vec<[String; 3]> {
    let (_, report) = workspace.json(&["report", "signature", SIGNATURE]);
    let entries = report["report"]["history"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    entries
        .map(|entry| [text(&entry["kind"]), text(&entry["action"]), text(&entry["reason"])])
        .collect()
}

/// The second night on a signature: it is told whose it is, and does nothing.
fn refused(second: &Workspace, holder: &str) {
    let (code, summary) = second.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (5, Some("busy")), "{summary}");
    assert_eq!(summary["error"]["code"], "signature_busy");
    assert_eq!(summary["holder"]["runId"], holder);
    assert!(summary["holder"]["leaseExpiresAtMs"].as_i64() > summary["holder"]["sinceMs"].as_i64());
    assert_eq!((summary.get("runId"), summary.get("dataset")), (None, None), "{summary}");
    let output = second.dse(&["overnight"]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(5));
    assert!(told.contains("is busy: run ") && told.contains("its lease ends at "), "{told}");
    assert!(told.contains(&format!("dse overnight --resume {holder}")), "{told}");
}

#[test]
fn a_second_night_on_one_server_does_nothing() {
    let model = Model::start(Duration::ZERO);
    let server = Serving::start(Workspace::asking(&model));
    let (first, second) = (Workspace::at(&server.url), Workspace::at(&server.url));
    // However slow this machine is, the first one is not done before.
    model.hold();
    let run = night(&first, &[]);
    run.reaches("compile");
    refused(&second, &only_run(&second));
    model.release();
    let ended = run.end();
    assert_eq!((ended.code, ended.last()["outcome"].as_str()), (0, Some("promoted")), "{ended:?}");
    // The refused ones have left nothing, and the next one may run.
    only_run(&second);
    assert_eq!(history(&first).len(), 4);
    let (code, summary) = second.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (0, Some("already_active")), "{summary}");
}

#[test]
fn a_second_night_in_one_workspace_does_nothing() {
    let model = Model::start(Duration::ZERO);
    let workspace = Workspace::asking(&model);
    model.hold();
    let run = night(&workspace, &[]);
    run.reaches("compile");
    let id = only_run(&workspace);
    refused(&workspace, &id);
    let (code, summary) = workspace.json(&["overnight", "--resume", &id]);
    assert_eq!((code, summary["error"]["code"].as_str()), (5, Some("run_under_way")), "{summary}");
    model.release();
    let ended = run.end();
    assert_eq!((ended.code, ended.last()["outcome"].as_str()), (0, Some("promoted")), "{ended:?}");
    only_run(&workspace);
}

/// Makes a candidate, by a compile that a person asks for.
fn compiled(workspace: &Workspace) -> String {
    workspace.json(&["import", "rows.jsonl", "--signature", SIGNATURE]);
    let (code, compiled) = workspace.json(&["compile", SIGNATURE]);
    assert_eq!(code, 0, "{compiled}");
    compiled["compiled_id"].as_str().unwrap().to_owned()
}

/// A person tries a candidate.
fn by_hand(workspace: &Workspace, compiled_id: &str, more: &[&str]) -> (i32, Value) {
    let start = ["canary", "start", SIGNATURE, "--compiled", compiled_id, "--reason", "mine"];
    workspace.json(&[&start, more].concat())
}

#[test]
fn a_night_leaves_the_canary_of_a_person_alone() {
    let workspace = Workspace::new(0);
    let compiled_id = compiled(&workspace);
    assert_eq!(by_hand(&workspace, &compiled_id, &[]).0, 0);
    let (canary, before) = (workspace.canary(), history(&workspace));

    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (5, Some("busy")), "{summary}");
    assert_eq!(summary["error"]["code"], "canary_mismatch");
    let message = summary["error"]["message"].as_str().unwrap();
    assert!(message.contains("a person started it"), "{message}");
    assert_eq!(summary["canary"]["salt"], canary["salt"]);
    assert_eq!((workspace.canary(), history(&workspace)), (canary, before));
    let (_, listed) = workspace.json(&["ops", "list"]);
    assert_eq!(listed["runs"].as_array().unwrap().len(), 0, "nothing was begun: {listed}");

    workspace.json(&["canary", "stop", SIGNATURE]);
    assert_eq!(workspace.json(&["overnight"]).0, 0);
}

/// A night that waits in its watch for traffic that does not come.
fn watching(server: &Serving) -> (Workspace, Running, String) {
    let workspace = Workspace::at(&server.url);
    workspace.change("min_samples = 5", "min_samples = 50");
    workspace.change("deadline_seconds = 20.0", "deadline_seconds = 600.0");
    workspace.set("exercise_cap = 5");
    let run = night(&workspace, &[]);
    run.reaches("watch");
    let candidate = workspace.canary()["canary_compiled_id"].as_str().unwrap().to_owned();
    (workspace, run, candidate)
}

/// Holds what a night said about the end of its canary, and what it keeps.
#[track_caller]
fn ended_by_others(ended: &Ended, code: &str, words: &str) {
    let summary = ended.last();
    assert_eq!((ended.code, summary["outcome"].as_str()), (5, Some("canary_stopped")), "{summary}");
    assert_eq!(summary["error"]["code"], code, "{summary}");
    let message = summary["error"]["message"].as_str().unwrap();
    assert!(message.contains(words), "{message}");
    assert!(summary["error"]["requestId"].is_string(), "{summary}");
    assert_eq!(
        (&summary["canary"]["okCount"], &summary["canary"]["errorCount"]),
        (&5.into(), &0.into())
    );
    assert_eq!(summary["canary"]["ended"], message);
    assert_eq!(summary.get("promotion"), None);
}

#[test]
fn a_person_who_takes_the_signature_keeps_it() {
    let server = serving(0);
    let (workspace, run, candidate) = watching(&server);
    // By mistake a night's canary is not replaced.
    let (code, refused) = by_hand(&workspace, &candidate, &[]);
    assert_eq!(
        (code, refused["error"]["code"].as_str()),
        (5, Some("canary_mismatch")),
        "{refused}"
    );
    assert!(refused["error"]["message"].as_str().unwrap().contains(&only_run(&workspace)));
    assert_eq!(by_hand(&workspace, &candidate, &["--replace", "--ops-run", "by-hand"]).0, 0);
    let theirs = workspace.canary();

    let ended = run.end();
    ended_by_others(&ended, "canary_replaced", "replaced by by-hand");
    assert_eq!(workspace.canary(), theirs, "the night's clean-up left it alone");
    assert_eq!(history(&workspace)[0], ["canary", "update", "mine"]);
}

#[test]
fn the_end_of_a_canary_is_told_as_it_was() {
    let server = serving(0);
    let (workspace, run, _) = watching(&server);
    workspace.json(&["canary", "stop", SIGNATURE, "--reason", "no releases on Fridays"]);
    ended_by_others(&run.end(), "canary_stopped", "no releases on Fridays");
    let run_id = only_run(&workspace);
    let (_, shown) = workspace.json(&["ops", "show", &run_id]);
    let kept = &shown["run"]["summaryJson"]["canary"];
    assert_eq!(
        (&kept["okCount"], &kept["ended"]),
        (&5.into(), &json!("the canary was stopped (no releases on Fridays)"))
    );
}

#[test]
fn a_canary_that_fails_is_recorded_with_its_failures() {
    let model = Model::forgetful();
    let workspace = Workspace::asking(&model);
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (1, Some("canary_failed")), "{summary}");
    assert_eq!(summary["error"]["code"], "canary_failed");
    let message = summary["error"]["message"].as_str().unwrap();
    assert_eq!(
        message,
        "the server removed the canary: 5 of 5 predictions failed, at most 20 % may"
    );
    let canary = &summary["canary"];
    assert_eq!((&canary["okCount"], &canary["errorCount"]), (&0.into(), &5.into()), "{canary}");
    let watch = summary["steps"].as_array().unwrap().iter().find(|step| step["name"] == "watch");
    assert!(watch.unwrap()["requestId"].is_string(), "{summary}");
    let [kind, action, reason] = &history(&workspace)[0];
    assert_eq!((kind.as_str(), action.as_str()), ("canary", "auto_stop"));
    assert!(reason.starts_with("error_rate_exceeded"), "{reason}");

    let run_id = summary["runId"].as_str().unwrap();
    let report = workspace.dse(&["report", "ops", run_id, "--markdown"]).output().unwrap();
    let report = String::from_utf8(report.stdout).unwrap();
    let report = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        report.contains(
            "which did not go live, answered 20 % of threads: 0 predictions went well and 5 failed"
        ),
        "{report}"
    );
    assert!(!report.contains("Before it went live"), "{report}");
}

#[test]
fn a_night_whose_runner_is_gone_blocks_no_other_for_long() {
    let server = serving(20);
    let gone = Workspace::at(&server.url);
    gone.set("lease_seconds = 1.0");
    let mut run = night(&gone, &[]);
    run.reaches("exercise");
    run.kill();
    // From elsewhere, where nobody knows of the one that is gone.
    let next = Workspace::at(&server.url);
    let (mut code, mut summary) = next.json(&["overnight"]);
    for _ in 0..200 {
        if code != 5 {
            break;
        }
        assert_eq!(summary["outcome"], "busy", "{summary}");
        std::thread::sleep(Duration::from_millis(50));
        (code, summary) = next.json(&["overnight"]);
    }
    assert_eq!((code, summary["outcome"].as_str()), (0, Some("promoted")), "{summary}");
    let ends: Vec<_> = history(&next).into_iter().filter(|[kind, ..]| kind == "canary").collect();
    let words: Vec<&str> = ends.iter().map(|[_, action, _]| action.as_str()).collect();
    assert_eq!(words, ["stop", "start", "auto_stop", "start"], "{ends:?}");
    assert_eq!(ends[2][2], "lease_expired");
}

/// The short lease is renewed while the other process has it, the long one after
/// that process has ended the run and released it.
#[test]
fn a_run_that_is_resumed_elsewhere_stops_here() {
    for lease_seconds in [1.0, 9.0] {
        stops_where_another_process_resumes_it(lease_seconds);
    }
}

fn stops_where_another_process_resumes_it(lease_seconds: f64) {
    let server = serving(0);
    let (here, there) = (Workspace::at(&server.url), Workspace::at(&server.url));
    here.set(&format!("lease_seconds = {lease_seconds:.1}"));
    here.set("verify = [\"sleep 300 & echo $! > left; wait\"]");
    let run = night(&here, &["--verify"]);
    let left = noted(&here, "left");
    let id = only_run(&here);
    let (code, summary) = there.json(&["overnight", "--resume", &id, "--no-verify"]);
    assert_eq!((code, summary["outcome"].as_str()), (0, Some("promoted")), "{summary}");
    let ended = run.end();
    let summary = ended.last();
    assert_eq!((ended.code, summary["outcome"].as_str()), (5, Some("busy")), "{summary}");
    assert_eq!(summary["error"]["code"], "lease_lost", "{summary}");
    let message = summary["error"]["message"].as_str().unwrap();
    assert!(message.ends_with("another process has resumed this run"), "{message}");
    assert!(!runs(left));
    // The record is that of the process which resumed the run.
    let (_, shown) = there.json(&["ops", "show", &id]);
    assert_eq!(shown["run"]["status"], "finished", "{shown}");
    assert_eq!(shown["run"]["summaryJson"]["outcome"], "promoted", "{shown}");
    assert_eq!(there.canary(), Value::Null);
}

#[test]
fn a_claim_is_found_however_the_server_is_spelled() {
    let server = serving(20);
    let workspace = Workspace::at(&server.url);
    let mut run = night(&workspace, &[]);
    run.reaches("exercise");
    run.kill();
    let spelled = server.url.replace("127.0.0.1", "localhost") + "/";
    let mut command = workspace.dse(&["canary", "status", SIGNATURE, "--format", "json"]);
    let output = command.env("DSE_SERVER", spelled).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("had left a canary, which is stopped now"), "{told}");
    assert_eq!(workspace.canary(), Value::Null);
    // Its lease went with it, so that another night may run at once.
    assert_eq!(workspace.json(&["overnight"]).0, 0);
}

#[test]
fn a_model_that_is_not_there_ends_a_night_before_anything_is_touched() {
    let workspace = Workspace::asking(&Model::start(Duration::ZERO));
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let config = std::fs::read_to_string(workspace.path().join("dse.toml")).unwrap();
    let line = config.lines().find(|line| line.starts_with("base_url")).unwrap();
    workspace.change(line, &format!("base_url = \"http://{closed}/v1\""));
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (3, Some("could_not_start")), "{summary}");
    assert_eq!(summary["error"]["code"], "lm_unreachable");
    assert_eq!(summary["steps"].as_array().unwrap().len(), 1, "{summary}");
    let message = summary["error"]["message"].as_str().unwrap();
    assert!(message.contains(&closed.to_string()) && message.contains("refused"), "{message}");
    let (_, listed) = workspace.json(&["ops", "list"]);
    assert_eq!(listed["runs"], serde_json::json!([]), "nothing was written");
}
