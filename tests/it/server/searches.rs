//! Searches that make their own candidates, from the plan to live traffic.

use serde_json::{Value, json};

use super::support::{Mood, PLAIN, SIGNATURE, Server, Setup, row};

/// The rows of every test, and one whose demonstration makes the model loud.
async fn with_rows(server: &Server, signature_id: &str) {
    server.import_rows_of(signature_id).await;
    let loud = row("row-loud", "a loud cry", "train");
    let body = json!({"signatureId": signature_id, "examples": [loud]});
    server.post("/api/dse/examples/import", body).await.ok();
}

fn searched(signature_id: &str) -> Value {
    json!({
        "signatureId": signature_id,
        "searchSpace": {},
        "optimizer": {"id": "fewshot_nearest.v1", "config": {"ks": [4, 8]}},
    })
}

fn report_path(compiled: &Value, signature: &str) -> String {
    let part = |name: &str| compiled[name].as_str().unwrap().to_owned();
    format!(
        "/api/dse/compile-report/{}/{}/%40test%2F{signature}.v1",
        part("jobHash"),
        part("datasetHash")
    )
}

#[tokio::test]
async fn demonstrations_are_found_stored_and_used_by_traffic() {
    let server = Server::start().await;
    with_rows(&server, SIGNATURE).await;
    let plan = server.post("/api/dse/compile/plan", searched(SIGNATURE)).await.ok()["plan"].clone();
    let compiled = server.post("/api/dse/compile", searched(SIGNATURE)).await.ok();
    assert!(server.lm.calls() as u64 <= plan["lmCalls"].as_u64().unwrap(), "{plan}");

    let report = server.get(&report_path(&compiled, "Shout")).await.ok()["report"].clone();
    assert_eq!(report["report"]["holdoutReward"], 1.0, "{report}");
    let best = &report["report"]["best"]["params"]["strategy"];
    assert_eq!(best["id"], "fewshot_nearest.v1");
    assert_eq!(best["config"]["corpus"].as_array().unwrap().len(), 7, "train rows only");
    let verdicts = report["search"]["candidates"].as_array().unwrap().iter();
    assert_eq!(verdicts.filter(|one| one["verdict"] == "adopted").count(), 1);

    // The artifact is whole by itself: it answers traffic like it answered rows.
    let id = compiled["compiled_id"].as_str().unwrap();
    let artifact = server.get(&format!("/api/dse/artifact/{id}/%40test%2FShout.v1")).await.ok();
    assert_eq!(artifact["artifact"]["params"]["strategy"], *best);
    let evaluated = json!({"signatureId": SIGNATURE, "compiled_id": id, "split": "holdout"});
    let evaluated = server.post("/api/dse/eval", evaluated).await.ok();
    let hash = evaluated["evalHash"].as_str().unwrap();
    let report = server.get(&format!("/api/dse/eval-report/{hash}/%40test%2FShout.v1")).await.ok();
    assert_eq!(report["report"]["summary"]["reward"], 1.0, "{report}");
}

#[tokio::test]
async fn a_search_that_was_cut_off_resumes_to_the_same_bytes() {
    let whole = Server::start().await;
    with_rows(&whole, SIGNATURE).await;
    let compiled = whole.post("/api/dse/compile", searched(SIGNATURE)).await.ok();
    let path = report_path(&compiled, "Shout");
    let expected = whole.get(&path).await.ok()["report"].clone();

    let cut = Server::start().await;
    with_rows(&cut, SIGNATURE).await;
    for calls in [3, 9, 14] {
        let mut request = searched(SIGNATURE);
        request["maxCalls"] = json!(calls);
        cut.post("/api/dse/compile", request).await.refused(409, "budget_exhausted");
        assert!(cut.lm.calls() <= calls);
    }
    cut.lm.be(Mood::Broken);
    cut.post("/api/dse/compile", searched(SIGNATURE)).await.refused(502, "lm_failed");
    cut.lm.be(Mood::Well);
    cut.post("/api/dse/compile", searched(SIGNATURE)).await.ok();
    assert_eq!(cut.get(&path).await.ok()["report"], expected);
}

#[tokio::test]
async fn a_signature_without_a_job_is_searched_by_what_the_model_can() {
    let server = Server::start().await;
    with_rows(&server, PLAIN).await;
    let compiled = server.post("/api/dse/compile", json!({"signatureId": PLAIN})).await.ok();
    let report = server.get(&report_path(&compiled, "Plain")).await.ok()["report"].clone();
    assert_eq!(report["job"]["optimizer"]["id"], "fewshot_nearest.v1");
    assert_eq!(report["job"]["optimizer"]["config"]["budget"]["maxTaskCalls"], 1_200);
    assert!(report["report"]["holdoutReward"].as_f64().unwrap() > 0.9);

    let server = Server::with(Setup { model: "a model that writes", ..Setup::default() }).await;
    with_rows(&server, PLAIN).await;
    let body = json!({"signatureId": PLAIN});
    let plan = server.post("/api/dse/compile/plan", body).await.ok()["plan"].clone();
    let roles: Vec<&str> =
        plan["roles"].as_array().unwrap().iter().map(|one| one["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["main", "propose"]);
}

#[tokio::test]
async fn a_misspelt_setting_is_refused_before_anything_is_asked() {
    let server = Server::start().await;
    with_rows(&server, SIGNATURE).await;
    let mut request = searched(SIGNATURE);
    request["optimizer"] = json!({"id": "fewshot_nearest.v1", "config": {"kay": [4]}});
    let message = server.post("/api/dse/compile", request).await.refused(400, "invalid_input");
    assert!(message.contains("unknown field `kay`"), "{message}");
    assert_eq!(server.lm.calls(), 0);
}
