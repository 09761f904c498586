//! Why a prediction has no output.

use crate::{
    engine::{
        core::{budget::BudgetExceeded, decode::DecodeError, render::PlanError},
        ports::PortError,
    },
    lm::{LmError, LmErrorKind},
    model::{demos::DemosError, eval::Undecoded, receipt::Receipt},
};

/// A prediction that failed, with the receipt where one was recorded.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{failure}")]
pub struct PredictError {
    pub failure: Failure,
    /// `None` when the prediction did not start, or its receipt could not be stored.
    pub receipt: Option<Box<Receipt>>,
}

impl PredictError {
    /// The error's name on the wire.
    pub fn name(&self) -> &'static str {
        self.failure.name()
    }
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Failure {
    /// The active artifact cannot be read.
    #[error("{0}")]
    Registry(String),
    #[error("{reason}")]
    Render {
        reason: String,
        /// Few-shot examples that were selected and do not exist.
        missing_example_ids: Vec<String>,
    },
    #[error(transparent)]
    Decode(#[from] DecodeError),
    #[error(transparent)]
    Budget(#[from] BudgetExceeded),
    #[error(transparent)]
    Lm(#[from] LmError),
    #[error("strategy {strategy_id}: {reason}")]
    Strategy { strategy_id: String, reason: String },
    /// An action that could not be carried out.
    #[error("{0}")]
    Kernel(String),
    #[error("the receipt was not stored: {0}")]
    Recorder(PortError),
}

impl Failure {
    /// The name on the wire, which receipts and reports carry.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Registry(_) => "PolicyRegistryError",
            Self::Render { .. } => "PromptRenderError",
            Self::Decode(_) => Undecoded::ERROR,
            Self::Budget(_) => "BudgetExceededError",
            Self::Lm(_) => "LmClientError",
            Self::Strategy { .. } => "PredictStrategyError",
            Self::Kernel(_) => "RlmKernelError",
            Self::Recorder(_) => "ReceiptRecorderError",
        }
    }

    /// The program ends before the model was asked: nothing is known of the
    /// prediction.
    pub fn is_stopping(&self) -> bool {
        matches!(self, Self::Lm(error) if error.kind == LmErrorKind::Stopping)
    }

    pub(super) fn render(reason: impl Into<String>) -> Self {
        Self::Render { reason: reason.into(), missing_example_ids: Vec::new() }
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Missing(missing) => Self::Render {
                reason: missing.to_string(),
                missing_example_ids: missing.example_ids,
            },
            PlanError::Demos(DemosError { strategy_id, reason }) => {
                Self::Strategy { strategy_id, reason }
            }
        }
    }
}
