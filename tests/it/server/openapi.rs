//! The description of the endpoints.

use reqwest::Method;
use serde_json::Value;

use super::support::{SECRET, SIGNATURE, Server, answer};

#[tokio::test]
async fn the_description_is_open_and_as_it_was_agreed() {
    let server = Server::start().await;
    let shown = answer(server.bare(Method::GET, "/openapi.json")).await;
    assert_eq!(shown.status, 200);
    let mut document = shown.body;
    document["info"]["version"] = "VERSION".into();
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("openapi", serde_json::to_string_pretty(&document).unwrap());
    });
}

#[tokio::test]
async fn every_reference_leads_somewhere_and_ids_are_unique() {
    let server = Server::start().await;
    let document = answer(server.bare(Method::GET, "/openapi.json")).await.body;
    let mut references = Vec::new();
    collect(&document, "$ref", &mut references);
    assert!(references.len() > 20);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    let mut ids = Vec::new();
    collect(&document, "operationId", &mut ids);
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

/// Operations and what each asks for that must be given.
fn needed(document: &Value) -> Vec<(String, String, Vec<String>)> {
    let mut found = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            let fields = body["required"].as_array().into_iter().flatten();
            let fields: Vec<String> =
                fields.map(|name| name.as_str().unwrap().to_owned()).collect();
            if operation["requestBody"].is_object() {
                assert_eq!(operation["requestBody"]["required"], !fields.is_empty(), "{path}");
                found.push((method.to_uppercase(), path.clone(), fields));
            }
        }
    }
    found
}

/// What the description says of missing and empty fields is what the server does.
#[tokio::test]
async fn what_must_be_given_is_what_the_description_says() {
    let server = Server::start().await;
    let document = answer(server.bare(Method::GET, "/openapi.json")).await.body;
    let mut tried = 0;
    for (_, path, fields) in needed(&document) {
        // Nobody set the secret that opens it.
        let is_closed = path.starts_with("/api/auth/e2e/");
        if fields.is_empty() && !is_closed {
            let done = answer(server.bare(Method::POST, &path).bearer_auth(SECRET)).await;
            assert!(done.status.is_success(), "{path} takes no body: {}", done.body);
        }
        let whole = |left_out: &str| {
            let fields = fields.iter().filter(|name| *name != left_out);
            fields.map(|name| (name.clone(), given(name))).collect::<serde_json::Map<_, _>>()
        };
        for name in &fields {
            let missing = Value::from(whole(name));
            let mut empty = whole("");
            let is_text = empty[name].is_string();
            empty.insert(name.clone(), if is_text { "".into() } else { Value::Null });
            for body in [missing, empty.into()] {
                let refused = server.post(&path, body.clone()).await;
                let code = refused.body["error"].as_str();
                let known = matches!(code, Some("invalid_input" | "artifact_not_found"));
                let is_refused = refused.status.is_client_error() && known;
                assert!(is_refused, "{path} {body}: {}", refused.body);
                tried += 1;
            }
        }
    }
    assert!(tried > 30, "{tried}");
    // An id in a path or a query is not empty either.
    let mut parameters = Vec::new();
    collect_parameters(&document, &mut parameters);
    assert!(parameters.len() > 20);
    assert!(parameters.iter().all(|schema| schema["minLength"] == 1), "{parameters:#?}");
    for path in ["/api/dse/active?signatureId=", "/api/dse/receipts/list?signatureId="] {
        server.get(path).await.refused(400, "invalid_input");
    }
}

fn collect_parameters(document: &Value, found: &mut Vec<Value>) {
    for operations in document["paths"].as_object().unwrap().values() {
        for operation in operations.as_object().unwrap().values() {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let needed = parameters.filter(|parameter| parameter["required"] == true);
            // One of a few names is not empty anyway.
            let texts = needed.filter(|parameter| parameter["schema"].get("$ref").is_none());
            found.extend(texts.map(|parameter| parameter["schema"].clone()));
        }
    }
}

/// A value that is fine for a field of that name.
fn given(name: &str) -> Value {
    match name {
        "signatureId" => SIGNATURE.into(),
        "rolloutPct" => 20.into(),
        "leaseMs" => 1_000.into(),
        "labels" => serde_json::json!([{"inputJson": {}, "label": 1}]),
        _ => "x".into(),
    }
}

#[tokio::test]
async fn what_two_readers_would_read_differently_is_refused() {
    let server = Server::start().await;
    let refused = |body: &'static str| {
        let sent = server.bare(Method::POST, "/api/dse/ops/run/start");
        async move { answer(sent.bearer_auth(SECRET).body(body)).await.refused(400, "invalid_input") }
    };
    let message = refused(r#"{"runId": "a", "runId": "b"}"#).await;
    assert!(message.contains("the key `runId` occurs twice"), "{message}");
    let message = refused(r#"{"runId": "a", "links": [{"x": 1, "x": 2}]}"#).await;
    assert!(message.contains("the key `x` occurs twice"), "{message}");
    let message = refused("{\"runId\": \"a\\u0000b\"}").await;
    assert!(message.contains("control characters"), "{message}");
    for path in ["/api/dse/ops/run/a%00b", "/api/dse/active?signatureId=a%1bb"] {
        server.get(path).await.refused(400, "invalid_input");
    }
    let row = r#"{"exampleId": "a", "inputJson": {"q": "x"}, "exampleId": "b"}"#;
    let body = serde_json::json!({"signatureId": SIGNATURE, "jsonl": row});
    let message = server.post("/api/dse/examples/import", body).await.refused(400, "invalid_input");
    assert!(message.starts_with("line 1") && message.contains("occurs twice"), "{message}");
}

fn collect(value: &Value, key: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                match inner.as_str() {
                    Some(text) if name == key => found.push(text.to_owned()),
                    _ => collect(inner, key, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, key, found)),
        _ => {}
    }
}
