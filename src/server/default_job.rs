//! The job of a signature that brings none.

use std::num::NonZeroU64;

use serde_json::json;

use crate::{
    catalog::Catalog,
    lm::{Lm, LmRequest, ModelRole},
    model::{
        job::{JobSpec, OptimizerSpec},
        sample::Sample,
        signature::Contract,
    },
};

/// Predictions, and calls of the proposer, that a search makes at most where
/// nobody said how many.
const TASK_CALLS: u64 = 1_200;
const PROPOSER_CALLS: u64 = 40;

/// Rows that instructions and demonstrations are tried on: with more, the first
/// race would leave nothing of the predictions for the others.
const JOINT_ROWS: NonZeroU64 = NonZeroU64::new(72).unwrap();

/// Instructions and demonstrations where a model can write the former; where
/// none can, demonstrations alone. A judge is searched only on request: its
/// constants are pinned.
pub fn of(catalog: &Catalog, contract: &Contract, lm: &dyn Lm) -> Option<JobSpec> {
    let id = &contract.signature_id;
    let job = catalog.job(id)?;
    let is_own = catalog.jobs().any(|entry| entry.value.signature_id == *id);
    let is_direct = contract.default_params.strategy_id() == "direct.v1";
    if is_own || !is_direct || catalog.pin(id).is_some() {
        return Some(job);
    }
    let writes = writes(lm) && contract.prompt_ir.instruction().is_some();
    let (name, budget, sample) = if writes {
        let both = json!({"maxTaskCalls": TASK_CALLS, "maxProposerCalls": PROPOSER_CALLS});
        ("joint_race.v1", both, Some(Sample { train: JOINT_ROWS }))
    } else {
        ("fewshot_nearest.v1", json!({"maxTaskCalls": TASK_CALLS}), None)
    };
    let config = Some(json!({"budget": budget}));
    let optimizer = OptimizerSpec { id: name.to_owned(), config, ..job.optimizer };
    Some(JobSpec { optimizer, sample: job.sample.or(sample), ..job })
}

/// Whether the model writes texts; the baseline and rules only answer.
fn writes(lm: &dyn Lm) -> bool {
    let provider = lm.identity(&LmRequest::of_role(ModelRole::Propose)).provider;
    !provider.contains("not an LLM")
}
