//! Compile and its reports.

use super::list_limit;
use crate::{
    api::{
        Empty,
        compile::{
            CompileRequest, CompileResponse, ReportResponse, ReportsRequest, ReportsResponse,
        },
        error::Code,
        progress::ProgressEvent,
    },
    engine::compile::{self, Compiled},
    model::{
        compile::CompileReport,
        job::{JobSpec, job_hash},
    },
    server::{Call, Failure, app::Known, study::Study},
};

/// Equal compiles run one after the other, so that the second finds what the
/// first has stored.
pub async fn compile(call: Call, request: CompileRequest) -> Result<CompileResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    let job = job(known, request)?;
    let study = Study::load(&call, known).await?;
    let job_hash = job_hash(&job.document(study.dataset.id()));
    let dataset_hash = study.dataset.hash();
    let _turn = call.locks.lock(format!("compile {job_hash} {dataset_hash}")).await;

    let stored = call.store.compile_report(&job.signature_id, &job_hash, dataset_hash).await?;
    if let Some(stored) = stored {
        return Ok(response(&study, &stored.value, true));
    }
    study.store_judges(&call).await?;
    let found = search(&call, &study, &job).await?;
    if call.store.put_compiled(&found.artifact, &found.report).await? {
        // Another server on this database was faster, and its report stands.
        let stored = call.store.compile_report(&job.signature_id, &job_hash, dataset_hash).await?;
        return Ok(response(&study, &stored.map_or(found.report, |stored| stored.value), true));
    }
    Ok(response(&study, &found.report, false))
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
/// another day, so it is no result. What was answered is cached, and the next
/// try asks only for the rest.
async fn search(call: &Call, study: &Study<'_>, job: &JobSpec) -> Result<Compiled, Failure> {
    let cache = study.cache(call);
    let evaluator = study.evaluator(call, Some(&cache));
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
    Ok(ReportResponse { report: stored.value, created_at_ms: stored.created_at_ms })
}

pub async fn reports(call: Call, request: ReportsRequest) -> Result<ReportsResponse, Failure> {
    call.signature(&request.signature_id)?;
    let limit = list_limit(request.limit);
    Ok(ReportsResponse {
        reports: call.store.compile_reports(&request.signature_id, 0, limit).await?,
    })
}
