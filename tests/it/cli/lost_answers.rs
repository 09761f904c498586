//! After a lost answer to a request that changes what runs, the state is read
//! and nothing is sent twice.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::Place;

/// A server that swallows one request and then shows a state of its choice.
struct Lossy {
    runtime: Runtime,
    server: MockServer,
}

impl Lossy {
    /// `before` and `after` answer the reads of `state`.
    fn new(lost: &str, state: &str, before: Value, after: Value) -> Self {
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(async {
            let server = MockServer::start().await;
            let late = ResponseTemplate::new(200).set_delay(Duration::from_secs(60));
            Mock::given(method("POST")).and(path(lost)).respond_with(late).mount(&server).await;
            let answer = |body| ResponseTemplate::new(200).set_body_json(body);
            let read = || Mock::given(method("GET")).and(path(state));
            let first = read().respond_with(answer(before)).up_to_n_times(1).with_priority(1);
            first.mount(&server).await;
            read().respond_with(answer(after)).with_priority(2).mount(&server).await;
            server
        });
        Self { runtime, server }
    }

    fn place(&self) -> Place {
        Place::at(&self.server.uri()).with("DSE_SERVER_TIMEOUT", "1")
    }

    /// How often something was posted.
    fn posts(&self) -> usize {
        let requests = self.runtime.block_on(self.server.received_requests()).unwrap();
        requests.iter().filter(|request| request.method.as_str() == "POST").count()
    }
}

fn canary(salt: &str) -> Value {
    json!({"ok": true, "canary": {
        "signatureId": "s", "enabled": true, "control_compiled_id": "old",
        "canary_compiled_id": "new", "rolloutPct": 20, "salt": salt, "okCount": 0,
        "errorCount": 0, "minSamples": 20, "maxErrorRate": 0.2, "createdAtMs": 1, "updatedAtMs": 1,
    }})
}

fn active(id: &str, at: i64) -> Value {
    json!({"ok": true, "signatureId": "s", "compiled_id": id, "updatedAtMs": at})
}

const START: &[&str] = &["canary", "start", "s", "--compiled", "new"];
const PROMOTE: &[&str] = &["promote", "s", "--compiled", "new"];

#[test]
fn a_canary_that_runs_afterwards_was_started() {
    let none = json!({"ok": true, "canary": null});
    let server =
        Lossy::new("/api/dse/canary/start", "/api/dse/canary/status", none, canary("fresh"));
    let run = server.place().dse(START).expect(0);
    assert!(run.stderr.contains("answer to the canary start was lost"), "{run:#?}");
    assert!(run.stdout.contains("new"), "{run:#?}");
    assert_eq!(server.posts(), 1);
}

#[test]
fn an_older_canary_of_the_same_artifact_is_not_taken_for_the_new_one() {
    let (before, after) = (canary("old"), canary("old"));
    let server = Lossy::new("/api/dse/canary/start", "/api/dse/canary/status", before, after);
    let (code, document) = server.place().json(START);
    assert_eq!((code, document["error"]["code"].as_str()), (3, Some("answer_lost")));
    assert_eq!(server.posts(), 1);
}

#[test]
fn a_pointer_that_moved_was_promoted() {
    let (path, state) = ("/api/dse/promote", "/api/dse/active");
    let server = Lossy::new(path, state, active("old", 1), active("new", 2));
    let (code, document) = server.place().json(PROMOTE);
    assert_eq!((code, &document["from"], &document["to"]), (0, &json!("old"), &json!("new")));
    assert_eq!(server.posts(), 1);
}

#[test]
fn a_pointer_that_stands_was_not_promoted() {
    let (path, state) = ("/api/dse/promote", "/api/dse/active");
    let server = Lossy::new(path, state, active("old", 1), active("old", 1));
    let run = server.place().dse(PROMOTE).expect(3);
    assert!(run.stderr.contains("what is active is still old"), "{run:#?}");
    assert!(run.stderr.contains("not sent again"), "{run:#?}");
    assert_eq!(server.posts(), 1);
}

#[test]
fn a_rollback_is_told_from_the_pointer() {
    let (path, state) = ("/api/dse/rollback", "/api/dse/active");
    let server = Lossy::new(path, state, active("new", 2), active("old", 3));
    let (code, document) = server.place().json(&["rollback", "s"]);
    assert_eq!((code, &document["to"]), (0, &json!("old")));
    assert_eq!(server.posts(), 1);
}

#[test]
fn traffic_that_may_have_flowed_is_counted_and_not_sent_again() {
    let row = |id: &str| {
        json!({"receiptId": id, "signatureId": "s", "compiled_id": "c", "threadId": "t",
            "runId": "r", "createdAtMs": 1, "strategyId": null, "resultTag": "Ok",
            "rlmTraceBlobId": null, "rlmTraceEventCount": null})
    };
    let server = Lossy::new(
        "/api/dse/exercise/predict",
        "/api/dse/receipts/list",
        json!({"ok": true, "receipts": [row("a")]}),
        json!({"ok": true, "receipts": [row("c"), row("b"), row("a")]}),
    );
    let run = server.place().dse(&["exercise", "s"]).expect(3);
    assert!(run.stderr.contains("2 receipts came in since"), "{run:#?}");
    assert_eq!(server.posts(), 1);
}
