//! The receipt of one prediction.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    blob::BlobRef,
    params::{BudgetLimits, ModelParams},
};

/// A receipt, `openagents.dse.predict_receipt` version 1, written once for
/// every prediction, successful or not.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    pub format: String,
    pub format_version: u32,
    pub receipt_id: String,
    /// Equal to `receiptId`; the run that asked is stored beside the receipt.
    pub run_id: String,
    /// RFC 3339, UTC.
    pub created_at: String,
    pub signature_id: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    /// The strategy that was asked for, also when it fell back to another.
    pub strategy_id: String,
    pub hashes: ReceiptHashes,
    /// The main role's model fields.
    pub model: ModelParams,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// *New*: US dollars of all calls, where the provider tells or its rate is
    /// known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_usd: Option<f64>,
    pub timing: Timing,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_render_stats: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_pressure: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair_count: Option<u64>,
    pub budget: BudgetSnapshot,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rlm_trace: Option<RlmTraceRef>,
    /// *New*: how an application's request was served; absent on receipts of
    /// evaluations and of traffic on demand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serving: Option<Serving>,
    pub result: ResultTag,
}

/// What an application asked with, and which side of a rollout answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Serving {
    pub arm: ServedArm,
    /// `predict`, `chat` or `responses`: the endpoint that took the request;
    /// `offline` where none did.
    pub endpoint: String,
    /// How the input was found in a chat request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_receipt_id: Option<String>,
    /// Fields of the request that the artifact decides and not the caller.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
}

/// Which artifact answered, as applications see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ServedArm {
    /// What is active, or the signature's defaults.
    Active,
    Control,
    Canary,
    /// The one that the request named; never counted for a canary.
    Pinned,
    /// An exported artifact, run by the application itself while it could not
    /// reach the server; never counted for a canary.
    Offline,
}

impl ServedArm {
    /// As the wire spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Control => "control",
            Self::Canary => "canary",
            Self::Pinned => "pinned",
            Self::Offline => "offline",
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReceiptHashes {
    pub input_schema_hash: String,
    pub output_schema_hash: String,
    pub prompt_ir_hash: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendered_prompt_hash: Option<String>,
    pub params_hash: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_hash: Option<String>,
}

/// Tokens, as the model's server counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_tokens: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completion_tokens: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_tokens: Option<u64>,
    /// *New*: those of the prompt that the endpoint had kept from earlier ones,
    /// where it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached_prompt_tokens: Option<u64>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Timing {
    pub started_at_ms: i64,
    pub ended_at_ms: i64,
    pub duration_ms: i64,
}

/// Limits and use of one prediction's budget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct BudgetSnapshot {
    pub limits: BudgetLimits,
    pub usage: BudgetUsage,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BudgetUsage {
    pub elapsed_ms: i64,
    pub lm_calls: u64,
    pub tool_calls: u64,
    pub rlm_iterations: u64,
    pub sub_lm_calls: u64,
    pub output_chars: u64,
}

/// Where the trace of an RLM run lies.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RlmTraceRef {
    pub blob: BlobRef,
    pub event_count: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "_tag", rename_all_fields = "camelCase")]
pub enum ResultTag {
    Ok,
    Error { error_name: String, message: String },
}

impl ResultTag {
    /// `Ok` or `Error`, as lists and filters name it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Ok => "Ok",
            Self::Error { .. } => "Error",
        }
    }
}

/// What work cost in model calls. *New*: deployed servers report none of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// Calls that reached the model.
    pub lm_calls: u64,
    /// Calls that an earlier answer to the same request served.
    pub cache_hits: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_tokens: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completion_tokens: Option<u64>,
    /// *New*: prompt tokens that the endpoint had kept from earlier prompts,
    /// where it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached_prompt_tokens: Option<u64>,
    /// How long the answers took, added up. Calls overlap, so that less time
    /// than this went by.
    pub duration_ms: u64,
    /// US dollars, where the provider tells prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_usd: Option<f64>,
}

impl Cost {
    /// Adds another cost to this one. What neither tells stays untold.
    pub fn add(&mut self, other: &Self) {
        fn sum<T: std::ops::Add<Output = T> + Default>(
            left: Option<T>,
            right: Option<T>,
        ) -> Option<T> {
            match (left, right) {
                (None, None) => None,
                (left, right) => Some(left.unwrap_or_default() + right.unwrap_or_default()),
            }
        }
        self.lm_calls += other.lm_calls;
        self.cache_hits += other.cache_hits;
        self.prompt_tokens = sum(self.prompt_tokens, other.prompt_tokens);
        self.completion_tokens = sum(self.completion_tokens, other.completion_tokens);
        self.cached_prompt_tokens = sum(self.cached_prompt_tokens, other.cached_prompt_tokens);
        self.duration_ms += other.duration_ms;
        self.spend_usd = sum(self.spend_usd, other.spend_usd);
    }
}

/// A receipt in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReceiptRow {
    pub receipt_id: String,
    pub signature_id: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    pub thread_id: String,
    pub run_id: String,
    pub created_at_ms: i64,
    pub strategy_id: Option<String>,
    pub result_tag: Option<String>,
    pub rlm_trace_blob_id: Option<String>,
    pub rlm_trace_event_count: Option<i64>,
}
