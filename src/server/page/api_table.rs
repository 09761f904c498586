//! `/dse/api`: the endpoints, from the same description that `/openapi.json` is.

use std::{
    future::{Ready, ready},
    sync::Arc,
};

use maud::html;
use serde_json::{Map, Value};

use super::chrome::Page;
use crate::{
    api::Empty,
    report::{
        Document,
        document::{Inline, code, plain},
        render::html::{Links, article},
    },
    server::{Call, Failure},
};

/// The page of one description.
pub fn page(
    described: &Arc<Value>,
) -> impl Fn(Call, Empty) -> Ready<Result<Page, Failure>> + Clone + Send + Sync + 'static {
    let described = Arc::clone(described);
    move |_, _| ready(Ok(table(&described)))
}

fn table(described: &Value) -> Page {
    let lead = plain("Every command of dse uses these endpoints; so can other programs.");
    let mut document = Document::new("The API", lead);
    let mut rows = Vec::new();
    for (path, methods) in described["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            rows.push(vec![
                code(format!("{} {path}", method.to_uppercase())),
                takes(operation),
                plain(operation["description"].as_str().unwrap_or_default()),
            ]);
        }
    }
    document.table(&["endpoint", "takes", "notes"], rows);
    let body = html! {
        (article(&document, Links::Pages))
        p { "In full, with every type: " a href="/openapi.json" { "openapi.json" } "." }
    };
    Page::new("The API", body)
}

/// The names of what a request holds; those that it needs not are in brackets.
fn takes(operation: &Value) -> Inline {
    let mut names = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        names.push(named(&parameter["name"], parameter["required"] == true));
    }
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    let required = body["required"].as_array();
    for name in body["properties"].as_object().into_iter().flat_map(Map::keys) {
        let name = Value::from(name.as_str());
        let is_required = required.is_some_and(|required| required.contains(&name));
        names.push(named(&name, is_required));
    }
    plain(if names.is_empty() { "–".to_owned() } else { names.join(", ") })
}

fn named(name: &Value, required: bool) -> String {
    let name = name.as_str().unwrap_or_default();
    if required { name.to_owned() } else { format!("[{name}]") }
}
