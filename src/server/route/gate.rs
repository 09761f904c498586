//! The gate that canary start and promote share.

use super::{judge, leak};
use crate::{
    api::rollout::GateRequest,
    engine::{
        evaluate::{Evaluation, Pinned},
        gate::{self, Measured, Refusal, Sight},
    },
    model::{
        gate::{Demands, Floor, GateEvidence, GateResult},
        job::job_hash,
    },
    server::{Call, Failure, app::Known, study::Study},
    store::NewLook,
};

/// What candidate minus control must reach, unless the request says.
const MIN_HOLDOUT_DELTA: f64 = 0.05;

/// A gate that opened, with all that it saw.
pub struct Opened {
    pub measured: Measured,
    pub evidence: Option<GateEvidence>,
    pub floors: Vec<Floor>,
    /// What leaks, where the request let it.
    pub leaks: Option<String>,
}

/// Holds a candidate against the control. The control is asked now, not read
/// from the cache: the gate compares with what runs today.
pub async fn pass(
    call: &Call,
    known: &Known,
    request: &GateRequest,
    compiled_id: &str,
    control: Option<&Pinned>,
) -> Result<Opened, Failure> {
    if compiled_id.trim().is_empty() {
        return Err(Failure::invalid("the compiled id is missing"));
    }
    let demands = demands(request)?;
    let demand =
        gate::GateRequest { compiled_id, require_holdout: request.require_holdout.unwrap_or(true) };
    let study = Study::load(call, known).await?;
    let job_hash = job_hash(&known.job.document(study.dataset.id()));
    let signature_id = known.contract.signature_id();
    let report = call.store.compile_report(signature_id, &job_hash, study.dataset.hash()).await?;
    let report = report.map(|stored| stored.value);
    study.store_judges(call).await?;
    let evaluator = study.evaluator(call, None);
    let measured =
        gate::measure(&evaluator, demand, &study.dataset, &job_hash, report.as_ref(), control)
            .await?;
    let candidate = call.store.artifact(signature_id, compiled_id).await?;
    let candidate = candidate
        .map(|artifact| Pinned { compiled_id: artifact.compiled_id, params: artifact.params });
    let least = request.min_holdout_delta.unwrap_or(MIN_HOLDOUT_DELTA);
    if let Err(refusal) = measured.reaches(least) {
        // The refusal stands whatever the rows prove; that is kept for those
        // who read in the morning why it was refused.
        if let Some((control, candidate)) = measured.control.clone().zip(candidate)
            && let Err(failure) = look(call, &study, &measured, control, &candidate, &demands).await
        {
            tracing::warn!(?failure, "what a refused candidate's rows prove was not kept");
        }
        return Err(refusal.into());
    }
    let leaks = match &candidate {
        Some(candidate) => leak::check(known, &study, &candidate.params, request)?,
        None => None,
    };
    let control = match &measured.control {
        Some(control) => Some(control.clone()),
        // Nothing is active, but evidence was asked for: the defaults are what runs.
        None if request.demands_evidence() => Some(defaults(call, known, &study).await?),
        None => None,
    };
    let (evidence, floors) = match control.zip(candidate) {
        Some((control, candidate)) => {
            let seen = look(call, &study, &measured, control, &candidate, &demands).await?;
            hold(&seen, &demands)?;
            (seen.evidence, seen.floors)
        }
        None if request.demands_evidence() => {
            return Err(
                Refusal::CanaryArtifactMissing { compiled_id: compiled_id.to_owned() }.into()
            );
        }
        None => (None, Vec::new()),
    };
    Ok(Opened { measured, evidence, floors, leaks })
}

/// What a look at the holdout showed.
struct Seen {
    sight: Sight,
    evidence: Option<GateEvidence>,
    floors: Vec<Floor>,
}

