//! What a judge rates is promoted by a person.

use serde_json::{Value, json};

use super::proxy::{Age, Proxy};
use super::running::Serving;
use super::workspace::Workspace;

const RECAP: &str = "@openagents/autopilot/canary/RecapThread.v1";
const JUDGE: &str = "@openagents/autopilot/judge/ThreadSummaryQuality.v1";

/// A workspace whose job for recaps is judged, and whose model, as a judge, likes
/// what the better instruction makes it say.
fn judged() -> Workspace {
    let workspace = Workspace::new(0);
    rate(&workspace, RECAP);
    workspace
}

/// Has the workspace's model rate what it says for a signature of threads.
pub fn rate(workspace: &Workspace, signature: &str) {
    let rows = (0..24).map(|place| {
        let split = if place % 3 == 0 { "train" } else { "holdout" };
        let question = format!("What became of order {place}-{}?", place * 7919);
        json!({
            "exampleId": format!("recap.{place:02}"), "split": split,
            "inputJson": {"question": question, "threadChunks": []},
            "expectedJson": {"summary": format!("It was sent on day {place}.")},
        })
    });
    let rows: String = rows.map(|row| format!("{row}\n")).collect();
    let write = |name: &str, text: &str| {
        let path = workspace.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("recaps.jsonl", &rows);
    let job = json!({
        "signatureId": signature, "rewardId": "reward_thread_summary_judge.v1",
        "searchSpace": {"instructionVariants": [{"id": "better", "text": "Be thorough-indeed."}]},
        "optimizer": {"id": "instruction_grid.v1"},
    });
    write("jobs/recap.json", &job.to_string());
    let says = |words: &str| json!({"_tag": "Final", "output": {"summary": words}}).to_string();
    workspace.model_follows(&json!({
        "rules": [
            {
                "whenPromptContainsAll": ["RLM state:", "thorough-indeed"],
                "reply": says("excellent-recap"),
            },
            {"whenPromptContainsAll": ["RLM state:"], "reply": says("dreadful-recap")},
            {"whenPromptContainsAll": ["excellent-recap"], "reply": "{\"score\": 0.9}"},
            {"whenPromptContainsAll": ["dreadful-recap"], "reply": "{\"score\": 0.1}"},
            {
                "whenPromptContainsAll": ["thorough-indeed"],
                "reply": "{\"summary\":\"excellent-recap\"}",
            },
        ],
        "default": "{\"summary\":\"dreadful-recap\"}",
    }));
}

const NIGHT: [&str; 4] = ["overnight", RECAP, "--dataset", "recaps.jsonl"];

/// Labels of people who agree with the judge.
fn calibrate(workspace: &Workspace) {
    let label = |place: usize| {
        let (word, label) = [("excellent", 1.0), ("dreadful", 0.0)][place % 2];
        let summary = format!("{word}-recap {place}");
        let input = json!({"question": "What?", "predSummary": summary, "expectedSummary": "It."});
        format!("{}\n", json!({"inputJson": input, "label": label}))
    };
    let labels: String = (0..40).map(label).collect();
    std::fs::write(workspace.path().join("labels.jsonl"), labels).unwrap();
    let (code, found) = workspace.json(&["judge", "calibrate", JUDGE, "--labels", "labels.jsonl"]);
    assert_eq!((code, &found["calibrated"]), (0, &json!(true)), "{found:#}");
}

fn waits(workspace: &Workspace) -> Value {
    let (code, summary) = workspace.json(&NIGHT);
    let outcome = (code, &summary["outcome"]);
    assert_eq!(outcome, (5, &json!("waiting_for_review")), "{summary:#}");
    assert_eq!(summary["error"]["code"], "waiting_for_review");
    assert!(summary.get("promotion").is_none(), "{summary:#}");
    let (_, status) = workspace.json(&["canary", "status", RECAP]);
    assert_eq!(status["canary"], Value::Null);
    summary
}

/// The words of the command that the run names, with a name and a reason.
fn promotion(summary: &Value) -> Vec<String> {
    let command = summary["review"]["command"].as_str().unwrap();
    let command = command.replace("NAME", "Ana").replace("TEXT", "read-twenty");
    command.split(' ').skip(1).map(|word| word.trim_matches('\'').to_owned()).collect()
}

#[test]
fn a_judged_winner_waits_for_the_one_command_that_promotes_it() {
    let workspace = judged();
    let summary = waits(&workspace);
    assert_eq!(summary["verdict"], "improved", "{summary:#}");
    assert_eq!(summary["review"]["judges"], json!([JUDGE]));
    let (_, listed) = workspace.json(&["ops", "list"]);
    assert_eq!(listed["runs"][0]["status"], "finished", "{listed}");
    let run_id = summary["runId"].as_str().unwrap();
    let report = workspace.dse(&["report", "ops", run_id, "--markdown"]).output().unwrap();
    let report = String::from_utf8(report.stdout).unwrap();
    assert!(report.contains("waits for a review"), "{report}");
    assert!(report.contains(summary["review"]["command"].as_str().unwrap()), "{report}");

    // Nobody's name, nothing promoted.
    let (code, refused) = workspace.json(&["promote", RECAP]);
    assert_eq!((code, &refused["error"]["code"]), (5, &json!("judge_uncalibrated")), "{refused}");
    let (code, refused) = workspace.json(&["promote", RECAP, "--reviewed-by", "Ana"]);
    assert_eq!(code, 2, "{refused}");

    let words = promotion(&summary);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (code, promoted) = workspace.json(&words);
    assert_eq!((code, &promoted["review"]["by"]), (0, &json!("Ana")), "{promoted:#}");
    let (_, report) = workspace.json(&["report", "signature", RECAP]);
    let review = json!({"by": "Ana", "reason": "read-twenty"});
    let history = report["report"]["history"].as_array().unwrap();
    assert!(history.iter().any(|entry| entry["review"] == review), "{report:#}");
    let shown = workspace.dse(&["report", "signature", RECAP, "--markdown"]).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("reviewed by Ana: read-twenty"), "{shown}");
    let (_, signature) = workspace.json(&["signature", "show", RECAP]);
    assert_eq!(signature["review"], review, "{signature:#}");
    let (code, verified) = workspace.json(&["history", "verify"]);
    assert_eq!(code, 0, "{verified}");

    // What is live needs no second review.
    let (code, again) = workspace.json(&NIGHT);
    assert_eq!((code, &again["outcome"]), (0, &json!("already_active")), "{again:#}");
}

