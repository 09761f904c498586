//! `GET /v1/models`: signatures and aliases.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::request::address;
use crate::server::{App, respond};

pub async fn list(State(app): State<Arc<App>>) -> Response {
    let signatures = app.listed();
    let ids = signatures.iter().map(|known| known.contract.signature_id());
    let aliases = app.live.settings.models.keys().map(String::as_str);
    let data: Vec<Value> = ids.chain(aliases).map(model).collect();
    respond::json(200, &json!({"object": "list", "data": data}))
}

/// Ids have slashes, which come as they are or encoded.
pub async fn show(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    match address(&app, &id) {
        Ok(_) => respond::json(200, &model(&id)),
        Err(failure) => failure.into_response(),
    }
}

fn model(id: &str) -> Value {
    // Nobody knows when a signature was written; clients want a number.
    json!({"id": id, "object": "model", "created": 0, "owned_by": "dse"})
}
