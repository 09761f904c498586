//! Canaries, promotion, rollback and history.

use std::sync::Arc;

use dse::engine::memory::ManualClock;
use serde_json::{Value, json};

use super::support::{Answer, Mood, SIGNATURE, Server, Setup, row};

const QUERY: &str = "signatureId=%40test%2FShout.v1";

fn with_signature(mut fields: Value) -> Value {
    fields["signatureId"] = json!(SIGNATURE);
    fields
}

async fn start(server: &Server, canary: &str, mut fields: Value) -> Answer {
    fields["canary_compiled_id"] = json!(canary);
    if fields.get("rolloutPct").is_none() {
        fields["rolloutPct"] = json!(100);
    }
    server.post("/api/dse/canary/start", with_signature(fields)).await
}

async fn promote(server: &Server, compiled: &str, mut fields: Value) -> Answer {
    fields["compiled_id"] = json!(compiled);
    server.post("/api/dse/promote", with_signature(fields)).await
}

async fn post(server: &Server, path: &str, fields: Value) -> Answer {
    server.post(path, with_signature(fields)).await
}

async fn canary(server: &Server) -> Value {
    server.get(&format!("/api/dse/canary/status?{QUERY}")).await.ok()["canary"].clone()
}

async fn active(server: &Server) -> Value {
    server.get(&format!("/api/dse/active?{QUERY}")).await.ok()["compiled_id"].clone()
}

/// Kind, action and reason of each change, newest first.
async fn history(server: &Server) -> Vec<(String, String, String)> {
    let found = server.get(&format!("/api/dse/history?{QUERY}")).await.ok();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let entries = found["history"].as_array().unwrap().iter();
    entries
        .map(|entry| (text(&entry["kind"]), text(&entry["action"]), text(&entry["reason"])))
        .collect()
}

#[track_caller]
fn assert_near(found: &Value, expected: f64) {
    assert!((found.as_f64().unwrap() - expected).abs() < 1e-9, "{found} is not {expected}");
}

fn entry(kind: &str, action: &str, reason: &str) -> (String, String, String) {
    (kind.to_owned(), action.to_owned(), reason.to_owned())
}

#[tokio::test]
async fn a_first_canary_makes_the_defaults_its_control() {
    let server = Server::start().await;
    let winner = server.compile().await;
    assert_eq!(active(&server).await, Value::Null);
    let fields = json!({"rolloutPct": 20.9, "salt": " grain ", "reason": "trial", "maxErrorRate": 7, "minSamples": 0});
    let started = start(&server, &winner, fields).await.ok();
    let control = started["control_compiled_id"].as_str().unwrap();
    assert_eq!(started["canary_compiled_id"], winner);
    assert_eq!(
        (&started["rolloutPct"], &started["candidateHoldoutReward"]),
        (&json!(20), &json!(1.0))
    );
    // Two of four held-out rows are easy; for the others only the format counts.
    assert_near(&started["baselineHoldoutReward"], 0.6);
    assert_near(&started["delta"], 0.4);
    assert_eq!(active(&server).await, control);

    let row = canary(&server).await;
    assert_eq!((&row["salt"], &row["enabled"]), (&json!("grain"), &json!(true)));
    assert_eq!((&row["okCount"], &row["errorCount"]), (&json!(0), &json!(0)));
    assert_eq!((&row["minSamples"], &row["maxErrorRate"]), (&json!(1), &json!(1.0)));
    assert_eq!(row.get("leaseExpiresAtMs"), None);
    let artifact =
        server.get(&format!("/api/dse/artifact/{control}/%40test%2FShout.v1")).await.ok();
    assert_eq!(artifact["artifact"]["optimizer"]["id"], "seed_control_defaults.v1");
    assert_eq!(
        history(&server).await,
        [entry("canary", "start", "trial"), entry("pointer", "set", "seed_control_defaults")]
    );
}

