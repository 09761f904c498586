//! Why a request got no answer that could be used.

use crate::api::error::Code;
use crate::model::escape;

/// A failed request: which one, what came back, and its request id.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{method} {path}: {reason}")]
pub struct ClientError {
    pub method: &'static str,
    pub path: String,
    /// The id that the server logged the request under.
    pub request_id: String,
    pub reason: Reason,
}

#[derive(Clone, Debug, thiserror::Error)]
pub enum Reason {
    #[error("the server could not be reached: {0}")]
    Unreachable(String),
    #[error("no answer within {} s", .0.as_secs_f32())]
    TimedOut(std::time::Duration),
    #[error("the answer ended early: {0}")]
    CutOff(String),
    #[error("the server redirects to {0}, which is not followed")]
    Redirected(String),
    #[error("the answer is not the JSON that was expected: {0}")]
    NotUnderstood(String),
    #[error("the answer is over {0} bytes")]
    TooLarge(usize),
    #[error("this server has no such endpoint; it may be older than this client")]
    NoSuchEndpoint,
    #[error("{}", refusal(*.status, .error, .message.as_deref()))]
    Refused { status: u16, code: Option<Code>, error: String, message: Option<String> },
}

impl ClientError {
    /// The wire code, where the server gave one.
    pub fn code(&self) -> Option<Code> {
        match &self.reason {
            Reason::Refused { code, .. } => *code,
            _ => None,
        }
    }

    /// The HTTP status, where there was an answer.
    pub fn status(&self) -> Option<u16> {
        match &self.reason {
            Reason::Refused { status, .. } => Some(*status),
            Reason::NoSuchEndpoint => Some(404),
            _ => None,
        }
    }

    /// The request may have been carried out although no answer came.
    pub fn answer_was_lost(&self) -> bool {
        match self.reason {
            Reason::TimedOut(_)
            | Reason::CutOff(_)
            | Reason::NotUnderstood(_)
            | Reason::TooLarge(_) => true,
            // What stands in front of the server gave up waiting for it.
            Reason::Refused { status, code: None, .. } => matches!(status, 502..=504),
            _ => false,
        }
    }
}

fn refusal(status: u16, error: &str, message: Option<&str>) -> String {
    let error = escape::brief(error, 300);
    match message {
        Some(message) => format!("{status} {error}: {}", escape::brief(message, 1_000)),
        None => format!("{status} {error}"),
    }
}
