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
    /// but the last. A server that does not stream answers as usual. The time
    /// limit is for the silence between two events: work that goes on may take
    /// as long as it needs.
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
            let result = self.stream_once(&call, request, &mut on_progress).await;
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
        let opened = async { refuse_failure(call, self.open(call, request).await?).await };
        let response = call.within_limit(opened).await?;
        if is_ndjson(&response) {
            last_event(call, response, on_progress).await
        } else {
            let text = call.within_limit(read_text(call, response)).await?;
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
        let next = async {
            let chunk = response.chunk().await;
            chunk.map_err(|error| call.error(Reason::CutOff(root_cause(&error))))
        };
        let Some(chunk) = call.within_limit(next).await? else {
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::api::Empty;
    use crate::client::ClientSettings;

    const WORK: Endpoint<Empty, Value> = Endpoint::post("/work");

    /// A client of a server that writes `lines`, each after `pause`, and then
    /// stays silent.
    async fn client(lines: &'static [&str], pause: Duration, time_limit: Duration) -> Client {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.read(&mut [0; 4096]).await.unwrap();
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\n\r\n";
            socket.write_all(head.as_bytes()).await.unwrap();
            for line in lines {
                tokio::time::sleep(pause).await;
                socket.write_all(format!("{line}\n").as_bytes()).await.unwrap();
            }
            std::future::pending::<()>().await;
        });
        let time_limit = Some(time_limit);
        Client::new(ClientSettings { base_url, secret: None, time_limit, retries: 0 }).unwrap()
    }

    #[tokio::test]
    async fn work_that_goes_on_may_take_longer_than_the_limit() {
        let lines = &[
            r#"{"event":"example","done":1,"of":3}"#,
            r#"{"event":"example","done":2,"of":3}"#,
            r#"{"event":"example","done":3,"of":3}"#,
            r#"{"event":"result","n":3}"#,
        ];
        let client = client(lines, Duration::from_millis(600), Duration::from_secs(2)).await;
        let mut seen = 0;
        let answer = client.send_streaming(&WORK, &[], &Empty {}, |_| seen += 1).await.unwrap();
        assert_eq!((answer.body, seen), (json!({"n": 3}), 3));
    }

    #[tokio::test]
    async fn silence_is_bounded() {
        let lines = &[r#"{"event":"example","done":1,"of":3}"#];
        let client = client(lines, Duration::ZERO, Duration::from_millis(200)).await;
        let error = client.send_streaming(&WORK, &[], &Empty {}, |_| {}).await.unwrap_err();
        assert!(matches!(error.reason, Reason::TimedOut(_)), "{error:?}");
    }
}