#[test]
fn a_judge_above_its_bar_may_promote_where_the_settings_say_so() {
    let workspace = judged();
    calibrate(&workspace);
    let summary = waits(&workspace);
    let why = summary["review"]["why"].as_str().unwrap();
    assert!(why.contains("judge_may_promote"), "{why}");
    workspace.set("[gate]\njudge_may_promote = true");
    let (code, summary) = workspace.json(&NIGHT);
    assert_eq!((code, &summary["outcome"]), (0, &json!("promoted")), "{summary:#}");
}

#[test]
fn the_setting_does_nothing_for_a_judge_below_its_bar() {
    let workspace = judged();
    workspace.set("[gate]\njudge_may_promote = true");
    waits(&workspace);
    // Leniency about the evidence is none about who decides.
    workspace.set("accept_not_worse = true");
    waits(&workspace);
}

#[test]
fn a_server_that_knows_no_reviews_is_waited_on_all_the_same() {
    let server = Serving::start(judged());
    let proxy = Proxy::before(&server, Age::Seed);
    let workspace = Workspace::at(&proxy.url);
    let rows = std::fs::read_to_string(server.workspace.path().join("recaps.jsonl")).unwrap();
    std::fs::write(workspace.path().join("recaps.jsonl"), rows).unwrap();
    workspace.set("rollout_pct = 100\n[gate]\njudge_may_promote = true");
    let summary = waits(&workspace);
    let words = promotion(&summary);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let output = workspace.dse(&words).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("keeps no review"), "{told}");
}
