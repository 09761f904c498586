//! `GET /v1/models`: signatures and aliases.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::request::address;
use crate::server::{App, auth::Caller, respond};

pub async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Response {
    let signatures = app.listed();
    let ids = signatures.iter().map(|known| known.contract.signature_id());
    let aliases = app.live.settings.models.keys().map(String::as_str);
    let reached = ids.chain(aliases).filter(|id| address(&app, &caller, id).is_ok());
    let data: Vec<Value> = reached.map(model).collect();
    respond::json(200, &json!({"object": "list", "data": data}))
}

/// Ids have slashes, which come as they are or encoded.
pub async fn show(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path(id): Path<String>,
) -> Response {
    match address(&app, &caller, &id) {
        Ok(_) => respond::json(200, &model(&id)),
        Err(failure) => failure.into_response(),
    }
}

fn model(id: &str) -> Value {
    // Nobody knows when a signature was written; clients want a number.
    json!({"id": id, "object": "model", "created": 0, "owned_by": "dse"})
}
