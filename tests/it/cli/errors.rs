//! Servers that do not behave: each fault is one line with a hint, and the exit
//! code of the table.

use serde_json::json;
use tokio::runtime::Runtime;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::process::SECRET;
use super::{Place, snapshot};

/// A server that answers everything with `answer`.
struct Stub {
    runtime: Runtime,
    server: MockServer,
}

impl Stub {
    fn new(answer: ResponseTemplate) -> Self {
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(async {
            let server = MockServer::start().await;
            Mock::given(any()).respond_with(answer).mount(&server).await;
            server
        });
        Self { runtime, server }
    }

    fn requests(&self) -> Vec<wiremock::Request> {
        self.runtime.block_on(self.server.received_requests()).unwrap()
    }

    fn place(&self) -> Place {
        Place::at(&self.server.uri()).with("DSE_SERVER_RETRIES", "0")
    }
}

/// One line of what, one of what to do, and nothing that a terminal acts on.
fn check(name: &str, place: &Place, code: i32, error_code: &str) {
    let run = place.dse(&["ops", "list"]).expect(code);
    assert_eq!(run.stdout, "", "{run:#?}");
    assert_eq!(run.stderr.lines().count(), 2, "{run:#?}");
    assert!(!run.stderr.contains(|c: char| c.is_control() && c != '\n'), "{run:#?}");
    snapshot!(format!("error_{name}"), run.shown());
    let (json_code, document) = place.json(&["ops", "list"]);
    assert_eq!((json_code, &document["ok"]), (code, &false.into()));
    assert_eq!(document["error"]["code"], error_code);
    assert!(document["error"]["hint"].is_string());
    assert!(document["error"]["requestId"].is_string());
}

#[test]
fn a_dead_server() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    check("dead", &Place::at(&url).with("DSE_SERVER_RETRIES", "0"), 3, "unreachable");
}

#[test]
fn a_refused_secret() {
    let body = json!({"ok": false, "error": "unauthorized"});
    let stub = Stub::new(ResponseTemplate::new(401).set_body_json(body));
    check("unauthorized", &stub.place(), 4, "unauthorized");
}

#[test]
fn an_answer_that_is_not_json() {
    let stub = Stub::new(ResponseTemplate::new(200).set_body_string("<html>hello</html>"));
    check("not_json", &stub.place(), 3, "bad_answer");
}

#[test]
fn a_server_without_the_endpoint() {
    let stub = Stub::new(ResponseTemplate::new(404).set_body_string("not here"));
    check("no_such_endpoint", &stub.place(), 3, "no_such_endpoint");
}

#[test]
fn a_broken_server() {
    let body = json!({"ok": false, "error": "internal", "message": "the disk is full"});
    let stub = Stub::new(ResponseTemplate::new(500).set_body_json(body));
    check("internal", &stub.place(), 3, "internal");
}

#[test]
fn a_slow_server() {
    let answer = ResponseTemplate::new(200).set_delay(std::time::Duration::from_secs(30));
    let stub = Stub::new(answer);
    check("slow", &stub.place().with("DSE_SERVER_TIMEOUT", "0.3"), 3, "timeout");
}

#[test]
fn control_characters_in_an_answer_are_shown_escaped() {
    let body = json!({
        "ok": false, "error": "invalid_input",
        "message": "bad \u{1b}[31mred\u{7} \u{202e}back\u{9b} line\nbreak",
    });
    let stub = Stub::new(ResponseTemplate::new(400).set_body_json(body));
    check("control_characters", &stub.place(), 2, "invalid_input");
    let run = stub.place().dse(&["ops", "list", "--format", "json"]);
    assert!(!run.stdout.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{run:#?}");
    // Names that an answer makes up are no safer than its messages.
    let body = json!({"runs": [{"runId": "a\u{1b}]0;title\u{7}", "status": "x\u{9b}31m", "startedAtMs": 0, "updatedAtMs": 0}]});
    let stub = Stub::new(ResponseTemplate::new(200).set_body_json(body));
    let run = stub.place().dse(&["ops", "list"]).expect(0);
    assert!(run.stdout.contains("\\e]0;title\\u{7}"), "{run:#?}");
    assert!(!run.stdout.contains(['\u{1b}', '\u{9b}', '\u{7}']), "{run:#?}");
}

#[test]
fn a_redirect_takes_neither_secret_nor_body_anywhere() {
    let target = Stub::new(ResponseTemplate::new(200).set_body_json(json!({"ok": true})));
    let location = format!("{}/elsewhere", target.server.uri());
    for status in [301, 302, 303, 307, 308] {
        let answer = ResponseTemplate::new(status).insert_header("location", location.as_str());
        let stub = Stub::new(answer);
        check("redirect", &stub.place(), 3, "redirected");
        let run = stub.place().dse(&["ops", "event", "run", "a body"]).expect(3);
        assert!(run.stderr.contains("/elsewhere"), "{run:#?}");
        assert!(!stub.requests().is_empty());
    }
    assert!(target.requests().is_empty(), "not a byte reached the target");
}

#[test]
fn the_secret_goes_in_the_header_and_nowhere_else() {
    let stub = Stub::new(ResponseTemplate::new(200).set_body_json(json!({"ok": true, "runs": []})));
    let run = stub.place().dse(&["-vv", "ops", "list"]).expect(0);
    assert!(!run.stdout.contains(SECRET) && !run.stderr.contains(SECRET));
    let request = &stub.requests()[0];
    assert_eq!(request.headers["authorization"], format!("Bearer {SECRET}").as_str());
    assert!(!request.url.as_str().contains(SECRET));
    assert!(request.headers.contains_key("x-oa-request-id"));
}
