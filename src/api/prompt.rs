//! What a model is asked for an input, and what it answers.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::endpoint::Endpoint;

pub const PROMPT: Endpoint<PromptRequest, PromptResponse> =
    Endpoint::post("/api/dse/prompt").within(600);

/// *New*: an input, or the stored example that has it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct PromptRequest {
    pub signature_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example_id: Option<String>,
    /// The artifact; what is active when absent.
    #[serde(rename = "compiled_id", skip_serializing_if = "Option::is_none")]
    pub compiled_id: Option<String>,
    /// The prompt without an input: `{{input}}` stands where its JSON goes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub template: bool,
    /// Ask the model, too. Nothing is stored or counted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ask: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PromptResponse {
    pub signature_id: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    pub strategy_id: String,
    /// The calls in their order; without `ask`, the first one alone.
    pub calls: Vec<PromptCall>,
    /// The id of the first call's messages, as receipts carry it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages_hash: Option<String>,
    /// In a template of plain text, where the input goes in as lines of
    /// `field: value`: the output's field that the answer is the value of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plain_field: Option<String>,
    /// What the answers came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// Why nothing came of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// One request to a model.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PromptCall {
    /// `main`, `sub`, `repair` or `judge`.
    pub role: String,
    pub messages: Vec<PromptMessage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u64>,
    /// The raw answer, where the model was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct PromptMessage {
    pub role: String,
    pub content: String,
}
