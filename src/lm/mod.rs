//! Language models behind one trait.

pub mod nearest;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::receipt::Usage;

/// One chat message.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Message {
    pub role: Role,
    pub content: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    System,
    User,
    Assistant,
}

/// Who asks; a configuration can send each role to a model of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelRole {
    Main,
    Sub,
    Repair,
    Judge,
}

/// A request to a model. Equal requests may be answered by one call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LmRequest {
    pub role: ModelRole,
    pub messages: Vec<Message>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u64>,
    /// The schema the answer should have, for providers that can enforce one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_schema: Option<Value>,
}

/// What a model answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LmReply {
    /// Empty when the model gave no text.
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// US dollars, where the provider tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_usd: Option<f64>,
    /// The answer was not asked for again: an earlier equal request served it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_cache: bool,
}

/// Why a model gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LmError {
    pub kind: LmErrorKind,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LmErrorKind {
    /// It could not be reached, or answered with an error.
    Failed,
    /// It did not answer in time.
    Timeout,
    /// Replay found no recorded answer.
    NotRecorded,
}

/// A language model.
#[async_trait]
pub trait Lm: Send + Sync {
    /// What reports call this model, for example `nearest (baseline, not an LLM)`.
    fn label(&self) -> String;

    /// How many requests may be under way at once.
    fn concurrency(&self) -> usize;

    /// Asks once.
    ///
    /// # Errors
    /// When no answer came; retries that are worth it have happened inside.
    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError>;
}
