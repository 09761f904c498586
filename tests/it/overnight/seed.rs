//! Nights, and every other command, on a server that has the endpoints of the
//! first plan and answers 404 to everything else.

use std::fmt::Write;

use serde_json::{Value, json};

use super::model::Model;
use super::proxy::{Age, Proxy};
use super::running::Serving;
use super::step;
use super::workspace::Workspace;
use crate::cli::tree;

/// A workspace that talks to such a server before `server`.
fn seed_only(server: &Serving) -> (Proxy, Workspace) {
    let proxy = Proxy::before(server, Age::Seed);
    let workspace = Workspace::at(&proxy.url);
    // These servers draw salts by themselves: every thread takes the canary.
    workspace.set("rollout_pct = 100");
    (proxy, workspace)
}

#[test]
fn a_night_goes_through_with_either_defaults() {
    // The second are those of servers that are not on this machine.
    for flags in [&[][..], &["--e2e", "--no-verify"]] {
        let server = Serving::start(Workspace::new(0));
        let (_proxy, workspace) = seed_only(&server);
        let words = [&["overnight"], flags].concat();
        let (code, summary) = workspace.json(&words);
        let outcome = (code, &summary["outcome"]);
        assert_eq!(outcome, (0, &json!("promoted")), "{flags:?} {summary:#}");
        assert_eq!(workspace.canary(), Value::Null);
        if !flags.is_empty() {
            let step = step(&summary, "long-context");
            assert_eq!(step["status"], "ok", "{step}");
            let said = step["detail"]["said"].to_string();
            assert!(said.contains("RecapThread.v1: this server runs it by direct.v1"), "{said}");
        }
        // The next night finds the winner live, although nobody tells it so.
        let (code, again) = workspace.json(&words);
        assert_eq!((code, &again["outcome"]), (0, &json!("already_active")), "{again:#}");
        assert_eq!(workspace.canary(), Value::Null);
    }
}

#[test]
fn a_canary_that_fails_there_is_told_with_its_counts() {
    let model = Model::forgetful();
    let server = Serving::start(Workspace::asking(&model));
    let (_proxy, workspace) = seed_only(&server);
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, &summary["outcome"]), (1, &json!("canary_failed")), "{summary:#}");
    let canary = &summary["canary"];
    assert_eq!((&canary["okCount"], &canary["errorCount"]), (&json!(0), &json!(5)), "{canary}");
    assert_eq!(canary["requestId"], step(&summary, "exercise")["requestId"]);
    assert_eq!(step(&summary, "watch")["requestId"], canary["requestId"]);
}

/// Each command either works or says in one sentence what the server lacks.
#[test]
fn every_other_command_works_or_says_what_is_missing() {
    let server = Serving::start(Workspace::new(0));
    let (_proxy, workspace) = seed_only(&server);
    let (code, summary) = workspace.json(&["overnight", "--e2e"]);
    assert_eq!(code, 0, "{summary:#}");
    let winner = summary["compile"]["compiled_id"].as_str().unwrap();
    let run = summary["runId"].as_str().unwrap();
    let track = &step(&summary, "long-context")["detail"];
    let receipt = track["receiptId"].as_str().unwrap();
    let blob = track["rlmTrace"]["blob"]["id"].as_str().unwrap();
    let rows = std::fs::read_to_string(workspace.path().join("rows.jsonl")).unwrap();
    for (file, text) in [
        (tree::OTHER_ROWS, rows.as_str()),
        (tree::BROKEN_ROWS, rows.as_str()),
        (tree::LABELS, "{\"exampleId\":\"row.00\",\"outputJson\":{},\"label\":1}\n"),
        (tree::PATCH, ""),
    ] {
        std::fs::write(workspace.path().join(file), text).unwrap();
    }
    let mut table = String::new();
    let named = ["canary start", "promote"].map(|verb| {
        let words = format!("{verb} {} --compiled x", tree::SIGNATURE);
        words.split(' ').map(str::to_owned).collect()
    });
    for words in tree::calls().iter().chain(&named).filter(|words| words[0] != "serve") {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut nth = 0;
        let real = words.iter().map(|word| match (*word, words[0]) {
            ("x", "blob") => {
                nth += 1;
                if nth == 1 { receipt } else { blob }
            }
            ("x", "receipt" | "trace") => receipt,
            ("x", "ops") => run,
            ("x", _) => winner,
            (word, _) => word,
        });
        let real: Vec<&str> = real.collect();
        let output = workspace.dse(&real).args(["--format", "json"]).output().unwrap();
        let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let error = &document["error"];
        if error["code"] == "no_such_endpoint" {
            let message = error["message"].as_str().unwrap();
            assert!(message.contains("has no such endpoint"), "{words:?}: {message}");
        }
        let told = error["code"].as_str().unwrap_or("-");
        let code = output.status.code().unwrap();
        writeln!(table, "{code} {told:<24} dse {}", words.join(" ")).unwrap();
    }
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("seed_only_commands", table);
    });
}
