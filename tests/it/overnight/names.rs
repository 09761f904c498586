//! Commands take what they print, and run what was meant.

use serde_json::{Value, json};

use super::workspace::{SIGNATURE, Workspace};

fn compiled() -> (Workspace, Value) {
    let workspace = Workspace::new(0);
    workspace.json(&["import", "rows.jsonl", "--signature", SIGNATURE]);
    let (code, compiled) = workspace.json(&["compile", "SelectTool"]);
    assert_eq!((code, &compiled["signatureId"]), (0, &json!(SIGNATURE)), "{compiled}");
    (workspace, compiled)
}

/// The front of an id, as tables print it.
fn front(id: &Value) -> String {
    id.as_str().unwrap().trim_start_matches("sha256:")[..12].to_owned()
}

#[test]
fn ids_are_taken_as_they_are_printed() {
    let (workspace, compiled) = compiled();
    let winner = &compiled["compiled_id"];
    for name in [front(winner), "winner".to_owned()] {
        let (code, evaluated) = workspace.json(&["eval", "SelectTool.v1", "--compiled", &name]);
        assert_eq!((code, &evaluated["compiled_id"]), (0, winner), "{name}: {evaluated}");
    }
    let (_, evaluated) = workspace.json(&["eval", "Select", "--compiled", "default"]);
    let hash = front(&evaluated["evalHash"]);
    let (code, report) = workspace.json(&["report", "eval", "SelectTool", &hash]);
    assert_eq!((code, &report["report"]["split"]), (0, &json!("holdout")), "{report}");
    let (job, dataset) = (front(&compiled["jobHash"]), front(&compiled["datasetHash"]));
    let (code, report) = workspace.json(&["report", "compile", "SelectTool", &job, &dataset]);
    assert_eq!(code, 0, "{report}");

    workspace.json(&["exercise", SIGNATURE, "--count", "1"]);
    let (_, listed) = workspace.json(&["receipt", "list", "SelectTool"]);
    let receipt = listed["receipts"][0]["receiptId"].as_str().unwrap();
    let (code, shown) = workspace.json(&["receipt", "show", &receipt[..9]]);
    assert_eq!((code, &shown["receipt"]["receiptId"]), (0, &json!(receipt)), "{shown}");
    let (_, run) = workspace.json(&["ops", "start", "--signature", "SelectTool"]);
    let run_id = run["runId"].as_str().unwrap();
    let short = &run_id["opsrun_".len()..][..8];
    let (code, shown) = workspace.json(&["ops", "show", short]);
    assert_eq!((code, &shown["run"]["runId"]), (0, &json!(run_id)), "{shown}");
    assert_eq!(shown["run"]["signatureIds"], json!([SIGNATURE]), "{shown}");

    let exported = workspace.dse(&["dataset", "export", "SelectTool"]).output().unwrap();
    assert_eq!(exported.status.code(), Some(0), "{exported:?}");
    assert!(!exported.stdout.is_empty());
    let (code, diff) = workspace.json(&["dataset", "diff", "rows.jsonl", "remote:SelectTool"]);
    assert_eq!(code, 0, "{diff}");
}

#[test]
fn what_fits_several_is_not_guessed() {
    let (workspace, compiled) = compiled();
    let (code, refused) = workspace.json(&["eval", "T", "--compiled", "winner"]);
    assert_eq!((code, &refused["error"]["code"]), (2, &json!("usage")), "{refused}");
    // Every artifact's id begins so, and the defaults are the second one.
    assert_eq!(workspace.json(&["promote", "SelectTool"]).0, 0);
    let (code, refused) = workspace.json(&["eval", "SelectTool", "--compiled", "sha256:"]);
    assert_eq!(code, 2, "{refused}");
    let message = refused["error"]["message"].as_str().unwrap();
    assert!(message.contains("fits more than one artifact"), "{message}");
    assert!(compiled["compiled_id"].as_str().is_some_and(|id| message.contains(id)), "{message}");
    let (code, missing) = workspace.json(&["eval", "SelectTool", "--compiled", "ffffffffffff"]);
    assert_eq!((code, &missing["error"]["code"]), (2, &json!("artifact_not_found")), "{missing}");
}

