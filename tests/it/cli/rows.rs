//! What a server holds beside what a file says: differences, removals, erasures.

use serde_json::{Value, json};

use super::{Place, pty};

const SIGNATURE: &str = "@openagents/autopilot/blueprint/SelectTool.v1";
const REMOTE: &str = "remote:@openagents/autopilot/blueprint/SelectTool.v1";

/// A row whose message is all that tells it apart.
fn row(id: &str, message: &str, split: &str) -> Value {
    json!({
        "exampleId": id,
        "inputJson": {
            "message": message,
            "blueprintHint": {"userHandle": "ana", "agentName": "Rune"},
        },
        "expectedJson": {"action": "none"},
        "split": split,
        "tags": ["mine"],
    })
}

/// A row a line.
fn lines(rows: &[Value]) -> String {
    rows.iter().map(|row| format!("{row}\n")).collect()
}

/// Six rows of each split, unlike each other.
fn rows() -> Vec<Value> {
    let topics = ["the weather", "a train to Bern", "tax forms", "jazz", "a cake", "old maps"];
    let of = |split: &'static str, ask: &'static str| {
        let numbered = topics.iter().enumerate();
        numbered
            .map(move |(n, topic)| row(&format!("{split}-{n}"), &format!("{ask} {topic}?"), split))
    };
    of("train", "Could you say something on")
        .chain(of("holdout", "What do people know of"))
        .collect()
}

/// A place with these rows in `rows.jsonl`, and a model that answers at once.
fn place(rows: &[Value]) -> Place {
    let place = Place::new();
    place.write("rows.jsonl", &lines(rows));
    place.write(
        "dse.toml",
        "[lint]\nignore = [\"D\"]\n[overnight]\nmin_samples = 1\nexercise = 1\n",
    );
    place
}

