//! Compile and its reports.

use serde::{Deserialize, Serialize};

use super::endpoint::Endpoint;
pub use crate::model::compile::CompileReportRow;
use crate::model::{
    compile::{CompilePlan, CompileReport},
    gate::GateResult,
    identity::{Outdated, ReportIdentity},
    job::OptimizerSpec,
};

pub const COMPILE: Endpoint<CompileRequest, CompileResponse> =
    Endpoint::post("/api/dse/compile").within(600).repeatable();
/// *New*: what that compile would need; no model is asked.
pub const PLAN: Endpoint<CompileRequest, PlanResponse> =
    Endpoint::post("/api/dse/compile/plan").within(60).repeatable();
/// *New*.
pub const REPORT: Endpoint<ReportRequest, ReportResponse> =
    Endpoint::get("/api/dse/compile-report/{jobHash}/{datasetHash}/{signatureId}");
/// *New*.
pub const REPORTS: Endpoint<ReportsRequest, ReportsResponse> =
    Endpoint::get("/api/dse/compile-reports");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CompileRequest {
    pub signature_id: String,
    /// *New*: in place of the job's optimizer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optimizer: Option<OptimizerSpec>,
    /// *New*: in place of the job's search space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_space: Option<serde_json::Value>,
    /// *New*: the most model calls that this compile may make, all roles and
    /// all tries of it together. Past a limit it stops with
    /// `budget_exhausted`; the same request with a higher one goes on.
    #[serde(deserialize_with = "whole", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schemars(with = "Option<u64>"))]
    pub max_calls: Option<u64>,
    /// *New*: the same for tokens of prompts and answers together.
    #[serde(deserialize_with = "whole", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schemars(with = "Option<u64>"))]
    pub max_tokens: Option<u64>,
    /// *New*: the same for US dollars; `price_unknown` where a price is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_spend_usd: Option<f64>,
    /// *New*: ask the model anew, whatever reports and answers are stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fresh: Option<bool>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PlanResponse {
    pub signature_id: String,
    pub job_hash: String,
    pub dataset_id: String,
    pub dataset_hash: String,
    /// The report is stored: a compile would ask nothing.
    pub existed: bool,
    pub plan: CompilePlan,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompileResponse {
    pub signature_id: String,
    pub job_hash: String,
    pub dataset_id: String,
    pub dataset_hash: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    /// A stored report answered; no model was asked.
    pub existed: bool,
    /// *New*: names this one report among those of the same job and dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_hash: Option<String>,
    /// *New*: what the report was made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<ReportIdentity>,
    /// *New*: a stored report of this job and dataset that holds no more, which
    /// is why the model was asked again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Outdated>,
}

/// Which of the reports that share their hashes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ReportRequest {
    /// Its report hash; when absent, the newest that holds for what runs now,
    /// else the newest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
}

impl ReportRequest {
    /// Asks for this one report, or for the newest.
    pub fn of(report_hash: Option<&str>) -> Self {
        Self { report: report_hash.map(str::to_owned) }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportResponse {
    pub report: CompileReport,
    pub created_at_ms: i64,
    /// Names this one report among those of the same job and dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_hash: Option<String>,
    /// What it was made of; absent from reports of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<ReportIdentity>,
    /// Why it does not hold for what runs now; absent where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outdated: Option<Outdated>,
    /// What a gate last saw of the winner on this dataset; absent where none
    /// has looked at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<GateResult>,
    /// What the signature runs now: the active artifact, else its defaults.
    /// Absent where the server does not tell.
    #[serde(rename = "activeCompiledId", default, skip_serializing_if = "Option::is_none")]
    pub active: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportsRequest {
    pub signature_id: String,
    /// 0 to 200, 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ReportsResponse {
    /// Newest first.
    pub reports: Vec<CompileReportRow>,
}

/// A count, also where a language writes all its numbers with a fraction.
fn whole<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    match Option::<f64>::deserialize(from)? {
        None => Ok(None),
        Some(count) if count >= 0.0 && count.fract() == 0.0 => Ok(Some(count as u64)),
        Some(count) => {
            Err(serde::de::Error::custom(format!("{count} is not a whole number of 0 or more")))
        }
    }
}
