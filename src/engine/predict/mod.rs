//! One prediction: from an input to an output, with a receipt either way.
//!
//! A file a strategy. What all of them share (rendering, asking within the
//! budget, summing usage) is [`run`]; the receipt is made in [`receipt`].

mod direct;
mod distilled;
mod error;
mod receipt;
#[cfg(test)]
mod revision_tests;
mod rlm;
mod run;
#[cfg(test)]
mod tests;

use serde_json::Value;

pub use error::{Failure, PredictError};

use super::{
    core::render::PromptPlan,
    ports::{BlobStore, Clock, ReceiptSink, Registry, ToolExecutor, VarSpace},
};
use crate::{
    lm::{Lm, ModelRole, Pieces},
    model::{demos, example::RowId, params::Params, receipt::Receipt, signature::PreparedContract},
};
use run::Run;

/// The revision of prompt rendering and strategies, which is part of what a
/// report is made of. It goes up with each change of what a model is asked for
/// the same contract, parameters and input; `revision_tests` notices one.
pub const REVISION: u32 = 1;

/// The names of all strategies.
pub const STRATEGIES: [&str; 3] = [direct::ID, rlm::ID, distilled::ID];

/// Whether there is a strategy of that name.
pub fn is_strategy(id: &str) -> bool {
    STRATEGIES.contains(&id)
}

/// What a prediction needs of the world.
#[derive(Clone, Copy)]
pub struct PredictEnv<'a> {
    pub lm: &'a dyn Lm,
    pub blobs: &'a dyn BlobStore,
    /// A space of this prediction's own: nothing another one wrote is seen.
    pub vars: &'a dyn VarSpace,
    pub receipts: &'a dyn ReceiptSink,
    pub tools: Option<&'a dyn ToolExecutor>,
    pub clock: &'a dyn Clock,
}

/// What to predict.
#[derive(Clone, Copy)]
pub struct PredictRequest<'a> {
    pub contract: &'a PreparedContract,
    pub params: &'a Params,
    /// The contract's prompt with `params` applied, where it is at hand.
    pub plan: Option<&'a PromptPlan>,
    /// The artifact's id; `None` takes the id of `params`.
    pub compiled_id: Option<&'a str>,
    /// Held against the contract's input schema; keys it does not list are dropped.
    pub input: &'a Value,
    /// Also the run id on the receipt.
    pub receipt_id: &'a str,
    /// [`ModelRole::Judge`] sends every call out as the judge's.
    pub role: ModelRole,
    /// The stored row that the input is of.
    pub row: Option<&'a RowId>,
    /// Who reads the first answer of `direct.v1` along, as it is written.
    pub pieces: Option<&'a Pieces>,
}

impl<'a> PredictRequest<'a> {
    /// A prediction with the contract's own parameters.
    pub fn with_defaults(
        contract: &'a PreparedContract,
        input: &'a Value,
        receipt_id: &'a str,
    ) -> Self {
        let params = &contract.contract().default_params;
        Self {
            contract,
            params,
            plan: None,
            compiled_id: None,
            input,
            receipt_id,
            role: ModelRole::Main,
            row: None,
            pieces: None,
        }
    }

    /// The same with the parameters of an artifact.
    #[must_use]
    pub fn pinned(self, compiled_id: &'a str, params: &'a Params) -> Self {
        Self { params, plan: None, compiled_id: Some(compiled_id), ..self }
    }

    /// The same with the prompt of its parameters, so that it need not be made.
    #[must_use]
    pub fn planned(self, plan: Option<&'a PromptPlan>) -> Self {
        Self { plan, ..self }
    }

    /// The same, on behalf of a stored row.
    #[must_use]
    pub fn of_row(self, row: Option<&'a RowId>) -> Self {
        Self { row, ..self }
    }

    /// The same, for somebody who reads along.
    #[must_use]
    pub fn read_by(self, pieces: &'a Pieces) -> Self {
        Self { pieces: Some(pieces), ..self }
    }

    /// The same, asked as a judge.
    #[must_use]
    pub fn as_judge(self) -> Self {
        Self { role: ModelRole::Judge, ..self }
    }
}

/// A prediction that succeeded.
#[derive(Clone, Debug)]
pub struct Prediction {
    /// Fits the output schema and holds nothing that the schema does not list.
    pub output: Value,
    pub receipt: Receipt,
}

/// Predicts with given parameters.
///
/// # Errors
/// Whatever stopped it; the error carries the receipt that was recorded.
pub async fn predict(
    env: PredictEnv<'_>,
    request: PredictRequest<'_>,
) -> Result<Prediction, PredictError> {
    let mut run = Run::start(env, request);
    let outcome = match request.params.strategy_id() {
        direct::ID | demos::ROWS | demos::NEAREST => direct::predict(&mut run).await,
        rlm::ID => rlm::predict(&mut run).await,
        distilled::ID => distilled::predict(&mut run).await,
        other => Err(Failure::Strategy {
            strategy_id: other.to_owned(),
            reason: "no such strategy".to_owned(),
        }),
    };
    run.finish(outcome).await
}

/// Predicts with the active artifact of the signature, or the parameters of
/// the request where none is active.
///
/// # Errors
/// As [`predict`]; without a receipt when the active artifact cannot be read.
pub async fn predict_active(
    env: PredictEnv<'_>,
    registry: &dyn Registry,
    request: PredictRequest<'_>,
) -> Result<Prediction, PredictError> {
    let unreadable =
        |reason: String| PredictError { failure: Failure::Registry(reason), receipt: None };
    let signature_id = request.contract.signature_id();
    let active = registry.active(signature_id).await;
    let Some(compiled_id) = active.map_err(|error| unreadable(error.to_string()))? else {
        return predict(env, request).await;
    };
    let artifact = registry.artifact(signature_id, &compiled_id).await;
    match artifact.map_err(|error| unreadable(error.to_string()))? {
        Some(artifact) => {
            predict(env, request.pinned(&artifact.compiled_id, &artifact.params)).await
        }
        None => Err(unreadable(format!(
            "signature {signature_id} points at artifact {compiled_id}, which is not stored"
        ))),
    }
}