fn ids(place: &Place) -> Vec<String> {
    let (code, exported) = place.json(&["dataset", "export", SIGNATURE]);
    assert_eq!(code, 0, "{exported:#}");
    let rows = exported["examples"].as_array().unwrap().iter();
    rows.map(|row| row["exampleId"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_was_imported_is_no_difference_whatever_brought_it() {
    let mut rows = rows();
    // A server cleans rows: that is no difference either.
    rows[0]["tags"] = json!([" mine ", "mine"]);
    rows[1]["source"] = json!("my notes");
    rows[2]["meta"] = Value::Null;
    let place = place(&rows);
    let differs = |code| {
        let run = place.dse(&["dataset", "diff", "rows.jsonl", REMOTE, "--exit-code"]).expect(code);
        place.dse(&["dataset", "diff", REMOTE, "rows.jsonl", "--exit-code"]).expect(code);
        run.stdout
    };
    let import = ["import", "rows.jsonl", "--signature", SIGNATURE];
    place.dse(&import).expect(0);
    differs(0);
    let (_, compiled) = place.json(&["compile", SIGNATURE]);

    let (_, night) = place.json(&["overnight", SIGNATURE, "--dataset", "rows.jsonl"]);
    assert_eq!(night["dataset"]["updated"], 12, "{night:#}");
    assert_eq!(night["compile"]["datasetHash"], compiled["datasetHash"]);
    assert_eq!(night["compile"]["existed"], true, "the night found what the day had compiled");
    differs(0);
    let (_, again) = place.json(&import);
    assert_eq!((&again["updated"], &again["unchanged"]), (&json!(12), &json!(12)));

    // The export is the file, but for what a server cleans and notes.
    place.dse(&["dataset", "export", SIGNATURE, "-o", "back.jsonl"]).expect(0);
    let back = super::process::read(&place.path("back.jsonl"));
    assert!(!back.contains("\"source\""), "{back}");
    place.dse(&["dataset", "export", SIGNATURE, "--with-source", "-o", "back.jsonl"]).expect(0);
    let back = super::process::read(&place.path("back.jsonl"));
    assert!(back.contains("\"source\":\"file:rows.jsonl\""), "{back}");

    rows[3]["expectedJson"] = json!({"action": "tool_call"});
    place.write("rows.jsonl", &lines(&rows));
    assert!(differs(1).contains("train-3"));
    assert_eq!(ids(&place).len(), 12);
}

#[test]
fn sync_removes_what_the_file_lacks_once_somebody_has_said_so() {
    let rows = rows();
    let place = place(&rows);
    let import = ["import", "rows.jsonl", "--signature", SIGNATURE];
    place.dse(&import).expect(0);
    place.write("rows.jsonl", &lines(&rows[..10]));
    let with = |flags: &[&'static str]| [&import[..], flags].concat();

    let (code, planned) = place.json(&with(&["--sync", "--dry-run"]));
    assert_eq!((code, &planned["removes"]), (0, &json!(["holdout-4", "holdout-5"])), "{planned:#}");
    let shown = place.dse(&with(&["--sync", "--dry-run"])).expect(0).stdout;
    assert!(shown.contains("2 rows would be removed") && shown.contains("a cake"), "{shown}");
    // Nobody is there to ask.
    let asked = place.dse(&with(&["--sync"])).expect(2);
    assert!(asked.stderr.contains("holdout-5") && asked.stderr.contains("--yes"), "{asked:#?}");
    let (code, asked) = place.json(&with(&["--sync"]));
    assert_eq!((code, &asked["error"]["code"]), (2, &json!("usage")));
    assert_eq!(ids(&place).len(), 12, "nothing was written");
    place.dse(&import).expect(0);
    assert_eq!(ids(&place).len(), 12, "without --sync no row goes");

    let (code, done) = place.json(&with(&["--sync", "--yes"]));
    assert_eq!((code, &done["removed"], &done["unchanged"]), (0, &json!(2), &json!(10)));
    assert_eq!(ids(&place).len(), 10);
    // Where nothing would go, nobody is asked.
    let again = place.dse(&with(&["--sync"])).expect(0).stdout;
    assert_eq!(again, "10 rows: 0 inserted, 0 updated, 10 unchanged, 0 removed\n");
    let differences = ["dataset", "diff", "rows.jsonl", REMOTE, "--exit-code"];
    place.dse(&differences).expect(0);
}

#[test]
fn on_a_terminal_sync_asks() {
    let rows = rows();
    let place = place(&rows);
    place.dse(&["import", "rows.jsonl", "--signature", SIGNATURE]).expect(0);
    place.write("rows.jsonl", &lines(&rows[..11]));
    let import = ["import", "rows.jsonl", "--sync", "--signature", SIGNATURE];
    let asked = |answer| pty::answered(place.command(&import), answer);
    for no in ["n\n", "\n"] {
        let (code, seen) = asked(no);
        assert_eq!(code, 1, "{seen}");
        assert!(seen.contains("1 row would be removed") && seen.contains("[y/N]"), "{seen}");
        assert_eq!(ids(&place).len(), 12);
    }
    let (code, seen) = asked("y\n");
    assert_eq!(code, 0, "{seen}");
    assert_eq!(ids(&place).len(), 11);
}

#[test]
fn named_rows_are_removed() {
    let place = place(&rows());
    place.dse(&["import", "rows.jsonl", "--signature", SIGNATURE]).expect(0);
    let remove = ["dataset", "remove", SIGNATURE, "train-1", "holdout-2"];
    assert_eq!(place.dse(&remove).expect(0).stdout, "2 rows removed\n");
    assert_eq!(ids(&place).len(), 10);
    let (code, again) = place.json(&["dataset", "remove", SIGNATURE, "train-2", "nobody"]);
    assert_eq!((code, &again["removed"], &again["missing"]), (1, &json!(1), &json!(["nobody"])));
    assert_eq!(again["error"]["code"], "example_not_found");
    let report = place.dse(&["report", "signature", SIGNATURE]).expect(0).stdout;
    assert!(report.contains("2 rows removed"), "{report}");
}

#[test]
fn an_unfinished_import_can_be_given_up() {
    let place = place(&rows());
    let abandon = ["dataset", "import", "--abandon", "--signature", SIGNATURE];
    assert_eq!(place.dse(&abandon).expect(0).stdout, "no import was unfinished\n");
    place.dse(&["dataset", "import", "--abandon"]).expect(2);
    place.dse(&["dataset", "import"]).expect(2);
}

#[test]
fn a_forgotten_row_leaves_a_tombstone_and_no_text() {
    const SECRET: &str = "my tulip-bulb number is 5f31, do not tell";
    let mut rows = rows();
    rows.push(row("secret", SECRET, "holdout"));
    let place = place(&rows);
    let held = || {
        let mut bytes = Vec::new();
        for entry in std::fs::read_dir(place.path(".dse")).unwrap() {
            bytes.extend(std::fs::read(entry.unwrap().path()).unwrap_or_default());
        }
        memchr::memmem::find_iter(&bytes, b"tulip-bulb").count()
    };
    place.dse(&["import", "rows.jsonl", "--signature", SIGNATURE]).expect(0);
    let (_, night) = place.json(&["overnight", SIGNATURE, "--dataset", "rows.jsonl"]);
    let run_id = night["runId"].as_str().unwrap();
    place.dse(&["exercise", SIGNATURE, "--split", "holdout", "--count", "7"]).expect(0);
    assert!(held() > 0, "there is something to erase");
    let head = place.json(&["history", "verify"]).1["head"].as_str().unwrap().to_owned();

    let forget = ["dataset", "forget", SIGNATURE, "secret", "--reason", "asked by phone"];
    let planned = place.dse(&[&forget[..], &["--dry-run"]].concat()).expect(0).stdout;
    assert!(planned.starts_with("1 row would be forgotten"), "{planned}");
    assert!(held() > 0);
    let done = place.dse(&forget).expect(0).stdout;
    assert!(done.contains("1 row forgotten") && done.contains("eval reports"), "{done}");
    assert_eq!(held(), 0);
    place.dse(&["history", "verify", "--head", &head]).expect(0);
    place.dse(&["report", "signature", SIGNATURE]).expect(0);
    let (_, report) = place.json(&["report", "signature", SIGNATURE]);
    let entry = &report["report"]["history"][0];
    assert_eq!((&entry["kind"], &entry["exampleId"]), (&json!("erasure"), &json!("secret")));
    assert_eq!(entry["reason"], "asked by phone");
    place.dse(&["report", "ops", run_id]).expect(0);
    let eval = night["evals"]["candidateEvalHash"].as_str().unwrap();
    let report = place.dse(&["report", "eval", SIGNATURE, eval]).expect(0).stdout;
    let report = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(report.contains("The texts of 1 example were erased since"), "{report}");
    // The file still has it, and brings it back: that is said.
    let back = place.dse(&["import", "rows.jsonl", "--signature", SIGNATURE]).expect(0);
    assert!(
        back.stderr.contains("1 row had been forgotten and came in again: secret"),
        "{back:#?}"
    );
    place.dse(&forget).expect(0);
    assert_eq!(held(), 0);
    // Again is no harm, and a name that was never there is a no.
    let again = place.dse(&forget).expect(0).stdout;
    assert!(again.contains("secret was forgotten before"), "{again}");
    let (code, nobody) = place.json(&["dataset", "forget", SIGNATURE, "nobody"]);
    assert_eq!((code, &nobody["error"]["code"]), (1, &json!("example_not_found")));
}
