//! The overnight run as a process: to its end, interrupted, and killed at each
//! of its steps.

mod deployed;
mod distilled;
mod identity;
mod live;
mod model;
mod names;
mod nights;
mod preflight;
mod proof;
mod proxy;
mod review;
mod running;
mod secrets;
mod seed;
mod stopping;
mod two;
mod watch;
pub mod workspace;

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::Arc;

use dse::{engine::memory::SystemClock, store::Store};
use serde_json::{Value, json};

use workspace::{SIGNATURE, Workspace};

/// The steps that a run goes through, in order.
const STEPS: [&str; 9] =
    ["start", "import", "compile", "thread", "canary", "evaluate", "exercise", "watch", "promote"];

#[test]
fn a_run_promotes_the_winner_and_the_next_one_finds_it_active() {
    let workspace = Workspace::new(0);
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (0, Some("promoted")), "{summary}");
    let done: Vec<&str> = summary["steps"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|step| step["status"] != "skipped")
        .map(|step| step["name"].as_str().unwrap())
        .collect();
    assert_eq!(done, STEPS);
    // Verification is on by default, and there is nothing to verify.
    assert_eq!(step(&summary, "verify")["status"], "skipped", "{summary}");
    assert!(summary["gate"]["delta"].as_f64().unwrap() > 0.5, "{summary}");
    assert_eq!(workspace.canary(), Value::Null);

    let (code, again) = workspace.json(&["overnight"]);
    assert_eq!((code, again["outcome"].as_str()), (0, Some("already_active")), "{again}");
    assert_eq!(again["compile"]["existed"], true);
    assert_eq!(again["dataset"]["updated"], 12);
}

#[test]
fn a_run_that_is_killed_leaves_no_canary_and_can_be_resumed() {
    for step in STEPS {
        let workspace = Workspace::new(20);
        let mut run = start(&workspace);
        let _events = wait_for(&mut run, step);
        run.kill().unwrap();
        run.wait().unwrap();

        // The next command clears what was left; a run would otherwise be kept
        // out until the lease has run out.
        assert_eq!(workspace.canary(), Value::Null, "killed at {step}");
        assert_eq!(holder(&workspace), None, "killed at {step}");
        let (_, listed) = workspace.json(&["ops", "list"]);
        let Some(found) = listed["runs"].as_array().unwrap().first() else {
            assert_eq!(step, "start", "a run that got past its start has a record");
            continue;
        };
        assert_eq!(found["status"], "running", "killed at {step}");
        let run_id = found["runId"].as_str().unwrap();
        let (code, summary) = workspace.json(&["overnight", "--resume", run_id]);
        assert_eq!(code, 0, "killed at {step}: {summary}");
        assert_eq!(summary["runId"], run_id);
        assert_eq!((workspace.canary(), holder(&workspace)), (Value::Null, None));
    }
}

#[test]
fn a_run_that_is_interrupted_cleans_up_first() {
    for (signal, code) in [(libc::SIGINT, 130), (libc::SIGTERM, 143)] {
        let workspace = Workspace::new(100);
        let mut run = start(&workspace);
        let mut output = wait_for(&mut run, "exercise");
        // SAFETY: kill only sends a signal, to a child that was not waited for.
        unsafe { libc::kill(run.id().cast_signed(), signal) };
        let summary = output.by_ref().map(Result::unwrap).last().unwrap();
        assert_eq!(run.wait().unwrap().code(), Some(code), "{summary}");
        let summary: Value = serde_json::from_str(&summary).unwrap();
        assert_eq!(summary["outcome"], "interrupted", "{summary}");
        assert_eq!(summary["ok"], false);
        assert_eq!(workspace.canary(), Value::Null);
        let (_, listed) = workspace.json(&["ops", "list"]);
        assert_eq!(listed["runs"][0]["status"], "failed", "{listed}");
    }
}

