//! More rows than one request carries.

use serde_json::{Value, json};

use super::support::{SIGNATURE, Server, row};

/// `count` rows, of which every `nth` is to train on and every second easy.
async fn import(server: &Server, count: usize, nth: usize) {
    let rows: Vec<Value> = (0..count)
        .map(|n| {
            let text = format!("{} {n}", if n % 2 == 0 { "easy" } else { "hard" });
            row(&format!("row-{n:05}"), &text, if n % nth == 0 { "train" } else { "holdout" })
        })
        .collect();
    for rows in rows.chunks(500) {
        let body = json!({"signatureId": SIGNATURE, "examples": rows});
        server.post("/api/dse/examples/import", body).await.ok();
    }
}

async fn eval(server: &Server, fields: Value) -> u64 {
    let mut body = json!({"signatureId": SIGNATURE, "split": "holdout"});
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    let evaluated = server.post("/api/dse/eval", body).await.ok();
    let path = format!(
        "/api/dse/eval-report/{}/%40test%2FShout.v1",
        evaluated["evalHash"].as_str().unwrap()
    );
    server.get(&path).await.ok()["report"]["summary"]["n"].as_u64().unwrap()
}

#[tokio::test]
async fn every_row_trains_or_judges() {
    let server = Server::start().await;
    import(&server, 624, 6).await;
    let body = json!({"signatureId": SIGNATURE});
    let plan = server.post("/api/dse/compile/plan", body.clone()).await.ok();
    assert_eq!(
        (&plan["plan"]["trainRows"], &plan["plan"]["holdoutRows"]),
        (&json!(104), &json!(520))
    );
    let compiled = server.post("/api/dse/compile", body).await.ok();
    let compiled_id = &compiled["compiled_id"];
    assert_eq!(eval(&server, json!({"compiled_id": compiled_id})).await, 520);
    // Who names a number gets what deployed servers give.
    assert_eq!(eval(&server, json!({"compiled_id": compiled_id, "limit": 9_999})).await, 500);
    assert_eq!(eval(&server, json!({"compiled_id": compiled_id, "limit": 7})).await, 7);
    // The last rows train as the first ones do, and the gate sees them all.
    let promoted = json!({
        "signatureId": SIGNATURE, "compiled_id": compiled_id, "minHoldoutDelta": 0.0,
        "maxP": 0.05, "allowLeak": "the rows of this test differ in a number",
    });
    let promoted = server.post("/api/dse/promote", promoted).await.ok();
    assert_eq!(promoted["datasetHash"], compiled["datasetHash"]);
    assert_eq!(promoted["evidence"]["n"], 520);
}

#[tokio::test]
async fn a_job_can_search_on_a_sample_and_never_judges_on_one() {
    let server = Server::with_job(json!({"sample": {"train": 40}})).await;
    import(&server, 600, 2).await;
    let whole = Server::start().await;
    import(&whole, 600, 2).await;
    let body = json!({"signatureId": SIGNATURE});
    let sampled = server.post("/api/dse/compile/plan", body.clone()).await.ok();
    let all = whole.post("/api/dse/compile/plan", body.clone()).await.ok();
    assert_eq!(
        (&sampled["plan"]["trainRows"], &sampled["plan"]["holdoutRows"]),
        (&json!(40), &json!(300))
    );
    assert_ne!(sampled["jobHash"], all["jobHash"], "the sample is a part of the job");
    assert_eq!(sampled["datasetHash"], all["datasetHash"]);
    let before = server.lm.calls();
    let compiled = server.post("/api/dse/compile", body).await.ok();
    // Two variants on the sample, then the winner on every held-out row.
    assert_eq!(server.lm.calls() - before, 2 * 40 + 300);
    assert_eq!(compiled["jobHash"], sampled["jobHash"]);
}
