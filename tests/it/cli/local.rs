//! Commands that need no server.

use super::process::read;
use super::{Place, snapshot};

#[test]
fn init_writes_a_workspace_once() {
    let place = Place::new();
    snapshot!("init", place.dse(&["init", "new"]).expect(0).shown());
    assert!(read(&place.path("new/dse.toml")).contains("[overnight]"));
    assert_eq!(read(&place.path("new/.gitignore")), ".dse/\n");
    assert!(read(&place.path("new/AGENTS.md")).starts_with("# For agents"));
    let (code, document) = place.json(&["init", "new"]);
    assert_eq!((code, &document["wroteConfig"]), (0, &false.into()));
}

#[test]
fn settings_know_where_they_come_from() {
    let place = Place::new().with("DSE_LM_MODELS_MAIN", "small");
    place.write("dse.toml", "[server]\nretries = 5\n");
    let run = place.dse(&["--timeout", "3", "config", "show", "--origin"]).expect(0);
    let line =
        |key: &str| run.stdout.lines().find(|line| line.starts_with(key)).unwrap().to_owned();
    assert!(line("server.retries").ends_with("dse.toml"));
    assert_eq!(line("server.timeout"), "server.timeout = 3.0  # --timeout");
    assert_eq!(line("lm.models.main"), "lm.models.main = \"small\"  # DSE_LM_MODELS_MAIN");
    assert_eq!(line("store.path"), "store.path = \".dse/dse.db\"  # default");
}

#[test]
fn completions_and_manual_pages_come_in_both_forms() {
    let place = Place::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(place.dse(&["completions", shell]).expect(0).stdout.contains("dse"), "{shell}");
    }
    assert!(place.dse(&["man", "canary", "watch"]).expect(0).stdout.contains(".TH"));
    let (_, document) = place.json(&["man"]);
    assert!(document["page"].as_str().unwrap().contains("EXIT") || document["ok"] == true);
    place.dse(&["man", "canry"]).expect(2);
}

#[test]
fn the_workspace_catalog_is_checked() {
    let place = Place::new();
    snapshot!("signature_check_nothing", place.dse(&["signature", "check"]).expect(0).shown());
    place.write("jobs/broken.json", "{\n  \"signatureId\": 7\n}\n");
    snapshot!("signature_check_broken", place.dse(&["signature", "check"]).expect(1).shown());
    let (code, document) = place.json(&["signature", "check"]);
    assert_eq!((code, &document["ok"]), (1, &false.into()));
    assert_eq!(document["finding"]["position"]["line"], 2);
}

#[test]
fn a_faulty_row_names_its_place_before_anything_is_sent() {
    // Nobody listens on this address: an attempt to send would exit with 3.
    let place = Place::at("http://127.0.0.1:9");
    let good = r#"{"exampleId":"a","inputJson":{},"expectedJson":{}}"#;
    place.write("rows.jsonl", &format!("{good}\n\n{{\"exampleId\":\"ä\",}}\n"));
    let words = ["import", "rows.jsonl", "--signature", "x"];
    snapshot!("import_malformed", place.dse(&words).expect(2).shown());
    let leak = r#"{"exampleId":"b","inputJson":{"a":1},"expectedJson":{},"split":"train"}"#;
    let other = leak.replace("\"b\"", "\"c\"").replace("train", "holdout");
    place.write("rows.jsonl", &format!("{leak}\n{other}\n"));
    snapshot!("import_leak", place.dse(&words).expect(2).shown());
    place.dse(&[&words[..], &["--no-check"]].concat()).expect(3);
    place.write("rows.jsonl", &format!("{good}\n"));
    snapshot!(
        "import_dry_run",
        place.dse(&[&words[..], &["--dry-run"]].concat()).expect(0).shown()
    );
    snapshot!(
        "import_no_file",
        place.dse(&["import", "none.jsonl", "--signature", "x"]).expect(2).shown()
    );
    snapshot!("import_no_signature", place.dse(&["import", "rows.jsonl"]).expect(2).shown());
    place.write("dse.toml", "[[dataset]]\npath = \"*.jsonl\"\nsignature = \"from-the-file\"\n");
    let (code, document) = place.json(&["import", "rows.jsonl", "--dry-run"]);
    assert_eq!((code, document["signatureId"].as_str()), (0, Some("from-the-file")));
    let run = place.dse_with_input(&["import", "-", "--signature", "x", "--dry-run"], good);
    assert_eq!(run.code, 0, "{run:#?}");
}
