//! Answers that tell their progress, one event a line.

use reqwest::{Response, header};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tokio::time::Instant;

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

/// Reads events until the last one. The time limit is for the silence between
/// two events that tell something new: a line of a kind that this client does
/// not know, or the same event again, is no sign that the work goes on.
async fn last_event(
    call: &Call<'_>,
    mut response: Response,
    on_progress: &mut impl FnMut(&ProgressEvent),
) -> Result<Value, ClientError> {
    let mut lines = Lines::default();
    let mut newest: Option<ProgressEvent> = None;
    let mut until = Instant::now() + call.time_limit;
    loop {
        let next = tokio::time::timeout_at(until, response.chunk()).await;
        let next = next.map_err(|_| call.error(Reason::TimedOut(call.time_limit)))?;
        let chunk = next.map_err(|error| call.error(Reason::CutOff(root_cause(&error))))?;
        let Some(chunk) = chunk else {
            return Err(call.error(Reason::CutOff("no result event came".to_owned())));
        };
        lines.push(&chunk);
        while let Some(line) = lines.next() {
            match serde_json::from_slice::<ProgressEvent>(line) {
                Ok(ProgressEvent::Result(body)) => return Ok(body),
                Ok(ProgressEvent::Error { error, message, status }) => {
                    let code = Code::find_in(&error);
                    let status = status.or(code.map(Code::status)).unwrap_or(500);
                    return Err(call.error(Reason::Refused { status, code, error, message }));
                }
                Ok(event) if newest.as_ref() != Some(&event) => {
                    on_progress(&event);
                    newest = Some(event);
                    until = Instant::now() + call.time_limit;
                }
                Ok(_) | Err(_) => {}
            }
        }
        if lines.unfinished() > LINE_LIMIT {
            return Err(call.error(Reason::TooLarge(LINE_LIMIT)));
        }
        // Lines that are there at once never let the timer have its turn.
        if Instant::now() >= until {
            return Err(call.error(Reason::TimedOut(call.time_limit)));
        }
    }
}

/// Lines out of pieces. Each byte is searched and moved once, however long its
/// line is.
#[derive(Default)]
struct Lines {
    pending: Vec<u8>,
    /// Where the line under way starts.
    start: usize,
    /// Up to where no line ends after `start`.
    searched: usize,
}

impl Lines {
    fn push(&mut self, piece: &[u8]) {
        self.pending.drain(..self.start);
        self.searched -= self.start;
        self.start = 0;
        self.pending.extend_from_slice(piece);
    }

    /// The next whole line that is not blank.
    fn next(&mut self) -> Option<&[u8]> {
        loop {
            let Some(at) = memchr::memchr(b'\n', &self.pending[self.searched..]) else {
                self.searched = self.pending.len();
                return None;
            };
            let line = self.start..self.searched + at;
            self.start = line.end + 1;
            self.searched = self.start;
            if !self.pending[line.clone()].trim_ascii().is_empty() {
                return Some(&self.pending[line]);
            }
        }
    }

    /// Bytes of the line whose end has not come.
    fn unfinished(&self) -> usize {
        self.pending.len() - self.start
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

    /// A client of a server that writes `line` for ever.
    async fn client_of_endless(line: &'static str, time_limit: Duration) -> Client {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.read(&mut [0; 4096]).await.unwrap();
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\n\r\n";
            socket.write_all(head.as_bytes()).await.unwrap();
            while socket.write_all(line.as_bytes()).await.is_ok() {}
        });
        let time_limit = Some(time_limit);
        Client::new(ClientSettings { base_url, secret: None, time_limit, retries: 0 }).unwrap()
    }

    #[tokio::test]
    async fn what_tells_nothing_new_is_no_progress() {
        let endless = [
            "{\"event\":\"unknown\"}\n",
            "\n",
            "no event\n",
            "{\"event\":\"example\",\"done\":1,\"of\":3}\n",
        ];
        for line in endless {
            let client = client_of_endless(line, Duration::from_millis(300)).await;
            let error = client.send_streaming(&WORK, &[], &Empty {}, |_| {}).await.unwrap_err();
            assert!(matches!(error.reason, Reason::TimedOut(_)), "{line}: {error:?}");
        }
    }

    #[tokio::test]
    async fn a_line_that_never_ends_is_refused() {
        let client = client_of_endless("xxxxxxxxxxxxxxxx", Duration::from_secs(120)).await;
        let error = client.send_streaming(&WORK, &[], &Empty {}, |_| {}).await.unwrap_err();
        assert!(matches!(error.reason, Reason::TooLarge(LINE_LIMIT)), "{error:?}");
    }

    #[test]
    fn each_byte_of_a_line_is_searched_once() {
        let mut lines = Lines::default();
        for _ in 0..3 {
            lines.push(b"abc");
            assert_eq!(lines.next(), None);
            assert_eq!(lines.searched, lines.pending.len());
        }
        lines.push(b"d\n\n \r\nsecond\nthi");
        assert_eq!(lines.next(), Some(&b"abcabcabcd"[..]));
        assert_eq!(lines.next(), Some(&b"second"[..]));
        assert_eq!(lines.next(), None);
        assert_eq!(lines.unfinished(), 3);
        lines.push(b"rd\n");
        assert_eq!(lines.next(), Some(&b"third"[..]));
        assert_eq!(lines.next(), None);
        assert_eq!(lines.unfinished(), 0);
    }

    #[tokio::test]
    async fn silence_is_bounded() {
        let lines = &[r#"{"event":"example","done":1,"of":3}"#];
        let client = client(lines, Duration::ZERO, Duration::from_millis(200)).await;
        let error = client.send_streaming(&WORK, &[], &Empty {}, |_| {}).await.unwrap_err();
        assert!(matches!(error.reason, Reason::TimedOut(_)), "{error:?}");
    }
}
