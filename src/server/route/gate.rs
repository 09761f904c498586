//! The gate that canary start and promote share.

use super::{judge, leak, reports};
use crate::{
    api::rollout::GateRequest,
    engine::{
        evaluate::{Evaluation, Pinned},
        gate::{self, Measured, Refusal, Sight},
    },
    model::{
        artifact::{Artifact, OptimizerRecord, Provenance},
        gate::{Demands, Floor, GateEvidence, GateResult, JudgeNote},
        identity::ReportIdentity,
        job::job_hash,
        signature::Contract,
        time,
    },
    server::{Call, Failure, app::Known, study::Study},
    store::NewLook,
};

/// What candidate minus control must reach, unless the request says.
const MIN_HOLDOUT_DELTA: f64 = 0.05;

/// What users get now, to be held against a candidate.
pub struct Control {
    pub pinned: Pinned,
    /// Nothing is active yet: these are the signature's defaults, which become
    /// active with the first change, so that there is something to go back to.
    seeds: bool,
}

/// A gate that opened, with all that it saw.
pub struct Opened {
    pub measured: Measured,
    pub evidence: Option<GateEvidence>,
    pub floors: Vec<Floor>,
    /// The judges that the reward asks.
    pub judge: Option<JudgeNote>,
    /// What leaks, where the request let it.
    pub leaks: Option<String>,
    /// The control, where it becomes active first.
    pub seed: Option<Artifact>,
    identity: ReportIdentity,
}

/// Holds a candidate against the control. The control is evaluated with what
/// runs today, on the rows of today.
pub async fn pass(
    call: &Call,
    known: &Known,
    request: &GateRequest,
    compiled_id: &str,
    control: &Control,
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
    let compiled = reports::compiled(call, &study, &job_hash).await?;
    let compiled = compiled.map(|stored| stored.report);
    study.store_judges(call).await?;
    let evaluator = study.evaluator(call, None);
    let report = compiled.as_ref();
    let measured =
        gate::measure(&evaluator, demand, &study.dataset, &job_hash, report, &control.pinned)
            .await?;
    let candidate = call.store.artifact(signature_id, compiled_id).await?;
    let candidate = candidate
        .map(|artifact| Pinned { compiled_id: artifact.compiled_id, params: artifact.params });
    let least = request.min_holdout_delta.unwrap_or(MIN_HOLDOUT_DELTA);
    if let Err(refusal) = measured.reaches(least) {
        // The refusal stands whatever the rows prove; that is kept for those
        // who read in the morning why it was refused.
        if let Some(candidate) = candidate
            && let Err(failure) = look(call, &study, &measured, &candidate, &demands).await
        {
            tracing::warn!(?failure, "what a refused candidate's rows prove was not kept");
        }
        return Err(refusal.into());
    }
    let Some(candidate) = candidate else {
        let compiled_id = compiled_id.to_owned();
        return Err(Refusal::CanaryArtifactMissing { compiled_id }.into());
    };
    let leaks = leak::check(known, &study, &candidate.params, request)?;
    let seen = look(call, &study, &measured, &candidate, &demands).await?;
    hold(&seen, &demands)?;
    let now_ms = call.clock.now_ms();
    let seed =
        control.seeds.then(|| defaults(known.contract.contract(), &measured.control, now_ms));
    let identity = study.identity.clone();
    let Seen { evidence, floors, judge, .. } = seen;
    Ok(Opened { measured, evidence, floors, judge, leaks, seed, identity })
}

/// The signature's defaults as an artifact, with what the gate found of them
/// on holdout.
fn defaults(contract: &Contract, seen: &Evaluation, now_ms: i64) -> Artifact {
    let params = &contract.default_params;
    Artifact {
        format: "openagents.dse.compiled_artifact".to_owned(),
        format_version: 1,
        signature_id: contract.signature_id.clone(),
        compiled_id: params.compiled_id(),
        created_at: time::rfc3339(now_ms),
        hashes: contract.hashes(),
        params: params.clone(),
        eval: seen.summary.clone(),
        optimizer: OptimizerRecord {
            id: "seed_control_defaults.v1".to_owned(),
            config: None,
            iterations: None,
        },
        provenance: Provenance::default(),
        compatibility: None,
    }
}

