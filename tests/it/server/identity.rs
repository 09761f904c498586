//! A report speaks of what it was made of, and of nothing that runs under the
//! same name today.

use std::{fs, path::Path};

use serde_json::{Value, json};

use super::support::{Mood, SIGNATURE, Server, Setup, row};

const SEGMENT: &str = "%40test%2FShout.v1";
const OTHER: &str = "another model";

fn part(value: &Value) -> String {
    dse::api::endpoint::encode_segment(value.as_str().unwrap())
}

/// Servers that follow each other on one database.
struct Deployments {
    folder: tempfile::TempDir,
    running: Option<Server>,
}

impl Deployments {
    async fn first() -> Self {
        let mut all = Self { folder: tempfile::tempdir().unwrap(), running: None };
        all.next(Setup::default()).await;
        all.server().import_rows().await;
        all
    }

    async fn next(&mut self, setup: Setup) -> &Server {
        if let Some(mut server) = self.running.take() {
            server.tell_to_stop();
            server.ended().await;
        }
        self.running = Some(Server::at(&self.folder.path().join("dse.db"), setup).await);
        self.server()
    }

    fn server(&self) -> &Server {
        self.running.as_ref().unwrap()
    }
}

fn other_model() -> Setup {
    Setup { model: OTHER, ..Setup::default() }
}

async fn compile(server: &Server, fields: Value) -> Value {
    let mut body = json!({"signatureId": SIGNATURE});
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    server.post("/api/dse/compile", body).await.ok()
}

async fn eval(server: &Server, compiled_id: &Value, fields: Value) -> Value {
    let mut body = json!({"signatureId": SIGNATURE, "compiled_id": compiled_id});
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    server.post("/api/dse/eval", body).await.ok()
}

fn compile_report(compiled: &Value) -> String {
    let (job, dataset) = (part(&compiled["jobHash"]), part(&compiled["datasetHash"]));
    format!("/api/dse/compile-report/{job}/{dataset}/{SEGMENT}")
}

fn changed(answer: &Value, field: &str) -> Vec<String> {
    let changes =
        answer[field]["changes"].as_array().unwrap_or_else(|| panic!("{field}: {answer}"));
    changes.iter().map(|change| change["part"].as_str().unwrap().to_owned()).collect()
}

fn model(answer: &Value) -> &str {
    answer["identity"]["models"]["main"]["provider"].as_str().unwrap()
}

/// Edits the one JSON document at `path` in the catalog's folder.
fn edit(folder: &Path, path: &str, change: impl Fn(&mut Value)) {
    let path = folder.join(path);
    let mut document = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    change(&mut document);
    fs::write(path, document.to_string()).unwrap();
}

#[tokio::test]
async fn another_model_compiles_and_evaluates_again_and_says_why() {
    let mut all = Deployments::first().await;
    let first = compile(all.server(), json!({})).await;
    let winner = first["compiled_id"].clone();
    let evaluated = eval(all.server(), &winner, json!({})).await;
    assert_eq!(compile(all.server(), json!({})).await["existed"], true);
    assert_eq!(eval(all.server(), &winner, json!({})).await["existed"], true);

    let server = all.next(other_model()).await;
    let again = compile(server, json!({})).await;
    assert_eq!((&again["existed"], model(&again)), (&json!(false), OTHER));
    assert_eq!(changed(&again, "supersedes"), ["model.main"]);
    assert_eq!(again["jobHash"], first["jobHash"], "the wire's ids stay");
    assert!(server.lm.calls() > 0);
    let re_evaluated = eval(server, &winner, json!({})).await;
    assert_eq!((&re_evaluated["existed"], model(&re_evaluated)), (&json!(false), OTHER));
    assert_eq!(changed(&re_evaluated, "supersedes"), ["model.main"]);
    assert_eq!(re_evaluated["evalHash"], evaluated["evalHash"]);
    assert_eq!(compile(server, json!({})).await["existed"], true);
}

