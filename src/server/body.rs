//! Reading a request's body, within its bounds of size and time.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use futures::StreamExt;
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, timeout, timeout_at};

use super::{Failure, Limits};
use crate::api::error::Code;

/// Says that the connection ends where a request was answered before its body was
/// read: what is left of it is nobody's next request.
pub async fn close_over_unread(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let ended = Arc::new(AtomicBool::new(false));
    let request = request.map(|body| Body::new(Watched { body, ended: Arc::clone(&ended) }));
    let mut response = next.run(request).await;
    if !ended.load(Ordering::Relaxed) {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// A body that tells when all of it was read.
struct Watched {
    body: Body,
    ended: Arc<AtomicBool>,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if frame.is_none() || self.body.is_end_stream() {
            self.ended.store(true, Ordering::Relaxed);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Reads a body of at most `max` bytes.
///
/// # Errors
/// When it is larger, which its length may tell before anything is read, or
/// comes too slowly.
pub async fn read(
    headers: &HeaderMap,
    body: Body,
    max: usize,
    limits: &Limits,
) -> Result<Vec<u8>, Failure> {
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let declared: Option<usize> = declared.and_then(|length| length.parse().ok());
    if declared.is_some_and(|length| length > max) {
        return Err(too_large(max));
    }
    let started = Instant::now();
    let mut chunks = body.into_data_stream();
    let mut read = Vec::with_capacity(declared.unwrap_or_default());
    loop {
        let deadline = started + limits.body_time_for(read.len());
        let next = timeout(limits.body_idle_time, chunks.next());
        let next = timeout_at(deadline, next).await.map_err(|_| too_slow())?;
        let Some(chunk) = next.map_err(|_| too_slow())? else { return Ok(read) };
        let chunk: Bytes =
            chunk.map_err(|_| Failure::invalid("the body of the request ended early"))?;
        if read.len() + chunk.len() > max {
            return Err(too_large(max));
        }
        read.extend_from_slice(&chunk);
    }
}

fn too_large(max: usize) -> Failure {
    Failure::new(Code::TooLarge, format!("the body is over {max} bytes, which this path takes"))
}

fn too_slow() -> Failure {
    Failure::new(Code::RequestTimeout, "the body of the request came too slowly")
}
