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
    model::{escape, key::Scope},
    store::{ImportError, KeyError, RolloutError, StoreError},
};

use super::respond;

/// Characters of a cause that an answer carries; the log has all of it.
const LONGEST_REASON: usize = 500;

/// A code of the wire with what a person needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub code: Code,
    pub message: Option<String>,
    /// The scope that the caller lacks.
    pub scope: Option<Scope>,
    /// Seconds after which it is worth asking again, where that is known.
    pub retry_after: Option<u64>,
}

impl Failure {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: Some(message.into()), scope: None, retry_after: None }
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::InvalidInput, message)
    }

    /// A fault of the server's own. Whoever may ask may know the cause: the
    /// embedded server has no other place to tell it.
    pub fn internal(reason: &dyn std::fmt::Display) -> Self {
        tracing::error!(%reason, "a request failed inside the server");
        let reason = escape::brief(&reason.to_string(), LONGEST_REASON);
        Self::new(Code::Internal, format!("the server failed: {reason}"))
    }

    /// A panic. What it says is for the log alone: nobody chose the words.
    pub fn panicked(reason: &dyn std::fmt::Display) -> Self {
        tracing::error!(%reason, "a handler panicked");
        Self::new(Code::Internal, "the server failed; its log says why, under this request id")
    }

    /// As the body of an answer.
    pub fn body(&self) -> ErrorBody {
        let error = self.code.wire().to_owned();
        ErrorBody { ok: false, error, message: self.message.clone(), scope: self.scope }
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
        respond::add_refusal(response.headers_mut(), &self);
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

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        let code = match error {
            KeyError::Store(error) => return error.into(),
            KeyError::NotFound(_) => Code::KeyNotFound,
            KeyError::Exists(_) => Code::KeyExists,
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
            CompileError::Proposal(ref failed) => {
                Self::new(lm_code(failed.kind), error.to_string())
            }
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

/// The code of a model that gave no answer.
pub fn lm_code(kind: LmErrorKind) -> Code {
    match kind {
        LmErrorKind::Timeout => Code::LmTimeout,
        LmErrorKind::Failed | LmErrorKind::NotRecorded | LmErrorKind::Unreachable => Code::LmFailed,
        LmErrorKind::OutOfBudget => Code::BudgetExhausted,
        LmErrorKind::Stopping | LmErrorKind::Cancelled => Code::Unavailable,
    }
}

impl From<Unanswered> for Failure {
    fn from(unanswered: Unanswered) -> Self {
        match &unanswered.cause {
            Cause::Predict(predict::Failure::Lm(error)) => {
                let no_row_is_to_blame = matches!(
                    error.kind,
                    LmErrorKind::Unreachable
                        | LmErrorKind::OutOfBudget
                        | LmErrorKind::Stopping
                        | LmErrorKind::Cancelled
                );
                let words =
                    if no_row_is_to_blame { error.to_string() } else { unanswered.to_string() };
                Self::new(lm_code(error.kind), words)
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
