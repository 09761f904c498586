//! Faults of signatures, jobs and rewards are found before anything is paid for.

use serde_json::{Value, json};

use super::process::read;
use super::{Place, snapshot};

const SIGNATURE: &str = "@acme/support/Route.v1";

fn contract() -> Value {
    let text =
        json!({"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}});
    let queue = json!({"type": "object", "required": ["queue"],
        "properties": {"queue": {"type": "string", "enum": ["billing", "shipping"]}}});
    json!({
        "format": "openagents.dse.signature_contract",
        "formatVersion": 1,
        "signatureId": SIGNATURE,
        "inputSchemaJson": text,
        "outputSchemaJson": queue,
        "promptIr": {"version": 1, "blocks": [
            {"_tag": "Instruction", "text": "Route the ticket."},
            {"_tag": "OutputFormat", "format": {"_tag": "JsonSchema"}},
        ]},
        "defaultParams": {"paramsVersion": 1},
    })
}

fn job() -> Value {
    json!({
        "signatureId": SIGNATURE,
        "rewardId": "reward_exact_json_match.v1",
        "searchSpace": {"instructionVariants": [{"id": "a", "text": "Route it well."}]},
        "optimizer": {"id": "instruction_grid.v1"},
    })
}

fn rows() -> String {
    let row = |at: usize| {
        let (queue, split) = [("billing", "train"), ("shipping", "holdout")][at % 2];
        let input = json!({"text": format!("ticket {at}: {}", "word ".repeat(at))});
        let row = json!({"exampleId": format!("row-{at}"), "inputJson": input,
            "expectedJson": {"queue": queue}, "split": split});
        format!("{row}\n")
    };
    (0..6).map(row).collect()
}

/// A workspace of its own signature, whose model answers everything with `reply`.
fn place(reply: &str) -> Place {
    let place = Place::new();
    place.write("signatures/route.json", &format!("{:#}", contract()));
    place.write("jobs/route.json", &format!("{:#}", job()));
    place.write("dse.toml", "[lm]\nprovider = \"script\"\nscript = \"rules.json\"\n");
    place.write("rules.json", &json!({"rules": [], "default": reply}).to_string());
    place.write("rows.jsonl", &rows());
    place
}

/// A workspace with something wrong in each of several files.
fn broken() -> Place {
    let place = Place::new();
    let mut contract = contract();
    contract["promptIr"]["blocks"].as_array_mut().unwrap().pop();
    contract["defaultParams"]["model"] = json!({"temperatur": 0});
    place.write("signatures/route.json", &format!("{contract:#}\n"));
    place.write("signatures/other.yaml", "signatureId: x\n");
    let mut job = job();
    job["optimizer"]["id"] = "grid".into();
    job["searchSpace"]["instructionVariants"][0] = json!({"id": "a", "txt": "x"});
    place.write("jobs/route.json", &format!("{job:#}\n"));
    place
}

#[test]
fn every_fault_is_shown_where_it_is() {
    let place = broken();
    snapshot!("signature_check_faults", place.dse(&["signature", "check"]).expect(1).shown());
    let (code, document) = place.json(&["signature", "check"]);
    assert_eq!((code, &document["ok"]), (1, &json!(false)));
    assert_eq!(document["bySeverity"], json!({"error": 5, "warning": 1, "note": 0}));
    let findings = document["findings"].as_array().unwrap();
    let first = &findings[0];
    assert_eq!(first["file"], "jobs/route.json");
    assert_eq!(first["position"]["line"], 6);
    assert_eq!(document["files"], json!(["signatures/route.json", "jobs/route.json"]));
}

#[test]
fn the_forms_of_platforms_show_the_same() {
    let place = broken();
    let out = |form: &str| place.dse(&["signature", "check", "--output", form]).expect(1).stdout;
    let github = out("github");
    assert_eq!(
        github.lines().filter(|line| line.starts_with("::error file=")).count(),
        5,
        "{github}"
    );
    assert_eq!(github.lines().filter(|line| line.starts_with("::warning file=")).count(), 1);
    assert!(github.contains("file=jobs/route.json,line=13,endLine=13,col="), "{github}");
    let sarif: serde_sarif::sarif::Sarif = serde_json::from_str(&out("sarif")).unwrap();
    let results = sarif.runs[0].results.as_ref().unwrap();
    assert_eq!(results.len(), 6);
    assert!(results.iter().all(|result| result.rule_index.is_some()));
    let junit = out("junit");
    assert!(
        junit.contains("<testsuites name=\"dse signature check\" tests=\"6\" failures=\"6\""),
        "{junit}"
    );
    let gitlab: Value = serde_json::from_str(&out("gitlab")).unwrap();
    assert_eq!(gitlab.as_array().unwrap().len(), 6);
}

#[test]
fn warnings_alone_are_fine_unless_they_are_not() {
    let place = place("{}");
    place.dse(&["signature", "check", "--strict"]).expect(0);
    let mut contract = contract();
    contract["promptIr"]["blocks"].as_array_mut().unwrap().pop();
    place.write("signatures/route.json", &format!("{contract:#}\n"));
    snapshot!("signature_check_warning", place.dse(&["signature", "check"]).expect(0).shown());
    place.dse(&["signature", "check", "--strict"]).expect(1);
    // What is doubtful is also said before a model is asked.
    place.dse(&["import", "rows.jsonl", "--signature", SIGNATURE]).expect(0);
    let run = place.dse(&["compile", SIGNATURE]).expect(1);
    assert!(run.stderr.contains("warning: signatures/route.json:"), "{run:#?}");
    assert!(run.stderr.contains("no `OutputFormat` block"), "{run:#?}");
}

/// The embedded server and `dse serve` do not start on a faulty catalog, and
/// say everything at once.
#[test]
fn a_server_names_every_fault_before_it_listens() {
    let place = broken();
    let serve = ["serve", "--addr", "127.0.0.1:0", "--db", ":memory:"];
    for words in [&["compile", SIGNATURE][..], &["signature", "list"], &serve] {
        let run = place.dse(words).expect(2);
        for fault in ["grid", "did you mean `text`", "temperatur", "other.yaml"] {
            assert!(run.stderr.contains(fault), "{words:?}: {run:#?}");
        }
        assert!(!run.stdout.contains("listening"), "{run:#?}");
    }
    let (code, document) = place.json(&["compile", SIGNATURE]);
    assert_eq!((code, &document["error"]["code"]), (2, &json!("catalog")));
}

#[test]
fn a_schema_that_is_itself_is_a_fault_of_the_catalog() {
    let place = Place::new();
    let mut contract = contract();
    contract["outputSchemaJson"] = json!({"$ref": "#"});
    place.write("signatures/route.json", &contract.to_string());
    let run = place.dse(&["signature", "check"]).expect(1);
    assert!(run.stdout.contains("leads back to itself"), "{run:#?}");
    for words in [&["signature", "list"][..], &["ops", "list"], &["compile", SIGNATURE]] {
        let run = place.dse(words).expect(2);
        assert!(run.stderr.contains("leads back to itself"), "{run:#?}");
        assert!(!run.stderr.contains("address"), "{run:#?}");
    }
}

#[test]
fn a_pipe_among_the_definitions_hangs_nothing() {
    let place = Place::new();
    place.write("signatures/route.json", &contract().to_string());
    let pipe = place.path("signatures/pipe.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let run = place.dse(&["signature", "check"]).expect(1);
    assert!(run.stdout.contains("it is not a regular file"), "{run:#?}");
    place.dse(&["ops", "list"]).expect(2);
}

#[test]
fn predictions_that_cannot_be_decoded_are_the_first_thing_said() {
    let place = place("I would say billing.");
    place.dse(&["import", "rows.jsonl", "--signature", SIGNATURE]).expect(0);
    let run = place.dse(&["compile", SIGNATURE]).expect(1);
    snapshot!("compile_undecoded", run.shown());
    for existed in [false, true] {
        let (code, document) = place.json(&["eval", SIGNATURE, "--compiled", "default"]);
        assert_eq!((code, &document["error"]["code"]), (1, &json!("undecoded")), "{document:#}");
        assert_eq!(document["existed"], existed);
        assert_eq!(
            (&document["report"]["undecoded"]["count"], &document["report"]["undecoded"]["of"]),
            (&json!(3), &json!(3))
        );
    }
    let (code, document) = place.json(&["compile", SIGNATURE]);
    assert_eq!((code, &document["error"]["code"]), (1, &json!("undecoded")), "{document:#}");
    assert_eq!(document["report"]["undecoded"]["count"], 6);
    let first = place.dse(&["eval", SIGNATURE, "--compiled", "default"]).expect(1);
    let lead = first.stdout.lines().find(|line| line.contains("could not be decoded"));
    assert!(lead.is_some_and(|line| line.starts_with("3 of 3 predictions")), "{first:#?}");
    // The wire answers as ever.
    let good = self::place(r#"{"queue": "billing"}"#);
    good.dse(&["import", "rows.jsonl", "--signature", SIGNATURE]).expect(0);
    let (code, document) = good.json(&["compile", SIGNATURE]);
    assert_eq!((code, document["report"].get("undecoded")), (0, None));
}

/// What nothing reads is still part of the job, and so of its hash.
#[test]
fn unknown_fields_of_a_job_are_hashed_and_told() {
    let place = place(r#"{"queue": "billing"}"#);
    place.dse(&["import", "rows.jsonl", "--signature", SIGNATURE]).expect(0);
    let mut file = job();
    file["owner"] = json!({"team": "support"});
    file["optimizer"]["seed"] = json!(7);
    file["$schema"] = "https://example.com/job.json".into();
    place.write("jobs/route.json", &file.to_string());
    let check = place.dse(&["signature", "check"]).expect(0);
    assert!(check.stdout.contains("owner: unknown field; it changes the job's hash"), "{check:#?}");
    let document = json!({
        "format": "openagents.dse.compile_job", "formatVersion": 1,
        "signatureId": SIGNATURE, "datasetId": format!("convex:dseExamples:{SIGNATURE}"),
        "metricId": file["rewardId"], "searchSpace": file["searchSpace"],
        "optimizer": file["optimizer"], "owner": file["owner"],
    });
    let (code, compiled) = place.json(&["compile", SIGNATURE]);
    assert_eq!(
        (code, &compiled["jobHash"]),
        (0, &json!(dse::canon::id(&document))),
        "{compiled:#}"
    );
}

#[test]
fn the_only_signature_of_a_workspace_is_the_contract() {
    let place = place("{}");
    let wrong = rows().replace("\"billing\"", "\"biling\"");
    place.write("rows.jsonl", &wrong);
    let run = place.dse(&["validate", "rows.jsonl"]).expect(1);
    assert!(run.stdout.contains("biling") && run.stdout.contains("C002"), "{run:#?}");
    assert!(
        run.stderr.contains(&format!("checked against {SIGNATURE}, the workspace's only")),
        "{run:#?}"
    );
    let run = place.dse_with_input(&["validate", "-"], &wrong);
    assert!(run.stdout.contains("C002"), "{run:#?}");
    let mut second = contract();
    second["signatureId"] = "@acme/support/Sort.v1".into();
    place.write("signatures/sort.json", &second.to_string());
    let run = place.dse(&["validate", "rows.jsonl", "--select", "S,R,C"]).expect(0);
    assert!(
        run.stderr.contains("no signature given") && run.stderr.contains("--signature"),
        "{run:#?}"
    );
    let quiet = place.dse(&["validate", "rows.jsonl", "--select", "S,R,C", "-q"]).expect(0);
    assert_eq!(quiet.stderr, "");
}

/// A dataset command takes a signature by the names that every other one takes.
#[test]
fn a_dataset_is_checked_against_the_signature_of_a_short_name() {
    let place = place("{}");
    let wrong = rows().replace("\"billing\"", "\"biling\"");
    place.write("rows.jsonl", &wrong);
    place.write("good.jsonl", &rows());
    for name in [SIGNATURE, "Route.v1", "Route", "Rou"] {
        let run = place.dse(&["validate", "rows.jsonl", "--signature", name]).expect(1);
        assert!(run.stdout.contains("biling") && run.stdout.contains("C002"), "{name}: {run:#?}");
        let (code, plan) = place.json(&["import", "good.jsonl", "--signature", name, "--dry-run"]);
        assert_eq!((code, &plan["signatureId"]), (0, &json!(SIGNATURE)), "{name}");
    }
    place.write("dse.toml", "[[dataset]]\npath = \"rows.jsonl\"\nsignature = \"Route\"\n");
    let run = place.dse(&["validate"]).expect(1);
    assert!(run.stdout.contains("C002"), "{run:#?}");
    let unknown = place.dse(&["validate", "rows.jsonl", "--signature", "Rout3"]).expect(2);
    assert!(unknown.stderr.contains("there is no signature `Rout3`"), "{unknown:#?}");
    assert!(unknown.stderr.contains("did you mean `Route`?"), "{unknown:#?}");
    let several = place.dse(&["validate", "rows.jsonl", "--signature", "@"]).expect(2);
    assert!(several.stderr.contains("`@` fits more than one signature"), "{several:#?}");
    place.write("dse.toml", "");
    place.dse(&["import", "good.jsonl", "--signature", "Route"]).expect(0);
    let exported = place.dse(&["dataset", "export", "Route"]).expect(0);
    assert_eq!(exported.stdout.lines().count(), rows().lines().count());
    place.dse(&["dataset", "diff", "good.jsonl", "remote:Route"]).expect(0);
}

/// What the README shows, behind what `dse init` writes.
#[test]
fn a_pasted_heading_is_named_with_the_one_that_is_there() {
    let place = Place::new();
    place.dse(&["init", "new"]).expect(0);
    let written = read(&place.path("new/dse.toml"));
    let snippet = "[lm]\nprovider = \"openai\"\n[lm.models]\nmain = \"m\"\n";
    place.write("new/dse.toml", &format!("{written}\n{snippet}"));
    let line = written.lines().position(|line| line == "[lm]").unwrap() + 1;
    let run = place.dse(&["-C", "new", "config", "show"]).expect(2);
    let said = format!("the heading `[lm]` is already in line {line}");
    assert!(run.stderr.contains(&said) && run.stderr.contains(" hint: "), "{run:#?}");
}

#[test]
fn a_model_that_answers_without_choices_is_found_by_doctor_and_never_kept() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(async {
        let server = wiremock::MockServer::start().await;
        let answer = wiremock::ResponseTemplate::new(200).set_body_json(json!({"ok": true}));
        wiremock::Mock::given(wiremock::matchers::any()).respond_with(answer).mount(&server).await;
        server
    });
    let place = place("");
    place.write(
        "dse.toml",
        &format!(
            "[lm]\nprovider = \"openai\"\nbase_url = \"{}/v1\"\napi_key_env = \"\"\nretries = 0\ncache = true\n\
             [lm.models]\nmain = \"m\"\n",
            server.uri()
        ),
    );
    for _ in 0..2 {
        let (code, document) = place.json(&["doctor"]);
        assert_eq!((code, &document["error"]["code"]), (3, &json!("not_ready")), "{document:#}");
        let checks = document["checks"].as_array().unwrap();
        let model = checks.iter().find(|check| check["name"] == "model").unwrap();
        assert_eq!(model["state"], "fail");
        assert!(model["detail"].as_str().unwrap().contains("not a chat completion"), "{model}");
    }
    place.dse(&["import", "rows.jsonl", "--signature", SIGNATURE]).expect(0);
    let run = place.dse(&["compile", SIGNATURE]).expect(3);
    assert!(run.stderr.contains("missing field `choices`"), "{run:#?}");
}