#[test]
fn the_newest_winner_is_promoted_and_promoting_what_is_live_is_no_failure() {
    let (workspace, compiled) = compiled();
    let (code, promoted) = workspace.json(&["promote", "SelectTool"]);
    assert_eq!((code, &promoted["to"]), (0, &compiled["compiled_id"]), "{promoted}");
    assert_eq!(promoted["alreadyActive"], false);
    let (code, again) = workspace.json(&["promote", "SelectTool"]);
    assert_eq!((code, &again["alreadyActive"]), (0, &json!(true)), "{again}");
    let output = workspace.dse(&["promote", "SelectTool"]).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("active already"));
    let output = workspace.dse(&["canary", "start", "SelectTool"]).output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("compares it with itself"));
    // The defaults are what users get where nothing was promoted.
    let workspace = Workspace::new(0);
    let (code, live) = workspace.json(&["promote", "SelectTool", "--compiled", "default"]);
    assert_eq!((code, &live["alreadyActive"]), (0, &json!(true)), "{live}");
}

/// A signature of the workspace's own, with the shape of the shipped one.
fn own(workspace: &Workspace, id: &str) {
    let (_, shown) = workspace.json(&["signature", "show", SIGNATURE]);
    let mut contract = shown["contract"].clone();
    contract["signatureId"] = json!(id);
    let folder = workspace.path().join("signatures");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{}.json", id.replace('/', "_")));
    std::fs::write(file, contract.to_string()).unwrap();
}

#[test]
fn a_bare_night_runs_the_workspaces_own_signature_and_never_the_shipped_one() {
    let workspace = Workspace::new(0);
    own(&workspace, "@acme/Route.v1");
    let (_, summary) = workspace.json(&["overnight"]);
    assert_eq!(summary["signatureId"], "@acme/Route.v1", "{summary}");
    own(&workspace, "@acme/Sort.v1");
    let (code, refused) = workspace.json(&["overnight"]);
    assert_eq!(code, 2, "{refused}");
    let message = refused["error"]["message"].as_str().unwrap();
    assert!(message.contains("@acme/Route.v1, @acme/Sort.v1"), "{message}");
    let (_, summary) = workspace.json(&["overnight", "Sort"]);
    assert_eq!(summary["signatureId"], "@acme/Sort.v1", "{summary}");
    // The one that has rows is meant.
    workspace.set("[[dataset]]\npath = \"rows.jsonl\"\nsignature = \"@acme/Route.v1\"\n");
    let (_, summary) = workspace.json(&["overnight"]);
    assert_eq!(summary["signatureId"], "@acme/Route.v1", "{summary}");
}

#[test]
fn settings_that_do_not_exist_and_addresses_for_files_are_refused() {
    let workspace = Workspace::new(0);
    let output = workspace.dse(&["ops", "list"]).env("DSE_LM_PROVIDR", "nearest").output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("did you mean `DSE_LM_PROVIDER`?"), "{text}");
    let serve = ["serve", "--addr", "127.0.0.1:0", "--db", "postgres://127.0.0.1/dse"];
    let output = workspace.dse(&serve).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("is an address; a database is a file"), "{text}");
}

#[test]
fn settings_from_another_file_do_not_move_the_workspace() {
    let workspace = Workspace::new(0);
    own(&workspace, "@acme/Route.v1");
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("ci.toml");
    std::fs::write(&file, "[lm]\nprovider = \"nearest\"\n").unwrap();
    let file = file.to_str().unwrap();
    let (code, listed) = workspace.json(&["signature", "list", "--config", file]);
    assert_eq!(code, 0, "{listed}");
    assert!(listed.to_string().contains("@acme/Route.v1"), "{listed}");
}
