//! One run a signature, and canaries that only their owners touch.

use std::sync::Arc;

use dse::engine::memory::ManualClock;
use serde_json::{Value, json};

use super::support::{Answer, SIGNATURE, Server, Setup};

const QUERY: &str = "signatureId=%40test%2FShout.v1";

async fn lease(server: &Server, verb: &str, run: &str, token: &str) -> Value {
    let fields = json!({"signatureId": SIGNATURE, "runId": run, "token": token, "leaseMs": 60_000});
    server.post(&format!("/api/dse/ops/lease/{verb}"), fields).await.ok()
}

async fn canary(server: &Server) -> Value {
    server.get(&format!("/api/dse/canary/status?{QUERY}")).await.ok()["canary"].clone()
}

/// Starts a canary of `winner` for all threads.
async fn start(server: &Server, winner: &str, mut fields: Value) -> Answer {
    fields["signatureId"] = json!(SIGNATURE);
    fields["canary_compiled_id"] = json!(winner);
    fields["rolloutPct"] = json!(100);
    server.post("/api/dse/canary/start", fields).await
}

async fn stop(server: &Server, mut fields: Value) -> Answer {
    fields["signatureId"] = json!(SIGNATURE);
    server.post("/api/dse/canary/stop", fields).await
}

#[tokio::test]
async fn a_signature_has_one_run_at_a_time() {
    let server = Server::start().await;
    let mine = lease(&server, "acquire", "night-1", "a").await;
    assert_eq!((&mine["held"], &mine["lease"]["runId"]), (&json!(true), &json!("night-1")));
    let other = lease(&server, "acquire", "night-2", "b").await;
    assert_eq!(other["held"], false);
    assert_eq!(other["lease"], mine["lease"], "it names who holds the signature");
    let seen = server.get(&format!("/api/dse/ops/lease?{QUERY}")).await.ok();
    assert_eq!((&seen["held"], &seen["lease"]), (&json!(false), &mine["lease"]));
    assert_eq!(seen.to_string().find("token"), None, "nobody can release it with what is shown");

    assert_eq!(lease(&server, "renew", "night-2", "b").await["held"], false);
    assert_eq!(lease(&server, "release", "night-2", "b").await["held"], false);
    assert_eq!(lease(&server, "renew", "night-1", "a").await["held"], true);
    assert_eq!(lease(&server, "release", "night-1", "a").await["held"], true);
    assert_eq!(lease(&server, "acquire", "night-2", "b").await["held"], true);
}

#[tokio::test]
async fn what_a_lease_needs_is_checked() {
    let server = Server::start().await;
    let acquire = async |fields: Value| {
        let mut body = json!({"signatureId": SIGNATURE, "runId": "r", "token": "t", "leaseMs": 1});
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        server.post("/api/dse/ops/lease/acquire", body).await
    };
    for fields in [json!({"runId": " "}), json!({"token": ""}), json!({"leaseMs": 0})] {
        acquire(fields).await.refused(400, "invalid_input");
    }
    acquire(json!({"runId": "r".repeat(201)})).await.refused(400, "invalid_input");
    acquire(json!({})).await.ok();
}

#[tokio::test]
async fn of_many_runs_at_once_one_gets_the_signature() {
    let server = Server::start().await;
    let runs: Vec<String> = (0..16).map(|number| format!("night-{number}")).collect();
    let asked = runs.iter().map(|run| lease(&server, "acquire", run, run));
    let answers = futures::future::join_all(asked).await;
    assert_eq!(answers.iter().filter(|answer| answer["held"] == true).count(), 1, "{answers:?}");
}

#[tokio::test]
async fn a_condition_on_a_stop_holds_inside_the_write() {
    let server = Server::start().await;
    let winner = server.compile().await;
    start(&server, &winner, json!({"salt": "mine", "ownerRunId": "night-1"})).await.ok();
    for other in [
        json!({"ifSalt": "other"}),
        json!({"ifOwnerRunId": "night-2"}),
        json!({"ifSalt": "mine", "ifOwnerRunId": "night-2"}),
    ] {
        let message = stop(&server, other).await.refused(409, "canary_mismatch");
        assert!(message.contains("night-1") && message.contains("left alone"), "{message}");
        assert_eq!(canary(&server).await["salt"], "mine");
    }
    let both = json!({"ifSalt": "mine", "ifOwnerRunId": "night-1"});
    assert_eq!(stop(&server, both.clone()).await.ok()["existed"], true);
    assert_eq!(stop(&server, both).await.ok()["existed"], false, "nothing runs, nothing is wrong");
}

#[tokio::test]
async fn a_start_replaces_what_it_may_and_asks_no_model_before() {
    let server = Server::start().await;
    let winner = server.compile().await;
    start(&server, &winner, json!({"salt": "first", "ifSalt": ""})).await.ok();
    let calls = server.lm.calls();
    for wanted in ["", "other"] {
        let message = start(&server, &winner, json!({"salt": "second", "ifSalt": wanted}))
            .await
            .refused(409, "canary_mismatch");
        assert!(message.contains("a person started it"), "{message}");
    }
    assert_eq!(server.lm.calls(), calls);
    start(&server, &winner, json!({"salt": "second", "ifSalt": "first"})).await.ok();
    assert_eq!(canary(&server).await["salt"], "second");
    // A client that says nothing replaces whatever runs.
    start(&server, &winner, json!({"salt": "third"})).await.ok();
    assert_eq!(canary(&server).await["salt"], "third");
}

#[tokio::test]
async fn a_promotion_can_rest_on_a_canary_that_must_still_run() {
    let server = Server::start().await;
    let winner = server.compile().await;
    let promote = async |salt: &str| {
        let fields = json!({"signatureId": SIGNATURE, "compiled_id": winner, "ifSalt": salt});
        server.post("/api/dse/promote", fields).await
    };
    promote("mine").await.refused(409, "canary_not_found");
    start(&server, &winner, json!({"salt": "theirs", "ownerRunId": "night-2"})).await.ok();
    let message = promote("mine").await.refused(409, "canary_mismatch");
    assert!(message.contains("night-2"), "{message}");
    assert_eq!(canary(&server).await["salt"], "theirs");
    promote("theirs").await.ok();
    assert_eq!(canary(&server).await, Value::Null);
}

#[tokio::test]
async fn a_clock_that_was_a_day_ahead_leaves_no_canary_behind() {
    const DAY: i64 = 86_400_000;
    let clock = Arc::new(ManualClock::new(1_000_000));
    let server = Server::with(Setup { clock: clock.clone(), ..Setup::default() }).await;
    let winner = server.compile().await;
    clock.advance(DAY);
    start(&server, &winner, json!({"leaseMs": 5_000})).await.ok();
    clock.advance(-DAY);
    assert_eq!(canary(&server).await["leaseExpiresAtMs"], 1_005_000);
    clock.advance(4_999);
    assert_ne!(canary(&server).await, Value::Null, "it is clamped once, not with every look");
    clock.advance(1);
    assert_eq!(canary(&server).await, Value::Null);
}