#[tokio::test]
async fn each_part_of_the_identity_makes_another_report() {
    type Edit = fn(&Path);
    let edits: [(&str, Edit); 4] = [
        ("prompt", |folder| {
            edit(folder, "signatures/shout.json", |signature| {
                signature["promptIr"]["blocks"][0]["text"] = json!("Shout, please.");
            });
        }),
        ("outputSchema", |folder| {
            edit(folder, "signatures/shout.json", |signature| {
                signature["outputSchemaJson"]["properties"]["a"]["maxLength"] = json!(500);
            });
        }),
        ("defaultParams", |folder| {
            edit(folder, "signatures/shout.json", |signature| {
                signature["defaultParams"]["model"] = json!({"temperature": 0.1});
            });
        }),
        // The same reward id and version with other weights.
        ("reward", |folder| {
            let reward = json!({"rewardId": "reward_exact_json_match.v1", "rewardVersion": 1,
            "signals": [
                {"kind": "format_validity", "weight": 0.5},
                {"kind": "exact_json_match", "weight": 0.5,
                 "metricId": "exact_json_match.v1", "metricVersion": 1},
            ]});
            fs::create_dir_all(folder.join("rewards")).unwrap();
            fs::write(folder.join("rewards/exact.json"), reward.to_string()).unwrap();
        }),
    ];
    for (changed_part, edit) in edits {
        let mut all = Deployments::first().await;
        let first = compile(all.server(), json!({})).await;
        let evaluated = eval(all.server(), &first["compiled_id"], json!({})).await;
        let server = all.next(Setup { edit, ..Setup::default() }).await;
        let again = compile(server, json!({})).await;
        assert_eq!(changed(&again, "supersedes"), [changed_part]);
        let evaluated_again = eval(server, &first["compiled_id"], json!({})).await;
        assert_eq!(changed(&evaluated_again, "supersedes"), [changed_part]);
        assert_eq!(evaluated["evalHash"], evaluated_again["evalHash"], "{changed_part}");
    }
}

#[tokio::test]
async fn a_report_is_read_with_its_own_model_and_called_outdated() {
    let mut all = Deployments::first().await;
    let first = compile(all.server(), json!({})).await;
    let path = compile_report(&first);
    let fresh = all.server().get(&path).await.ok();
    assert_eq!(
        (fresh["outdated"].is_null(), fresh["reportHash"].clone()),
        (true, first["reportHash"].clone())
    );

    let server = all.next(other_model()).await;
    // Nothing was compiled with this model yet: the old report is shown as that.
    let old = server.get(&path).await.ok();
    assert_eq!(changed(&old, "outdated"), ["model.main"]);
    assert_ne!(model(&old), OTHER);
    let second = compile(server, json!({})).await;
    let new = server.get(&path).await.ok();
    assert_eq!((model(&new), new["outdated"].is_null()), (OTHER, true));
    assert_eq!(new["reportHash"], second["reportHash"]);
    // What a record of the first has noted is still what it was.
    let noted = format!("{path}?report={}", part(&first["reportHash"]));
    let noted = server.get(&noted).await.ok();
    assert_eq!(
        (noted["reportHash"].clone(), changed(&noted, "outdated")),
        (first["reportHash"].clone(), vec!["model.main".to_owned()])
    );
    // A list tells each one's model.
    let listed = server.get(&format!("/api/dse/compile-reports?signatureId={SEGMENT}")).await.ok();
    let models: Vec<&str> = listed["reports"].as_array().unwrap().iter().map(model).collect();
    assert_eq!(models, [OTHER, "shouter (rules, not an LLM)"]);
}

#[tokio::test]
async fn a_gate_refuses_a_report_of_something_else() {
    let mut all = Deployments::first().await;
    let winner = compile(all.server(), json!({})).await["compiled_id"].clone();
    let server = all.next(other_model()).await;
    let promote = json!({"signatureId": SIGNATURE, "compiled_id": winner});
    let start = json!({"signatureId": SIGNATURE, "canary_compiled_id": winner, "rolloutPct": 10});
    for (path, body) in [("/api/dse/promote", &promote), ("/api/dse/canary/start", &start)] {
        let message = server.post(path, body.clone()).await.refused(409, "report_outdated");
        assert!(
            message
                .contains("the model (from shouter (rules, not an LLM) to another model) changed"),
            "{message}"
        );
    }
    assert_eq!(server.lm.calls(), 0, "what is refused costs nothing");
    compile(server, json!({})).await;
    server.post("/api/dse/promote", promote).await.ok();
}

