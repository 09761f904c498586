//! The documents that a compile leaves behind.

use serde_json::{Map, Value, json};

use super::{CompileError, CompileRequest};
use crate::{
    engine::evaluate::Evaluation,
    model::{
        artifact::{Artifact, OptimizerRecord, Provenance},
        compile::{Candidate, CompileReport, CompileResult, SearchRecord},
        eval::Undecoded,
        job::job_hash,
        params::Params,
        receipt::Cost,
        time,
    },
};

/// The artifact that pins the winner.
pub(super) fn artifact(
    request: &CompileRequest<'_>,
    best: &Candidate,
    candidates: usize,
    train_reward: f64,
    holdout: &Evaluation,
    now_ms: i64,
) -> Result<Artifact, CompileError> {
    let optimizer = &request.job.optimizer;
    let mut config = Map::new();
    if let Some(given) = optimizer.config.as_ref().filter(|config| truthy(config)) {
        config.insert("config".to_owned(), given.clone());
    }
    config.insert("trainReward".to_owned(), json!(train_reward));
    config.insert("holdoutReward".to_owned(), json!(holdout.reward()));
    config.insert("candidates".to_owned(), json!(candidates));
    let contract = request.evaluator.subject.contract.contract();
    Ok(Artifact {
        format: "openagents.dse.compiled_artifact".to_owned(),
        format_version: 1,
        signature_id: contract.signature_id.clone(),
        compiled_id: best.compiled_id.clone(),
        created_at: time::rfc3339(now_ms),
        hashes: contract.hashes_with(&best.params),
        params: Params::parse(best.params.known_only()).map_err(CompileError::Candidate)?,
        eval: holdout.summary.clone(),
        optimizer: OptimizerRecord {
            id: optimizer.id.clone(),
            config: Some(Value::Object(config)),
            iterations: Some(candidates as u64),
        },
        provenance: Provenance {
            compiler_version: request.compiler_version.map(str::to_owned),
            git_sha: request.git_sha.map(str::to_owned),
            dataset_id: Some(request.dataset.id().to_owned()),
            dataset_hash: Some(request.dataset.hash().to_owned()),
            metric_id: Some(request.evaluator.subject.reward.id().to_owned()),
            search_space_hash: Some(request.job.search_space_hash()),
        },
        compatibility: None,
    })
}

/// The report of the search.
pub(super) fn report(
    request: &CompileRequest<'_>,
    evaluated_candidates: Vec<Candidate>,
    best: Candidate,
    (train_reward, holdout_reward): (f64, f64),
    cost: Cost,
    search: SearchRecord,
    undecoded: Option<Undecoded>,
) -> CompileReport {
    let job = request.job.document(request.dataset.id());
    CompileReport {
        format: "openagents.dse.compile_report".to_owned(),
        format_version: 1,
        report: CompileResult {
            job_hash: job_hash(&job),
            dataset_hash: request.dataset.hash().to_owned(),
            evaluated_candidates,
            best,
            train_reward,
            holdout_reward,
        },
        job,
        cost: Some(cost),
        undecoded,
        search: Some(search),
    }
}

/// What JavaScript takes for true: deployed servers record a config only then.
fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}
