//! From labelled rows to a signature of one's own.

use serde_json::{Value, json};

use super::process::read;
use super::{Place, snapshot};

const TICKETS: &str = include_str!("../../../fixtures/tutorial/tickets.csv");

/// A workspace with these rows in `name`.
fn with_rows(name: &str, rows: &str) -> Place {
    let place = Place::new();
    place.write(name, rows);
    place
}

/// Rows of two columns that differ enough not to be near-duplicates.
fn pairs() -> Vec<(String, &'static str)> {
    let words =
        ["refund", "parcel", "password", "charger", "invoice", "courier", "login", "screen"];
    let pair = |at: usize| {
        let (a, b, c) = (words[at % 8], words[at / 8 % 8], words[(at * 3 + 1) % 8]);
        (format!("{a} {b} number {at} and {c} {}", at * 7919), ["billing", "shipping"][at % 2])
    };
    (0..40).map(pair).collect()
}

/// What every new workspace must be: sound, formatted, and of one opinion.
fn is_sound(place: &Place) {
    place.dse(&["signature", "check", "--strict"]).expect(0);
    place.dse(&["dataset", "validate"]).expect(0);
    let datasets = std::fs::read_dir(place.path("datasets")).unwrap();
    for file in datasets {
        let path = file.unwrap().path().display().to_string();
        place.dse(&["dataset", "fmt", "--check", &path]).expect(0);
    }
}

fn json_of(place: &Place, file: &str) -> Value {
    serde_json::from_str(&read(&place.path(file))).unwrap()
}

#[test]
fn a_table_becomes_a_signature_and_a_night_runs_on_it() {
    let place = with_rows("tickets.csv", TICKETS);
    let words = ["new", "@acme/support/RouteTicket.v1", "--from", "tickets.csv", "--yes"];
    snapshot!("new_from_csv", place.dse(&words).expect(0).shown());
    is_sound(&place);
    snapshot!("new_contract", read(&place.path("signatures/route-ticket.v1.json")));
    snapshot!("new_guide", read(&place.path("signatures/route-ticket.v1.md")));
    if cfg!(feature = "server") {
        let (code, summary) = place.json(&["overnight"]);
        assert_eq!((code, &summary["outcome"]), (0, &json!("promoted")), "{summary}");
        assert_eq!(summary["gate"]["evidence"]["n"], 47, "{summary}");
    }
}

#[test]
fn the_same_rows_keep_their_ids_and_splits() {
    let lines: Vec<&str> = TICKETS.lines().collect();
    let (half, mut all) = (lines[..100].join("\n"), lines.clone());
    all[1..].reverse();
    let place = with_rows("half.csv", &half);
    place.write("all.csv", &all.join("\n"));
    let columns = ["--input", "subject,body", "--answer", "queue", "--id", "ticket"];
    for (name, file) in [("Half", "half.csv"), ("All", "all.csv")] {
        place.dse(&[&["new", name, "--from", file], &columns[..]].concat()).expect(0);
    }
    let (half, all) =
        (read(&place.path("datasets/half.v1.jsonl")), read(&place.path("datasets/all.v1.jsonl")));
    let all: Vec<&str> = all.lines().collect();
    let stays = half.lines().filter(|row| all.contains(row)).count();
    // A near-duplicate that comes may take a row along; most rows stay.
    assert!(stays * 10 >= half.lines().count() * 9, "{stays} of {}", half.lines().count());
    // Without a column of ids they follow from the rows.
    let plain =
        ["new", "Plain", "--from", "half.csv", "--input", "subject,body", "--answer", "queue"];
    place.dse(&plain).expect(0);
    let first = read(&place.path("datasets/plain.v1.jsonl"));
    place.dse(&[&plain[..], &["--force"]].concat()).expect(0);
    assert_eq!(read(&place.path("datasets/plain.v1.jsonl")), first);
}

