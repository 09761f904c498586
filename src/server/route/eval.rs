//! Eval and its reports.

use std::collections::HashSet;

use serde_json::json;

use super::{bounded, list_limit, reports, run_log::RunLog};
use crate::{
    api::{
        compile::{ReportRequest, ReportsRequest},
        error::Code,
        eval::{EvalRequest, EvalResponse, ReportResponse, ReportsResponse},
    },
    engine::{
        evaluate::{Pinned, eval_hash},
        gate::{Refusal, row_hashes},
    },
    model::{
        dataset::Dataset,
        eval::EvalReport,
        example::Split,
        identity::{Outdated, ReportIdentity},
    },
    server::{Call, Failure, app::Known, study::Study},
    store::{EvalKey, NewLook, Which},
};

/// The most rows that a request can name, as on deployed servers; one that names
/// no number gets all rows of the split.
const LIMIT: usize = 500;

pub async fn eval(call: Call, request: EvalRequest) -> Result<EvalResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    let started = json!({
        "signatureId": request.signature_id,
        "compiled_id": request.compiled_id,
        "split": request.split,
    });
    let log = RunLog::start(&call, request.ops_run_id.as_deref(), "phase7.eval", started).await?;
    let result = evaluate(&call, known, &request).await;
    log.finish(&result, |done| json!(done)).await;
    result
}

async fn evaluate(
    call: &Call,
    known: &Known,
    request: &EvalRequest,
) -> Result<EvalResponse, Failure> {
    let split = request.split.as_deref().unwrap_or("holdout");
    let wanted = Split::parse(split).ok_or_else(|| {
        let known = Split::ALL.map(Split::name).join(", ");
        Failure::invalid(format!("unknown split {split}; one of {known} can be evaluated"))
    })?;
    let pinned = pinned(call, known, &request.compiled_id).await?;
    let study = Study::load(call, known).await?;
    let dataset_hash = study.dataset.hash().to_owned();
    let limit = request.limit.map(|limit| bounded(Some(limit), LIMIT, 1, LIMIT));
    let rows = rows(&study.dataset, wanted, limit)?;
    let signature_id = &request.signature_id;
    let eval_hash = eval_hash(signature_id, &pinned.compiled_id, &known.reward, &rows, split);
    let key =
        EvalKey { signature_id, eval_hash: &eval_hash, compiled_id: &pinned.compiled_id, split };

    let _turn = call.locks.lock(format!("eval {eval_hash}")).await;
    let fresh = request.fresh.unwrap_or(false);
    let identity = study.identity.clone();
    let read = |which| call.store.eval_report(signature_id, &eval_hash, which);
    let current = if fresh { None } else { read(Which::Of(&identity)).await? };
    let mut supersedes = None;
    let (report_hash, existed) = match current {
        Some((_, stored)) => (stored.report_hash, true),
        None => {
            let newest = read(Which::Newest).await?.map(|(_, stored)| stored);
            supersedes = newest
                .and_then(|old| Outdated::of(old.identity.as_ref(), &identity, old.created_at_ms));
            let study = if fresh { study.afresh(call).await? } else { study };
            let report = measure(call, &study, &pinned, &rows, request).await?;
            call.store.put_eval_report(key, &report, &identity, fresh).await?
        }
    };
    let look = match wanted {
        Split::Test => Some(count(call, &identity, &dataset_hash, &rows, key).await?),
        _ => None,
    };
    Ok(EvalResponse {
        look,
        signature_id: signature_id.clone(),
        compiled_id: pinned.compiled_id,
        split: split.to_owned(),
        eval_hash,
        existed,
        report_hash: Some(report_hash),
        identity: Some(identity),
        supersedes,
    })
}

