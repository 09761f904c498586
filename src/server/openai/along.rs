//! Streams that a client reads while the model still writes: field by field, or
//! as the text comes.

use std::{convert::Infallible, future::pending, sync::Arc};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse, Response},
};
use futures::{Stream, stream::unfold};
use serde_json::Value;
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::timeout,
};

use super::{
    chat::{self, Chunks, Shape},
    failure::ApiFailure,
    fields::{Changed, Fields},
    stream::{self, HELD, KEEP_ALIVE, Mode, Outcome, Pending, Streamed, data},
};
use crate::{
    api::error::Code,
    lm::Pieces,
    server::{
        App, Failure,
        live::{self, Answered, Wanted},
        route::predict::add_headers,
    },
};

/// What of an answer went out.
enum Reading {
    /// All that the model wrote.
    Tokens {
        any: bool,
    },
    Fields(Box<Fields>),
    /// Nothing; it goes out in one piece.
    Whole,
}

impl Reading {
    fn of(app: &App, wanted: &Wanted, mode: Mode) -> Result<Self, Failure> {
        let contract = app.signature(&wanted.signature_id)?.contract.contract();
        // A declared text is not the object that the model writes.
        let declared = contract.chat.as_ref().is_some_and(|chat| chat.output.is_some());
        Ok(match mode {
            Mode::Tokens if !declared => Self::Tokens { any: false },
            Mode::Fields if !declared => Fields::of(&contract.output_schema_json)
                .map_or(Self::Whole, |fields| Self::Fields(Box::new(fields))),
            _ => Self::Whole,
        })
    }

    /// What goes out because the model wrote `piece`.
    fn take(&mut self, piece: &str) -> String {
        match self {
            Self::Tokens { any } => {
                *any = true;
                piece.to_owned()
            }
            Self::Fields(fields) => fields.take(piece),
            Self::Whole => String::new(),
        }
    }

    /// What is left to send of an answer that fits.
    fn rest(&mut self, app: &App, answered: &Answered, output: &Value) -> Result<String, Failure> {
        match self {
            Self::Tokens { any: true } => Ok(String::new()),
            Self::Fields(fields) => fields.rest(output).map_err(|Changed { field }| {
                let message =
                    format!("a repair changed the field `{field}`, which was sent already");
                Failure::new(Code::OutputMismatch, message)
            }),
            Self::Tokens { any: false } | Self::Whole => Ok(chat::content(app, answered, output)),
        }
    }
}

/// A stream under way.
struct Along {
    app: Arc<App>,
    shape: Shape,
    /// The receipt's id, which is the answer's.
    id: String,
    work: Pending,
    pieces: UnboundedReceiver<String>,
    reading: Reading,
    /// Whether the first event went out.
    begun: bool,
}

/// What happens next.
enum Next {
    Text(String),
    Ended(Outcome),
}

/// Predicts and sends the answer as `mode` says.
///
/// # Errors
/// When the prediction fails before anything was sent.
pub async fn answer(
    app: &Arc<App>,
    mut wanted: Wanted,
    shape: Shape,
    mode: Mode,
) -> Result<Response, ApiFailure> {
    let reading = Reading::of(app, &wanted, mode)?;
    let (send, pieces) = unbounded_channel();
    if !matches!(reading, Reading::Whole) {
        let raw = matches!(reading, Reading::Tokens { .. });
        // Whoever read along may have left.
        wanted.pieces = Pieces::new(raw, move |piece| drop(send.send(piece.to_owned())));
    }
    let mut early = HeaderMap::new();
    for (name, value) in
        [("x-dse-receipt", &wanted.receipt_id), ("x-dse-thread", &wanted.thread_id)]
    {
        if let Ok(value) = HeaderValue::from_str(value) {
            early.insert(name, value);
        }
    }
    let (id, shared) = (wanted.receipt_id.clone(), Arc::clone(app));
    let work: Pending = Box::pin(async move { live::predict(&shared, wanted).await });
    let mut along = Along { app: Arc::clone(app), shape, id, work, pieces, reading, begun: false };
    match timeout(HELD, along.next()).await {
        Ok(Next::Ended(outcome)) => along.whole(outcome),
        Ok(Next::Text(text)) => {
            let first = along.content(&text);
            Ok(along.response(early, Some(first)))
        }
        Err(_) => Ok(along.response(early, None)),
    }
}

