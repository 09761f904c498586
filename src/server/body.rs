//! Reading a request's body, within its bounds of size and time.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, header},
};
use futures::StreamExt;
use tokio::time::{Instant, timeout, timeout_at};

use super::{Failure, Limits};
use crate::api::error::Code;

/// Bytes of a refused body that are still taken in, and for how long. A
/// connection that is closed over unread bytes may lose the answer on its way.
const DISCARDED: usize = 16 << 20;
const DISCARDING: Duration = Duration::from_secs(2);

/// Lets a client that is refused finish its sentence, within bounds.
pub async fn discard(body: Body) {
    let taken = async {
        let mut chunks = body.into_data_stream();
        let mut seen = 0;
        while let Some(Ok(chunk)) = chunks.next().await {
            seen += chunk.len();
            if seen > DISCARDED {
                break;
            }
        }
    };
    let _ = timeout(DISCARDING, taken).await;
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
        discard(body).await;
        return Err(too_large(max));
    }
    let deadline = Instant::now() + limits.body_time;
    let mut chunks = body.into_data_stream();
    let mut read = Vec::with_capacity(declared.unwrap_or_default());
    loop {
        let next = timeout(limits.body_idle_time, chunks.next());
        let next = timeout_at(deadline, next).await.map_err(|_| too_slow())?;
        let Some(chunk) = next.map_err(|_| too_slow())? else { return Ok(read) };
        let chunk: Bytes =
            chunk.map_err(|_| Failure::invalid("the body of the request ended early"))?;
        if read.len() + chunk.len() > max {
            discard(Body::from_stream(chunks)).await;
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