#[tokio::test]
async fn what_a_gate_saw_of_one_model_is_not_shown_beside_another() {
    let mut all = Deployments::first().await;
    let first = compile(all.server(), json!({})).await;
    let promote = json!({"signatureId": SIGNATURE, "compiled_id": first["compiled_id"]});
    let seen = all.server().post("/api/dse/promote", promote).await.ok();
    assert_eq!(seen["identity"]["models"]["main"]["provider"], "shouter (rules, not an LLM)");
    let path = compile_report(&first);
    assert!(all.server().get(&path).await.ok()["gate"].is_object());

    let server = all.next(other_model()).await;
    compile(server, json!({})).await;
    assert!(server.get(&path).await.ok()["gate"].is_null());
    let noted = format!("{path}?report={}", part(&first["reportHash"]));
    assert!(server.get(&noted).await.ok()["gate"].is_object());
}

#[tokio::test]
async fn the_p_of_one_model_is_no_earlier_look_of_another() {
    let mut all = Deployments::first().await;
    let rows: Vec<Value> = (0..20)
        .map(|n| row(&format!("held-{n}"), &format!("hard {n}{}", "x".repeat(n)), "holdout"))
        .collect();
    let body = json!({"signatureId": SIGNATURE, "examples": rows});
    all.server().post("/api/dse/examples/import", body).await.ok();
    let mut looks = Vec::new();
    for setup in [Setup::default(), other_model(), Setup::default()] {
        let server = all.next(setup).await;
        let winner = compile(server, json!({})).await["compiled_id"].clone();
        let start = json!({"signatureId": SIGNATURE, "canary_compiled_id": winner,
            "rolloutPct": 10, "maxP": 0.05});
        let started = server.post("/api/dse/canary/start", start).await.ok();
        looks.push(started["evidence"]["look"].as_u64().unwrap());
    }
    // The third is the first again: the same pair, rows and model.
    assert_eq!(looks, [1, 2, 1]);
}

#[tokio::test]
async fn a_model_that_is_switched_off_answers_nothing() {
    let mut all = Deployments::first().await;
    let winner = compile(all.server(), json!({})).await["compiled_id"].clone();
    let server = all.next(other_model()).await;
    server.lm.be(Mood::Broken);
    let body = json!({"signatureId": SIGNATURE});
    server.post("/api/dse/compile", body).await.refused(502, "lm_failed");
    let body = json!({"signatureId": SIGNATURE, "compiled_id": winner});
    server.post("/api/dse/eval", body).await.refused(502, "lm_failed");
}

#[tokio::test]
async fn fresh_asks_anew_and_its_report_is_the_one_that_counts() {
    let all = Deployments::first().await;
    let server = all.server();
    let first = compile(server, json!({})).await;
    let asked = server.lm.calls();
    let again = compile(server, json!({"fresh": true})).await;
    assert_eq!((&again["existed"], server.lm.calls()), (&json!(false), 2 * asked));
    assert!(again["supersedes"].is_null(), "nothing has changed: {again}");
    assert_eq!(again["compiled_id"], first["compiled_id"]);
    assert_eq!(compile(server, json!({})).await["existed"], true);
    assert_eq!(server.lm.calls(), 2 * asked);

    let winner = &first["compiled_id"];
    assert_eq!(eval(server, winner, json!({})).await["existed"], false);
    // Its answers are those of the compile; asked anew they are not.
    assert_eq!(server.lm.calls(), 2 * asked);
    assert_eq!(eval(server, winner, json!({"fresh": true})).await["existed"], false);
    assert_eq!(server.lm.calls(), 2 * asked + 4, "one call a held-out row");
    assert_eq!(eval(server, winner, json!({})).await["existed"], true);
}