#[tokio::test]
async fn a_canary_has_defaults_and_is_replaced_by_the_next() {
    let server = Server::start().await;
    let winner = server.compile().await;
    start(&server, &winner, json!({})).await.ok();
    let first = canary(&server).await;
    assert_eq!((&first["minSamples"], &first["maxErrorRate"]), (&json!(20), &json!(0.2)));
    assert_eq!(first["salt"].as_str().unwrap().len(), 36);
    exercise(&server, 3).await;
    assert_eq!(canary(&server).await["okCount"], 3);
    start(&server, &winner, json!({"rolloutPct": 400})).await.ok();
    let second = canary(&server).await;
    assert_eq!((&second["okCount"], &second["rolloutPct"]), (&json!(0), &json!(100)));
    assert_eq!(second["createdAtMs"], first["createdAtMs"]);
    assert_ne!(second["salt"], first["salt"]);
    assert_eq!(history(&server).await[0], entry("canary", "update", ""));
}

#[tokio::test]
async fn the_gate_refuses_what_has_not_earned_it_and_changes_nothing() {
    let server = Server::start().await;
    start(&server, "sha256:x", json!({})).await.refused(409, "no_examples");
    server.import_rows().await;
    start(&server, "sha256:x", json!({})).await.refused(409, "compile_report_not_found");
    let winner = server.compile().await;
    start(&server, "sha256:x", json!({})).await.refused(409, "compiled_id_mismatch");
    let dear = json!({"minHoldoutDelta": 0.41});
    let message =
        start(&server, &winner, dear.clone()).await.refused(409, "insufficient_improvement");
    assert!(message.contains("0.6"), "{message}");
    start(&server, " ", json!({})).await.refused(400, "invalid_input");
    assert_eq!((canary(&server).await, active(&server).await), (Value::Null, Value::Null));
    assert!(history(&server).await.is_empty());
    // Without a control the baseline of a promotion is 0.
    promote(&server, &winner, json!({"minHoldoutDelta": 1.01}))
        .await
        .refused(409, "insufficient_improvement");
    // Now the dataset changed.
    let request = with_signature(json!({"examples": [row("new", "easy", "train")]}));
    server.post("/api/dse/examples/import", request).await.ok();
    promote(&server, &winner, json!({})).await.refused(409, "compile_report_not_found");
}

#[tokio::test]
async fn a_gate_wants_rows_that_are_only_for_judging() {
    let server = Server::start().await;
    let rows: Vec<Value> = (0..4).map(|n| row(&n.to_string(), "hard", "train")).collect();
    server.post("/api/dse/examples/import", with_signature(json!({"examples": rows}))).await.ok();
    let compiled = server.post("/api/dse/compile", with_signature(json!({}))).await.ok();
    let winner = compiled["compiled_id"].as_str().unwrap();
    promote(&server, winner, json!({})).await.refused(409, "holdout_required");
    promote(&server, winner, json!({"requireHoldout": false})).await.ok();
}

#[tokio::test]
async fn demands_must_be_what_they_say() {
    let server = Server::start().await;
    let winner = server.compile().await;
    for (field, value) in [
        ("requireHoldout", json!("yes")),
        ("requireHoldout", json!(1)),
        ("minHoldoutDelta", json!("0.1")),
        ("minHoldoutDelta", json!(true)),
    ] {
        let fields = json!({field: value});
        let message = start(&server, &winner, fields.clone()).await.refused(400, "invalid_input");
        assert!(message.contains(field), "{message}");
        promote(&server, &winner, fields).await.refused(400, "invalid_input");
    }
    let body = with_signature(json!({"canary_compiled_id": winner}));
    let message = server.post("/api/dse/canary/start", body).await.refused(400, "invalid_input");
    assert!(message.contains("rolloutPct"), "{message}");
    start(&server, &winner, json!({"leaseMs": 0})).await.refused(400, "invalid_input");
}

#[tokio::test]
async fn a_model_that_fails_the_gate_is_to_blame() {
    let server = Server::start().await;
    let winner = server.compile().await;
    server.lm.be(Mood::Broken);
    start(&server, &winner, json!({})).await.refused(502, "lm_failed");
    server.lm.be(Mood::TimedOut);
    start(&server, &winner, json!({})).await.refused(504, "lm_timeout");
    assert_eq!(active(&server).await, Value::Null);
}

async fn exercise(server: &Server, count: u64) -> Value {
    post(server, "/api/dse/exercise/predict", json!({"count": count})).await.ok()
}

