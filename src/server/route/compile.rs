//! Compile and its reports.

use serde_json::json;

use super::{list_limit, reports};
use crate::{
    api::{
        compile::{
            CompileRequest, CompileResponse, PlanResponse, ReportRequest, ReportResponse,
            ReportsRequest, ReportsResponse,
        },
        error::Code,
        progress::ProgressEvent,
    },
    canon,
    engine::{
        calls::Metered,
        compile,
        gate::StoredCompile,
        ports::{Progress, ProgressSink},
    },
    lm::Limits,
    model::{
        compile::{CompilePlan, CompileReport},
        identity::Outdated,
        job::{JobSpec, job_hash},
        receipt::Cost,
    },
    server::{Call, Failure, app::Known, study::Study},
    store::StoredReport,
};

/// Equal compiles run one after the other, so that the second finds what the
/// first has stored.
pub async fn compile(call: Call, request: CompileRequest) -> Result<CompileResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    let limits = limits(&request)?;
    let fresh = request.fresh.unwrap_or(false);
    let job = job(known, request)?;
    let study = Study::load(&call, known).await?;
    let job_hash = job_hash(&job.document(study.dataset.id()));
    let dataset_hash = study.dataset.hash().to_owned();
    let dataset_hash = dataset_hash.as_str();
    let _turn = call.locks.lock(format!("compile {job_hash} {dataset_hash}")).await;

    let found = reports::compiled(&call, &study, &job_hash).await?;
    let supersedes = match found {
        StoredCompile::Current(stored) if !fresh => return Ok(response(&study, &stored, true)),
        StoredCompile::Current(_) | StoredCompile::Missing => None,
        StoredCompile::Outdated(outdated) => Some(outdated),
    };
    if limits.spend_usd.is_some() {
        refuse_unpriced(&planned(&study, &job)?)?;
    }
    study.store_judges(&call).await?;
    let study = if fresh { study.afresh(&call).await? } else { study };
    let work_id = canon::id(&json!({
        "work": "compile",
        "signatureId": job.signature_id,
        "jobHash": job_hash,
        "datasetHash": dataset_hash,
        "identity": study.identity.id(),
        // What is asked anew on purpose is a piece of work of its own.
        "request": fresh.then(|| uuid::Uuid::new_v4().to_string()),
    }));
    let study = study.journaled(&call, work_id, limits, fresh).await?;
    let found = search(&call, &study, &job).await?;
    let (stored, existed) =
        call.store.put_compiled(&found.artifact, &found.report, &study.identity, fresh).await?;
    // Another server on this database may have been faster; its report stands.
    Ok(CompileResponse { supersedes, ..response(&study, &stored, existed) })
}

/// What such a compile would need at most.
pub async fn plan(call: Call, request: CompileRequest) -> Result<PlanResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    let job = job(known, request)?;
    let study = Study::load(&call, known).await?;
    let job_hash = job_hash(&job.document(study.dataset.id()));
    let dataset_hash = study.dataset.hash().to_owned();
    let stored = reports::compiled(&call, &study, &job_hash).await?;
    Ok(PlanResponse {
        plan: planned(&study, &job)?,
        dataset_id: study.dataset.id().to_owned(),
        signature_id: job.signature_id,
        existed: matches!(stored, StoredCompile::Current(_)),
        job_hash,
        dataset_hash,
    })
}

fn planned(study: &Study<'_>, job: &JobSpec) -> Result<CompilePlan, Failure> {
    let base = &study.known.contract.contract().default_params;
    Ok(compile::plan(job, base, study.subject(), &study.dataset, study.lm())?)
}

/// A limit on spend can only be kept where every price is known.
fn refuse_unpriced(plan: &CompilePlan) -> Result<(), Failure> {
    let Some(role) = plan.roles.iter().find(|role| role.spend_usd.is_none()) else {
        return Ok(());
    };
    let message = format!(
        "maxSpendUsd cannot be kept: no price is configured for the model `{}` of role {}",
        role.model, role.role
    );
    Err(Failure::new(Code::PriceUnknown, message))
}

fn limits(request: &CompileRequest) -> Result<Limits, Failure> {
    let spend_usd = request.max_spend_usd;
    if spend_usd.is_some_and(|usd| !usd.is_finite() || usd < 0.0) {
        return Err(Failure::invalid("maxSpendUsd must be a number of dollars, 0 or more"));
    }
    Ok(Limits { calls: request.max_calls, tokens: request.max_tokens, spend_usd })
}

