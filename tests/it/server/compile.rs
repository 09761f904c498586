//! Compile, eval, and their reports.

use std::time::Duration;

use serde_json::{Value, json};

use super::support::{Mood, PLAIN, SIGNATURE, Server, Setup, answer};

async fn compile(server: &Server, fields: Value) -> super::support::Answer {
    server.post("/api/dse/compile", with_signature(fields)).await
}

async fn eval(server: &Server, fields: Value) -> super::support::Answer {
    server.post("/api/dse/eval", with_signature(fields)).await
}

fn with_signature(mut fields: Value) -> Value {
    fields["signatureId"] = json!(SIGNATURE);
    fields
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test]
async fn a_compile_finds_the_best_candidate_and_stores_it_all() {
    let server = Server::start().await;
    server.import_rows().await;
    let compiled = compile(&server, json!({})).await.ok();
    assert_eq!(compiled["existed"], false);
    assert_eq!(compiled["datasetId"], format!("convex:dseExamples:{SIGNATURE}"));
    // Two candidates on six rows, then the winner on four.
    assert_eq!(server.lm.calls(), 16);

    let path = format!(
        "/api/dse/compile-report/{}/{}/%40test%2FShout.v1",
        text(&compiled["jobHash"]),
        text(&compiled["datasetHash"])
    );
    let report = server.get(&path).await.ok()["report"].clone();
    assert_eq!(report["format"], "openagents.dse.compile_report");
    assert_eq!(report["report"]["best"]["params"]["instruction"]["text"], "Be LOUD.");
    assert_eq!(
        (&report["report"]["trainReward"], &report["report"]["holdoutReward"]),
        (&json!(1.0), &json!(1.0))
    );
    assert_eq!(report["report"]["evaluatedCandidates"].as_array().unwrap().len(), 2);

    let path = format!("/api/dse/artifact/{}/%40test%2FShout.v1", text(&compiled["compiled_id"]));
    let artifact = server.get(&path).await.ok()["artifact"].clone();
    assert_eq!(artifact["compiled_id"], compiled["compiled_id"]);
    assert_eq!(artifact["provenance"]["gitSha"], "0123abc");

    let listed = server.get("/api/dse/compile-reports?signatureId=%40test%2FShout.v1").await.ok();
    assert_eq!(listed["reports"][0]["compiled_id"], compiled["compiled_id"]);
    assert_eq!(listed["reports"][0]["candidates"], 2);
}

#[tokio::test]
async fn an_equal_compile_is_answered_from_the_store() {
    let server = Server::start().await;
    server.compile().await;
    let calls = server.lm.calls();
    server.lm.be(Mood::Broken);
    let again = compile(&server, json!({})).await.ok();
    assert_eq!(again["existed"], true);
    assert_eq!(server.lm.calls(), calls, "no model was asked");
    server.lm.be(Mood::Well);
    // Another row is another dataset.
    let row = super::support::row("new", "easy new", "train");
    server.post("/api/dse/examples/import", with_signature(json!({"examples": [row]}))).await.ok();
    assert_eq!(compile(&server, json!({})).await.ok()["existed"], false);
}

#[tokio::test]
async fn equal_compiles_at_once_are_one() {
    let server = Server::start().await;
    server.import_rows().await;
    let (one, two) = tokio::join!(compile(&server, json!({})), compile(&server, json!({})));
    let (one, two) = (one.ok(), two.ok());
    assert_eq!(one["compiled_id"], two["compiled_id"]);
    assert_ne!(one["existed"], two["existed"]);
    assert_eq!(server.lm.calls(), 16);
}

#[tokio::test]
async fn a_request_may_bring_its_own_search() {
    let server = Server::start().await;
    server.compile().await;
    let own = json!({
        "searchSpace": {"instructionVariants": [{"id": "q", "text": "Be QUIET."}]},
        "optimizer": {"id": "instruction_grid.v1"},
    });
    let compiled = compile(&server, own).await.ok();
    assert_eq!(compiled["existed"], false);
    let unknown = json!({"optimizer": {"id": "magic.v9"}});
    let message = compile(&server, unknown).await.refused(400, "invalid_input");
    assert!(message.contains("magic.v9") && message.contains("instruction_grid.v1"), "{message}");
    compile(&server, json!({"searchSpace": []})).await.refused(400, "invalid_input");
}

