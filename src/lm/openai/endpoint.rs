//! One endpoint: a request sent once.

use std::time::Duration;

use reqwest::{
    Client, RequestBuilder, Response, Url,
    header::{CONTENT_TYPE, LOCATION},
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::time::Instant;

use super::{
    breaker::Breaker,
    failure::{Failure, with_causes},
    streamed,
    wire::{self, Answer},
};
use crate::{
    lm::{LmReply, Pieces},
    model::{lm_settings::RoleModels, text::head},
};

/// Bytes of an error's body that are read.
const ERROR_BYTES: usize = 64 * 1024;
/// How long an endpoint may take to answer when it is only looked for. One that
/// takes the connection and stays silent is there.
const REACH: Duration = Duration::from_secs(5);
/// Units of a server's text that an error shows.
const SHOWN: usize = 300;

/// Where to ask, with what key, for which models.
pub(super) struct Endpoint {
    /// The address of `chat/completions`.
    pub url: Url,
    pub key: Option<SecretString>,
    pub models: RoleModels,
    pub max_answer_bytes: usize,
    pub breaker: Breaker,
}

impl Endpoint {
    /// Where it is, for people and for ids: a query could hold a secret.
    pub(super) fn address(&self) -> String {
        let origin = self.url.origin().ascii_serialization();
        origin + self.url.path().trim_end_matches("/chat/completions")
    }

    /// Sends `body` once.
    ///
    /// # Errors
    /// When no usable answer came; the failure says whether to try again.
    pub(super) async fn send(
        &self,
        client: &Client,
        body: &Value,
        pieces: &Pieces,
    ) -> Result<LmReply, Failure> {
        let mut request = client.post(self.url.clone()).json(body);
        if let Some(key) = &self.key {
            request = request.bearer_auth(key.expose_secret());
        }
        let response = self.connect(request).await?;
        let status = response.status();
        if status.is_redirection() {
            return Err(self.redirect(&response));
        }
        let headers = response.headers().clone();
        if !status.is_success() {
            // A body that breaks off still tells more than none.
            let body = read(response, ERROR_BYTES).await.unwrap_or_default();
            let reason = format!("status {status}: {}", self.shown(&wire::error_text(&body)));
            return Err(Failure::status(status.as_u16(), &headers, reason));
        }
        match self.answer(response, pieces).await? {
            Answer::Reply(reply) => Ok(reply),
            Answer::Error { code, message } => {
                let reason = format!("it answered with an error: {}", self.shown(&message));
                Err(Failure::status(code.unwrap_or_default(), &headers, reason))
            }
        }
    }

    /// What a response says, whether it comes in events or in one piece.
    async fn answer(&self, response: Response, pieces: &Pieces) -> Result<Answer, Failure> {
        let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("text/event-stream")) {
            return streamed::read(response, self.max_answer_bytes, pieces).await;
        }
        let body = read(response, self.max_answer_bytes).await?;
        wire::parse(&body).map_err(|error| {
            let start = self.shown(&String::from_utf8_lossy(&body));
            Failure::lasting(format!("its answer is not a chat completion ({error}): {start}"))
        })
    }

    /// Tries whether anybody answers. Neither key nor prompt is sent, and what
    /// the answer says does not matter.
    ///
    /// # Errors
    /// When no connection can be made.
    pub(super) async fn reach(&self, client: &Client) -> Result<(), String> {
        match client.get(self.url.clone()).timeout(REACH).send().await {
            Err(error) if error.is_connect() => Err(with_causes(&error)),
            _ => Ok(()),
        }
    }

    /// Sends `request`, unless the breaker says that it is no use.
    async fn connect(&self, request: RequestBuilder) -> Result<Response, Failure> {
        let began = Instant::now();
        if let Some(reason) = self.breaker.open(began) {
            return Err(Failure::unreachable(reason));
        }
        match request.send().await {
            Ok(response) => {
                self.breaker.reached();
                Ok(response)
            }
            Err(error) if error.is_connect() => {
                let reason = with_causes(&error);
                Err(if self.breaker.refused(began, Instant::now(), &reason) {
                    Failure::unreachable(reason)
                } else {
                    Failure::passing(reason)
                })
            }
            Err(error) => Err(Failure::connection(&error)),
        }
    }

    /// A redirect is not followed: key and prompt go nowhere but to the
    /// address that was configured.
    fn redirect(&self, response: &Response) -> Failure {
        let location = response.headers().get(LOCATION);
        let target = location.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let target = target.map_or("nowhere".to_owned(), |target| match self.url.join(&target) {
            Ok(url) => url.to_string(),
            Err(_) => target,
        });
        let target = self.shown(&target);
        let status = response.status();
        Failure::lasting(format!(
            "status {status}: it redirects to {target}, which is not followed"
        ))
    }

    /// A server's text for an error message: cut, on one line, without escape
    /// characters, and without the key, which some servers repeat.
    fn shown(&self, text: &str) -> String {
        let mut text = text.trim().to_owned();
        if let Some(key) = &self.key {
            text = text.replace(key.expose_secret(), "[key]");
        }
        head(&text, SHOWN).chars().flat_map(visible).collect()
    }
}

fn visible(character: char) -> Vec<char> {
    if character.is_control() { character.escape_default().collect() } else { vec![character] }
}

/// Reads a body of at most `limit` bytes.
async fn read(mut response: Response, limit: usize) -> Result<Vec<u8>, Failure> {
    let too_large = || {
        Failure::lasting(format!(
            "its answer is larger than {limit} bytes and was cut off; \
             raise lm.max_answer_bytes if it should be that large"
        ))
    };
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| Failure::connection(&error))? {
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
