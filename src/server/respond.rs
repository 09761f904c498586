//! Answers.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use serde::Serialize;

use super::Failure;
use crate::api::{self, error::Code, progress::ProgressEvent};

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const NDJSON: HeaderValue = HeaderValue::from_static(api::NDJSON);

/// One JSON document.
pub fn json(status: u16, body: &impl Serialize) -> Response<Body> {
    let text = serde_json::to_string(body).expect("answers serialize to JSON");
    with(status, JSON, text.into())
}

/// When to come back, where nothing was asked yet.
pub fn add_retry_after(headers: &mut HeaderMap, code: Code) {
    if code == Code::Overloaded {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        headers.insert("retry-after-ms", HeaderValue::from_static("1000"));
    }
}

/// What programs read of a refusal besides its body, as RFC 6750 has it.
pub fn add_refusal(headers: &mut HeaderMap, failure: &Failure) {
    let challenge = match (failure.code, failure.scope) {
        (Code::Unauthorized, _) => Some("Bearer".to_owned()),
        (_, Some(scope)) => {
            Some(format!("Bearer error=\"insufficient_scope\", scope=\"{}\"", scope.name()))
        }
        _ => None,
    };
    let visible = |text: String| HeaderValue::from_str(&text).expect("it is visible ASCII");
    if let Some(challenge) = challenge {
        headers.insert(header::WWW_AUTHENTICATE, visible(challenge));
    }
    if let Some(seconds) = failure.retry_after {
        headers.insert(header::RETRY_AFTER, visible(seconds.to_string()));
    }
}

/// A text as it is.
pub fn text(body: String) -> Response<Body> {
    with(200, TEXT, body.into())
}

/// Progress as it happens, a line each.
pub fn lines(body: Body) -> Response<Body> {
    with(200, NDJSON, body)
}

/// An event as a line.
pub fn line(event: &ProgressEvent) -> String {
    let mut line = serde_json::to_string(event).expect("events serialize to JSON");
    line.push('\n');
    line
}

fn with(status: u16, content_type: HeaderValue, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).expect("codes have valid statuses");
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}
