//! Failures in the protocol's shape, with all four keys always.

use axum::{
    http::HeaderValue,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    api::error::Code,
    server::{Failure, respond},
};

/// A failure as a client of the protocol is told.
#[derive(Clone, Debug)]
pub struct ApiFailure {
    pub kind: Kind,
    pub message: String,
    /// Which field of the request is to blame.
    pub param: Option<String>,
}

/// What failed: status, code, and whether sending it again may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Invalid,
    InputMismatch,
    Unauthorized,
    Forbidden,
    RateLimited,
    ModelNotFound,
    ArtifactNotFound,
    NotFound,
    MethodNotAllowed,
    TooSlow,
    TooLarge,
    OutputMismatch,
    StrategyFailed,
    BudgetExhausted,
    Internal,
    LmFailed,
    Overloaded,
    LmTimeout,
}

impl Kind {
    /// Status and code.
    const fn wire(self) -> (u16, &'static str) {
        match self {
            Self::Invalid => (400, "invalid_input"),
            Self::InputMismatch => (400, "input_mismatch"),
            Self::Unauthorized => (401, "invalid_api_key"),
            Self::Forbidden => (403, "insufficient_permissions"),
            Self::RateLimited => (429, "rate_limit_exceeded"),
            Self::ModelNotFound => (404, "model_not_found"),
            Self::ArtifactNotFound => (404, "artifact_not_found"),
            Self::NotFound => (404, "not_found"),
            Self::MethodNotAllowed => (405, "method_not_allowed"),
            Self::TooSlow => (408, "request_timeout"),
            Self::TooLarge => (413, "too_large"),
            Self::OutputMismatch => (422, "output_mismatch"),
            Self::StrategyFailed => (422, "strategy_failed"),
            Self::BudgetExhausted => (422, "budget_exhausted"),
            Self::Internal => (500, "internal"),
            Self::LmFailed => (502, "lm_failed"),
            Self::Overloaded => (503, "overloaded"),
            Self::LmTimeout => (504, "lm_timeout"),
        }
    }
}

impl ApiFailure {
    pub fn of(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), param: None }
    }

    /// A field of the request that cannot be served.
    pub fn param(param: impl Into<String>, message: impl Into<String>) -> Self {
        Self { param: Some(param.into()), ..Self::of(Kind::Invalid, message) }
    }

    /// As the body of an answer, and as the last event of a stream.
    pub fn body(&self) -> Value {
        let (status, code) = self.kind.wire();
        let kind = if status < 500 { "invalid_request_error" } else { "server_error" };
        json!({"error": {
            "message": self.message, "type": kind, "param": self.param, "code": code,
        }})
    }
}

impl IntoResponse for ApiFailure {
    fn into_response(self) -> Response {
        let (status, _) = self.kind.wire();
        let mut response = respond::json(status, &self.body());
        let headers = response.headers_mut();
        match self.kind {
            Kind::Overloaded => respond::add_retry_after(headers, Code::Overloaded),
            // The model was asked as often as it is worth.
            Kind::LmFailed | Kind::LmTimeout | Kind::Internal => {
                headers.insert("x-should-retry", HeaderValue::from_static("false"));
            }
            _ => {}
        }
        response
    }
}

impl From<Failure> for ApiFailure {
    fn from(failure: Failure) -> Self {
        let kind = match failure.code {
            Code::InputMismatch => Kind::InputMismatch,
            Code::Unauthorized => Kind::Unauthorized,
            Code::ScopeMissing | Code::SignatureNotAllowed => Kind::Forbidden,
            Code::TooManyFailures | Code::RateLimited => Kind::RateLimited,
            Code::UnknownSignature => Kind::ModelNotFound,
            Code::ArtifactNotFound => Kind::ArtifactNotFound,
            Code::TooLarge => Kind::TooLarge,
            Code::RequestTimeout => Kind::TooSlow,
            Code::OutputMismatch => Kind::OutputMismatch,
            Code::StrategyFailed => Kind::StrategyFailed,
            Code::BudgetExhausted => Kind::BudgetExhausted,
            Code::LmFailed => Kind::LmFailed,
            Code::LmTimeout => Kind::LmTimeout,
            Code::Overloaded | Code::Unavailable | Code::IssuerUnreachable => Kind::Overloaded,
            Code::Internal => Kind::Internal,
            _ => Kind::Invalid,
        };
        let message = failure.message.unwrap_or_else(|| failure.code.wire().to_owned());
        Self::of(kind, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_failure_of_ours_invites_a_useless_repetition() {
        for code in Code::ALL {
            let failure = ApiFailure::from(Failure::new(*code, "x"));
            let (status, _) = failure.kind.wire();
            assert_ne!(status, 409, "{code:?}");
            let body = failure.body();
            let keys: Vec<&String> = body["error"].as_object().unwrap().keys().collect();
            assert_eq!(keys, ["message", "type", "param", "code"]);
            let response = failure.into_response();
            let again = response.headers().contains_key("retry-after");
            let never = response.headers().contains_key("x-should-retry");
            // When to come back after too many failures is the brake's to say.
            assert_eq!(status >= 500, again || never, "{code:?}");
        }
    }
}
