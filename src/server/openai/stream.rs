//! Answers as server-sent events. Unless the client asks otherwise, the content
//! goes out once it is known to fit its schema, so that nobody acts on the half
//! of an answer that is an error.

use std::{convert::Infallible, future::Future, pin::Pin, sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures::{StreamExt, stream};
use serde_json::Value;

use super::{
    chat::{self, Chunks},
    failure::ApiFailure,
    responses::{self, ResponseShape},
};
use crate::server::{
    App, Failure,
    live::{self, Answered, Wanted},
    route::predict::add_headers,
};

/// How long the status is held back, so that early failures have their own.
pub const HELD: Duration = Duration::from_secs(2);
/// How often a waiting connection shows that it lives.
pub const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Whose events are sent.
pub enum Streamed {
    Chat(chat::Shape),
    Response(ResponseShape),
}

pub type Outcome = Result<(Arc<Answered>, bool), Failure>;
pub type Pending = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// When the content of a stream goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Once the answer fits its schema.
    Validated,
    /// Each top-level field once it fits its own.
    Fields,
    /// As the model writes it; an answer that does not fit ends in an error.
    Tokens,
}

impl Mode {
    /// The mode of that name; the first where none is named.
    ///
    /// # Errors
    /// When it is not one of `served`.
    pub fn of(asked: Option<&str>, served: &[Self]) -> Result<Self, ApiFailure> {
        let Some(asked) = asked else { return Ok(Self::Validated) };
        let found = served.iter().find(|mode| mode.name() == asked);
        found.copied().ok_or_else(|| {
            let names: Vec<&str> = served.iter().map(|mode| mode.name()).collect();
            let message = format!("`{asked}` is not served here; served: {}", names.join(", "));
            ApiFailure::param("dse.stream", message)
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Validated => "validated",
            Self::Fields => "fields",
            Self::Tokens => "tokens",
        }
    }
}

/// Predicts and streams the answer.
///
/// # Errors
/// When the prediction fails before anything was sent.
pub async fn answer(
    app: &Arc<App>,
    wanted: Wanted,
    shape: Streamed,
) -> Result<Response, ApiFailure> {
    let shared = Arc::clone(app);
    let mut pending: Pending = Box::pin(async move { live::predict(&shared, wanted).await });
    match tokio::time::timeout(HELD, &mut pending).await {
        Ok(outcome) => {
            let (answered, joined) = outcome?;
            if let Err(failure) = &answered.result {
                let mut response = ApiFailure::from(failure.clone()).into_response();
                add_headers(response.headers_mut(), &answered, joined);
                return Ok(response);
            }
            let events = events(app, Ok((Arc::clone(&answered), joined)), &shape);
            let mut response = with(&shape, Body::from(events));
            add_headers(response.headers_mut(), &answered, joined);
            Ok(response)
        }
        Err(_) => {
            let (app, head) = (Arc::clone(app), with(&shape, Body::empty()).into_parts().0);
            let late = late(app, pending, shape);
            Ok(Response::from_parts(head, Body::from_stream(late.map(Ok::<_, Infallible>))))
        }
    }
}

pub fn with(shape: &Streamed, body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    let ignored = match shape {
        Streamed::Chat(shape) => &shape.ignored,
        Streamed::Response(shape) => &shape.ignored,
    };
    chat::add_ignored(headers, ignored);
    response
}

/// Signs of life, and then the events.
fn late(
    app: Arc<App>,
    pending: Pending,
    shape: Streamed,
) -> impl futures::Stream<Item = String> + Send {
    let alive = || ": keep-alive\n\n".to_owned();
    let first = stream::once(async move { alive() });
    let rest = stream::unfold(Some((app, pending, shape)), move |state| async move {
        let (app, mut pending, shape) = state?;
        match tokio::time::timeout(KEEP_ALIVE, &mut pending).await {
            Ok(outcome) => Some((events(&app, outcome, &shape), None)),
            Err(_) => Some((alive(), Some((app, pending, shape)))),
        }
    });
    first.chain(rest)
}

/// All events of an outcome.
fn events(app: &App, outcome: Outcome, shape: &Streamed) -> String {
    let told = outcome.and_then(|(answered, joined)| match &answered.result {
        Ok(output) => Ok(match shape {
            Streamed::Chat(shape) => chat_events(app, &answered, output, joined, shape),
            Streamed::Response(shape) => responses::events(app, &answered, output, joined, shape),
        }),
        Err(failure) => Err(failure.clone()),
    });
    told.unwrap_or_else(|failure| {
        let body = ApiFailure::from(failure).body();
        match shape {
            Streamed::Chat(_) => data(&body),
            Streamed::Response(_) => responses::failed(&body),
        }
    })
}

pub fn data(event: &Value) -> String {
    format!("data: {event}\n\n")
}

fn chat_events(
    app: &App,
    answered: &Answered,
    output: &Value,
    joined: bool,
    shape: &chat::Shape,
) -> String {
    let chunks = Chunks::of(shape, answered.receipt_id.as_deref(), Some(answered));
    let content = chat::content(app, answered, output);
    chunks.first() + &chunks.content(&content) + &chunks.last(answered, joined)
}