#[test]
fn a_winner_that_cannot_be_decoded_sees_no_traffic() {
    let workspace = Workspace::in_prose();
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (1, Some("failed")), "{summary}");
    let error = &summary["errors"][0];
    assert_eq!((&error["step"], &error["code"]), (&"compile".into(), &"undecoded".into()));
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("12 of 12 predictions could not be decoded; first: row."));
    let steps = summary["steps"].as_array().unwrap();
    assert!(steps.iter().all(|step| step["name"] != "canary"), "{summary}");
    assert_eq!(workspace.canary(), Value::Null);
}

#[test]
fn a_gate_that_refuses_ends_the_run_with_no() {
    let workspace = Workspace::new(0);
    workspace.set("[gate]\nmin_holdout_delta = 0.99\n");
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (1, Some("gate_refused")), "{summary}");
    assert_eq!(summary["error"]["code"], "insufficient_improvement");
    assert!(summary["evals"]["controlEvalHash"].is_string(), "{summary}");
    assert_eq!(workspace.canary(), Value::Null);
}

#[test]
fn an_undecided_canary_gets_more_traffic_up_to_the_cap_and_is_not_promoted() {
    let workspace = Workspace::new(0);
    // Ten clean answers prove nothing at a limit of 20 %; eighteen do.
    workspace.set("exercise_cap = 10");
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (5, Some("undecided")), "{summary}");
    assert_eq!(summary["error"]["code"], "undecided");
    let canary = &summary["canary"];
    assert_eq!((&canary["okCount"], &canary["errorCount"]), (&10.into(), &0.into()), "{canary}");
    assert_eq!(canary["evidence"]["state"], "undecided");
    assert_eq!(summary.get("promotion"), None);
    assert_eq!(workspace.canary(), Value::Null);
    assert!(summary["historyHead"].as_str().unwrap().starts_with("sha256:"), "{summary}");

    // Given more it sends just what is missing, and promotes.
    let workspace = Workspace::new(0);
    workspace.set("exercise_cap = 100");
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (0, Some("promoted")), "{summary}");
    assert_eq!(summary["canary"]["okCount"], 18, "{summary}");
}

#[test]
fn too_few_samples_at_the_deadline_are_no_yes() {
    let workspace = Workspace::new(0);
    let config = workspace.path().join("dse.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let text = text.replace("min_samples = 5", "min_samples = 50");
    let text = text.replace("deadline_seconds = 20.0", "deadline_seconds = 0.5");
    std::fs::write(&config, text + "exercise_cap = 10\n").unwrap();
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (5, Some("no_samples")), "{summary}");
    assert!(summary["error"]["message"].as_str().unwrap().contains("of 50 samples"), "{summary}");
    assert_eq!(workspace.canary(), Value::Null);
}

#[test]
fn checks_stop_a_run_and_their_output_is_kept() {
    let workspace = Workspace::new(0);
    workspace.set("verify = [\"echo test a::b ... FAILED; exit 3\"]\n");
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (1, Some("checks_failed")), "{summary}");
    let run_id = summary["runId"].as_str().unwrap();
    let (_, shown) = workspace.json(&["ops", "show", run_id]);
    let events = shown["events"].as_array().unwrap();
    let kept = events
        .iter()
        .find(|event| event["json"]["exitCode"] == 3)
        .expect("an event has the output");
    assert_eq!(kept["json"]["failing"][0], "a::b");

    let (code, summary) = workspace.json(&["overnight", "--no-verify"]);
    assert_eq!((code, summary["outcome"].as_str()), (0, Some("promoted")), "{summary}");
}