#[tokio::test]
async fn a_canary_with_too_many_errors_stops_by_itself() {
    let server = Server::start().await;
    let winner = server.compile().await;
    let fields = json!({"minSamples": 4, "maxErrorRate": 0.5});
    start(&server, &winner, fields).await.ok();
    exercise(&server, 2).await;
    server.lm.be(Mood::Broken);
    let bad = exercise(&server, 2).await;
    assert_eq!((&bad["okCount"], &bad["errorCount"]), (&json!(0), &json!(2)));
    let row = canary(&server).await;
    assert_eq!(
        (&row["okCount"], &row["errorCount"]),
        (&json!(2), &json!(2)),
        "half is not over half"
    );
    exercise(&server, 1).await;
    assert_eq!(canary(&server).await, Value::Null);
    let newest = &history(&server).await[0];
    assert_eq!(
        newest,
        &entry(
            "canary",
            "auto_stop",
            "error_rate_exceeded errorRate=0.600 maxErrorRate=0.500 minSamples=4"
        )
    );
    // From now on the control answers, and nothing counts any more.
    server.lm.be(Mood::Well);
    assert_ne!(exercise(&server, 1).await["compiled_id"], winner);
}

#[tokio::test]
async fn threads_outside_the_bucket_run_the_control_and_are_not_counted() {
    let server = Server::start().await;
    let winner = server.compile().await;
    let started = start(&server, &winner, json!({"rolloutPct": 0})).await.ok();
    let ran = exercise(&server, 2).await;
    assert_eq!(ran["compiled_id"], started["control_compiled_id"]);
    assert_eq!(canary(&server).await["okCount"], 0);
}

#[tokio::test]
async fn stopping_a_canary_records_its_counts() {
    let server = Server::start().await;
    let winner = server.compile().await;
    let stop = || post(&server, "/api/dse/canary/stop", json!({"reason": "enough"}));
    assert_eq!(stop().await.ok()["existed"], false);
    start(&server, &winner, json!({})).await.ok();
    exercise(&server, 2).await;
    assert_eq!(stop().await.ok()["existed"], true);
    assert_eq!(canary(&server).await, Value::Null);
    let found = server.get(&format!("/api/dse/history?{QUERY}&limit=1")).await.ok();
    let newest = &found["history"][0];
    assert_eq!(found["history"].as_array().unwrap().len(), 1);
    assert_eq!((&newest["action"], &newest["reason"]), (&json!("stop"), &json!("enough")));
    assert_eq!((&newest["okCount"], &newest["errorCount"]), (&json!(2), &json!(0)));
}

#[tokio::test]
async fn a_lease_that_is_not_renewed_ends_the_canary() {
    let clock = Arc::new(ManualClock::new(1_000_000));
    let server = Server::with(Setup { clock: clock.clone(), ..Setup::default() }).await;
    let winner = server.compile().await;
    let fields = json!({"leaseMs": 500, "ownerRunId": "night"});
    let started = start(&server, &winner, fields).await.ok();
    assert_eq!(started["leaseExpiresAtMs"], 1_000_500);
    let renew = |fields| post(&server, "/api/dse/canary/renew", fields);

    clock.advance(499);
    let stranger = renew(json!({"leaseMs": 500, "ownerRunId": "other"})).await.ok();
    assert_eq!(stranger["existed"], false);
    let renewed = renew(json!({"leaseMs": 500, "ownerRunId": "night"})).await.ok();
    assert_eq!(
        (&renewed["existed"], &renewed["leaseExpiresAtMs"]),
        (&json!(true), &json!(1_000_999))
    );
    clock.advance(499);
    assert_eq!(canary(&server).await["ownerRunId"], "night");
    clock.advance(1);
    assert_eq!(renew(json!({"leaseMs": 500})).await.ok()["existed"], false);
    assert_eq!(canary(&server).await, Value::Null);
    assert_eq!(history(&server).await[0], entry("canary", "auto_stop", "lease_expired"));
    renew(json!({"leaseMs": -1})).await.refused(400, "invalid_input");
}

#[tokio::test]
async fn an_expired_canary_takes_no_traffic_and_no_count() {
    let clock = Arc::new(ManualClock::new(1_000_000));
    let server = Server::with(Setup { clock: clock.clone(), ..Setup::default() }).await;
    let winner = server.compile().await;
    start(&server, &winner, json!({"leaseMs": 500})).await.ok();
    clock.advance(500);
    assert_ne!(exercise(&server, 1).await["compiled_id"], winner);
    let newest = server.get(&format!("/api/dse/history?{QUERY}&limit=1")).await.ok();
    assert_eq!(newest["history"][0]["okCount"], 0);
    assert_eq!(newest["history"][0]["reason"], "lease_expired");
}

