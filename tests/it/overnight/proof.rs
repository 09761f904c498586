//! What a night promotes is shown to be better, unless somebody asks for less.

use serde_json::{Value, json};

use super::workspace::{SIGNATURE, Workspace};

/// The exit code and the document of a compile and a promotion of its winner.
fn promote(workspace: &Workspace, flags: &[&str]) -> (i32, Value) {
    workspace.json(&["import", "rows.jsonl", "--signature", SIGNATURE]);
    let (_, compiled) = workspace.json(&["compile", SIGNATURE]);
    let winner = compiled["compiled_id"].as_str().unwrap();
    workspace.json(&[&["promote", SIGNATURE, "--compiled", winner], flags].concat())
}

#[test]
fn a_gain_that_luck_explains_is_not_promoted_by_a_night() {
    // Two of six held-out rows are right instead of none.
    let workspace = Workspace::right_on(&[1, 3]);
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (5, Some("undecided")), "{summary}");
    assert_eq!(summary["error"]["code"], "cannot_tell");
    assert_eq!(summary["verdict"], "cannot tell");
    let message = summary["error"]["message"].as_str().unwrap();
    assert!(message.contains("No verdict \"better\" is possible"), "{message}");
    assert!(message.contains("held-out rows are needed; there are 6"), "{message}");
    assert_eq!(workspace.canary(), Value::Null);
    let (_, active) = workspace.json(&["report", "signature", SIGNATURE]);
    assert_eq!(active["report"]["compiled_id"], Value::Null, "nothing was changed");
}

#[test]
fn a_candidate_that_gains_nothing_is_not_promoted() {
    let workspace = Workspace::right_on(&[]);
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (5, Some("undecided")), "{summary}");
    assert_eq!(summary["gate"]["delta"], 0.0, "{summary}");
}

#[test]
fn less_is_accepted_where_somebody_asks_for_it() {
    let workspace = Workspace::right_on(&[1, 3]);
    let (code, summary) = workspace.json(&["overnight", "--accept-not-worse"]);
    assert_eq!((code, summary["outcome"].as_str()), (0, Some("promoted")), "{summary}");
    assert_eq!(summary["verdict"], "cannot tell");
    let report = workspace.dse(&["report"]).output().unwrap();
    let text = String::from_utf8(report.stdout).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lead =
        "The new version of SelectTool.v1 is live; the rows cannot tell whether it improved:";
    assert!(text.contains(lead), "{text}");

    let workspace = Workspace::right_on(&[1, 3]);
    workspace.set("[gate]\naccept_not_worse = true\n");
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (0, Some("promoted")), "{summary}");
    // The level of before under its old name: no proof is asked for.
    let workspace = Workspace::right_on(&[1, 3]);
    workspace.set("max_p = 0\n");
    assert_eq!(workspace.json(&["overnight"]).0, 0);
}

#[test]
fn promote_and_overnight_take_the_same_default() {
    let workspace = Workspace::right_on(&[1, 3]);
    let (code, refused) = promote(&workspace, &[]);
    assert_eq!((code, &refused["error"]["code"]), (5, &json!("cannot_tell")), "{refused}");
    let (code, passed) = promote(&workspace, &["--accept-not-worse"]);
    assert_eq!(code, 0, "{passed}");
    assert!(passed["from"].is_string(), "the defaults were live before: {passed}");
    let (code, back) = workspace.json(&["rollback", SIGNATURE]);
    assert_eq!((code, &back["to"]), (0, &passed["from"]), "{back}");

    let workspace = Workspace::new(0);
    let (code, passed) = promote(&workspace, &[]);
    assert_eq!((code, &passed["evidence"]["verdict"]["verdict"]), (0, &json!("improved")));
}

#[test]
fn a_canary_starts_with_what_is_not_shown_to_be_worse_and_says_what_promotion_wants() {
    let workspace = Workspace::right_on(&[1, 3]);
    workspace.json(&["import", "rows.jsonl", "--signature", SIGNATURE]);
    let (_, compiled) = workspace.json(&["compile", SIGNATURE]);
    let winner = compiled["compiled_id"].as_str().unwrap();
    let start = ["canary", "start", SIGNATURE, "--compiled", winner];
    let output = workspace.dse(&start).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("promotion wants it shown to be better: p of 0.05 or less"), "{text}");
    // Whoever names a level means it.
    let strict = [&start[..], &["--max-p", "0.05"]].concat();
    let (code, refused) = workspace.json(&strict);
    assert_eq!((code, &refused["error"]["code"]), (5, &json!("cannot_tell")), "{refused}");
}

#[test]
fn a_level_outside_its_range_is_named_with_its_place() {
    let workspace = Workspace::new(0);
    workspace.set("max_error_rate = 20.0\n");
    let output = workspace.dse(&["overnight"]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("dse.toml:10:") && text.contains("20 is out of range"), "{text}");
}
