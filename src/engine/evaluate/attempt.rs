//! A prediction as its signals see it.

use serde_json::Value;

use super::{Cause, watch::WatchedBlobs};
use crate::{
    engine::predict::{Failure, PredictEnv, PredictError, PredictRequest, Prediction, predict},
    model::receipt::Receipt,
};

pub(super) struct Attempt {
    pub(super) output: Option<Value>,
    pub(super) receipt: Option<Receipt>,
    pub(super) failure: Option<Failure>,
    /// Set when the world failed rather than the prediction.
    pub(super) fault: Option<Cause>,
}

impl Attempt {
    /// Predicts with the texts of `blobs`.
    pub(super) async fn make(
        env: PredictEnv<'_>,
        blobs: &WatchedBlobs<'_>,
        request: PredictRequest<'_>,
    ) -> Self {
        match predict(PredictEnv { blobs, ..env }, request).await {
            Ok(Prediction { output, receipt }) => {
                Self { output: Some(output), receipt: Some(receipt), failure: None, fault: None }
            }
            Err(PredictError { failure, receipt }) => Self {
                output: None,
                receipt: receipt.map(|receipt| *receipt),
                fault: fault(&failure, blobs),
                failure: Some(failure),
            },
        }
    }
}

fn fault(failure: &Failure, blobs: &WatchedBlobs<'_>) -> Option<Cause> {
    match failure {
        Failure::Lm(_) | Failure::Registry(_) | Failure::Recorder(_) => {
            Some(Cause::Predict(failure.clone()))
        }
        _ => blobs.fault().map(Cause::Store),
    }
}

impl Cause {
    /// Whether the whole evaluation ends with it: a replay does not hold an
    /// answer, or the budget does not bear another call.
    pub(super) fn ends_the_work(&self) -> bool {
        matches!(self, Self::Predict(Failure::Lm(error)) if error.kind.was_not_asked())
    }
}