#[tokio::test]
async fn a_promotion_moves_the_pointer_and_ends_the_canary() {
    let server = Server::start().await;
    let winner = server.compile().await;
    let started = start(&server, &winner, json!({})).await.ok();
    let promoted = promote(&server, &winner, json!({})).await.ok();
    assert_eq!(
        (&promoted["from"], &promoted["to"]),
        (&started["control_compiled_id"], &json!(winner))
    );
    assert_near(&promoted["delta"], 0.4);
    assert_eq!((active(&server).await, canary(&server).await), (json!(winner), Value::Null));
    let changes = history(&server).await;
    assert_eq!(changes[0], entry("canary", "stop", "promoted"));
    let reason = &changes[1].2;
    for part in
        ["baselineHoldoutReward=0.6", "candidateHoldoutReward=1", "delta=0.", "jobHash=sha256:"]
    {
        assert!(reason.contains(part), "{reason}");
    }
    // Against itself there is nothing to gain.
    promote(&server, &winner, json!({})).await.refused(409, "insufficient_improvement");
    let again = promote(&server, &winner, json!({"minHoldoutDelta": 0})).await.ok();
    assert_eq!((&again["from"], &again["to"]), (&json!(winner), &json!(winner)));
}

#[tokio::test]
async fn a_first_promotion_is_held_against_the_defaults_and_can_be_rolled_back() {
    let server = Server::start().await;
    let winner = server.compile().await;
    // What users get before is no nothing: the defaults score 0.6.
    promote(&server, &winner, json!({"minHoldoutDelta": 0.5}))
        .await
        .refused(409, "insufficient_improvement");
    assert!(active(&server).await.is_null(), "a refused promotion changes nothing");
    let promoted = promote(&server, &winner, json!({})).await.ok();
    assert!((promoted["baselineHoldoutReward"].as_f64().unwrap() - 0.6).abs() < 1e-9);
    assert_eq!(active(&server).await, winner);
    let back = post(&server, "/api/dse/rollback", json!({})).await.ok();
    assert_eq!((&back["from"], &back["to"]), (&json!(winner), &promoted["from"]));
    assert_eq!(active(&server).await, promoted["from"]);
}

#[tokio::test]
async fn rollbacks_go_back_one_step_at_a_time() {
    let server = Server::start().await;
    let back = || post(&server, "/api/dse/rollback", json!({"reason": "worse"}));
    back().await.refused(409, "rollback_unavailable");
    let winner = server.compile().await;
    let started = start(&server, &winner, json!({})).await.ok();
    let control = &started["control_compiled_id"];
    promote(&server, &winner, json!({})).await.ok();
    // A third version: the job's other variant, by a dataset that wants it.
    let rows: Vec<Value> = (0..10)
        .map(|n| {
            let (text, split) = (format!("hush {n}"), if n < 6 { "train" } else { "holdout" });
            let mut row = row(&format!("row-{n}"), &text, split);
            row["expectedJson"]["a"] = json!(text);
            row
        })
        .collect();
    server.post("/api/dse/examples/import", with_signature(json!({"examples": rows}))).await.ok();
    let third = server.post("/api/dse/compile", with_signature(json!({}))).await.ok();
    let third = third["compiled_id"].as_str().unwrap();
    assert_ne!(third, winner);
    promote(&server, third, json!({})).await.ok();

    start(&server, third, json!({"minHoldoutDelta": 0})).await.ok();
    let first = back().await.ok();
    assert_eq!((&first["from"], &first["to"]), (&json!(third), &json!(winner)));
    assert_eq!(
        history(&server).await[..2],
        [entry("canary", "stop", "rolled_back"), entry("pointer", "rollback", "worse")]
    );
    let second = back().await.ok();
    assert_eq!((&second["from"], &second["to"]), (&json!(winner), control));
    back().await.refused(409, "rollback_unavailable");
    assert_eq!(&active(&server).await, control, "nothing was changed");
    promote(&server, third, json!({"minHoldoutDelta": 0})).await.ok();
    assert_eq!(&back().await.ok()["to"], control);
}
