//! Eval and its reports.

use serde::{Deserialize, Serialize};

use super::{compile::ReportRequest, endpoint::Endpoint};
use crate::model::eval::EvalReport;
pub use crate::model::eval::EvalReportRow;
use crate::model::gate::GateResult;
use crate::model::identity::{Outdated, ReportIdentity};

pub const EVAL: Endpoint<EvalRequest, EvalResponse> =
    Endpoint::post("/api/dse/eval").within(600).repeatable();
/// *New*.
pub const REPORT: Endpoint<ReportRequest, ReportResponse> =
    Endpoint::get("/api/dse/eval-report/{evalHash}/{signatureId}");
/// *New*.
pub const REPORTS: Endpoint<super::compile::ReportsRequest, ReportsResponse> =
    Endpoint::get("/api/dse/eval-reports");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct EvalRequest {
    pub signature_id: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    /// `holdout` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
    /// 1 to 500, applied after the split; all rows of the split when absent.
    /// Deployed servers take 500 then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// True when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_example_details: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ops_run_id: Option<String>,
    /// *New*: ask the model anew, whatever reports, scores and answers are stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fresh: Option<bool>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EvalResponse {
    pub signature_id: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    pub split: String,
    pub eval_hash: String,
    pub existed: bool,
    /// *New*: which look at these test rows this was, from 1; for split `test`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look: Option<u64>,
    /// *New*: names this one report among those of the same eval hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_hash: Option<String>,
    /// *New*: what the report was made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<ReportIdentity>,
    /// *New*: a stored report of this evaluation that holds no more, which is
    /// why the model was asked again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Outdated>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportResponse {
    pub report: EvalReport,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    pub split: String,
    pub created_at_ms: i64,
    /// Names this one report among those of the same eval hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_hash: Option<String>,
    /// What it was made of; absent from reports of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<ReportIdentity>,
    /// Why it does not hold for what runs now; absent where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outdated: Option<Outdated>,
    /// What a gate last saw of the artifact on these held-out rows; absent
    /// where none has looked at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<GateResult>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ReportsResponse {
    /// Newest first.
    pub reports: Vec<EvalReportRow>,
}
