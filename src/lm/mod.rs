//! Language models behind one trait.

mod build;
mod cap;
mod limited;
pub mod nearest;
mod once;
pub mod openai;
mod pieces;
mod recording;
pub mod script;
mod shutdown;
mod timed;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    canon,
    model::{
        example::RowId,
        lm_settings::{Rate, RoleModels},
        receipt::Usage,
    },
};

pub use crate::model::identity::ModelIdentity as Identity;
pub use build::{LmBuildError, build};
pub use cap::{Cap, Limits, Reservation, Usage as Used};
pub use limited::Limited;
pub use once::Once;
pub use pieces::Pieces;
pub use recording::{Recorder, Replay};
pub use script::Script;
pub use shutdown::{Shutdown, Stoppable};
pub use timed::Timed;

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
    /// Writes instructions for an optimizer.
    Propose,
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
    /// The stored row that is asked about, which is no part of what is asked:
    /// whoever keeps the answer can then let it go with the row.
    #[serde(skip)]
    pub row: Option<RowId>,
    /// Who reads along while the answer is written.
    #[serde(skip)]
    pub pieces: Pieces,
}

impl LmRequest {
    /// A request that only plays a role: to ask who would answer it.
    pub fn of_role(role: ModelRole) -> Self {
        Self {
            role,
            messages: Vec::new(),
            model_id: None,
            temperature: None,
            top_p: None,
            max_tokens: None,
            output_schema: None,
            row: None,
            pieces: Pieces::default(),
        }
    }
}

/// What a model answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LmReply {
    /// Empty when the model gave no text.
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// US dollars, where the provider tells or its rate is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_usd: Option<f64>,
    /// How long the model took, without any wait for a turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// When the answer came, milliseconds since the epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at_ms: Option<i64>,
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
    /// The call was not made, because the work's budget could not bear it.
    OutOfBudget,
    /// The call was not made, because nothing listens where the model should be.
    Unreachable,
    /// The call was not made, or was given up, because the program ends.
    Stopping,
    /// The call was given up, because nobody waits for its answer any more.
    Cancelled,
}

impl LmErrorKind {
    /// No model was asked, or nobody waits for its answer, and none will be
    /// asked: the work that needs the answer cannot go on.
    pub fn was_not_asked(self) -> bool {
        matches!(self, Self::NotRecorded | Self::OutOfBudget | Self::Unreachable | Self::Stopping)
    }
}

/// A language model.
#[async_trait]
pub trait Lm: Send + Sync {
    /// What reports call this model, for example `nearest (baseline, not an LLM)`.
    fn label(&self) -> String;

    /// How many requests may be under way at once.
    fn concurrency(&self) -> usize;

    /// Who would answer `request`. A wrapper passes the question on.
    fn identity(&self, request: &LmRequest) -> Identity {
        Identity {
            provider: self.label(),
            model: request.model_id.clone().unwrap_or_default(),
            ..Identity::default()
        }
    }

    /// What the model that would answer `request` charges; `None` when nobody
    /// knows. A wrapper passes the question on.
    fn rate(&self, _request: &LmRequest) -> Option<Rate> {
        None
    }

    /// Tries whether somebody listens where the model should be; nothing is
    /// asked, so that it costs nothing. A wrapper passes the question on.
    ///
    /// # Errors
    /// When no place that could answer can be reached.
    async fn reach(&self) -> Result<(), LmError> {
        Ok(())
    }

    /// Asks once.
    ///
    /// # Errors
    /// When no answer came; retries that are worth it have happened inside.
    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError>;
}

/// The id of a request to a model: of who answers it, messages, parameters and
/// `trial`, which tells repetitions of one request apart. The role is left out,
/// because it does no more than choose the model.
pub fn request_key(identity: &Identity, request: &LmRequest, trial: u64) -> String {
    let mut key = json!({
        "provider": identity.provider,
        "model": identity.model,
        "messages": request.messages,
        "temperature": request.temperature,
        "topP": request.top_p,
        "maxTokens": request.max_tokens,
        "outputSchema": request.output_schema,
        "trial": trial,
    });
    for (name, value) in
        [("endpoint", &identity.endpoint), ("structuredOutput", &identity.structured_output)]
    {
        if !value.is_empty() {
            key[name] = value.as_str().into();
        }
    }
    canon::id(&key)
}

/// The model that a request goes to: its own, else its role's, else the main
/// role's.
fn model_of<'a>(models: &'a RoleModels, request: &'a LmRequest) -> &'a str {
    let of_role = match request.role {
        ModelRole::Main => &models.main,
        ModelRole::Sub => &models.sub,
        ModelRole::Repair => &models.repair,
        ModelRole::Judge => &models.judge,
        ModelRole::Propose => &models.propose,
    };
    let own = request.model_id.as_deref().unwrap_or_default();
    [own, of_role].into_iter().find(|model| !model.is_empty()).unwrap_or(&models.main)
}

#[cfg(test)]
mod testing;
