//! Compiles that are planned, limited, recorded and replayed.

use serde_json::{Value, json};

use super::process::read;
use super::{Place, snapshot};

const SIGNATURE: &str = "@openagents/autopilot/blueprint/SelectTool.v1";

/// A place with a few rows of each split and a model that answers by rules.
fn place() -> Place {
    let place = Place::new();
    place.write("dse.toml", "[lm]\nprovider = \"script\"\nscript = \"rules.json\"\n");
    let rules = json!({"rules": [], "default": "{\"action\":\"none\"}"});
    place.write("rules.json", &rules.to_string());
    let shipped = dse::catalog::shipped_dataset(SIGNATURE).expect("the dataset is shipped");
    let of = |split: &str, count| {
        let mark = format!("\"split\":\"{split}\"");
        shipped.lines().filter(move |line| line.contains(&mark)).take(count)
    };
    let rows: Vec<&str> = of("train", 4).chain(of("holdout", 3)).collect();
    place.write("rows.jsonl", &rows.join("\n"));
    place.dse(&["import", "rows.jsonl", "--signature", SIGNATURE]).expect(0);
    place
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("not a number: {value}"))
}

#[test]
fn a_dry_run_tells_the_bill_and_asks_nothing() {
    let place = place();
    snapshot!("compile_dry_run", place.dse(&["compile", SIGNATURE, "--dry-run"]).expect(0).shown());
    let (_, planned) = place.json(&["compile", SIGNATURE, "--dry-run"]);
    assert_eq!((&planned["existed"], &planned["plan"]["spendUsd"]), (&json!(false), &json!(0.0)));
    let (_, compiled) = place.json(&["compile", SIGNATURE]);
    assert_eq!(compiled["existed"], false, "the dry run has stored nothing");
    let asked = number(&compiled["report"]["cost"]["lmCalls"]);
    assert!(asked > 0 && asked <= number(&planned["plan"]["lmCalls"]));
}

#[test]
fn a_compile_stops_at_its_limit_and_goes_on_from_there() {
    let place = place();
    let stopped = place.dse(&["compile", SIGNATURE, "--max-calls", "6"]).expect(5);
    snapshot!("compile_stopped", stopped.shown());
    // What the first try has used counts for the second.
    let (code, again) = place.json(&["compile", SIGNATURE, "--max-calls", "6"]);
    assert_eq!((code, again["error"]["code"].as_str()), (5, Some("budget_exhausted")));
    let (code, done) = place.json(&["compile", SIGNATURE, "--max-calls", "1000"]);
    assert_eq!((code, &done["existed"]), (0, &json!(false)));
    // Resumed or not, the report is the same.
    let (_, whole) = self::place().json(&["compile", SIGNATURE]);
    assert_eq!(done["report"]["report"], whole["report"]["report"]);
    let counts = |report: &Value| {
        let cost = &report["report"]["cost"];
        (number(&cost["lmCalls"]), number(&cost["cacheHits"]))
    };
    assert_eq!(counts(&done), counts(&whole));
}

#[test]
fn a_limit_on_spend_needs_prices() {
    let place = place();
    let settings = "[lm]\nprovider = \"openai\"\nbase_url = \"http://127.0.0.1:9/v1\"\n\
                    retries = 0\n[lm.models]\nmain = \"large\"\n";
    place.write("dse.toml", settings);
    let limited = ["compile", SIGNATURE, "--max-spend", "0.01"];
    snapshot!("compile_unpriced", place.dse(&limited).expect(2).shown());
    snapshot!(
        "compile_dry_run_unpriced",
        place.dse(&["compile", SIGNATURE, "--dry-run"]).expect(0).shown()
    );
    let priced =
        format!("{settings}[[lm.price]]\nmodel = \"large\"\nprompt = 50\ncompletion = 100\n");
    place.write("dse.toml", &priced);
    let (_, planned) = place.json(&["compile", SIGNATURE, "--dry-run"]);
    assert!(planned["plan"]["spendUsd"].as_f64().unwrap() > 0.01, "{planned:#}");
    // No call is made that could go over, so that the dead address is not asked.
    let (code, stopped) = place.json(&limited);
    assert_eq!((code, stopped["error"]["code"].as_str()), (5, Some("budget_exhausted")));
}

#[test]
fn a_recorded_compile_is_replayed_to_the_byte() {
    let place = place();
    let record = ["compile", "SelectTool", "--record", "answers.ndjson"];
    let (code, recorded) = place.json(&record);
    assert_eq!(code, 0, "{recorded:#}");
    let winner = recorded["compiled_id"].as_str().unwrap();
    snapshot!("compile_record_again", place.dse(&record).expect(2).shown());
    // The workspace has the result, too.
    let (_, stored) = place.json(&["compile", SIGNATURE]);
    assert_eq!((&stored["existed"], &stored["report"]), (&json!(true), &recorded["report"]));

    // Elsewhere, without the model, and with another one in the settings.
    let other = self::place();
    let recording = read(&place.path("answers.ndjson"));
    other.write("answers.ndjson", &recording);
    other.write("rules.json", "{\"rules\": []}");
    let replay = ["compile", SIGNATURE, "--replay", "answers.ndjson", "--expect", winner];
    for _ in 0..2 {
        let (code, replayed) = other.json(&replay);
        assert_eq!(code, 0, "{replayed:#}");
        assert_eq!(replayed["report"], recorded["report"]);
        assert_eq!(replayed["proof"], recorded["proof"]);
    }
    let wrong = ["compile", SIGNATURE, "--replay", "answers.ndjson", "--expect", "sha256:0"];
    let (code, refused) = other.json(&wrong);
    assert_eq!((code, refused["error"]["code"].as_str()), (1, Some("unexpected_winner")));

    // Without one of the answers the call that wants it is named.
    let lines: Vec<&str> = recording.lines().collect();
    other.write("answers.ndjson", &format!("{}\n", lines[..lines.len() - 1].join("\n")));
    let (code, missing) = other.json(&replay);
    let message = missing["error"]["message"].as_str().unwrap();
    assert_eq!(code, 3, "{message}");
    assert!(message.contains("holds no answer to this call: role Main"), "{message}");
}

#[test]
fn a_compile_that_is_killed_goes_on_where_it_was() {
    let (_, whole) = self::place().json(&["compile", SIGNATURE]);
    let place = place();
    let slow =
        json!({"rules": [], "default": "{\"action\":\"none\"}", "latencyMs": 25, "concurrency": 2});
    place.write("rules.json", &slow.to_string());
    for wait_ms in [150, 210, 270] {
        let mut compile = place.command(&["compile", SIGNATURE, "--quiet"]);
        compile.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut child = compile.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait_ms));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let (code, done) = place.json(&["compile", SIGNATURE]);
    assert_eq!(code, 0, "{done:#}");
    assert_eq!(done["report"]["report"], whole["report"]["report"]);
    assert_eq!(done["report"]["cost"]["lmCalls"], whole["report"]["cost"]["lmCalls"]);
    assert_eq!(done["report"]["cost"]["cacheHits"], whole["report"]["cost"]["cacheHits"]);
}
