//! What newcomers get wrong, and what each is told: never exit 0, and never a
//! call of the model.

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::process::read;
use super::{Place, snapshot};

const CONTRACT: &str = "signatures/sort.v1.json";
const ROWS: &str = "datasets/sort.v1.jsonl";

/// A mistake: what is done to a sound workspace, and the command that meets it.
struct Mistake {
    name: &'static str,
    make: fn(&Place),
    command: &'static [&'static str],
}

const fn mistake(
    name: &'static str,
    make: fn(&Place),
    command: &'static [&'static str],
) -> Mistake {
    Mistake { name, make, command }
}

fn nothing(_: &Place) {}

/// Nobody listens at that port.
fn dead(place: &Place) {
    let text = read(&place.path("dse.toml"));
    let url = text.lines().find(|line| line.starts_with("base_url")).unwrap();
    change(place, "dse.toml", url, "base_url = \"http://127.0.0.1:9\"");
}

/// Changes a text that is there.
fn change(place: &Place, file: &str, from: &str, to: &str) {
    let text = read(&place.path(file));
    assert!(text.contains(from), "{file} lacks {from}: {text}");
    place.write(file, &text.replacen(from, to, 1));
}

/// Writes a job with one part of it changed.
fn job(place: &Place, field: &str, value: Value) {
    let mut job = json!({
        "signatureId": "@acme/Sort.v1",
        "rewardId": "reward_exact_json_match.v1",
        "searchSpace": {"instructionVariants": [{"id": "a", "text": "Sort well."}]},
        "optimizer": {"id": "instruction_grid.v1"},
    });
    job[field] = value;
    place.write("jobs/sort.json", &format!("{job:#}\n"));
}

fn reward(place: &Place, signal: Value) {
    let reward = json!({"rewardId": "mine", "rewardVersion": 1, "signals": [signal]});
    place.write("rewards/mine.json", &format!("{reward:#}\n"));
}

const CHECK: &[&str] = &["signature", "check"];
const NIGHT: &[&str] = &["overnight"];
const VALIDATE: &[&str] = &["dataset", "validate"];

const MISTAKES: &[Mistake] = &[
    // The file with the rows.
    mistake(
        "a wrong column",
        nothing,
        &["new", "X", "--from", "rows.csv", "--input", "text", "--answer", "qeue"],
    ),
    mistake("no columns named", nothing, &["new", "X", "--from", "rows.csv"]),
    mistake(
        "a column that is both",
        nothing,
        &["new", "X", "--from", "rows.csv", "--input", "text,queue", "--answer", "queue"],
    ),
    mistake("no such file", nothing, &["new", "X", "--from", "tickts.csv"]),
    mistake("a name with a space", nothing, &["new", "Route ticket", "--from", "rows.csv"]),
    mistake(
        "a missing label",
        |place| change(place, "rows.csv", ",billing\n", ",\n"),
        &["new", "X", "--from", "rows.csv", "--yes"],
    ),
    mistake(
        "labels that contradict",
        |place| {
            let text = read(&place.path("rows.csv"));
            let row = text.lines().nth(1).unwrap();
            let again = row.replace(",billing", ",shipping");
            place.write("rows.csv", &format!("{text}{again}\n"));
        },
        &["new", "X", "--from", "rows.csv", "--yes"],
    ),
    mistake(
        "a comma that is not quoted",
        |place| change(place, "rows.csv", "number 3", "number, 3"),
        &["new", "X", "--from", "rows.csv", "--yes"],
    ),
    mistake(
        "a file that is not UTF-8",
        |place| std::fs::write(place.path("rows.csv"), b"text,queue\ncaf\xe9,a\n").unwrap(),
        &["new", "X", "--from", "rows.csv", "--yes"],
    ),
    mistake(
        "one answer only",
        |place| {
            let text = read(&place.path("rows.csv")).replace(",shipping", ",billing");
            place.write("rows.csv", &text);
        },
        &["new", "X", "--from", "rows.csv", "--yes"],
    ),
    mistake(
        "a type that is none",
        nothing,
        &["new", "X", "--from", "rows.csv", "--input", "text:strng", "--answer", "queue"],
    ),
    mistake(
        "labels beside the named ones",
        nothing,
        &["new", "X", "--from", "rows.csv", "--input", "text", "--answer", "queue=billing,returns"],
    ),
    mistake(
        "the same signature twice",
        nothing,
        &["new", "@acme/Sort.v1", "--from", "rows.csv", "--yes"],
    ),
    mistake(
        "CSV where a dataset is meant",
        nothing,
        &["dataset", "import", "rows.csv", "--signature", "Sort"],
    ),
    mistake(
        "a dataset by its wrong name",
        nothing,
        &["overnight", "--dataset", "datasets/sort.jsonl"],
    ),
    // The dataset.
    mistake(
        "a label that is none of the allowed",
        |place| change(place, ROWS, "\"queue\":\"billing\"", "\"queue\":\"biling\""),
        NIGHT,
    ),
    mistake(
        "a row without its answer",
        |place| change(place, ROWS, ",\"expectedJson\":{\"queue\":\"billing\"}", ""),
        NIGHT,
    ),
    mistake(
        "a misspelt field of a row",
        |place| change(place, ROWS, "\"inputJson\"", "\"input_json\""),
        VALIDATE,
    ),
    mistake(
        "a row that is cut off",
        |place| {
            let text = read(&place.path(ROWS));
            place.write(ROWS, text.trim_end().trim_end_matches('}'));
        },
        NIGHT,
    ),
    mistake(
        "an id twice",
        |place| {
            let text = read(&place.path(ROWS));
            let first = text.lines().next().unwrap();
            place.write(ROWS, &format!("{text}{first}\n"));
        },
        NIGHT,
    ),
    mistake(
        "a split that is none",
        |place| change(place, ROWS, "\"split\":\"holdout\"", "\"split\":\"hold\""),
        VALIDATE,
    ),
    mistake("an empty dataset", |place| place.write(ROWS, ""), NIGHT),
    // The signature, its job and its reward.
    mistake(
        "a misspelt field of the signature",
        |place| change(place, CONTRACT, "promptIr", "promtIr"),
        CHECK,
    ),
    mistake(
        "a comma too many",
        |place| change(place, CONTRACT, "\"formatVersion\": 1,", "\"formatVersion\": 1,,"),
        NIGHT,
    ),
    mistake(
        "a misspelt prompt block",
        |place| change(place, CONTRACT, "\"Instruction\"", "\"Instructon\""),
        CHECK,
    ),
    mistake(
        "a schema that contradicts",
        |place| {
            change(
                place,
                CONTRACT,
                "\"_tag\": \"JsonSchema\"",
                "\"_tag\": \"JsonSchema\", \"schema\": {\"type\": \"object\", \"required\": [\"team\"], \"properties\": {\"team\": {\"type\": \"string\"}}, \"additionalProperties\": false}",
            )
        },
        CHECK,
    ),
    mistake(
        "a field that is required and not there",
        |place| change(place, CONTRACT, "\"queue\"\n    ]", "\"queu\"\n    ]"),
        NIGHT,
    ),
    mistake(
        "an optimizer that does not exist",
        |place| job(place, "optimizer", json!({"id": "instruction_gird.v1"})),
        NIGHT,
    ),
    mistake(
        "a misspelt setting of an optimizer",
        |place| {
            job(place, "optimizer", json!({"id": "fewshot_nearest.v1", "config": {"kss": [1]}}))
        },
        CHECK,
    ),
    mistake(
        "a reward that does not exist",
        |place| job(place, "rewardId", "reward_exact_match.v1".into()),
        NIGHT,
    ),
    mistake(
        "a signal that does not exist",
        |place| reward(place, json!({"kind": "exact_match"})),
        CHECK,
    ),
    mistake(
        "a YAML file among the signatures",
        |place| place.write("signatures/other.yaml", "signatureId: x\n"),
        CHECK,
    ),
    // The settings and the model.
    mistake("a misspelt setting", |place| change(place, "dse.toml", "provider", "providr"), NIGHT),
    mistake(
        "a provider that does not exist",
        |place| change(place, "dse.toml", "\"openai\"", "\"openia\""),
        NIGHT,
    ),
    mistake(
        "no key",
        |place| change(place, "dse.toml", "[lm]", "[lm]\napi_key_env = \"NO_SUCH_KEY\""),
        NIGHT,
    ),
    mistake("a dead endpoint", dead, NIGHT),
    mistake("a signature that does not exist", nothing, &["compile", "Srot"]),
    mistake(
        "a dataset without a signature",
        |place| {
            change(
                place,
                "dse.toml",
                "signature = \"@acme/Sort.v1\"",
                "signature = \"@acme/Srot.v1\"",
            )
        },
        VALIDATE,
    ),
    mistake(
        "a bar that is no share",
        nothing,
        &["eval", "Sort", "--compiled", "active", "--fail-under", "80"],
    ),
];

