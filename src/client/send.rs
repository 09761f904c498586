//! Sending a request: authorisation, time limit, repetition, and the one place
//! where an answer becomes a value or an error.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use reqwest::{Response, StatusCode, header};
use secrecy::ExposeSecret;
use serde::{Serialize, de::DeserializeOwned};

use super::{Answer, Client, ClientError, Reason};
use crate::api::{
    self,
    endpoint::{Endpoint, Method},
    error::{Code, ErrorBody},
};

/// The largest answer that is read, bytes.
const ANSWER_LIMIT: usize = 64 << 20;

/// A request that is about to be sent: what every error about it names.
#[derive(Clone)]
pub(super) struct Call<'a> {
    pub method: Method,
    pub path: String,
    pub request_id: String,
    pub time_limit: Duration,
    pub repeatable: bool,
    pub accept: &'a str,
}

impl Call<'_> {
    pub fn error(&self, reason: Reason) -> ClientError {
        ClientError {
            method: self.method.name(),
            path: self.path.clone(),
            request_id: self.request_id.clone(),
            reason,
        }
    }

    /// Waits for `work` no longer than the call's limit.
    pub async fn within_limit<T>(
        &self,
        work: impl Future<Output = Result<T, ClientError>>,
    ) -> Result<T, ClientError> {
        let waited = tokio::time::timeout(self.time_limit, work).await;
        waited.unwrap_or_else(|_| Err(self.error(Reason::TimedOut(self.time_limit))))
    }
}

impl Client {
    /// Sends `request` to `endpoint`, whose path is filled with `parts`.
    ///
    /// # Errors
    /// When there is no answer, it is a refusal, or it cannot be understood.
    pub async fn send<Request: Serialize, Body: DeserializeOwned>(
        &self,
        endpoint: &Endpoint<Request, Body>,
        parts: &[&str],
        request: &Request,
    ) -> Result<Answer<Body>, ClientError> {
        let call = self.call(endpoint, parts, "application/json");
        let text = self.text(&call, request).await?;
        let body = serde_json::from_str(&text)
            .map_err(|error| call.error(Reason::NotUnderstood(error.to_string())))?;
        Ok(Answer { body, request_id: call.request_id })
    }

    /// As [`Client::send`], for an answer that is plain text.
    ///
    /// # Errors
    /// When there is no answer or it is a refusal.
    pub async fn send_for_text<Request: Serialize>(
        &self,
        endpoint: &Endpoint<Request, String>,
        parts: &[&str],
        request: &Request,
    ) -> Result<Answer<String>, ClientError> {
        let call = self.call(endpoint, parts, "text/plain");
        let body = self.text(&call, request).await?;
        Ok(Answer { body, request_id: call.request_id })
    }

    pub(super) fn call<'a, Request, Body>(
        &self,
        endpoint: &Endpoint<Request, Body>,
        parts: &[&str],
        accept: &'a str,
    ) -> Call<'a> {
        Call {
            method: endpoint.method,
            path: endpoint.path_with(parts),
            request_id: uuid::Uuid::new_v4().to_string(),
            time_limit: self.settings.time_limit.unwrap_or(endpoint.time_limit),
            repeatable: endpoint.repeatable,
            accept,
        }
    }

    /// The text of a successful answer, repeating what may be repeated.
    async fn text(&self, call: &Call<'_>, request: &impl Serialize) -> Result<String, ClientError> {
        let once = || async {
            let attempt = async {
                let response = self.open(call, request).await?;
                let response = refuse_failure(call, response).await?;
                read_text(call, response).await
            };
            call.within_limit(attempt).await
        };
        let mut pauses = self.pauses(call);
        loop {
            match (once().await, pauses.next()) {
                (Err(error), Some(pause)) if is_passing(&error) => tokio::time::sleep(pause).await,
                (result, _) => return result,
            }
        }
    }

    /// How long to wait before each repetition; empty for what is not repeatable.
    pub(super) fn pauses(&self, call: &Call<'_>) -> ExponentialBackoff {
        let retries = if call.repeatable { self.settings.retries } else { 0 };
        ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(Duration::from_millis(200))
            .with_max_delay(Duration::from_secs(5))
            .with_max_times(retries)
            .build()
    }

    /// Sends once and returns when the head of the answer is there.
    pub(super) async fn open(
        &self,
        call: &Call<'_>,
        request: &impl Serialize,
    ) -> Result<Response, ClientError> {
        let url = format!("{}{}", self.settings.base_url, call.path);
        let builder = match call.method {
            Method::Get => self.http.get(url).query(request),
            Method::Post => self.http.post(url).json(request),
        };
        let builder =
            builder.header(api::REQUEST_ID, &call.request_id).header(header::ACCEPT, call.accept);
        let builder = match &self.settings.secret {
            Some(secret) => builder.bearer_auth(secret.expose_secret()),
            None => builder,
        };
        builder.send().await.map_err(|error| {
            let cause = root_cause(&error);
            // Without a connection nothing was sent; after it nobody knows.
            let reason =
                if error.is_connect() { Reason::Unreachable(cause) } else { Reason::CutOff(cause) };
            call.error(reason)
        })
    }
}