#[test]
fn every_format_gives_the_same_rows() {
    let rows = pairs();
    let lines = |row: &dyn Fn(&str, &str) -> Value| {
        rows.iter().map(|(text, queue)| format!("{}\n", row(text, queue))).collect::<String>()
    };
    let list = |row: &dyn Fn(&str, &str) -> Value| {
        Value::Array(rows.iter().map(|(text, queue)| row(text, queue)).collect())
    };
    let user = |text: &str| json!([{"role": "system", "content": "Sort."}, {"role": "user", "content": text}]);
    let chat = |text: &str, queue: &str| {
        let mut messages = user(text);
        messages.as_array_mut().unwrap().push(json!({"role": "assistant", "content": queue}));
        json!({"messages": messages})
    };
    let test = |text: &str, queue: &str| json!({"vars": {"text": text}, "assert": [{"type": "equals", "value": queue}]});
    let csv = |separator: &str| {
        let rows = rows.iter().map(|(text, queue)| format!("{text}{separator}{queue}\n"));
        format!("text{separator}queue\n{}", rows.collect::<String>())
    };
    let files = [
        ("rows.csv", csv(",")),
        ("european.csv", csv(";")),
        ("rows.tsv", csv("\t")),
        ("rows.jsonl", lines(&|text, queue| json!({"text": text, "queue": queue}))),
        ("dspy.json", list(&|text, queue| json!({"text": text, "queue": queue})).to_string()),
        ("evals.jsonl", lines(&|text, queue| json!({"input": user(text), "ideal": queue}))),
        ("chat.jsonl", lines(&|text, queue| chat(text, queue))),
        // JSON is YAML, too.
        ("promptfoo.yaml", json!({"tests": list(&|text, queue| test(text, queue))}).to_string()),
        ("promptfoo.json", json!({"tests": list(&|text, queue| test(text, queue))}).to_string()),
        (
            "own.jsonl",
            lines(&|text, queue| {
                json!({"exampleId": text, "inputJson": {"text": text},
            "expectedJson": {"queue": queue}, "split": "train"})
            }),
        ),
    ];
    for (at, (file, text)) in files.iter().enumerate() {
        let place = with_rows(file, text);
        let name = format!("Of{at}");
        let (code, made) = place.json(&["new", &name, "--from", file, "--yes"]);
        if *file == "own.jsonl" {
            // Its rows are all in one split already.
            assert_eq!((code, &made["error"]["code"]), (1, &json!("too_few_rows")), "{made}");
            continue;
        }
        assert_eq!(code, 0, "{file}: {made}");
        let (train, holdout) = (made["rows"]["train"].as_u64(), made["rows"]["holdout"].as_u64());
        assert_eq!(train.unwrap() + holdout.unwrap(), 40, "{file}: {made}");
        assert!(holdout.unwrap() >= 10, "{file}: {made}");
        let answer = &made["answer"][0]["schema"];
        assert_eq!(*answer, json!({"type": "string", "enum": ["billing", "shipping"]}), "{file}");
        is_sound(&place);
        let contract = json_of(&place, &format!("signatures/of{at}.v1.json"));
        let system = contract["promptIr"]["blocks"][0]["_tag"] == "System";
        assert_eq!(system, matches!(*file, "evals.jsonl" | "chat.jsonl"), "{file}");
    }
}

#[test]
fn nothing_is_overwritten_unless_that_is_wanted() {
    let place = with_rows("tickets.csv", TICKETS);
    let words = ["new", "RouteTicket", "--from", "tickets.csv", "--yes"];
    place.dse(&[&words[..], &["--dry-run"]].concat()).expect(0);
    assert!(!place.path("signatures").exists());
    assert_eq!(read(&place.path("dse.toml")), "");
    place.dse(&words).expect(0);
    is_sound(&place);
    let place = with_rows("tickets.csv", TICKETS);
    place.write("datasets/route-ticket.v1.jsonl", "mine\n");
    let said = place.dse(&words).expect(2).stderr;
    assert!(said.contains("datasets/route-ticket.v1.jsonl is there already"), "{said}");
    assert_eq!(read(&place.path("datasets/route-ticket.v1.jsonl")), "mine\n");
    assert!(!place.path("signatures").exists(), "all files are written, or none");
    place.dse(&[&words[..], &["--force"]].concat()).expect(0);
    is_sound(&place);
    // The entry is there now, and stays the only one.
    place.dse(&[&words[..], &["--force"]].concat()).expect(0);
    assert_eq!(read(&place.path("dse.toml")).matches("[[dataset]]").count(), 1);
}

