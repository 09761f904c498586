//! The contract of a signature: schemas, prompt and defaults.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{params::Params, prompt::PromptIr};
use crate::canon;

/// A signature contract, `openagents.dse.signature_contract` version 1.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contract {
    pub format: String,
    pub format_version: u32,
    pub signature_id: String,
    /// JSON Schema of the input, hashed as it stands.
    pub input_schema_json: Value,
    /// JSON Schema of the output, hashed as it stands.
    pub output_schema_json: Value,
    pub prompt_ir: PromptIr,
    pub default_params: Params,
    #[serde(default)]
    pub default_constraints: Constraints,
}

/// Limits that hold for a signature whatever its parameters say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Constraints {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<f64>,
    /// Used when the parameters name no `maxTokens`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_tools: Option<Value>,
}

/// The ids that tie a receipt or an artifact to the contract it was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContractHashes {
    pub input_schema_hash: String,
    pub output_schema_hash: String,
    pub prompt_ir_hash: String,
    pub params_hash: String,
}

impl Contract {
    /// The hashes of this contract with `params` in place of its defaults.
    pub fn hashes_with(&self, params: &Params) -> ContractHashes {
        ContractHashes {
            input_schema_hash: canon::id(&self.input_schema_json),
            output_schema_hash: canon::id(&self.output_schema_json),
            prompt_ir_hash: canon::id(self.prompt_ir.raw()),
            params_hash: params.compiled_id(),
        }
    }

    /// The hashes of this contract as it stands.
    pub fn hashes(&self) -> ContractHashes {
        self.hashes_with(&self.default_params)
    }
}