#[tokio::test]
async fn without_examples_there_is_nothing_to_compile() {
    let server = Server::start().await;
    compile(&server, json!({})).await.refused(409, "no_examples");
}

#[tokio::test]
async fn a_model_that_fails_is_to_blame_and_nothing_is_stored() {
    let server = Server::start().await;
    server.import_rows().await;
    server.lm.be(Mood::Broken);
    let message = compile(&server, json!({})).await.refused(502, "lm_failed");
    assert!(message.contains("the model is down"), "{message}");
    server.lm.be(Mood::TimedOut);
    compile(&server, json!({})).await.refused(504, "lm_timeout");
    server.lm.be(Mood::Well);
    assert_eq!(compile(&server, json!({})).await.ok()["existed"], false);
}

#[tokio::test]
async fn a_panic_inside_is_an_internal_error_and_the_server_lives_on() {
    let server = Server::start().await;
    server.import_rows().await;
    server.lm.be(Mood::Panicking);
    let message = compile(&server, json!({})).await.refused(500, "internal");
    assert!(!message.contains("panics"), "{message}");
    server.lm.be(Mood::Well);
    compile(&server, json!({})).await.ok();
}

#[tokio::test]
async fn a_compile_goes_on_when_its_client_is_gone() {
    let server = Server::start().await;
    server.import_rows().await;
    server.lm.be(Mood::Stuck);
    let request = server
        .request(reqwest::Method::POST, "/api/dse/compile")
        .json(&json!({"signatureId": SIGNATURE}));
    let client = tokio::spawn(request.send());
    while server.lm.calls() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    client.abort();
    let _ = client.await;
    server.lm.be(Mood::Well);
    // The second waits for the first and finds what it stored.
    assert_eq!(compile(&server, json!({})).await.ok()["existed"], true);
    assert_eq!(server.lm.calls(), 16);
}

#[tokio::test]
async fn what_was_scored_before_a_failure_is_not_asked_again() {
    let server = Server::start().await;
    let compiled = server.compile().await;
    let calls = server.lm.calls();
    let fields = json!({"compiled_id": compiled});
    // The holdout was scored by the compile.
    eval(&server, fields).await.ok();
    assert_eq!(server.lm.calls(), calls);
}

#[tokio::test]
async fn a_server_that_keeps_answers_never_asks_the_same_again() {
    let server = Server::with(Setup { keep_answers: true, ..Setup::default() }).await;
    server.import_rows().await;
    server.import_rows_of(PLAIN).await;
    compile(&server, json!({})).await.ok();
    let calls = server.lm.calls();
    // Another search comes by the same prompts.
    let own = json!({"searchSpace": {"instructionVariants": [{"id": "x", "text": "Be LOUD."}]}});
    assert_eq!(compile(&server, own).await.ok()["existed"], false);
    assert_eq!(server.lm.calls(), calls);
}

#[tokio::test]
async fn progress_is_streamed_to_who_asks_for_it() {
    let server = Server::start().await;
    server.import_rows().await;
    let stream = |body: Value| {
        let request = server.request(reqwest::Method::POST, "/api/dse/compile");
        request.header("accept", "application/x-ndjson").json(&body)
    };
    let answered = answer(stream(json!({"signatureId": SIGNATURE}))).await;
    assert_eq!(answered.headers["content-type"], "application/x-ndjson");
    assert_eq!(answered.headers["cache-control"], "no-store");
    let events: Vec<Value> =
        text(&answered.body).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let count = |kind: &str| events.iter().filter(|event| event["event"] == kind).count();
    assert_eq!((count("candidate"), count("example"), count("result")), (2, 16, 1));
    let last = events.last().unwrap();
    assert_eq!(
        (&last["event"], &last["ok"], &last["existed"]),
        (&json!("result"), &json!(true), &json!(false))
    );
    assert!(events.iter().any(|event| event["event"] == "calls" && event["lmCalls"] == 16));

    let failed = answer(stream(json!({"signatureId": "@test/None.v1"}))).await;
    // A single line is a whole document, so it was read as one.
    assert_eq!(
        (&failed.body["event"], &failed.body["error"]),
        (&json!("error"), &json!("unknown_signature"))
    );
    assert_eq!(failed.body["status"], 404);
    let unread = answer(stream(json!({"signatureId": 7}))).await;
    unread.refused(400, "invalid_input");
}

