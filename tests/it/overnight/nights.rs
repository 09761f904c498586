//! One night on each shipped signature, wherever the server is: the exit code,
//! the outcome, and what the run's record holds.

use std::fmt::Write;

use serde_json::Value;

use super::distilled;
use super::proxy::{Age, Proxy};
use super::review;
use super::running::Serving;
use super::workspace::{self, SIGNATURE, Workspace};

const RECAP: &str = "@openagents/autopilot/canary/RecapThread.v1";
const SUMMARIZE: &str = "@openagents/autopilot/rlm/SummarizeThread.v1";

/// What a signature needs in a workspace: rows, a job, and a model that can
/// learn the task.
type Prepare = fn(&Workspace);

/// Holds the nights of a signature against the snapshot of that name.
fn nights(name: &str, signature: &str, rows: &str, prepare: Prepare) {
    let mut table = String::new();
    // `reader` sees the record, also where the night's server shows none.
    let mut night = |target: &str, workspace: &Workspace, reader: &Workspace, flags: &[&str]| {
        prepare(workspace);
        let words = [&["overnight", signature, "--dataset", rows], flags].concat();
        let (code, summary) = workspace.json(&words);
        let run = summary["runId"].as_str().unwrap_or_else(|| panic!("{target}: {summary:#}"));
        let (_, shown) = reader.json(&["ops", "show", run]);
        let links = shown["run"]["links"].as_object().cloned().unwrap_or_default();
        let kinds: Vec<&str> = links.keys().map(String::as_str).collect();
        let (outcome, status) = (text(&summary["outcome"]), text(&shown["run"]["status"]));
        writeln!(table, "{target:<8} {code} {outcome:<18} {status:<8} {}", kinds.join(" "))
            .unwrap();
    };
    let server = || {
        let workspace = Workspace::new(0);
        prepare(&workspace);
        Serving::start(workspace)
    };
    let embedded = Workspace::new(0);
    night("embedded", &embedded, &embedded, &[]);
    let local = server();
    let client = Workspace::at(&local.url);
    night("local", &client, &client, &[]);
    // The defaults of servers that are not on this machine.
    let remote = server();
    let client = Workspace::at(&remote.url);
    night("remote", &client, &client, &["--e2e", "--no-verify"]);
    let seed = server();
    let proxy = Proxy::before(&seed, Age::Seed);
    let workspace = Workspace::at(&proxy.url);
    // These servers draw salts by themselves: every thread takes the canary.
    workspace.set("rollout_pct = 100");
    night("seed", &workspace, &Workspace::at(&seed.url), &[]);
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, table);
    });
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

#[test]
fn select_tool_is_promoted() {
    nights("nights_select_tool", SIGNATURE, "rows.jsonl", |_| {});
}

#[test]
fn what_a_judge_rates_waits_for_a_person() {
    nights("nights_recap_thread", RECAP, "recaps.jsonl", |workspace| {
        review::rate(workspace, RECAP)
    });
}

#[test]
fn so_does_what_a_judge_rates_of_long_threads() {
    nights("nights_summarize_thread", SUMMARIZE, "recaps.jsonl", |workspace| {
        review::rate(workspace, SUMMARIZE)
    });
}

#[test]
fn a_distilled_search_is_promoted() {
    nights("nights_find_log_line", distilled::FIND, "logs.jsonl", |place| {
        let mut model = distilled::controller();
        // The long-context track asks of threads too.
        model["rules"].as_array_mut().unwrap().push(workspace::controller());
        place.model_follows(&model);
        std::fs::write(place.path().join("logs.jsonl"), distilled::ROWS).unwrap();
    });
}
