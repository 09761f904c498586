//! Pointers, canaries and their history.

use serde::{Deserialize, Serialize};

/// A running canary. Its names are those of the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Canary {
    #[serde(rename = "signatureId")]
    pub signature_id: String,
    pub enabled: bool,
    pub control_compiled_id: String,
    pub canary_compiled_id: String,
    /// Share of threads that take the canary, 0 to 100.
    #[serde(rename = "rolloutPct")]
    pub rollout_pct: i64,
    pub salt: String,
    #[serde(rename = "okCount")]
    pub ok_count: i64,
    #[serde(rename = "errorCount")]
    pub error_count: i64,
    /// Receipts before the error rate means anything, 1 to 10,000.
    #[serde(rename = "minSamples")]
    pub min_samples: i64,
    /// Above this share of errors the canary is removed, 0 to 1.
    #[serde(rename = "maxErrorRate")]
    pub max_error_rate: f64,
    #[serde(rename = "createdAtMs")]
    pub created_at_ms: i64,
    #[serde(rename = "updatedAtMs")]
    pub updated_at_ms: i64,
    /// *New*: the canary is removed when this passes without a renewal.
    #[serde(rename = "leaseExpiresAtMs", default, skip_serializing_if = "Option::is_none")]
    pub lease_expires_at_ms: Option<i64>,
    /// *New*: the ops run that started it.
    #[serde(rename = "ownerRunId", default, skip_serializing_if = "Option::is_none")]
    pub owner_run_id: Option<String>,
}

impl Canary {
    /// Receipts counted so far.
    pub fn total(&self) -> i64 {
        self.ok_count + self.error_count
    }

    /// Share of errors among the counted receipts; 0 while there are none.
    pub fn error_rate(&self) -> f64 {
        if self.total() == 0 { 0.0 } else { self.error_count as f64 / self.total() as f64 }
    }
}

/// One change of what a signature runs: of its pointer or of its canary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// `pointer` or `canary`.
    pub kind: String,
    pub signature_id: String,
    /// Pointer: `set`, `clear`, `rollback`. Canary: `start`, `update`, `stop`, `auto_stop`.
    pub action: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_compiled_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_compiled_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout_pct: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_user_id: Option<String>,
    pub created_at_ms: i64,
}