#[tokio::test]
async fn an_evaluation_is_stored_once_under_what_it_is_about() {
    let server = Server::start().await;
    let compiled = server.compile().await;
    let first = eval(&server, json!({"compiled_id": compiled})).await.ok();
    assert_eq!((&first["split"], &first["existed"]), (&json!("holdout"), &json!(false)));
    let again = eval(&server, json!({"compiled_id": compiled, "split": "holdout"})).await.ok();
    assert_eq!((&again["evalHash"], &again["existed"]), (&first["evalHash"], &json!(true)));
    // The same rows under the old name are another report.
    let dev = eval(&server, json!({"compiled_id": compiled, "split": "dev"})).await.ok();
    assert_ne!(dev["evalHash"], first["evalHash"]);

    let path = format!("/api/dse/eval-report/{}/%40test%2FShout.v1", text(&first["evalHash"]));
    let shown = server.get(&path).await.ok();
    let report = &shown["report"];
    assert_eq!(report["format"], "openagents.dse.eval_report");
    assert_eq!((&report["summary"]["n"], &report["summary"]["reward"]), (&json!(4), &json!(1.0)));
    assert_eq!(report["examples"].as_array().unwrap().len(), 4);
    assert_eq!((&shown["compiled_id"], &shown["split"]), (&json!(compiled), &json!("holdout")));

    let limited = json!({"compiled_id": compiled, "split": "train", "limit": 2, "includeExampleDetails": false});
    let limited = eval(&server, limited).await.ok();
    let path = format!("/api/dse/eval-report/{}/%40test%2FShout.v1", text(&limited["evalHash"]));
    let shown = server.get(&path).await.ok();
    assert_eq!(
        (&shown["report"]["summary"]["n"], shown["report"].get("examples")),
        (&json!(2), None)
    );

    let listed =
        server.get("/api/dse/eval-reports?signatureId=%40test%2FShout.v1&limit=2").await.ok();
    let hashes: Vec<_> =
        listed["reports"].as_array().unwrap().iter().map(|row| &row["evalHash"]).collect();
    assert_eq!(hashes, [&limited["evalHash"], &dev["evalHash"]]);
}

#[tokio::test]
async fn an_evaluation_needs_an_artifact_a_split_and_rows() {
    let server = Server::start().await;
    let compiled = server.compile().await;
    eval(&server, json!({"compiled_id": "sha256:no"})).await.refused(404, "artifact_not_found");
    let odd = json!({"compiled_id": compiled, "split": "odd"});
    eval(&server, odd).await.refused(400, "invalid_input");
    let test = json!({"compiled_id": compiled, "split": "test"});
    eval(&server, test).await.refused(409, "no_examples");
    let run = json!({"compiled_id": compiled, "opsRunId": "none"});
    eval(&server, run).await.refused(404, "run_not_found");
    // What was asked before is known; a new row is not.
    let row = super::support::row("a-new-row", "easy new", "train");
    server.post("/api/dse/examples/import", with_signature(json!({"examples": [row]}))).await.ok();
    server.lm.be(Mood::Broken);
    let train = json!({"compiled_id": compiled, "split": "train", "limit": 1});
    eval(&server, train).await.refused(502, "lm_failed");
}

#[tokio::test]
async fn an_evaluation_is_recorded_in_its_run() {
    let server = Server::start().await;
    let compiled = server.compile().await;
    server.post("/api/dse/ops/run/start", json!({"runId": "night"})).await.ok();
    eval(&server, json!({"compiled_id": compiled, "opsRunId": "night"})).await.ok();
    let shown = server.get("/api/dse/ops/run/night").await.ok();
    let phases: Vec<_> =
        shown["events"].as_array().unwrap().iter().map(|event| text(&event["phase"])).collect();
    assert_eq!(phases, ["phase1.start", "phase7.eval.start", "phase7.eval.finish"]);
}

#[tokio::test]
async fn reports_that_are_not_there_are_told() {
    let server = Server::start().await;
    let path = "/api/dse/compile-report/a/b/%40test%2FShout.v1";
    server.get(path).await.refused(404, "report_not_found");
    let path = "/api/dse/eval-report/a/%40test%2FShout.v1";
    server.get(path).await.refused(404, "report_not_found");
    server.get("/api/dse/eval-report/a/none").await.refused(404, "unknown_signature");
}
