//! A pipeline that was distilled from traces is compiled, held against the
//! model's own search on the same rows, promoted, and then what answers.

use serde_json::{Value, json};

use super::workspace::Workspace;

pub const FIND: &str = "@openagents/autopilot/rlm/FindLogLine.v1";
pub const ROWS: &str = include_str!("../../../fixtures/datasets/find-log-line.v1.jsonl");

/// A controller that loads the log before it answers, and that knows only the
/// usual way in which a line names its request.
pub fn controller() -> Value {
    let rows = ROWS.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let rules = rows.flat_map(|row| {
        let known = row["tags"]
            .as_array()
            .unwrap()
            .iter()
            .all(|tag| !["req_id", "json", "echoed"].contains(&tag.as_str().unwrap()));
        let right = &row["expectedJson"];
        let blob = &right["evidence"]["blobId"];
        let unsure = json!({"answer": "?", "evidence": {"blobId": blob, "quote": "?"}});
        let output = if known { right } else { &unsure };
        let load = json!({"_tag": "Load", "blobId": blob, "intoVar": "log"});
        let last = json!({"_tag": "Final", "output": output});
        // The prompt holds the question as JSON writes it.
        let question = row["inputJson"]["question"].to_string();
        let question = &question[1..question.len() - 1];
        [
            json!({
                "whenPromptContainsAll": [question, "\"iteration\":2"],
                "reply": last.to_string(),
            }),
            json!({"whenPromptContainsAll": [question], "reply": load.to_string()}),
        ]
    });
    json!({"kind": "rules", "rules": rules.collect::<Vec<_>>()})
}

#[test]
fn a_distilled_pipeline_is_compiled_promoted_and_cheaper_than_the_model() {
    let workspace = Workspace::new(0);
    workspace.model_follows(&controller());
    std::fs::write(workspace.path().join("logs.jsonl"), ROWS).unwrap();
    let (code, night) = workspace.json(&["overnight", "FindLogLine", "--dataset", "logs.jsonl"]);
    assert_eq!((code, night["outcome"].as_str()), (0, Some("promoted")), "{night}");
    assert_eq!(night["verdict"], "improved");

    // Both searched the same rows; one of them without the model.
    let (_, answered) = workspace.json(&["report", "compile", "FindLogLine"]);
    let report = &answered["report"];
    let candidate = |strategy: &str, config: bool| {
        let all = report["report"]["evaluatedCandidates"].as_array().unwrap().iter();
        let mut of_strategy = all.filter(|candidate| {
            let used = &candidate["params"]["strategy"];
            used["id"] == strategy && used["config"].is_object() == config
        });
        let found = of_strategy.next().unwrap();
        let records = report["search"]["candidates"].as_array().unwrap().iter();
        let of_it = |record: &&Value| record["compiled_id"] == found["compiled_id"];
        (found.clone(), records.clone().find(of_it).unwrap().clone())
    };
    let (model, asked) = candidate("rlm_lite.v1", false);
    let (search, saved) = candidate("distilled.search_line_extract.v1", true);
    assert_eq!((&asked["rows"], &asked["lmCalls"]), (&json!(36), &json!(72)));
    assert_eq!(saved["rows"], 36);
    assert!(saved["lmCalls"].as_u64().unwrap() < 20, "{saved}");
    assert!(search["reward"].as_f64() > model["reward"].as_f64(), "{report}");
    let best = &report["report"]["best"];
    assert_eq!(best["params"]["strategy"]["id"], "distilled.search_line_extract.v1");
    let told = workspace.dse(&["report", "compile", "FindLogLine"]).output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let row = |name: &str| told.lines().find(|line| line.contains(name)).unwrap().to_owned();
    assert!(row(" train  holdout").ends_with("calls"), "{told}");
    assert!(row("strategy.rlm_lite").ends_with("72"), "{told}");

    // What was promoted is what answers, and most of it asks no model.
    let (_, exercised) = workspace.json(&["exercise", FIND, "--count", "6"]);
    let receipts: Vec<Value> = exercised["receiptIds"]
        .as_array()
        .unwrap_or_else(|| panic!("{exercised}"))
        .iter()
        .map(|id| workspace.json(&["receipt", "show", id.as_str().unwrap()]).1)
        .map(|shown| shown["receipt"].clone())
        .collect();
    assert_eq!(receipts.len(), 6);
    for receipt in &receipts {
        assert_eq!(receipt["compiled_id"], best["compiled_id"]);
        assert_eq!(receipt["strategyId"], "distilled.search_line_extract.v1");
    }
    let free = receipts.iter().filter(|receipt| receipt["budget"]["usage"]["lmCalls"] == 0);
    assert!(free.count() >= 3, "{receipts:#?}");
}
