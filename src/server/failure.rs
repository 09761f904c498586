//! Why a request failed; it knows its response.

use axum::response::{IntoResponse, Response};

use crate::{
    api::{
        error::{Code, ErrorBody},
        progress::ProgressEvent,
    },
    engine::{
        compile::CompileError,
        evaluate::{Cause, EvalError, Unanswered},
        gate::{GateError, Refusal},
        ports::PortError,
        predict,
        stored::{DatasetBlobsError, StoredError},
    },
    lm::LmErrorKind,
    store::{ImportError, RolloutError, StoreError},
};

use super::respond;

/// A code of the wire with what a person needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub code: Code,
    pub message: Option<String>,
}

impl Failure {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: Some(message.into()) }
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::InvalidInput, message)
    }

    /// A fault of the server's own: the log has it, the client has the request
    /// id that finds it there.
    pub fn internal(reason: &dyn std::fmt::Display) -> Self {
        tracing::error!(%reason, "a request failed inside the server");
        Self::new(Code::Internal, "the server failed; its log says why, under this request id")
    }

    /// As the body of an answer.
    pub fn body(&self) -> ErrorBody {
        let error = self.code.wire().to_owned();
        ErrorBody { ok: false, error, message: self.message.clone() }
    }

    /// As the last line of a streamed answer.
    pub fn into_event(self) -> ProgressEvent {
        ProgressEvent::Error {
            error: self.code.wire().to_owned(),
            message: self.message,
            status: Some(self.code.status()),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = respond::json(self.code.status(), &self.body());
        respond::add_retry_after(response.headers_mut(), self.code);
        response
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::internal(&error)
    }
}

impl From<PortError> for Failure {
    fn from(error: PortError) -> Self {
        Self::internal(&error)
    }
}

impl From<RolloutError> for Failure {
    fn from(error: RolloutError) -> Self {
        let code = match &error {
            RolloutError::Store(error) => return Self::internal(error),
            RolloutError::ArtifactNotFound(_) => Code::ArtifactNotFound,
            RolloutError::ControlArtifactMissing(_) => Code::ControlArtifactMissing,
            RolloutError::CanaryArtifactMissing(_) => Code::CanaryArtifactMissing,
            RolloutError::RollbackUnavailable => Code::RollbackUnavailable,
            RolloutError::PointerMoved => Code::Unavailable,
            RolloutError::CanaryGone => Code::CanaryNotFound,
            RolloutError::OtherCanary(_) => Code::CanaryMismatch,
        };
        Self::new(code, error.to_string())
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        let code = match error {
            ImportError::Store(error) => return error.into(),
            ImportError::Blobs(error) => return error.into(),
            ImportError::TooManyRows { .. } => Code::DatasetTooLarge,
            ImportError::OtherRemovals => Code::DatasetChanged,
            ImportError::Ended { .. } => Code::ImportEnded,
            ImportError::OtherTotal { .. } => Code::InvalidInput,
        };
        Self::new(code, error.to_string())
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let code = Code::find_in(refusal.code()).expect("refusals have codes of the wire");
        Self::new(code, refusal.to_string())
    }
}

impl From<GateError> for Failure {
    fn from(error: GateError) -> Self {
        match error {
            GateError::Refused(refusal) => refusal.into(),
            GateError::Evaluation(error) => error.into(),
            GateError::Unanswered(unanswered) => unanswered.into(),
        }
    }
}

impl From<CompileError> for Failure {
    fn from(error: CompileError) -> Self {
        match error {
            CompileError::Evaluation(error) => error.into(),
            _ => Self::invalid(error.to_string()),
        }
    }
}

impl From<EvalError> for Failure {
    fn from(error: EvalError) -> Self {
        match error {
            EvalError::Unanswered(unanswered) => unanswered.into(),
            EvalError::Cache { .. } => Self::internal(&error),
        }
    }
}

impl From<Unanswered> for Failure {
    fn from(unanswered: Unanswered) -> Self {
        match &unanswered.cause {
            Cause::Predict(predict::Failure::Lm(error)) => {
                let code = match error.kind {
                    LmErrorKind::Timeout => Code::LmTimeout,
                    LmErrorKind::Failed | LmErrorKind::NotRecorded => Code::LmFailed,
                    // No row is to blame.
                    LmErrorKind::Unreachable => {
                        return Self::new(Code::LmFailed, error.to_string());
                    }
                    LmErrorKind::OutOfBudget => {
                        return Self::new(Code::BudgetExhausted, error.to_string());
                    }
                    LmErrorKind::Stopping | LmErrorKind::Cancelled => {
                        return Self::new(Code::Unavailable, error.to_string());
                    }
                };
                Self::new(code, unanswered.to_string())
            }
            _ => Self::internal(&unanswered),
        }
    }
}

impl From<StoredError> for Failure {
    fn from(error: StoredError) -> Self {
        Self::invalid(format!("the stored examples do not fit the signature: {error}"))
    }
}

impl From<DatasetBlobsError> for Failure {
    fn from(error: DatasetBlobsError) -> Self {
        let code = Code::find_in(error.code()).expect("refusals have codes of the wire");
        Self::new(code, error.to_string())
    }
}