fn rows() -> String {
    let words =
        ["refund", "parcel", "password", "charger", "invoice", "courier", "login", "screen"];
    let row = |at: usize| {
        let (a, b) = (words[at % 8], words[(at / 8 + at) % 8]);
        format!("{a} {b} number {at} and {},{}\n", at * 7919, ["billing", "shipping"][at % 2])
    };
    format!("text,queue\n{}", (0..40).map(row).collect::<String>())
}

/// A sound workspace whose model is at `url`.
fn workspace(url: &str) -> Place {
    let place = Place::new();
    place.write("dse.toml", &format!("[lm]\nprovider = \"openai\"\nbase_url = \"{url}\"\nretries = 0\n[lm.models]\nmain = \"mock\"\n"));
    place.write("rows.csv", &rows());
    place.dse(&["new", "@acme/Sort.v1", "--from", "rows.csv", "--yes"]).expect(0);
    place
}

#[test]
fn each_mistake_is_told_before_anything_is_asked() {
    let runtime = Runtime::new().unwrap();
    let model = runtime.block_on(async {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(ResponseTemplate::new(500)).mount(&server).await;
        server
    });
    assert!(MISTAKES.len() >= 30);
    let (mut table, mut faults) = (String::new(), Vec::new());
    for Mistake { name, make, command } in MISTAKES {
        let place = workspace(&model.uri());
        make(&place);
        let run = place.dse(command);
        let said = if run.stderr.trim().is_empty() { &run.stdout } else { &run.stderr };
        let is_helped = ["hint:", "help:", "help =", "did you mean", "For more"]
            .iter()
            .any(|word| said.contains(word));
        if run.code == 0 || !is_helped {
            faults.push(format!("{name}: {run:#?}"));
        }
        let (stdout, stderr) = (run.stdout.trim_end(), run.stderr.trim_end());
        let shown = [stdout, stderr].into_iter().filter(|text| !text.is_empty());
        let lines: String =
            shown.flat_map(str::lines).map(|line| format!("    {line}\n")).collect();
        table += &format!("{name}: dse {}\n  exit {}\n{lines}\n", command.join(" "), run.code);
    }
    let asked = runtime.block_on(model.received_requests()).unwrap();
    assert!(asked.is_empty(), "the model was asked {} times", asked.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    snapshot!("mistakes", table);
}
