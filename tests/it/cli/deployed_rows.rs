//! Imports into servers that know nothing of whole imports and use the first
//! 500 rows of a signature.

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use wiremock::matchers::{method, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::Place;

/// A server that takes imports as deployed ones do.
fn server(runtime: &Runtime) -> MockServer {
    runtime.block_on(async {
        let server = MockServer::start().await;
        let count = |request: &Request| {
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            let rows = body["jsonl"].as_str().unwrap().lines().count();
            ResponseTemplate::new(200).set_body_json(json!({
                "ok": true, "signatureId": "s", "inserted": rows, "updated": 0, "total": rows,
            }))
        };
        let import = Mock::given(method("POST")).and(path("/api/dse/examples/import"));
        import.respond_with(count).mount(&server).await;
        server
    })
}

fn rows(count: usize) -> String {
    let row = |n| json!({"exampleId": format!("row-{n:04}"), "inputJson": n, "expectedJson": 1});
    (0..count).map(|n| format!("{}\n", row(n))).collect()
}

#[test]
fn who_imports_more_rows_than_the_server_uses_is_told() {
    let runtime = Runtime::new().unwrap();
    let server = server(&runtime);
    let place = Place::at(&server.uri());
    let import = ["import", "rows.jsonl", "--no-check", "--signature", "s"];
    place.write("rows.jsonl", &rows(501));
    let told = place.dse(&import).expect(0);
    assert!(told.stderr.contains("the first 500 rows"), "{told:#?}");
    assert!(told.stderr.contains("1 row of these never"), "{told:#?}");
    let (code, document) = place.json(&import);
    assert_eq!((code, &document["rowsUsed"], &document["total"]), (0, &json!(500), &json!(501)));
    place.write("rows.jsonl", &rows(500));
    let told = place.dse(&import).expect(0);
    assert!(!told.stderr.contains("first 500"), "{told:#?}");
}

#[test]
fn sync_is_not_tried_where_rows_cannot_be_removed() {
    let runtime = Runtime::new().unwrap();
    let server = server(&runtime);
    let place = Place::at(&server.uri());
    place.write("rows.jsonl", &rows(3));
    let words = ["import", "rows.jsonl", "--no-check", "--signature", "s", "--sync", "--yes"];
    let (code, document) = place.json(&words);
    assert_eq!((code, &document["error"]["code"]), (3, &json!("no_such_endpoint")));
    let requests = runtime.block_on(server.received_requests()).unwrap();
    assert!(requests.iter().all(|request| request.url.path() != "/api/dse/examples/import"));
}

#[test]
fn pages_of_two_datasets_are_not_taken_for_one() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(MockServer::start());
    let page = |id: &str, revision: u64, next: Option<&str>| {
        ResponseTemplate::new(200).set_body_json(json!({
            "ok": true, "revision": revision, "nextCursor": next,
            "examples": [{"exampleId": id, "inputJson": 1, "expectedJson": 1}],
        }))
    };
    let list = || Mock::given(method("GET")).and(path("/api/dse/examples"));
    let first = || list().and(query_param_is_missing("cursor"));
    let second = list().and(query_param("cursor", "a"));
    runtime.block_on(async {
        first().respond_with(page("a", 1, Some("a"))).up_to_n_times(1).mount(&server).await;
        first().respond_with(page("a", 2, Some("a"))).mount(&server).await;
        second.respond_with(page("b", 2, None)).mount(&server).await;
    });
    let place = Place::at(&server.uri());
    let (code, exported) = place.json(&["dataset", "export", "@a/s.v1"]);
    assert_eq!((code, &exported["rows"]), (0, &json!(2)), "{exported:#}");
    let asked = runtime.block_on(server.received_requests()).unwrap();
    let asked = asked.iter().filter(|request| request.url.path() == "/api/dse/examples");
    assert_eq!(asked.count(), 4, "it was read again when it had changed");
}
