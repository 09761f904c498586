//! The protocol that OpenAI's clients speak, over live predictions. The handlers
//! translate; what is predicted, stored and counted is the business of `live`.
//!
//! Clients send again what is answered 408, 409, 429 or 5xx. So there is no 409
//! here, and no 5xx for what a repetition cannot mend.

mod along;
mod answer;
mod chat;
mod failure;
mod fields;
mod mapping;
mod models;
mod request;
mod responses;
mod stream;

use std::{sync::Arc, time::Instant};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};

use super::{App, Failure, auth, respond};
use crate::model::key::Scope;
use failure::{ApiFailure, Kind};

/// Bytes of a request's body.
const BODY: usize = 1 << 20;

/// The routes below `/v1`, whose failures all have the protocol's shape.
pub fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    let wrong_method =
        || async { ApiFailure::of(Kind::MethodNotAllowed, "this path takes another method") };
    Router::new()
        .route("/v1/chat/completions", post(chat::complete).fallback(wrong_method))
        .route("/v1/responses", post(responses::create).fallback(wrong_method))
        .route("/v1/models", get(models::list).fallback(wrong_method))
        .route("/v1/models/{*id}", get(models::show).fallback(wrong_method))
        .route(
            "/v1/{*rest}",
            any(|| async { ApiFailure::of(Kind::NotFound, "there is no such path") }),
        )
        .route_layer(middleware::from_fn_with_state(Arc::clone(app), guard))
}

/// Lets in who may predict, and adds what every answer carries.
async fn guard(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let asked = auth::Asked::from(request.method(), request.extensions());
    let mut response = match auth::authorize(&app, request.headers(), &asked, Scope::Predict).await
    {
        Ok(caller) => {
            request.extensions_mut().insert(Arc::new(caller));
            next.run(request).await
        }
        Err(failure) => refused(failure),
    };
    let ms = started.elapsed().as_millis().to_string();
    let ms = HeaderValue::from_str(&ms).expect("digits are visible ASCII");
    response.headers_mut().insert("openai-processing-ms", ms);
    response
        .headers_mut()
        .entry(header::CONTENT_TYPE)
        .or_insert(HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

/// A refusal in the protocol's shape, with the headers that all refusals have.
fn refused(failure: Failure) -> Response {
    let mut headers = HeaderMap::new();
    respond::add_refusal(&mut headers, &failure);
    let mut response = ApiFailure::from(failure).into_response();
    response.headers_mut().extend(headers);
    response
}