/// The signature's job, with what the request puts in place of its parts.
fn job(known: &Known, request: CompileRequest) -> Result<JobSpec, Failure> {
    let mut job = known.job.clone();
    if let Some(optimizer) = request.optimizer {
        job.optimizer = optimizer;
    }
    if let Some(space) = request.search_space {
        if !space.is_object() {
            return Err(Failure::invalid("searchSpace must be a JSON object"));
        }
        job.search_space = space;
    }
    Ok(job)
}

/// A search in which the model failed for some rows would come out otherwise on
/// another day, so it is no result. What was answered stands in the journal,
/// and the next try asks only for the rest. Known scores are left alone: with
/// the same answers, a search that was cut off ends like one that was not, to
/// the last number of its report.
async fn search(
    call: &Call,
    study: &Study<'_>,
    job: &JobSpec,
) -> Result<compile::Compiled, Failure> {
    let meter = Metered::new(study.lm());
    let counted = Counted { call, meter: &meter };
    let mut evaluator = study.evaluator(call, None);
    evaluator.env.lm = &meter;
    evaluator.env.progress = Some(&counted);
    let mut found = compile::compile(compile::CompileRequest {
        job,
        evaluator: &evaluator,
        base: &study.known.contract.contract().default_params,
        dataset: &study.dataset,
        compiler_version: Some(concat!("dse ", env!("CARGO_PKG_VERSION"))),
        git_sha: call.git_sha.as_deref(),
    })
    .await?;
    if !found.unanswered.is_empty() {
        return Err(found.unanswered.remove(0).into());
    }
    if let Some(cost) = found.report.cost {
        let (lm_calls, cache_hits) = (cost.lm_calls, cost.cache_hits);
        call.tell(ProgressEvent::Calls { lm_calls, cache_hits });
    }
    Ok(found)
}

/// Tells with each candidate how many calls were made until then.
struct Counted<'a> {
    call: &'a Call,
    meter: &'a Metered<'a>,
}

impl ProgressSink for Counted<'_> {
    fn report(&self, progress: Progress) {
        let is_candidate = matches!(progress, Progress::Candidate { .. });
        self.call.report(progress);
        if is_candidate {
            let Cost { lm_calls, cache_hits, .. } = self.meter.bill().cost;
            self.call.tell(ProgressEvent::Calls { lm_calls, cache_hits });
        }
    }
}

fn response(
    study: &Study<'_>,
    stored: &StoredReport<CompileReport>,
    existed: bool,
) -> CompileResponse {
    let found = &stored.report.report;
    CompileResponse {
        signature_id: study.known.contract.signature_id().to_owned(),
        job_hash: found.job_hash.clone(),
        dataset_id: study.dataset.id().to_owned(),
        dataset_hash: found.dataset_hash.clone(),
        compiled_id: found.best.compiled_id.clone(),
        existed,
        report_hash: Some(stored.report_hash.clone()),
        identity: stored.identity.clone(),
        supersedes: None,
    }
}

pub async fn report(call: Call, request: ReportRequest) -> Result<ReportResponse, Failure> {
    let signature_id = call.part("signatureId");
    let (job_hash, dataset_hash) = (call.part("jobHash"), call.part("datasetHash"));
    let known = call.signature(signature_id)?;
    let now = call.identity(known);
    let read = |which| call.store.compile_report(signature_id, job_hash, dataset_hash, which);
    let stored = reports::read(&now, request.report.as_deref(), read).await?.ok_or_else(|| {
        Failure::new(Code::ReportNotFound, "there is no compile report of that job and dataset")
    })?;
    let winner = &stored.report.report.best.compiled_id;
    let gate = match &stored.identity {
        Some(own) => {
            call.store.gate_of_compile(signature_id, job_hash, dataset_hash, winner, own).await?
        }
        None => None,
    };
    let active = call.store.active(signature_id).await?.map(|active| active.value);
    let defaults = || known.contract.contract().default_params.compiled_id();
    Ok(ReportResponse {
        active: Some(active.unwrap_or_else(defaults)),
        outdated: Outdated::of(stored.identity.as_ref(), &now, stored.created_at_ms),
        report: stored.report,
        created_at_ms: stored.created_at_ms,
        report_hash: Some(stored.report_hash).filter(|hash| !hash.is_empty()),
        identity: stored.identity,
        gate,
    })
}

pub async fn reports(call: Call, request: ReportsRequest) -> Result<ReportsResponse, Failure> {
    call.signature(&request.signature_id)?;
    let limit = list_limit(request.limit);
    Ok(ReportsResponse {
        reports: call.store.compile_reports(&request.signature_id, 0, limit).await?,
    })
}
