//! Canary rollout.

use serde::{Deserialize, Serialize};

use super::endpoint::Endpoint;
use crate::model::canary::{Canary, CanaryEvidence};

pub const START: Endpoint<StartRequest, StartResponse> =
    Endpoint::post("/api/dse/canary/start").within(600);
pub const STATUS: Endpoint<StatusRequest, StatusResponse> =
    Endpoint::get("/api/dse/canary/status").within(15);
pub const STOP: Endpoint<StopRequest, StopResponse> =
    Endpoint::post("/api/dse/canary/stop").within(60).repeatable();
/// *New*.
pub const RENEW: Endpoint<RenewRequest, RenewResponse> =
    Endpoint::post("/api/dse/canary/renew").within(15).repeatable();

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct StartRequest {
    #[serde(rename = "signatureId")]
    pub signature_id: String,
    pub canary_compiled_id: String,
    /// Share of threads, clamped to 0 to 100; not a number when a request lacks it.
    #[serde(rename = "rolloutPct", default = "missing")]
    pub rollout_pct: f64,
    #[serde(flatten)]
    pub gate: super::rollout::GateRequest,
    /// 20 when absent, clamped to 1 to 10,000.
    #[serde(rename = "minSamples", skip_serializing_if = "Option::is_none")]
    pub min_samples: Option<f64>,
    /// 0.2 when absent, clamped to 0 to 1.
    #[serde(rename = "maxErrorRate", skip_serializing_if = "Option::is_none")]
    pub max_error_rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Random when absent; deployed servers drop it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// *New*: milliseconds after which the canary goes unless renewed.
    #[serde(rename = "leaseMs", skip_serializing_if = "Option::is_none")]
    pub lease_ms: Option<f64>,
    /// *New*: the ops run that owns the canary.
    #[serde(rename = "ownerRunId", skip_serializing_if = "Option::is_none")]
    pub owner_run_id: Option<String>,
    /// *New*: the salt of the only canary that may be replaced; empty to replace
    /// none. Without it any is.
    #[serde(rename = "ifSalt", skip_serializing_if = "Option::is_none")]
    pub if_salt: Option<String>,
}

fn missing() -> f64 {
    f64::NAN
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct StartResponse {
    #[serde(rename = "signatureId")]
    pub signature_id: String,
    pub control_compiled_id: String,
    pub canary_compiled_id: String,
    #[serde(rename = "rolloutPct")]
    pub rollout_pct: i64,
    /// What the gate saw; always there in an answer.
    #[serde(flatten)]
    pub gate: Option<super::rollout::GateResult>,
    /// *New*: absent from servers without leases.
    #[serde(rename = "leaseExpiresAtMs", default, skip_serializing_if = "Option::is_none")]
    pub lease_expires_at_ms: Option<i64>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct StatusRequest {
    pub signature_id: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct StatusResponse {
    pub canary: Option<Canary>,
    /// *New*: what the receipts prove, those of control included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<CanaryEvidence>,
}

impl StatusResponse {
    /// The evidence, computed from the wire's counters where the server gave none.
    pub fn weighed(&self) -> Option<CanaryEvidence> {
        let canary = self.canary.as_ref()?;
        Some(self.evidence.clone().unwrap_or_else(|| CanaryEvidence::of(canary, None)))
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct StopRequest {
    pub signature_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// *New*: stops only the canary with this salt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_salt: Option<String>,
    /// *New*: stops only a canary of this ops run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_owner_run_id: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct StopResponse {
    pub signature_id: String,
    pub existed: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct RenewRequest {
    pub signature_id: String,
    /// The run that started the canary; another run's canary is not renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_run_id: Option<String>,
    pub lease_ms: f64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RenewResponse {
    pub signature_id: String,
    /// False when there is no such canary any more.
    pub existed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease_expires_at_ms: Option<i64>,
}
