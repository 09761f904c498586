//! The gate between a candidate and what is live.

use serde::{Deserialize, Serialize};

/// What the gate saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct GateResult {
    pub job_hash: String,
    pub dataset_hash: String,
    /// The control's mean reward on the holdout, now.
    pub baseline_holdout_reward: f64,
    /// The candidate's, as its compile report has it.
    pub candidate_holdout_reward: f64,
    pub delta: f64,
}