#[test]
fn fields_do_without_rows() {
    let place = Place::new();
    let words = [
        "new",
        "Triage",
        "--input",
        "subject,age:integer",
        "--answer",
        "queue=a,b",
        "--answer",
        "urgent:boolean",
    ];
    snapshot!("new_from_fields", place.dse(&words).expect(0).shown());
    place.dse(&["signature", "check", "--strict"]).expect(0);
    let contract = json_of(&place, "signatures/triage.v1.json");
    let output = &contract["outputSchemaJson"]["properties"];
    assert_eq!(
        *output,
        json!({"queue": {"type": "string", "enum": ["a", "b"]}, "urgent": {"type": "boolean"}})
    );
    // The row that the page shows is one.
    let guide = read(&place.path("signatures/triage.v1.md"));
    let row = guide.lines().find(|line| line.starts_with('{')).expect("the page shows a row");
    place.write("datasets/triage.v1.jsonl", &format!("{row}\n"));
    let (_, found) = place.json(&["dataset", "validate"]);
    assert_eq!(found["summary"]["bySeverity"]["error"], 0, "{found}");
    // A job later, of the same name.
    place.dse(&["new", "Triage", "--job"]).expect(0);
    place.dse(&["signature", "check", "--strict"]).expect(0);
    assert_eq!(json_of(&place, "jobs/triage.v1.json")["optimizer"]["id"], "fewshot_nearest.v1");
}

#[test]
fn rows_that_cannot_be_used_are_named_and_left_out_on_request() {
    let mut rows = String::from("text,queue\n");
    for (at, (text, queue)) in pairs().iter().enumerate() {
        rows += &match at {
            3 => format!("{text},\n"),
            _ => format!("{text},{queue}\n"),
        };
    }
    let (first, queue) = &pairs()[0];
    rows += &format!("{first},{queue}\n{first},shipping\n,billing\n");
    let place = with_rows("rows.csv", &rows);
    let words = ["new", "Sort", "--from", "rows.csv", "--yes"];
    snapshot!("new_unusable", place.dse(&words).expect(1).shown());
    assert!(!place.path("datasets").exists());
    let (code, made) = place.json(&[&words[..], &["--skip-unusable"]].concat());
    assert_eq!((code, made["leftOut"].as_array().unwrap().len()), (0, 4), "{made}");
    assert_eq!(made["repeated"], json!([42]));
    is_sound(&place);
}

#[test]
fn a_file_of_another_tool_is_known_by_its_looks() {
    let place = with_rows("tickets.csv", TICKETS);
    place.write("evals.jsonl", "{\"input\": \"a\", \"ideal\": \"b\"}\n");
    place.write("plain.jsonl", "{\"text\": \"a\", \"label\": \"b\"}\n");
    std::fs::write(place.path("rows.parquet"), b"PAR1\0\0").unwrap();
    for file in ["tickets.csv", "evals.jsonl", "plain.jsonl", "rows.parquet"] {
        for command in
            [&["dataset", "validate"][..], &["dataset", "import", "--signature", "SelectTool"]]
        {
            let run = place.dse(&[command, &[file]].concat()).expect(2);
            snapshot!(format!("foreign_{}_{}", command[1], file.replace('.', "_")), run.shown());
        }
    }
}

#[cfg(feature = "server")]
#[test]
fn a_person_is_asked_and_may_take_what_is_proposed() {
    let place = with_rows("tickets.csv", TICKETS);
    let command = place.command(&["new", "RouteTicket", "--from", "tickets.csv"]);
    let (code, seen) =
        super::pty::answered(command, "sbject\nsubject\n\nPick the team that helps.\n");
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("did you mean `subject`?"), "{seen}");
    let contract = json_of(&place, "signatures/route-ticket.v1.json");
    assert_eq!(contract["promptIr"]["blocks"][0]["text"], "Pick the team that helps.");
    let fields = contract["inputSchemaJson"]["properties"].as_object().unwrap();
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["subject"]);
}
