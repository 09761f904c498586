//! The contract of a signature: schemas, prompt and defaults.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    params::Params,
    prompt::PromptIr,
    schema::{Schema, SchemaError},
};
use crate::canon;

/// A signature contract, `openagents.dse.signature_contract` version 1.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Contract {
    pub format: String,
    pub format_version: u32,
    pub signature_id: String,
    /// JSON Schema of the input, hashed as it stands.
    pub input_schema_json: Value,
    /// JSON Schema of the output, hashed as it stands.
    pub output_schema_json: Value,
    #[cfg_attr(feature = "server", schemars(with = "serde_json::Map<String, Value>"))]
    pub prompt_ir: PromptIr,
    #[cfg_attr(feature = "server", schemars(with = "serde_json::Map<String, Value>"))]
    pub default_params: Params,
    #[serde(default)]
    pub default_constraints: Constraints,
    /// *New*: how chat messages become the input, and the output a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat: Option<ChatFields>,
}

/// Places in a signature's input and output, as JSON pointers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChatFields {
    /// Where the last message of the user goes.
    pub message: String,
    /// Where the messages before it go, as `role` and `content`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<String>,
    /// Where instructions go that the client writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The text of the output that is the whole message; else its JSON is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
}

/// Limits that hold for a signature whatever its parameters say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
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

/// A contract with its schemas compiled and its parts hashed, once for all the
/// predictions, imports and checks that use it.
#[derive(Clone, Debug)]
pub struct PreparedContract {
    contract: Contract,
    input: Schema,
    output: Schema,
    hashes: ContractHashes,
}

/// A contract whose schema cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("signature {signature_id}, {part}: {reason}")]
pub struct ContractError {
    pub signature_id: String,
    /// `inputSchemaJson` or `outputSchemaJson`.
    pub part: &'static str,
    pub reason: SchemaError,
}

impl PreparedContract {
    /// Compiles the schemas of `contract`.
    ///
    /// # Errors
    /// When one of them is not a schema that we can hold values against.
    pub fn new(contract: Contract) -> Result<Self, ContractError> {
        let compile = |part, document| {
            let signature_id = contract.signature_id.clone();
            Schema::compile(document).map_err(|reason| ContractError { signature_id, part, reason })
        };
        let input = compile("inputSchemaJson", &contract.input_schema_json)?;
        let output = compile("outputSchemaJson", &contract.output_schema_json)?;
        let hashes = contract.hashes();
        Ok(Self { contract, input, output, hashes })
    }

    pub fn contract(&self) -> &Contract {
        &self.contract
    }

    pub fn signature_id(&self) -> &str {
        &self.contract.signature_id
    }

    pub fn input_schema(&self) -> &Schema {
        &self.input
    }

    pub fn output_schema(&self) -> &Schema {
        &self.output
    }

    /// The hashes of the contract as it stands.
    pub fn hashes(&self) -> &ContractHashes {
        &self.hashes
    }
}
