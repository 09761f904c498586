//! Progress events, one JSON object a line. *New*.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A line of a streamed answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "event", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ProgressEvent {
    /// A candidate was scored on train.
    Candidate {
        /// 1-based.
        index: u64,
        of: u64,
        #[serde(rename = "compiled_id")]
        compiled_id: String,
        reward: f64,
        best: f64,
    },
    /// An example was evaluated.
    Example { done: u64, of: u64 },
    /// Model calls so far.
    Calls { lm_calls: u64, cache_hits: u64 },
    /// The last line of a success: the normal body.
    Result(Value),
    /// The last line of a failure.
    Error {
        error: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
    },
}
