//! The gate that canary start and promote share.

use crate::{
    api::rollout::GateRequest,
    engine::{
        evaluate::Pinned,
        gate::{self, Passed, Refusal},
    },
    model::{gate::GateResult, job::job_hash},
    server::{Call, Failure, app::Known, study::Study},
};

/// What candidate minus control must reach, unless the request says.
const MIN_HOLDOUT_DELTA: f64 = 0.05;

/// Holds a candidate against the control. The control is asked now, not read
/// from the cache: the gate compares with what runs today.
pub async fn pass(
    call: &Call,
    known: &Known,
    request: &GateRequest,
    compiled_id: &str,
    control: Option<&Pinned>,
) -> Result<Passed, Failure> {
    if compiled_id.trim().is_empty() {
        return Err(Failure::invalid("the compiled id is missing"));
    }
    let demand = gate::GateRequest {
        compiled_id,
        min_holdout_delta: request.min_holdout_delta.unwrap_or(MIN_HOLDOUT_DELTA),
        require_holdout: request.require_holdout.unwrap_or(true),
    };
    let study = Study::load(call, known).await?;
    let job_hash = job_hash(&known.job.document(study.dataset.id()));
    let signature_id = known.contract.signature_id();
    let report = call.store.compile_report(signature_id, &job_hash, study.dataset.hash()).await?;
    let report = report.map(|stored| stored.value);
    study.store_judges(call).await?;
    let evaluator = study.evaluator(call, None);
    let passed =
        gate::gate(&evaluator, demand, &study.dataset, &job_hash, report.as_ref(), control);
    Ok(passed.await?)
}

/// The active artifact of a signature, to be held against a candidate.
pub async fn active(call: &Call, signature_id: &str) -> Result<Option<Pinned>, Failure> {
    let Some(active) = call.store.active(signature_id).await? else { return Ok(None) };
    let compiled_id = active.value;
    match call.store.artifact(signature_id, &compiled_id).await? {
        Some(artifact) => {
            Ok(Some(Pinned { compiled_id: artifact.compiled_id, params: artifact.params }))
        }
        None => Err(Refusal::ControlArtifactMissing { compiled_id }.into()),
    }
}

/// What the gate saw, on the wire.
pub fn seen(passed: &Passed) -> GateResult {
    GateResult {
        job_hash: passed.job_hash.clone(),
        dataset_hash: passed.dataset_hash.clone(),
        baseline_holdout_reward: passed.baseline_holdout_reward,
        candidate_holdout_reward: passed.candidate_holdout_reward,
        delta: passed.delta,
    }
}
