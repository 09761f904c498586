//! *New*: judges held against human labels.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::endpoint::Endpoint;
pub use crate::model::judge::{JudgeBar, JudgeCalibration};

pub const CALIBRATE: Endpoint<CalibrateRequest, CalibrateResponse> =
    Endpoint::post("/api/dse/judge/calibrate").within(600).repeatable();
pub const CALIBRATIONS: Endpoint<CalibrationsRequest, CalibrationsResponse> =
    Endpoint::get("/api/dse/judge/calibrations");

/// The most labels of one calibration.
pub const MAX_LABELS: usize = 500;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CalibrateRequest {
    /// A signature whose reward asks a judge, or a judge's own.
    pub signature_id: String,
    /// 1 to 500.
    pub labels: Vec<Label>,
}

/// What a person thinks of one answer. The answer is named either by what the
/// judge is asked (`inputJson`), or by a stored example and the answer to it
/// (`exampleId`, `outputJson`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Label {
    /// The judge's input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_json: Option<Value>,
    /// An example that the signature has stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example_id: Option<String>,
    /// The answer to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_json: Option<Value>,
    /// The score that a person gives, 0 to 1; needed.
    pub label: Option<f64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CalibrateResponse {
    pub signature_id: String,
    #[serde(flatten)]
    pub judge: JudgeStanding,
}

/// How a judge stands before the bar.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct JudgeStanding {
    pub judge_signature_id: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    /// What the signature's job asks of its judges.
    pub bar: JudgeBar,
    /// Whether gates trust it.
    pub calibrated: bool,
    /// What it lacks, where they do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortfall: Option<String>,
    /// The newest calibration; none where nobody has labelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<JudgeCalibration>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CalibrationsRequest {
    pub signature_id: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CalibrationsResponse {
    pub signature_id: String,
    /// Every judge that the signature's reward asks; none where it asks none.
    pub judges: Vec<JudgeStanding>,
}
