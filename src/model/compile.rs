//! What a compile found.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{params::Params, receipt::Cost};

/// A candidate and its mean reward on the train split.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Candidate {
    pub compiled_id: String,
    #[cfg_attr(feature = "server", schemars(with = "serde_json::Map<String, Value>"))]
    pub params: Params,
    /// 0 to 1.
    pub reward: f64,
}

/// The result of a search.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompileResult {
    pub job_hash: String,
    pub dataset_hash: String,
    /// In the order of evaluation; a candidate evaluated twice stands twice.
    pub evaluated_candidates: Vec<Candidate>,
    pub best: Candidate,
    pub train_reward: f64,
    pub holdout_reward: f64,
}

/// The stored report, `openagents.dse.compile_report` version 1.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompileReport {
    pub format: String,
    pub format_version: u32,
    /// The job document whose id is `report.jobHash`.
    pub job: Value,
    pub report: CompileResult,
    /// What the search cost; absent in reports of deployed servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
}

/// A compile report in a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompileReportRow {
    pub signature_id: String,
    pub job_hash: String,
    pub dataset_id: String,
    pub dataset_hash: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    pub train_reward: f64,
    pub holdout_reward: f64,
    pub candidates: u64,
    pub created_at_ms: i64,
}
