//! Which language model answers, and how it is asked: the `[lm]` table of
//! `dse.toml`.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// The settings of the language model. An empty text means that nothing was
/// set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LmSettings {
    pub provider: Provider,
    /// The endpoint's address up to and without `/chat/completions`, for
    /// example `https://openrouter.ai/api/v1`.
    pub base_url: String,
    /// The environment variable that holds the endpoint's key. Empty for
    /// endpoints that ask for none.
    pub api_key_env: String,
    /// Models by role.
    pub models: RoleModels,
    /// Endpoints to turn to, in this order, when the one before them fails.
    pub fallback: Vec<Endpoint>,
    /// What models charge, for endpoints that do not tell with each answer.
    pub price: Vec<Price>,
    /// Requests under way at once; 0 leaves it to the provider.
    pub concurrency: usize,
    /// How an output schema is passed on.
    pub structured_output: StructuredOutput,
    /// Seconds for one call with all its retries and fallbacks.
    pub timeout_seconds: f64,
    /// How often a failed request is repeated at each endpoint.
    pub retries: usize,
    /// Bytes of an answer that are read before it counts as broken.
    pub max_answer_bytes: usize,
    /// Whether the server keeps answers and never asks the same again.
    pub cache: bool,
    /// A file to which every answer is added, for a later replay.
    pub record: String,
    /// The file that `provider = "replay"` answers from.
    pub replay: String,
    /// The file that `provider = "script"` answers from.
    pub script: String,
    /// The keys themselves, by the variable that holds them. They are never
    /// written down; [`LmSettings::with_keys`] fills them in.
    #[serde(skip)]
    pub keys: Keys,
}

/// Secrets by name. Debug output hides them.
#[derive(Clone, Debug, Default)]
pub struct Keys(BTreeMap<String, SecretString>);

impl Keys {
    /// The key of that name.
    pub fn get(&self, name: &str) -> Option<&SecretString> {
        self.0.get(name)
    }
}

/// Secrets are not compared, only which of them are there.
impl PartialEq for Keys {
    fn eq(&self, other: &Self) -> bool {
        self.0.keys().eq(other.0.keys())
    }
}

impl LmSettings {
    /// The settings with every key that they name and that `read` finds.
    pub fn with_keys(mut self, read: impl Fn(&str) -> Option<String>) -> Self {
        let others = self.fallback.iter().map(|endpoint| &endpoint.api_key_env);
        let names = std::iter::once(&self.api_key_env).chain(others);
        let found = names
            .filter(|name| !name.is_empty())
            .filter_map(|name| read(name).map(|key| (name.clone(), SecretString::from(key))));
        self.keys = Keys(found.collect());
        self
    }
}

/// Who answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// The embedded baseline, which is not a language model.
    #[default]
    Nearest,
    /// Any endpoint that speaks the OpenAI chat protocol.
    Openai,
    /// Recorded answers, strictly.
    Replay,
    /// Rules from a file.
    Script,
}

impl Provider {
    /// The name in `dse.toml` and in recordings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nearest => "nearest",
            Self::Openai => "openai",
            Self::Replay => "replay",
            Self::Script => "script",
        }
    }
}

/// The model of each role; a role without one takes `main`'s.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RoleModels {
    pub main: String,
    pub sub: String,
    pub repair: String,
    pub judge: String,
    /// Writes instructions for an optimizer.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub propose: String,
}

/// A further endpoint. Models that it does not name are the first one's; a key
/// is never shared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Endpoint {
    pub base_url: String,
    pub api_key_env: String,
    pub models: RoleModels,
}

/// What a model charges, US dollars for a million tokens.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    pub model: String,
    /// Of tokens sent.
    pub prompt: f64,
    /// Of tokens answered.
    pub completion: f64,
}

impl Price {
    pub fn rate(&self) -> Rate {
        Rate { prompt: self.prompt, completion: self.completion }
    }
}

/// A [`Price`] without its model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// US dollars for a million tokens sent.
    pub prompt: f64,
    /// US dollars for a million tokens answered.
    pub completion: f64,
}

impl Rate {
    pub const FREE: Self = Self { prompt: 0.0, completion: 0.0 };

    /// US dollars for that many tokens.
    pub fn cost(self, prompt_tokens: u64, completion_tokens: u64) -> f64 {
        (prompt_tokens as f64 * self.prompt + completion_tokens as f64 * self.completion) / 1e6
    }

    /// What is enough to pay either.
    pub fn dearer(self, other: Self) -> Self {
        Self {
            prompt: self.prompt.max(other.prompt),
            completion: self.completion.max(other.completion),
        }
    }
}

/// How an endpoint is told the schema of the answer; servers differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StructuredOutput {
    /// Only in the prompt.
    #[default]
    Off,
    /// As `response_format` of type `json_schema`.
    JsonSchema,
    /// As `response_format` of type `json_object` with the schema beside it.
    JsonObject,
}

impl StructuredOutput {
    /// As `dse.toml` spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::JsonSchema => "json_schema",
            Self::JsonObject => "json_object",
        }
    }
}

impl Default for LmSettings {
    fn default() -> Self {
        Self {
            provider: Provider::default(),
            base_url: String::new(),
            api_key_env: String::new(),
            models: RoleModels::default(),
            fallback: Vec::new(),
            price: Vec::new(),
            concurrency: 0,
            structured_output: StructuredOutput::default(),
            timeout_seconds: 120.0,
            retries: 4,
            max_answer_bytes: 8 * 1024 * 1024,
            cache: false,
            record: String::new(),
            replay: String::new(),
            script: String::new(),
            keys: Keys::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_reads_and_a_misspelt_key_is_refused() {
        let text = "provider = \"openai\"\nbase_url = \"http://localhost:1234/v1\"\n\
                    structured_output = \"json_object\"\n[models]\nmain = \"small\"\n\
                    [[fallback]]\nbase_url = \"http://localhost:4321/v1\"\n";
        let settings: LmSettings = toml::from_str(text).unwrap();
        assert_eq!(settings.provider, Provider::Openai);
        assert_eq!(settings.structured_output, StructuredOutput::JsonObject);
        assert_eq!((settings.models.main.as_str(), settings.fallback.len()), ("small", 1));
        let keyed = LmSettings { api_key_env: "KEY".into(), ..settings }
            .with_keys(|name| (name == "KEY").then(|| "very-secret".to_owned()));
        assert!(keyed.keys.get("KEY").is_some());
        assert!(!format!("{keyed:?}").contains("very-secret"));
        assert!(!toml::to_string(&keyed).unwrap().contains("very-secret"));
        let error = toml::from_str::<LmSettings>("base_ulr = \"x\"").unwrap_err();
        assert!(error.message().contains("base_ulr"), "{error}");
    }
}