/// Scores the rows; one without an answer makes no report.
async fn measure(
    call: &Call,
    study: &Study<'_>,
    pinned: &Pinned,
    rows: &Dataset,
    request: &EvalRequest,
) -> Result<EvalReport, Failure> {
    study.store_judges(call).await?;
    let cache = study.cache(call);
    let evaluator = study.evaluator(call, Some(&cache));
    let mut evaluation = evaluator.evaluate(pinned, rows, None).await?;
    if !evaluation.unanswered.is_empty() {
        return Err(evaluation.unanswered.remove(0).into());
    }
    Ok(evaluation.report(request.include_example_details.unwrap_or(true)))
}

/// Counts a look at the test rows, which a release takes once.
async fn count(
    call: &Call,
    identity: &ReportIdentity,
    dataset_hash: &str,
    rows: &Dataset,
    key: EvalKey<'_>,
) -> Result<u64, Failure> {
    let look = NewLook {
        signature_id: key.signature_id,
        purpose: "test",
        dataset_hash,
        rows: &row_hashes(rows),
        control: "",
        candidate: key.compiled_id,
        identity,
    };
    Ok(call.store.count_look(look).await?.number)
}

/// What is to be evaluated: a stored artifact, or the signature's defaults,
/// which need no artifact to be known.
async fn pinned(call: &Call, known: &Known, compiled_id: &str) -> Result<Pinned, Failure> {
    let contract = known.contract.contract();
    if contract.default_params.compiled_id() == compiled_id {
        return Ok(Pinned::from(contract.default_params.clone()));
    }
    let stored = call.store.artifact(&contract.signature_id, compiled_id).await?;
    let artifact = stored.ok_or_else(|| {
        Failure::new(Code::ArtifactNotFound, format!("artifact {compiled_id} is not stored"))
    })?;
    Ok(Pinned { compiled_id: artifact.compiled_id, params: artifact.params })
}

/// The rows of a split, of which `limit` keeps the first in dataset order.
fn rows(dataset: &Dataset, split: Split, limit: Option<usize>) -> Result<Dataset, Failure> {
    let name = split.effective().name();
    let found = dataset.subset(|row| row.split.as_deref() == Some(name));
    if found.is_empty() {
        let message = format!("no example of the signature is in split {name}");
        return Err(Failure { message: Some(message), ..Refusal::NoExamples.into() });
    }
    let Some(limit) = limit else { return Ok(found) };
    let first: HashSet<&str> =
        found.examples().iter().take(limit).map(|row| row.example_id.as_str()).collect();
    Ok(found.subset(|row| first.contains(row.example_id.as_str())))
}

pub async fn report(call: Call, request: ReportRequest) -> Result<ReportResponse, Failure> {
    let (signature_id, eval_hash) = (call.part("signatureId"), call.part("evalHash"));
    let known = call.signature(signature_id)?;
    let now = call.identity(known);
    let read = |which| call.store.eval_report(signature_id, eval_hash, which);
    let stored = reports::read(&now, request.report.as_deref(), read).await?;
    let (row, stored) = stored.ok_or_else(|| {
        Failure::new(Code::ReportNotFound, "there is no eval report of that hash")
    })?;
    let held_out = Split::parse(&row.split).map(Split::effective) == Some(Split::Holdout);
    let gate = match &stored.identity {
        Some(own) if held_out => {
            call.store.gate_of_eval(signature_id, &row.dataset_hash, &row.compiled_id, own).await?
        }
        _ => None,
    };
    Ok(ReportResponse {
        outdated: Outdated::of(stored.identity.as_ref(), &now, stored.created_at_ms),
        gate,
        report: stored.report,
        compiled_id: row.compiled_id,
        split: row.split,
        created_at_ms: row.created_at_ms,
        report_hash: row.report_hash,
        identity: stored.identity,
    })
}

pub async fn reports(call: Call, request: ReportsRequest) -> Result<ReportsResponse, Failure> {
    call.signature(&request.signature_id)?;
    let limit = list_limit(request.limit);
    Ok(ReportsResponse { reports: call.store.eval_reports(&request.signature_id, 0, limit).await? })
}
