//! The description of the endpoints.

use reqwest::Method;
use serde_json::Value;

use super::support::{Server, answer};

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
