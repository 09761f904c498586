//! The gate, promotion, rollback, and what a signature runs now and ran before.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::endpoint::Endpoint;
use crate::model::canary::HistoryEntry;
pub use crate::model::gate::GateResult;

pub const PROMOTE: Endpoint<PromoteRequest, PromoteResponse> =
    Endpoint::post("/api/dse/promote").within(600);
/// *New*.
pub const ROLLBACK: Endpoint<RollbackRequest, RollbackResponse> =
    Endpoint::post("/api/dse/rollback").within(60);
/// *New*.
pub const ACTIVE: Endpoint<ActiveRequest, ActiveResponse> = Endpoint::get("/api/dse/active");
/// *New*.
pub const HISTORY: Endpoint<HistoryRequest, HistoryResponse> = Endpoint::get("/api/dse/history");

/// What a candidate must show before it goes on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct GateRequest {
    /// 0.05 when absent.
    #[serde(deserialize_with = "delta", skip_serializing_if = "Option::is_none")]
    pub min_holdout_delta: Option<f64>,
    /// True when absent.
    #[serde(deserialize_with = "flag", skip_serializing_if = "Option::is_none")]
    pub require_holdout: Option<bool>,
}

/// A flattened field loses its name in errors, so it brings it along.
fn delta<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    Option::deserialize(from).map_err(|error| D::Error::custom(format!("minHoldoutDelta: {error}")))
}

fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    Option::deserialize(from).map_err(|error| D::Error::custom(format!("requireHoldout: {error}")))
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct PromoteRequest {
    pub signature_id: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    #[serde(flatten)]
    pub gate: GateRequest,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PromoteResponse {
    pub signature_id: String,
    /// Null when nothing was active.
    pub from: Option<String>,
    pub to: String,
    /// What the gate saw; always there in an answer.
    #[serde(flatten)]
    pub gate: Option<GateResult>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct RollbackRequest {
    pub signature_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct RollbackResponse {
    pub from: Option<String>,
    pub to: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActiveRequest {
    pub signature_id: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActiveResponse {
    pub signature_id: String,
    /// Null when the signature runs its defaults.
    #[serde(rename = "compiled_id")]
    pub compiled_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at_ms: Option<i64>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct HistoryRequest {
    pub signature_id: String,
    /// 0 to 200, 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct HistoryResponse {
    /// Newest first.
    pub history: Vec<HistoryEntry>,
}