/// What the rows prove, counted as a look at them and kept.
async fn look(
    call: &Call,
    study: &Study<'_>,
    measured: &Measured,
    control: Evaluation,
    candidate: &Pinned,
    demands: &Demands,
) -> Result<Seen, Failure> {
    // The compile has scored these rows already, so that this asks nothing.
    let cache = study.cache(call);
    let evaluator = study.evaluator(call, Some(&cache));
    let mut scored = evaluator
        .evaluate(candidate, &study.dataset.holdout(), None)
        .await
        .map_err(Failure::from)?;
    if !scored.unanswered.is_empty() {
        return Err(scored.unanswered.remove(0).into());
    }
    let signature_id = study.known.contract.signature_id();
    let ids = (control.compiled_id.clone(), scored.compiled_id.clone());
    let sight = gate::sight(&study.dataset, control, scored);
    let look = call
        .store
        .count_look(NewLook {
            signature_id,
            purpose: "gate",
            dataset_hash: study.dataset.hash(),
            rows: &sight.row_hashes(),
            control: &ids.0,
            candidate: &ids.1,
        })
        .await?;
    let advisory = judge::shortfall(call, study.known).await?;
    let evidence = sight.gate_evidence(demands, look.number, look.earlier_p, advisory);
    if let Some(evidence) = &evidence {
        call.store.keep_p(look, evidence.comparison.p).await?;
    }
    let floors = match gate::floors(&evaluator, &study.dataset).await {
        Ok(floors) => floors,
        Err(error) if demands.min_over_floor.is_some() => return Err(error.into()),
        // What stands beside the evidence is not worth losing it for.
        Err(_) => Vec::new(),
    };
    // A candidate that is live already says nothing beside itself.
    if ids.0 != ids.1 {
        let seen = result(measured, evidence.as_ref(), &floors);
        let rows = study.dataset.holdout();
        call.store.keep_gate_result(signature_id, &ids.1, rows.hash(), &seen).await?;
    }
    Ok(Seen { sight, evidence, floors })
}

/// Holds what was seen against `demands`.
fn hold(seen: &Seen, demands: &Demands) -> Result<(), Refusal> {
    match &seen.evidence {
        Some(evidence) => gate::judge(&seen.sight, evidence, &seen.floors, demands),
        None if *demands != Demands::default() => {
            let message = "no held-out row counts: rows mined from traces need the tag reviewed";
            Err(Refusal::CannotTell(message.to_owned()))
        }
        None => Ok(()),
    }
}

async fn defaults(call: &Call, known: &Known, study: &Study<'_>) -> Result<Evaluation, Failure> {
    let pinned = Pinned::from(known.contract.contract().default_params.clone());
    let evaluator = study.evaluator(call, None);
    let mut evaluation = evaluator.evaluate(&pinned, &study.dataset.holdout(), None).await?;
    if !evaluation.unanswered.is_empty() {
        return Err(evaluation.unanswered.remove(0).into());
    }
    Ok(evaluation)
}

fn demands(request: &GateRequest) -> Result<Demands, Failure> {
    if request.max_p.is_some_and(|p| !(p > 0.0 && p < 1.0)) {
        return Err(Failure::invalid("maxP must be above 0 and below 1"));
    }
    if request.min_effect.is_some_and(|effect| !(0.0..=1.0).contains(&effect)) {
        return Err(Failure::invalid("minEffect must be from 0 to 1"));
    }
    Ok(Demands {
        max_p: request.max_p,
        min_effect: request.min_effect,
        must_pass: request.must_pass.clone().unwrap_or_default(),
        min_over_floor: request.min_over_floor,
    })
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
pub fn seen(opened: &Opened) -> GateResult {
    result(&opened.measured, opened.evidence.as_ref(), &opened.floors)
}

fn result(measured: &Measured, evidence: Option<&GateEvidence>, floors: &[Floor]) -> GateResult {
    GateResult {
        job_hash: measured.job_hash.clone(),
        dataset_hash: measured.dataset_hash.clone(),
        baseline_holdout_reward: measured.baseline_holdout_reward,
        candidate_holdout_reward: measured.candidate_holdout_reward,
        delta: measured.delta,
        evidence: evidence.cloned(),
        floors: floors.to_vec(),
    }
}
