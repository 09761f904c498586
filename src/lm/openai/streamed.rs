//! An answer that comes as server-sent events.

use reqwest::Response;
use serde_json::Value;

use super::{
    failure::Failure,
    wire::{self, Answer},
};
use crate::lm::{LmReply, Pieces};

/// What has come so far.
#[derive(Default)]
struct Reader {
    /// The start of a line whose end has not come.
    line: Vec<u8>,
    text: String,
    usage: Value,
    ended: bool,
}

/// Reads the events of `response` to their end, at most `limit` bytes, and
/// hands on each piece of the answer as it comes.
///
/// # Errors
/// When the stream breaks off, tells of an error, or is not one of a chat. Once
/// a piece was handed on, the failure is lasting: nobody wants it twice.
pub(super) async fn read(
    mut response: Response,
    limit: usize,
    pieces: &Pieces,
) -> Result<Answer, Failure> {
    let mut reader = Reader::default();
    let mut bytes = 0;
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break,
            Err(error) => return Err(after(pieces, Failure::connection(&error))),
        };
        bytes += chunk.len();
        if bytes > limit {
            return Err(Failure::lasting(format!(
                "its answer is larger than {limit} bytes and was cut off; \
                 raise lm.max_answer_bytes if it should be that large"
            )));
        }
        if let Some(error) = reader.take(&chunk, pieces) {
            return if pieces.began() { Err(Failure::lasting(told(&error))) } else { Ok(error) };
        }
    }
    if !reader.ended {
        let failure = Failure::passing("its answer broke off in the middle of the stream");
        return Err(after(pieces, failure));
    }
    Ok(Answer::Reply(LmReply { text: reader.text, ..wire::reply_with(&reader.usage) }))
}

fn after(pieces: &Pieces, failure: Failure) -> Failure {
    if pieces.began() { Failure::lasting(failure.reason) } else { failure }
}

fn told(answer: &Answer) -> String {
    match answer {
        Answer::Error { message, .. } => format!("it ended its answer with an error: {message}"),
        Answer::Reply(_) => String::new(),
    }
}

impl Reader {
    /// Reads the lines that `chunk` completes; gives an error that one tells.
    fn take(&mut self, chunk: &[u8], pieces: &Pieces) -> Option<Answer> {
        let mut rest = chunk;
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
            self.line.extend_from_slice(&rest[..end]);
            rest = &rest[end + 1..];
            let line = std::mem::take(&mut self.line);
            let told = self.event(&line, pieces);
            if told.is_some() {
                return told;
            }
        }
        self.line.extend_from_slice(rest);
        None
    }

    fn event(&mut self, line: &[u8], pieces: &Pieces) -> Option<Answer> {
        // Comments keep the connection alive; other fields are not of this protocol.
        let data = line.trim_ascii().strip_prefix(b"data:")?.trim_ascii();
        if data == b"[DONE]" {
            self.ended = true;
            return None;
        }
        let Ok(event) = serde_json::from_slice::<Value>(data) else { return None };
        if let Some(error) = event.get("error").filter(|error| !error.is_null()) {
            return Some(wire::error_of(error));
        }
        let choice = &event["choices"][0];
        if let Some(content) = choice["delta"].get("content") {
            let piece = wire::content_text(content);
            self.text.push_str(&piece);
            pieces.send(&piece);
        }
        // Some servers send no [DONE].
        self.ended |= choice["finish_reason"].is_string();
        if event["usage"].is_object() {
            self.usage = event["usage"].clone();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    fn read(chunks: &[&str]) -> (Reader, Option<Answer>, Vec<String>) {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&seen);
        let pieces = Pieces::new(true, move |piece| into.lock().unwrap().push(piece.to_owned()));
        let mut reader = Reader::default();
        let told = chunks.iter().find_map(|chunk| reader.take(chunk.as_bytes(), &pieces));
        let seen = seen.lock().unwrap().clone();
        (reader, told, seen)
    }

    #[test]
    fn events_are_read_wherever_the_chunks_are_cut() {
        let whole = ": hello\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"{\\\"a\\\"\"}}]}\r\n\
                     \ndata: {\"choices\":[{\"delta\":{\"content\":\":1}\"},\"finish_reason\":\"stop\"}]}\n\
                     \ndata:{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\
                     \ndata: [DONE]\n\n";
        for cut in 1..whole.len() {
            if !whole.is_char_boundary(cut) {
                continue;
            }
            let (reader, told, seen) = read(&[&whole[..cut], &whole[cut..]]);
            assert_eq!((reader.text.as_str(), reader.ended), ("{\"a\":1}", true), "{cut}");
            assert_eq!((told, seen), (None, vec!["{\"a\"".to_owned(), ":1}".to_owned()]));
            assert_eq!(reader.usage["prompt_tokens"], 3);
        }
    }

    #[test]
    fn a_stream_that_only_stops_has_not_ended_and_errors_are_told() {
        let (reader, ..) = read(&["data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n"]);
        assert!(!reader.ended);
        let (_, told, _) = read(&["data: {\"error\":{\"code\":429,\"message\":\"busy\"}}\n"]);
        assert_eq!(told, Some(Answer::Error { code: Some(429), message: "busy".to_owned() }));
    }
}