#[test]
fn with_e2e_a_long_context_run_is_read_back_from_outside() {
    let workspace = Workspace::new(0);
    let (code, summary) = workspace.json(&["overnight", "--e2e"]);
    assert_eq!((code, summary["outcome"].as_str()), (0, Some("promoted")), "{summary}");
    let steps = summary["steps"].as_array().unwrap().iter();
    let step = steps.clone().find(|step| step["name"] == "long-context").expect("its own line");
    assert_eq!(step["status"], "ok", "{step}");
    let detail = &step["detail"];
    assert_eq!(detail["strategyId"], "rlm_lite.v1");
    assert!(detail["budget"]["usage"]["rlmIterations"].as_u64() > Some(0), "{detail}");
    let receipt = detail["receiptId"].as_str().unwrap();
    let (code, shown) = workspace.json(&["trace", "show", receipt]);
    assert_eq!((code, &shown["trace"]["receiptId"]), (0, &detail["receiptId"]));

    let runs = detail["runs"].as_array().unwrap();
    let signatures: Vec<_> = runs.iter().map(|run| run["signatureId"].as_str().unwrap()).collect();
    assert_eq!(
        signatures,
        [
            "@openagents/autopilot/rlm/SummarizeThread.v1",
            "@openagents/autopilot/canary/RecapThread.v1"
        ]
    );
    assert!(runs.iter().all(|run| run["blobsRead"].as_u64() > Some(0)), "{detail}");

    // What is live already is verified all the same.
    let (code, again) = workspace.json(&["overnight", "--e2e"]);
    assert_eq!((code, again["outcome"].as_str()), (0, Some("already_active")), "{again}");
    assert_eq!(self::step(&again, "long-context")["status"], "ok", "{again}");

    let (_, summary) = workspace.json(&["overnight", "--no-e2e"]);
    let mut steps = summary["steps"].as_array().unwrap().iter();
    assert!(steps.all(|step| step["name"] != "long-context"));
}

#[test]
fn a_long_context_run_that_ends_badly_is_not_green() {
    let workspace = Workspace::new(0);
    // It plays no controller.
    let rules = json!({"rules": [workspace::winner()], "default": "{\"action\":\"none\"}"});
    workspace.model_follows(&rules);
    let (code, summary) = workspace.json(&["overnight", "--e2e"]);
    assert_eq!((code, summary["outcome"].as_str()), (1, Some("checks_failed")), "{summary}");
    let error = &summary["error"];
    assert_eq!(error["code"], "long_context_failed");
    assert!(error["message"].as_str().unwrap().contains("without an answer"), "{error}");
    assert!(error["requestId"].is_string(), "{error}");
    assert_eq!(workspace.canary(), Value::Null);
}

#[test]
fn an_end_to_end_command_runs_every_night_and_what_it_found_is_kept_whole() {
    let workspace = Workspace::new(0);
    let script = "for i in $(seq 14); do echo \"not ok $i - apps-web.prod.a-long-name-$i\"; done\n\
                  echo 'x-oa-request-id: c1'; echo '{\"requestId\":\"d2\"}'; echo oa_req=e3\n\
                  env; test -e green || exit 7\n";
    std::fs::write(workspace.path().join("e2e.sh"), script).unwrap();
    std::fs::write(workspace.path().join("green"), "").unwrap();
    workspace.set("e2e = \"sh e2e.sh\"");
    let (code, summary) = workspace.json(&["overnight", "--e2e"]);
    assert_eq!((code, summary["outcome"].as_str()), (0, Some("promoted")), "{summary}");
    // The winner is live by now, and the command runs again.
    std::fs::remove_file(workspace.path().join("green")).unwrap();
    let (code, summary) = workspace.json(&["overnight", "--e2e"]);
    assert_eq!((code, summary["outcome"].as_str()), (1, Some("checks_failed")), "{summary}");
    let detail = &step(&summary, "e2e")["detail"];
    assert_eq!((&detail["exitCode"], &detail["failed"]), (&7.into(), &14.into()), "{detail}");
    assert_eq!(detail["failing"].as_array().unwrap().len(), 14, "{detail}");
    assert_eq!(detail["requestIds"], json!(["c1", "d2", "e3"]));

    let run_id = summary["runId"].as_str().unwrap();
    let (_, shown) = workspace.json(&["ops", "show", run_id]);
    let links = &shown["run"]["links"];
    assert_eq!(links["run"], format!("/dse/ops/{run_id}"));
    assert_eq!(links["traces"].as_array().map(Vec::len), Some(2), "{links}");
    let report = workspace.dse(&["report", "ops", run_id, "--markdown"]).output().unwrap();
    let report = String::from_utf8(report.stdout).unwrap();
    for text in ["failed with exit code 7", "a-long-name-14", "d2", "dse trace show"] {
        assert!(report.contains(text), "{text} in {report}");
    }
}

