//! One night on each shipped signature, against each kind of server: how it
//! ends, and what its record holds, in one table.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::{Value, json};

use super::proxy::{Age, Proxy};
use super::running::Serving;
use super::workspace::{Workspace, controller, winner};

const SIGNATURES: [(&str, &str); 4] = [
    ("blueprint/SelectTool.v1", include_str!("../../../fixtures/datasets/select-tool.v1.jsonl")),
    ("canary/RecapThread.v1", RECAPS),
    ("rlm/SummarizeThread.v1", RECAPS),
    ("rlm/FindLogLine.v1", include_str!("../../../fixtures/datasets/find-log-line.v1.jsonl")),
];
const RECAPS: &str = include_str!("../../../fixtures/datasets/recap-thread.v1.jsonl");

/// Where a night goes, and with which defaults.
const PLACES: [(&str, &[&str]); 4] = [
    ("embedded", &[]),
    ("local server", &[]),
    ("remote server", &["--e2e", "--no-verify"]),
    ("first servers", &["--e2e", "--no-verify"]),
];

/// Rows of each split that a night takes: enough to prove something.
const ROWS: usize = 14;

/// The first rows of each split.
fn some(rows: &str) -> String {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let few = rows.lines().filter(|line| {
        let row: Value = serde_json::from_str(line).unwrap();
        let count = seen.entry(row["split"].to_string()).or_default();
        *count += 1;
        *count <= ROWS
    });
    few.map(|line| format!("{line}\n")).collect()
}

/// A model that recaps well under one instruction, and a judge that sees it.
fn model() -> Value {
    let says = |summary: &str| format!("{{\"summary\":\"{summary}\"}}");
    let last = format!("{{\"_tag\":\"Final\",\"output\":{}}}", says("excellent-recap"));
    json!({
        "rules": [
            {"whenPromptContainsAll": ["excellent-recap"], "reply": "{\"score\":0.9}"},
            {"whenPromptContainsAll": ["dreadful-recap"], "reply": "{\"score\":0.1}"},
            {"whenPromptContainsAll": ["RLM state:", "what was decided"], "reply": last},
            controller(),
            {"whenPromptContainsAll": ["what was decided"], "reply": says("excellent-recap")},
            winner(),
        ],
        "default": says("dreadful-recap"),
    })
}

fn asking() -> Workspace {
    let workspace = Workspace::new(0);
    workspace.model_follows(&model());
    workspace
}

/// The line of one night.
fn night(name: &str, rows: &str, place: &str, flags: &[&str]) -> String {
    let server = (place != "embedded").then(|| Serving::start(asking()));
    let proxy =
        (place == "first servers").then(|| Proxy::before(server.as_ref().unwrap(), Age::Seed));
    let workspace = match (&server, &proxy) {
        (_, Some(proxy)) => Workspace::at(&proxy.url),
        (Some(server), None) => Workspace::at(&server.url),
        (None, None) => asking(),
    };
    if proxy.is_some() {
        // These servers draw the salt by themselves.
        workspace.set("rollout_pct = 100");
    }
    std::fs::write(workspace.path().join("night.jsonl"), some(rows)).unwrap();
    let signature = format!("@openagents/autopilot/{name}");
    let words = [&["overnight", &signature, "--dataset", "night.jsonl"], flags].concat();
    let (code, summary) = workspace.json(&words);
    let steps = summary["steps"].as_array().unwrap().iter().map(|step| {
        let mark = match step["status"].as_str().unwrap() {
            "ok" => "",
            "skipped" => "-",
            _ => "!",
        };
        format!("{mark}{}", step["name"].as_str().unwrap())
    });
    let steps: Vec<String> = steps.collect();
    // The record is read where it is, past whatever hides the endpoint.
    let reader = server.as_ref().map(|server| Workspace::at(&server.url));
    let reader = reader.as_ref().unwrap_or(&workspace);
    let (_, shown) = reader.json(&["ops", "show", summary["runId"].as_str().unwrap()]);
    let run = &shown["run"];
    let links: Vec<&str> = run["links"].as_object().unwrap().keys().map(String::as_str).collect();
    let canary = &summary["canary"];
    let count = |name: &str| canary[name].as_i64().map_or("-".to_owned(), |n| n.to_string());
    let mut line = String::new();
    writeln!(line, "{name} | {place}").unwrap();
    writeln!(
        line,
        "  exit {code}, {}, verdict {}, error {}",
        summary["outcome"].as_str().unwrap(),
        summary["verdict"].as_str().unwrap_or("-"),
        summary["error"]["code"].as_str().unwrap_or("-"),
    )
    .unwrap();
    writeln!(line, "  steps {}", steps.join(" ")).unwrap();
    writeln!(line, "  canary {} ok, {} failed", count("okCount"), count("errorCount")).unwrap();
    writeln!(
        line,
        "  record {}, links {}, summary of {}",
        run["status"].as_str().unwrap(),
        links.join(" "),
        run["summaryJson"]["outcome"].as_str().unwrap(),
    )
    .unwrap();
    line
}

#[test]
fn every_shipped_signature_has_its_night_everywhere() {
    let nights = SIGNATURES.iter().map(|(name, rows)| {
        PLACES.iter().map(move |(place, flags)| (*name, *rows, *place, *flags))
    });
    let nights: Vec<_> = nights.flatten().collect();
    // A few at a time.
    let halves: Vec<_> = nights.chunks(nights.len().div_ceil(2)).collect();
    let table: Vec<String> = std::thread::scope(|scope| {
        let work = |half: &[(&str, &str, &str, &[&str])]| -> String {
            half.iter().map(|(name, rows, place, flags)| night(name, rows, place, flags)).collect()
        };
        let threads: Vec<_> = halves.iter().map(|half| scope.spawn(move || work(half))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("nights", table.concat());
    });
}
