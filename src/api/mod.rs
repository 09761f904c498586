//! The wire: requests, responses, paths and the error body, used by the
//! client, the server and the OpenAPI document alike. Serde only.

pub mod artifact;
pub mod canary;
pub mod catalog;
pub mod compile;
pub mod endpoint;
pub mod error;
pub mod eval;
pub mod examples;
pub mod exercise;
pub mod history;
pub mod judge;
pub mod keys;
pub mod ops;
pub mod pages;
pub mod predict;
pub mod progress;
pub mod prompt;
pub mod receipts;
pub mod resolve;
pub mod rollout;
pub mod token;
pub mod trace;

use serde::{Deserialize, Serialize};

/// The header that names a request in logs and errors.
pub const REQUEST_ID: &str = "x-oa-request-id";

/// The content type that asks for progress events.
pub const NDJSON: &str = "application/x-ndjson";

/// A request or response without fields of its own.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Empty {}

/// A successful answer: the body's own fields beside `"ok": true`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Success<T> {
    pub ok: bool,
    #[serde(flatten)]
    pub body: T,
}

impl<T> Success<T> {
    pub fn of(body: T) -> Self {
        Self { ok: true, body }
    }
}
