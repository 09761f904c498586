//! A compiled artifact: parameters, pinned to the contract they were made for.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{eval::EvalSummary, params::Params, signature::ContractHashes};

/// An artifact, `openagents.dse.compiled_artifact` version 1.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Artifact {
    pub format: String,
    pub format_version: u32,
    pub signature_id: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    /// RFC 3339, UTC.
    pub created_at: String,
    pub hashes: ContractHashes,
    #[cfg_attr(feature = "server", schemars(with = "serde_json::Map<String, Value>"))]
    pub params: Params,
    pub eval: EvalSummary,
    pub optimizer: OptimizerRecord,
    pub provenance: Provenance,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compatibility: Option<Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct OptimizerRecord {
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iterations: Option<u64>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compiler_version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub git_sha: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_hash: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search_space_hash: Option<String>,
}
