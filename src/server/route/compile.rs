//! Compile and its reports.

use serde_json::json;

use super::list_limit;
use crate::{
    api::{
        Empty,
        compile::{
            CompileRequest, CompileResponse, PlanResponse, ReportResponse, ReportsRequest,
            ReportsResponse,
        },
        error::Code,
        progress::ProgressEvent,
    },
    canon,
    engine::{
        calls::Metered,
        compile::{self, Compiled},
        ports::{Progress, ProgressSink},
    },
    lm::Limits,
    model::{
        compile::{CompilePlan, CompileReport},
        job::{JobSpec, job_hash},
        receipt::Cost,
    },
    server::{Call, Failure, app::Known, study::Study},
};

/// Equal compiles run one after the other, so that the second finds what the
/// first has stored.
pub async fn compile(call: Call, request: CompileRequest) -> Result<CompileResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    let limits = limits(&request)?;
    let job = job(known, request)?;
    let study = Study::load(&call, known).await?;
    let job_hash = job_hash(&job.document(study.dataset.id()));
    let dataset_hash = study.dataset.hash().to_owned();
    let dataset_hash = dataset_hash.as_str();
    let _turn = call.locks.lock(format!("compile {job_hash} {dataset_hash}")).await;

    let stored = call.store.compile_report(&job.signature_id, &job_hash, dataset_hash).await?;
    if let Some(stored) = stored {
        return Ok(response(&study, &stored.value, true));
    }
    if limits.spend_usd.is_some() {
        refuse_unpriced(&planned(&study, &job)?)?;
    }
    study.store_judges(&call).await?;
    let work_id = canon::id(&json!({
        "work": "compile",
        "signatureId": job.signature_id,
        "jobHash": job_hash,
        "datasetHash": dataset_hash,
    }));
    let study = study.journaled(&call, work_id, limits).await?;
    let found = search(&call, &study, &job).await?;
    if call.store.put_compiled(&found.artifact, &found.report).await? {
        // Another server on this database was faster, and its report stands.
        let stored = call.store.compile_report(&job.signature_id, &job_hash, dataset_hash).await?;
        return Ok(response(&study, &stored.map_or(found.report, |stored| stored.value), true));
    }
    Ok(response(&study, &found.report, false))
}

/// What such a compile would need at most.
pub async fn plan(call: Call, request: CompileRequest) -> Result<PlanResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    let job = job(known, request)?;
    let study = Study::load(&call, known).await?;
    let job_hash = job_hash(&job.document(study.dataset.id()));
    let dataset_hash = study.dataset.hash().to_owned();
    let stored = call.store.compile_report(&job.signature_id, &job_hash, &dataset_hash).await?;
    Ok(PlanResponse {
        plan: planned(&study, &job)?,
        dataset_id: study.dataset.id().to_owned(),
        signature_id: job.signature_id,
        existed: stored.is_some(),
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
        "maxSpendUsd cannot be kept: what the model `{}` of role {} charges is not known",
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
async fn search(call: &Call, study: &Study<'_>, job: &JobSpec) -> Result<Compiled, Failure> {
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

fn response(study: &Study<'_>, report: &CompileReport, existed: bool) -> CompileResponse {
    CompileResponse {
        signature_id: study.known.contract.signature_id().to_owned(),
        job_hash: report.report.job_hash.clone(),
        dataset_id: study.dataset.id().to_owned(),
        dataset_hash: report.report.dataset_hash.clone(),
        compiled_id: report.report.best.compiled_id.clone(),
        existed,
    }
}

pub async fn report(call: Call, _: Empty) -> Result<ReportResponse, Failure> {
    let signature_id = call.part("signatureId");
    let (job_hash, dataset_hash) = (call.part("jobHash"), call.part("datasetHash"));
    call.signature(signature_id)?;
    let stored = call.store.compile_report(signature_id, job_hash, dataset_hash).await?;
    let stored = stored.ok_or_else(|| {
        Failure::new(Code::ReportNotFound, "there is no compile report of that job and dataset")
    })?;
    let winner = &stored.value.report.best.compiled_id;
    let gate = call.store.gate_of_compile(signature_id, job_hash, dataset_hash, winner).await?;
    Ok(ReportResponse { report: stored.value, created_at_ms: stored.created_at_ms, gate })
}

pub async fn reports(call: Call, request: ReportsRequest) -> Result<ReportsResponse, Failure> {
    call.signature(&request.signature_id)?;
    let limit = list_limit(request.limit);
    Ok(ReportsResponse {
        reports: call.store.compile_reports(&request.signature_id, 0, limit).await?,
    })
}