impl Along {
    /// The next text that may go out, or the end.
    async fn next(&mut self) -> Next {
        loop {
            tokio::select! {
                biased;
                piece = receive(&mut self.pieces) => {
                    let text = self.reading.take(&piece);
                    if !text.is_empty() {
                        return Next::Text(text);
                    }
                }
                outcome = &mut self.work => return Next::Ended(outcome),
            }
        }
    }

    fn chunks(&self) -> Chunks<'_> {
        Chunks::of(&self.shape, Some(&self.id), None)
    }

    fn content(&mut self, text: &str) -> String {
        let first = if self.begun { String::new() } else { self.chunks().first() };
        self.begun = true;
        first + &self.chunks().content(text)
    }

    /// An answer that came before anything was sent, whose status is still open.
    fn whole(mut self, outcome: Outcome) -> Result<Response, ApiFailure> {
        let (answered, joined) = outcome?;
        let mut response = match &answered.result {
            Err(failure) => ApiFailure::from(failure.clone()).into_response(),
            Ok(_) => {
                let events = self.end(Ok((Arc::clone(&answered), joined)));
                stream::with(&Streamed::Chat(self.shape), Body::from(events))
            }
        };
        add_headers(response.headers_mut(), &answered, joined);
        Ok(response)
    }

    /// The last events.
    fn end(&mut self, outcome: Outcome) -> String {
        let mut text = String::new();
        while let Ok(piece) = self.pieces.try_recv() {
            text += &self.reading.take(&piece);
        }
        let told = outcome.and_then(|(answered, joined)| {
            let output = answered.result.as_ref().map_err(Clone::clone)?;
            text += &self.reading.rest(&self.app, &answered, output)?;
            let chunks = Chunks::of(&self.shape, answered.receipt_id.as_deref(), Some(&answered));
            let first = if self.begun { String::new() } else { chunks.first() };
            Ok(first + &chunks.content(&text) + &chunks.last(&answered, joined))
        });
        told.unwrap_or_else(|failure: Failure| data(&ApiFailure::from(failure).body()))
    }

    fn response(self, early: HeaderMap, first: Option<String>) -> Response {
        let shape = Streamed::Chat(self.shape.clone());
        let first = first.unwrap_or_else(alive);
        let body = Body::from_stream(events(self, first));
        let mut response = stream::with(&shape, body);
        response.headers_mut().extend(early);
        response
    }
}

fn alive() -> String {
    ": keep-alive\n\n".to_owned()
}

/// `first`, and then all that follows it.
fn events(along: Along, first: String) -> impl Stream<Item = Result<String, Infallible>> + Send {
    unfold((Some(along), Some(first)), |(along, first)| async move {
        let mut along = along?;
        if let Some(first) = first {
            return Some((Ok(first), (Some(along), None)));
        }
        match timeout(KEEP_ALIVE, along.next()).await {
            Err(_) => Some((Ok(alive()), (Some(along), None))),
            Ok(Next::Text(text)) => {
                let events = along.content(&text);
                Some((Ok(events), (Some(along), None)))
            }
            Ok(Next::Ended(outcome)) => Some((Ok(along.end(outcome)), (None, None))),
        }
    })
}

/// The next piece; never, where no more come.
async fn receive(pieces: &mut UnboundedReceiver<String>) -> String {
    match pieces.recv().await {
        Some(piece) => piece,
        None => pending().await,
    }
}