#[test]
fn a_canary_that_stopped_itself_is_told_as_it_was() {
    let model = model::Model::forgetful();
    let workspace = Workspace::asking(&model);
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (1, Some("canary_failed")), "{summary}");
    let canary = &summary["canary"];
    assert_eq!((&canary["okCount"], &canary["errorCount"]), (&0.into(), &5.into()), "{canary}");
    assert!(canary["reason"].as_str().unwrap().contains("error_rate"), "{canary}");
    assert_eq!(canary["requestId"], step(&summary, "exercise")["requestId"]);
    let run_id = summary["runId"].as_str().unwrap();
    let report = workspace.dse(&["report", "ops", run_id, "--markdown"]).output().unwrap();
    let report = String::from_utf8(report.stdout).unwrap();
    assert!(!report.to_lowercase().contains("before it went live"), "{report}");
    assert!(report.contains("5 of 5 predictions failed"), "{report}");
    assert!(report.contains(canary["requestId"].as_str().unwrap()), "{report}");
}

#[test]
fn a_run_that_cannot_start_still_prints_its_summary() {
    let workspace = Workspace::new(0);
    let (code, summary) =
        workspace.json(&["overnight", "--server", "http://127.0.0.1:9", "--retries", "0"]);
    assert_eq!((code, summary["outcome"].as_str()), (3, Some("could_not_start")), "{summary}");
    assert_eq!(summary["error"]["code"], "unreachable");
}

#[test]
fn people_read_what_improved() {
    let workspace = Workspace::new(0);
    let output = workspace.dse(&["overnight"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("SelectTool.v1 improved and the new version is live: 6 of 6 held-out examples are right, 0 before"),
        "{text}"
    );
    let markdown = workspace.dse(&["report", "ops", "--markdown"]).output().unwrap();
    assert!(String::from_utf8(markdown.stdout).unwrap().starts_with("# Overnight run"));
    let (code, report) = workspace.json(&["report", "signature", SIGNATURE]);
    assert_eq!(
        (code, report["report"]["history"].as_array().map(Vec::len)),
        (0, Some(4)),
        "{report}"
    );
}

/// A step of a run's summary.
fn step<'a>(summary: &'a Value, name: &str) -> &'a Value {
    let mut steps = summary["steps"].as_array().unwrap().iter();
    steps.find(|step| step["name"] == name).unwrap_or_else(|| panic!("no {name} in {summary:#}"))
}

/// The run that holds the signature, by the workspace's database.
fn holder(workspace: &Workspace) -> Option<String> {
    let path = workspace.path().join(".dse/dse.db");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(&path, Arc::new(SystemClock)).await.unwrap();
        let lease = store.run_lease(SIGNATURE).await.unwrap();
        store.close().await;
        lease.map(|lease| lease.run_id)
    })
}

/// A run that tells its steps as they begin.
fn start(workspace: &Workspace) -> Child {
    workspace
        .dse(&["overnight", "--format", "ndjson"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Reads the run's events until `step` begins; gives the rest of its output.
fn wait_for(run: &mut Child, step: &str) -> impl Iterator<Item = std::io::Result<String>> + use<> {
    let mut lines = BufReader::new(run.stdout.take().unwrap()).lines();
    loop {
        let line = lines.next().unwrap_or_else(|| panic!("the run ended before {step}")).unwrap();
        let event: Value = serde_json::from_str(&line).unwrap();
        if event["event"] == "step" && event["step"] == step && event["status"] == "started" {
            return lines;
        }
    }
}
