//! What gates prove, what they refuse for want of proof, and the chain of it all.

use dse::{
    canon,
    model::identity::ReportIdentity,
    store::{ExampleFilter, NewLook},
};
use serde_json::{Value, json};

use super::support::{Answer, SIGNATURE, Server, Setup, row};

async fn promote(server: &Server, compiled: &str, mut fields: Value) -> Answer {
    fields["signatureId"] = json!(SIGNATURE);
    fields["compiled_id"] = json!(compiled);
    server.post("/api/dse/promote", fields).await
}

/// Rows that only the LOUD variant gets right where they are hard.
async fn compile(server: &Server, holdout: usize) -> String {
    compile_as(server, "row", holdout).await
}

/// The same rows under other names.
async fn compile_as(server: &Server, name: &str, holdout: usize) -> String {
    let rows: Vec<Value> = (0..6 + holdout)
        .map(|n| {
            let (kind, split) = (if n % 2 == 0 { "easy" } else { "hard" }, n < 6);
            // No two rows resemble each other.
            let text = format!("{kind} {:x}", (n as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let mut row =
                row(&format!("{name}-{n:02}"), &text, if split { "train" } else { "holdout" });
            row["tags"] = json!([kind]);
            row
        })
        .collect();
    let body = json!({"signatureId": SIGNATURE, "examples": rows});
    server.post("/api/dse/examples/import", body).await.ok();
    let compiled = server.post("/api/dse/compile", json!({"signatureId": SIGNATURE})).await.ok();
    compiled["compiled_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_gate_tells_what_its_rows_prove() {
    let server = Server::start().await;
    let winner = compile(&server, 20).await;
    let passed = promote(&server, &winner, json!({"maxP": 0.05})).await.ok();
    let evidence = &passed["evidence"];
    assert_eq!(
        [&evidence["n"], &evidence["gains"], &evidence["losses"], &evidence["ties"]],
        [&json!(20), &json!(10), &json!(0), &json!(10)]
    );
    assert_eq!(evidence["verdict"]["verdict"], "improved");
    assert_eq!((&evidence["look"], &evidence["spent"]), (&json!(1), &json!(false)));
    // Ten gains and no loss, on rewards that are not all 0 or 1: sign flips.
    assert!((evidence["p"].as_f64().unwrap() - 1.0 / 1024.0).abs() < 1e-9, "{evidence}");
    assert_eq!(evidence["gained"].as_array().unwrap().len(), 10);
    let kinds: Vec<&str> = passed["floors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|floor| floor["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["zero_shot", "majority", "nearest"]);
}

#[tokio::test]
async fn too_few_rows_are_no_proof_however_good_they_look() {
    let server = Server::start().await;
    let winner = compile(&server, 4).await;
    let message =
        promote(&server, &winner, json!({"maxP": 0.05})).await.refused(409, "cannot_tell");
    assert!(message.contains("No verdict \"better\" is possible"), "{message}");
    let odd = json!({"maxP": 1.5});
    promote(&server, &winner, odd).await.refused(400, "invalid_input");
    // Without the demand the gate is that of the wire, and says what it saw.
    let passed = promote(&server, &winner, json!({})).await.ok();
    assert_eq!(passed["evidence"]["verdict"]["verdict"], "cannot_tell", "{passed}");
}

#[tokio::test]
async fn every_new_pair_is_a_look_and_the_bar_rises() {
    let server = Server::start().await;
    let winner = compile(&server, 20).await;
    promote(&server, &winner, json!({"maxP": 0.05})).await.ok();
    // The winner against itself is another pair on the same rows.
    let message = promote(&server, &winner, json!({"maxP": 0.05, "minHoldoutDelta": 0}))
        .await
        .refused(409, "cannot_tell");
    assert!(message.starts_with("Cannot tell"), "{message}");
    let seen = promote(&server, &winner, json!({"minHoldoutDelta": 0})).await.ok();
    let evidence = &seen["evidence"];
    assert_eq!((&evidence["look"], &evidence["p"]), (&json!(2), &json!(1.0)));
    let level = evidence["level"].as_f64().unwrap();
    assert!((level - 0.05 * 6.0 / (4.0 * std::f64::consts::PI.powi(2))).abs() < 1e-12, "{level}");
}

#[tokio::test]
async fn floors_and_tags_can_be_demanded() {
    let server = Server::start().await;
    let winner = compile(&server, 20).await;
    let lead = json!({"minOverFloor": 0.9});
    let message = promote(&server, &winner, lead).await.refused(409, "below_floor");
    assert!(message.contains("zero-shot"), "{message}");
    promote(&server, &winner, json!({"mustPass": ["hard", "easy"], "minOverFloor": 0.1}))
        .await
        .ok();
}

#[tokio::test]
async fn a_leak_passes_only_with_a_reason_that_is_recorded() {
    let server = Server::start().await;
    let text = "the very same words on both sides";
    let rows = json!([row("a", text, "train"), row("b", text, "holdout")]);
    let body = json!({"signatureId": SIGNATURE, "examples": rows});
    server.post("/api/dse/examples/import", body).await.ok();
    let compiled = server.post("/api/dse/compile", json!({"signatureId": SIGNATURE})).await.ok();
    let winner = compiled["compiled_id"].as_str().unwrap().to_owned();
    let message = promote(&server, &winner, json!({})).await.refused(409, "dataset_leaks");
    assert!(message.contains("near-duplicates of train rows: b"), "{message}");
    promote(&server, &winner, json!({"allowLeak": "a test"})).await.ok();
    let history = server.get("/api/dse/history?signatureId=%40test%2FShout.v1").await.ok();
    let reason = history["history"][0]["reason"].as_str().unwrap();
    assert!(reason.ends_with("let pass because: a test"), "{reason}");
}

#[tokio::test]
async fn the_chain_grows_with_the_history_and_knows_its_heads() {
    let server = Server::start().await;
    let before = server.get("/api/dse/history/head").await.ok();
    assert_eq!(before["length"], 0);
    let winner = compile(&server, 20).await;
    promote(&server, &winner, json!({"maxP": 0.05})).await.ok();
    let head = server.get("/api/dse/history/head").await.ok();
    assert!(head["length"].as_u64().unwrap() > 2, "{head}");
    let head = head["head"].as_str().unwrap();
    let check = server.get(&format!("/api/dse/history/verify?head={head}&export=1")).await.ok();
    assert_eq!((&check["headFound"], check.get("firstBad")), (&json!(true), None));
    let kinds: Vec<&str> = check["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| link["kind"].as_str().unwrap())
        .filter(|kind| *kind != "record")
        .collect();
    // The look of the gate, the defaults as control, and the winner.
    assert_eq!(kinds, ["gate", "pointer", "pointer"]);
    // What was noted of rows that may change: reports, artifacts, the dataset's
    // import, and what the gate saw.
    let noted = check["links"].as_array().unwrap().iter().filter(|link| link["kind"] == "record");
    let noted: Vec<&str> = noted.map(|link| link["row"][0].as_str().unwrap()).collect();
    for kind in ["import", "artifact", "compile_report", "look_p", "gate_result"] {
        assert!(noted.contains(&kind), "{kind} is not in {noted:?}");
    }
    let other = server.get("/api/dse/history/verify?head=sha256:0").await.ok();
    assert_eq!(other["headFound"], false);
}

/// What the compile of the signature was made of.
async fn identity(server: &Server) -> ReportIdentity {
    let compiled = server.post("/api/dse/compile", json!({"signatureId": SIGNATURE})).await.ok();
    serde_json::from_value(compiled["identity"].clone()).unwrap()
}

/// Looks at the held-out rows as a gate does, at another pair each time.
async fn look(server: &Server, candidate: &str) -> u64 {
    let stored = server.store.examples(SIGNATURE, &ExampleFilter::default(), None, 500).await;
    let stored = stored.unwrap().examples.into_iter();
    let held_out = stored.filter(|row| row.split.is_some_and(|split| split.name() == "holdout"));
    let hash = |input, expected| canon::id(&json!({"input": input, "expected": expected}));
    let mut rows: Vec<String> =
        held_out.map(|row| hash(row.input_json, row.expected_json)).collect();
    rows.sort();
    let new = NewLook {
        signature_id: SIGNATURE,
        purpose: "gate",
        dataset_hash: "sha256:any",
        rows: &rows,
        control: "control",
        candidate,
        identity: &identity(server).await,
    };
    server.store.count_look(new).await.unwrap().number
}

#[tokio::test]
async fn a_sixth_look_asks_for_fresh_rows_after_a_restart_and_under_new_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dse.db");
    let mut server = Server::at(&path, Setup::default()).await;
    compile(&server, 20).await;
    for number in 1..=5 {
        assert_eq!(look(&server, &format!("candidate-{number}")).await, number);
    }
    assert_eq!(look(&server, "candidate-3").await, 3, "the same pair is the same look");
    server.tell_to_stop();
    server.ended().await;

    let server = Server::at(&path, Setup::default()).await;
    let winner = compile_as(&server, "renamed", 20).await;
    let proof = json!({"maxP": 0.05});
    let message = promote(&server, &winner, proof.clone()).await.refused(409, "holdout_spent");
    assert!(message.contains("looked at 5 times"), "{message}");
    assert!(message.contains("about 146 fresh held-out rows"), "{message}");
    // Asking again is the same look, and no way around it.
    promote(&server, &winner, proof).await.refused(409, "holdout_spent");
    // Without the demand it passes, and what it saw says how much that is worth.
    let body = json!({"signatureId": SIGNATURE, "canary_compiled_id": winner, "rolloutPct": 1});
    let started = server.post("/api/dse/canary/start", body).await.ok();
    let evidence = &started["evidence"];
    assert_eq!((&evidence["look"], &evidence["spent"]), (&json!(6), &json!(true)));
}

#[tokio::test]
async fn every_artifact_is_one_look_at_the_test_rows() {
    let server = Server::start().await;
    let winner = compile(&server, 4).await;
    let rows: Vec<Value> =
        (0..3).map(|n| row(&format!("test-{n}"), &format!("easy one {n}"), "test")).collect();
    let body = json!({"signatureId": SIGNATURE, "examples": rows});
    server.post("/api/dse/examples/import", body).await.ok();
    let look = async |compiled_id: &str, split: &str| {
        let body = json!({"signatureId": SIGNATURE, "compiled_id": compiled_id, "split": split});
        server.post("/api/dse/eval", body).await.ok()["look"].clone()
    };
    assert_eq!(look(&winner, "test").await, 1);
    assert_eq!(look(&winner, "test").await, 1);
    let defaults = canon::id(&json!({"paramsVersion": 1}));
    assert_eq!(look(&defaults, "test").await, 2);
    assert_eq!(look(&winner, "test").await, 1);
    // Work before the release is not counted here.
    assert_eq!(look(&winner, "holdout").await, Value::Null);
}
