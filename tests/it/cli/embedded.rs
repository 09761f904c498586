//! Without a server named, a command brings its own.

use std::process::Stdio;

use serde_json::json;

use super::{Place, Run, snapshot};

const SIGNATURE: &str = "@openagents/autopilot/blueprint/SelectTool.v1";

#[test]
fn what_one_command_stores_the_next_one_finds() {
    let place = Place::new();
    let run = place.dse(&["ops", "start", "--run", "night-1"]).expect(0);
    assert_eq!(run.stdout, "night-1\n");
    let run = place.dse(&["ops", "list"]).expect(0);
    assert!(run.stdout.contains("night-1"), "{run:#?}");
    assert!(place.path(".dse/dse.db").is_file());
}

#[test]
fn signatures_of_the_workspace_are_known() {
    let place = Place::new();
    let (_, document) = place.json(&["signature", "list"]);
    let shipped = document["signatures"].as_array().unwrap().len();
    let (_, shown) = place.json(&["signature", "show", SIGNATURE]);
    let mut contract = shown["contract"].clone();
    contract["signatureId"] = "@me/tool.v1".into();
    place.write("signatures/tool.json", &contract.to_string());
    let (_, document) = place.json(&["signature", "list", "--all"]);
    assert_eq!(document["signatures"].as_array().unwrap().len(), shipped + 1);
    let (_, document) = place.json(&["signature", "list"]);
    assert_eq!(document["signatures"].as_array().unwrap().len(), 1, "one's own only");
    assert_eq!(document["workspaceOnly"].as_array().unwrap().len(), 0);
}

#[test]
fn doctor_finds_a_fresh_workspace_ready() {
    let place = Place::new();
    snapshot!("doctor_embedded", place.dse(&["doctor"]).expect(0).shown());
}

#[test]
fn a_model_that_does_not_answer_is_found_by_doctor() {
    let place = Place::new().with("NO_KEY", "");
    place.write(
        "dse.toml",
        "[lm]\nprovider = \"openai\"\nbase_url = \"http://127.0.0.1:9/v1\"\nretries = 0\n[lm.models]\nmain = \"m\"\n",
    );
    let (code, document) = place.json(&["doctor"]);
    assert_eq!((code, document["error"]["code"].as_str()), (3, Some("not_ready")), "{document:#}");
    let checks = document["checks"].as_array().unwrap();
    let model = checks.iter().find(|check| check["name"] == "model").unwrap();
    assert_eq!(model["state"], "fail");
}

#[test]
fn processes_that_write_at_once_all_get_their_rows_in() {
    const PROCESSES: usize = 4;
    const ROWS: usize = 450;

    let place = Place::new();
    let mut running = Vec::new();
    for number in 0..PROCESSES {
        let name = format!("rows-{number}.jsonl");
        let row = |n| {
            let row = json!({
                "exampleId": format!("{number}-{n:03}"),
                "inputJson": {"message": format!("row {n} of {number}"), "blueprintHint": {"userHandle": "ana", "agentName": "Rune"}},
                "expectedJson": {"action": "none"},
            });
            format!("{row}\n")
        };
        place.write(&name, &(0..ROWS).map(row).collect::<String>());
        let words = ["dataset", "import", &name, "--signature", SIGNATURE, "--format", "json"];
        running.push(
            place
                .command(&words)
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("dse starts"),
        );
    }
    for process in running {
        let run = Run::from(process.wait_with_output().expect("dse ends")).expect(0);
        assert_eq!(run.document()["inserted"], ROWS, "{run:#?}");
    }
    let exported = place.dse(&["dataset", "export", SIGNATURE]).expect(0);
    assert_eq!(exported.stdout.lines().count(), PROCESSES * ROWS);
}

#[test]
fn a_database_that_cannot_be_opened_is_one_line() {
    let place = Place::new();
    place.write(".dse/dse.db/in-the-way", "");
    let run = place.dse(&["ops", "list"]);
    assert!(matches!(run.code, 2 | 3), "{run:#?}");
    assert_eq!(run.stderr.lines().count(), 2, "{run:#?}");
}