/// What may pass by itself: a broken connection, an overloaded or broken server.
pub(super) fn is_passing(error: &ClientError) -> bool {
    match &error.reason {
        Reason::Unreachable(_) | Reason::CutOff(_) => true,
        Reason::Refused { status, code, .. } => {
            matches!(status, 429 | 500 | 502 | 503 | 504)
                && code.is_none_or(|code| code.status() >= 500)
        }
        _ => false,
    }
}

/// Passes a success on; everything else becomes an error.
pub(super) async fn refuse_failure(
    call: &Call<'_>,
    response: Response,
) -> Result<Response, ClientError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    if status.is_redirection() {
        let target = response.headers().get(header::LOCATION);
        let target = target.and_then(|value| value.to_str().ok()).unwrap_or("an unnamed place");
        return Err(call.error(Reason::Redirected(crate::model::escape::brief(target, 200))));
    }
    let text = read_text(call, response).await.unwrap_or_default();
    Err(call.error(refusal(status, &text)))
}

/// Reads a refusal, from our own servers and from deployed ones, which put the
/// code inside a longer text and answer 500 for most of them.
fn refusal(status: StatusCode, text: &str) -> Reason {
    let body: Option<ErrorBody> = serde_json::from_str(text).ok();
    let (error, message) = match body {
        Some(body) => (body.error, body.message),
        None => (crate::model::text::head(text.trim(), 300).to_owned(), None),
    };
    let code = Code::find_in(&error);
    if status == StatusCode::NOT_FOUND && matches!(code, None | Some(Code::NotFound)) {
        return Reason::NoSuchEndpoint;
    }
    let code = code.or((status == StatusCode::UNAUTHORIZED).then_some(Code::Unauthorized));
    let error = if error.is_empty() { "without a reason".to_owned() } else { error };
    Reason::Refused { status: status.as_u16(), code, error, message }
}

pub(super) async fn read_text(
    call: &Call<'_>,
    mut response: Response,
) -> Result<String, ClientError> {
    let mut bytes = Vec::new();
    loop {
        let chunk = response.chunk().await;
        match chunk.map_err(|error| call.error(Reason::CutOff(root_cause(&error))))? {
            Some(chunk) if bytes.len() + chunk.len() > ANSWER_LIMIT => {
                return Err(call.error(Reason::TooLarge(ANSWER_LIMIT)));
            }
            Some(chunk) => bytes.extend_from_slice(&chunk),
            None => break,
        }
    }
    String::from_utf8(bytes)
        .map_err(|_| call.error(Reason::NotUnderstood("it is not UTF-8".to_owned())))
}

/// The innermost cause, which is the one that says what happened.
pub(super) fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    crate::model::escape::brief(&cause.to_string(), 300)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_deployed_servers_are_found_in_their_text() {
        let text = r#"{"ok":false,"error":"Error: insufficient_improvement delta=0.01"}"#;
        let Reason::Refused { code, .. } = refusal(StatusCode::INTERNAL_SERVER_ERROR, text) else {
            panic!("a refusal");
        };
        assert_eq!(code, Some(Code::InsufficientImprovement));
    }

    #[test]
    fn an_unknown_path_is_told_from_a_missing_thing() {
        assert!(matches!(refusal(StatusCode::NOT_FOUND, "<html>"), Reason::NoSuchEndpoint));
        let text = r#"{"ok":false,"error":"run_not_found"}"#;
        assert!(matches!(refusal(StatusCode::NOT_FOUND, text), Reason::Refused { .. }));
    }
}