/// What a look at the holdout showed.
struct Seen {
    sight: Sight,
    evidence: Option<GateEvidence>,
    floors: Vec<Floor>,
    judge: Option<JudgeNote>,
}

/// What the rows prove, counted as a look at them and kept.
async fn look(
    call: &Call,
    study: &Study<'_>,
    measured: &Measured,
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
    let ids = (measured.control.compiled_id.clone(), scored.compiled_id.clone());
    let sight = gate::sight(&study.dataset, measured.control.clone(), scored);
    let look = call
        .store
        .count_look(NewLook {
            signature_id,
            purpose: "gate",
            dataset_hash: study.dataset.hash(),
            rows: &sight.row_hashes(),
            control: &ids.0,
            candidate: &ids.1,
            identity: &study.identity,
        })
        .await?;
    let judge = judge::note(call, study.known).await?;
    let advisory = judge.as_ref().and_then(|judge| judge.shortfall.clone());
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
        let seen = GateResult {
            judge: judge.clone(),
            ..result(measured, evidence.as_ref(), &floors, &study.identity)
        };
        let (rows, identity) = (study.dataset.holdout(), &study.identity);
        call.store.keep_gate_result(signature_id, &ids.1, rows.hash(), identity, &seen).await?;
    }
    Ok(Seen { sight, evidence, floors, judge })
}

/// Holds what was seen against `demands`.
fn hold(seen: &Seen, demands: &Demands) -> Result<(), Refusal> {
    match &seen.evidence {
        Some(evidence) => gate::judge(&seen.sight, evidence, &seen.floors, demands),
        None if demands.is_any() => {
            let message = "no held-out row counts: rows mined from traces need the tag reviewed";
            Err(Refusal::CannotTell(message.to_owned()))
        }
        None => Ok(()),
    }
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
        accept: request.accept,
        min_effect: request.min_effect,
        must_pass: request.must_pass.clone().unwrap_or_default(),
        min_over_floor: request.min_over_floor,
        for_review: request.for_review.unwrap_or_default(),
    })
}

/// What users of a signature get now: the active artifact, else its defaults.
pub async fn control(call: &Call, known: &Known) -> Result<Control, Failure> {
    let contract = known.contract.contract();
    let Some(active) = call.store.active(&contract.signature_id).await? else {
        let pinned = Pinned::from(contract.default_params.clone());
        return Ok(Control { pinned, seeds: true });
    };
    let compiled_id = active.value;
    match call.store.artifact(&contract.signature_id, &compiled_id).await? {
        Some(artifact) => {
            let pinned = Pinned { compiled_id: artifact.compiled_id, params: artifact.params };
            Ok(Control { pinned, seeds: false })
        }
        None => Err(Refusal::ControlArtifactMissing { compiled_id }.into()),
    }
}

/// What the gate saw, on the wire.
pub fn seen(opened: &Opened) -> GateResult {
    GateResult {
        judge: opened.judge.clone(),
        ..result(&opened.measured, opened.evidence.as_ref(), &opened.floors, &opened.identity)
    }
}

fn result(
    measured: &Measured,
    evidence: Option<&GateEvidence>,
    floors: &[Floor],
    identity: &ReportIdentity,
) -> GateResult {
    GateResult {
        job_hash: measured.job_hash.clone(),
        dataset_hash: measured.dataset_hash.clone(),
        baseline_holdout_reward: measured.baseline_holdout_reward,
        candidate_holdout_reward: measured.candidate_holdout_reward,
        delta: measured.delta,
        evidence: evidence.cloned(),
        floors: floors.to_vec(),
        identity: Some(identity.clone()),
        judge: None,
    }
}
