//! Answers that tell their progress, one event a line.

use reqwest::{Response, header};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::send::{Call, is_passing, read_text, refuse_failure, root_cause};
use super::{Answer, Client, ClientError, Reason};
use crate::api::{self, endpoint::Endpoint, error::Code, progress::ProgressEvent};

/// The longest line of a streamed answer, bytes.
const LINE_LIMIT: usize = 16 << 20;

impl Client {
    /// Sends `request` and asks for progress; `on_progress` sees each event
    /// but the last. A server that does not stream answers as usual.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn send_streaming<Request: Serialize, Body: DeserializeOwned>(
        &self,
        endpoint: &Endpoint<Request, Body>,
        parts: &[&str],
        request: &Request,
        mut on_progress: impl FnMut(&ProgressEvent),
    ) -> Result<Answer<Body>, ClientError> {
        let call = self.call(endpoint, parts, api::NDJSON);
        let mut pauses = self.pauses(&call);
        loop {
            let attempt = self.stream_once(&call, request, &mut on_progress);
            let result = tokio::time::timeout(call.time_limit, attempt)
                .await
                .unwrap_or_else(|_| Err(call.error(Reason::TimedOut(call.time_limit))));
            match (result, pauses.next()) {
                (Err(error), Some(pause)) if is_passing(&error) => tokio::time::sleep(pause).await,
                (result, _) => {
                    let body = serde_json::from_value(result?)
                        .map_err(|error| call.error(Reason::NotUnderstood(error.to_string())))?;
                    return Ok(Answer { body, request_id: call.request_id });
                }
            }
        }
    }

    async fn stream_once(
        &self,
        call: &Call<'_>,
        request: &impl Serialize,
        on_progress: &mut impl FnMut(&ProgressEvent),
    ) -> Result<Value, ClientError> {
        let response = refuse_failure(call, self.open(call, request).await?).await?;
        if is_ndjson(&response) {
            last_event(call, response, on_progress).await
        } else {
            let text = read_text(call, response).await?;
            serde_json::from_str(&text)
                .map_err(|error| call.error(Reason::NotUnderstood(error.to_string())))
        }
    }
}

fn is_ndjson(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.and_then(|value| value.to_str().ok()).is_some_and(|kind| kind.starts_with(api::NDJSON))
}

async fn last_event(
    call: &Call<'_>,
    mut response: Response,
    on_progress: &mut impl FnMut(&ProgressEvent),
) -> Result<Value, ClientError> {
    let mut pending = Vec::new();
    loop {
        let chunk = response.chunk().await;
        let chunk = chunk.map_err(|error| call.error(Reason::CutOff(root_cause(&error))))?;
        let Some(chunk) = chunk else {
            return Err(call.error(Reason::CutOff("no result event came".to_owned())));
        };
        pending.extend_from_slice(&chunk);
        if pending.len() > LINE_LIMIT {
            return Err(call.error(Reason::TooLarge(LINE_LIMIT)));
        }
        while let Some(end) = pending.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = pending.drain(..=end).collect();
            if line.trim_ascii().is_empty() {
                continue;
            }
            // An event of a kind that this client does not know yet is skipped.
            match serde_json::from_slice::<ProgressEvent>(&line) {
                Ok(ProgressEvent::Result(body)) => return Ok(body),
                Ok(ProgressEvent::Error { error, message, status }) => {
                    let code = Code::find_in(&error);
                    let status = status.or(code.map(Code::status)).unwrap_or(500);
                    return Err(call.error(Reason::Refused { status, code, error, message }));
                }
                Ok(event) => on_progress(&event),
                Err(_) => {}
            }
        }
    }
}
