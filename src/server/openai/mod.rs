//! The protocol that OpenAI's clients speak, over live predictions. The handlers
//! translate; what is predicted, stored and counted is the business of `live`.
//!
//! Clients send again what is answered 408, 409, 429 or 5xx. So there is no 409
//! here, and no 5xx for what a repetition cannot mend.

mod answer;
mod chat;
mod failure;
mod mapping;
mod models;
mod request;
mod responses;
mod stream;

use std::{sync::Arc, time::Instant};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};

use super::{App, auth};
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

/// Lets in who knows the secret, and adds what every answer carries.
async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let mut response = if auth::is_admitted(&app, request.headers()) {
        next.run(request).await
    } else {
        let message = "send the server's secret as the API key: `Authorization: Bearer …`";
        ApiFailure::of(Kind::Unauthorized, message).into_response()
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
