//! A server that knows nothing of evidence: the client weighs two eval reports
//! before it asks for a change.

use std::ops::Range;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use wiremock::matchers::{body_partial_json, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::Place;

/// A server with two stored evaluations over 20 rows, and with what it was
/// asked to promote.
struct Old {
    runtime: Runtime,
    server: MockServer,
}

impl Old {
    /// The rows that are right before, and with the candidate.
    fn new(before: Range<usize>, after: Range<usize>) -> Self {
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(async {
            let server = MockServer::start().await;
            let answer = |body: Value| ResponseTemplate::new(200).set_body_json(body);
            let read = Mock::given(method("GET")).and(path("/api/dse/active"));
            let active = json!({"ok": true, "signatureId": "s", "compiled_id": "old"});
            read.respond_with(answer(active)).mount(&server).await;
            for (id, right) in [("old", before), ("new", after)] {
                Mock::given(method("POST"))
                    .and(path("/api/dse/eval"))
                    .and(body_partial_json(json!({"compiled_id": id, "split": "holdout"})))
                    .respond_with(answer(json!({
                        "ok": true, "signatureId": "s", "compiled_id": id, "split": "holdout",
                        "evalHash": id, "existed": true,
                    })))
                    .mount(&server)
                    .await;
                Mock::given(method("GET"))
                    .and(path(format!("/api/dse/eval-report/{id}/s")))
                    .respond_with(answer(json!({
                        "ok": true, "compiled_id": id, "split": "holdout", "createdAtMs": 1,
                        "report": report(right),
                    })))
                    .mount(&server)
                    .await;
            }
            let promoted = json!({
                "ok": true, "signatureId": "s", "from": "old", "to": "new", "jobHash": "j",
                "datasetHash": "d", "baselineHoldoutReward": 0.5, "candidateHoldoutReward": 0.9,
                "delta": 0.4,
            });
            Mock::given(method("POST"))
                .and(path("/api/dse/promote"))
                .respond_with(answer(promoted))
                .mount(&server)
                .await;
            server
        });
        Self { runtime, server }
    }

    /// Runs `dse promote` with those flags; gives exit code, document, and how
    /// often the server was asked to promote.
    fn promote(&self, flags: &[&str]) -> (i32, Value, usize) {
        let place = Place::at(&self.server.uri());
        let words = [&["promote", "s", "--compiled", "new"], flags].concat();
        let (code, document) = place.json(&words);
        let requests = self.runtime.block_on(self.server.received_requests()).unwrap();
        let asked = requests.iter().filter(|request| request.url.path() == "/api/dse/promote");
        (code, document, asked.count())
    }
}

fn report(right: Range<usize>) -> Value {
    let examples: Vec<Value> = (0..20)
        .map(|place: usize| {
            let word = (place as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            json!({
                "exampleId": format!("row-{place}"), "signatureId": "s", "compiled_id": "c",
                "datasetHash": "d", "rewardId": "r", "rewardVersion": 1,
                "reward": u8::from(right.contains(&place)), "signals": [],
                "inputJson": {"q": format!("{word:x}")},
            })
        })
        .collect();
    json!({
        "format": "openagents.dse.eval_report", "formatVersion": 1,
        "summary": {"evalVersion": 1, "kind": "reward"}, "examples": examples,
    })
}

#[test]
fn what_is_shown_by_two_reports_is_promoted() {
    let (code, document, asked) = Old::new(0..8, 0..18).promote(&["--max-p", "0.05"]);
    assert_eq!((code, asked), (0, 1), "{document:#}");
}

#[test]
fn what_they_do_not_show_is_not_even_asked_for() {
    let (code, document, asked) = Old::new(0..8, 5..13).promote(&["--max-p", "0.05"]);
    assert_eq!((code, asked), (5, 0), "{document:#}");
    assert_eq!(document["error"]["code"], "cannot_tell");
    let (code, document, asked) = Old::new(0..18, 0..8).promote(&["--max-p", "0.05"]);
    assert_eq!((code, asked), (1, 0), "{document:#}");
    assert_eq!(document["error"]["code"], "insufficient_improvement");
}

#[test]
fn without_a_demand_the_server_decides_alone() {
    let (code, document, asked) = Old::new(0..18, 0..8).promote(&[]);
    assert_eq!((code, asked), (0, 1), "{document:#}");
}

#[test]
fn floors_and_tags_need_a_newer_server() {
    for flags in [["--min-over-floor", "0.1"], ["--must-pass", "core"]] {
        let (code, document, asked) = Old::new(0..8, 0..18).promote(&flags);
        assert_eq!((code, asked), (2, 0), "{document:#}");
    }
}
