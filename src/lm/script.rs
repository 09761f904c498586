//! Replies by rule: for tests, vectors and measurements.

use std::{fs, path::Path, time::Duration};

use async_trait::async_trait;
use serde::Deserialize;

use super::{Identity, Lm, LmBuildError, LmError, LmErrorKind, LmReply, LmRequest};
use crate::{canon, model::lm_settings::Rate};

/// What people read of it.
pub const LABEL: &str = "script (rules, not an LLM)";

/// Requests under way at once.
const CONCURRENCY: usize = 16;

/// A model whose answers are written down in advance. The first rule whose
/// texts all stand in the prompt answers; the prompt is the contents of all
/// messages, joined by a newline.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Script {
    /// `rules`, where the document says what it is.
    #[serde(default, rename = "kind")]
    _kind: Option<Kind>,
    rules: Vec<Rule>,
    /// The answer when no rule fits; without one, such a call fails.
    #[serde(default)]
    default: Option<String>,
    /// Milliseconds that every answer takes.
    #[serde(default)]
    latency_ms: u64,
    /// Requests under way at once.
    #[serde(default = "concurrency")]
    concurrency: usize,
    /// The id of the text that the rules came from.
    #[serde(skip)]
    id: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Rules,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Rule {
    when_prompt_contains_all: Vec<String>,
    reply: String,
}

fn concurrency() -> usize {
    CONCURRENCY
}

impl Script {
    /// Reads rules from a JSON text.
    ///
    /// # Errors
    /// When the text is not a document of rules; the error names the place.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        let script: Self = serde_json::from_str(text)?;
        Ok(Self { id: canon::text_id(text), ..script })
    }

    /// Reads rules from a file.
    ///
    /// # Errors
    /// When the file cannot be read or is not a document of rules.
    pub fn open(path: &Path) -> Result<Self, LmBuildError> {
        let fault = |reason: String| {
            LmBuildError::new("lm.script", format!("{}: {reason}", path.display()))
        };
        let text = fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
        Self::parse(&text).map_err(|error| fault(error.to_string()))
    }

    fn reply(&self, prompt: &str) -> Option<&str> {
        let fits =
            |rule: &&Rule| rule.when_prompt_contains_all.iter().all(|text| prompt.contains(text));
        let rule = self.rules.iter().find(fits).map(|rule| rule.reply.as_str());
        rule.or(self.default.as_deref())
    }
}

#[async_trait]
impl Lm for Script {
    fn label(&self) -> String {
        LABEL.to_owned()
    }

    fn concurrency(&self) -> usize {
        self.concurrency.max(1)
    }

    /// Other rules are another model.
    fn identity(&self, request: &LmRequest) -> Identity {
        Identity {
            provider: self.label(),
            endpoint: self.id.clone(),
            model: request.model_id.clone().unwrap_or_default(),
            ..Identity::default()
        }
    }

    fn rate(&self, _: &LmRequest) -> Option<Rate> {
        Some(Rate::FREE)
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        if self.latency_ms > 0 {
            tokio::time::sleep(Duration::from_millis(self.latency_ms)).await;
        }
        let contents: Vec<&str> =
            request.messages.iter().map(|message| message.content.as_str()).collect();
        match self.reply(&contents.join("\n")) {
            Some(reply) => {
                reply.split_inclusive(' ').for_each(|word| request.pieces.send(word));
                Ok(LmReply { text: reply.to_owned(), spend_usd: Some(0.0), ..LmReply::default() })
            }
            None => Err(LmError {
                kind: LmErrorKind::Failed,
                message: "no rule of the script fits the prompt, and it has no default".to_owned(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::{Message, Role, testing::request};

    #[tokio::test]
    async fn the_first_rule_that_fits_answers() {
        let script = Script::parse(
            r#"{"kind": "rules", "rules": [
                {"whenPromptContainsAll": ["red", "door\nlate"], "reply": "both"},
                {"whenPromptContainsAll": ["red"], "reply": "one"}], "default": "none"}"#,
        );
        let script = script.unwrap();
        let mut asked = request("a red door");
        asked.messages.push(Message { role: Role::User, content: "late".to_owned() });
        assert_eq!(script.complete(&asked).await.unwrap().text, "both");
        assert_eq!(script.complete(&request("red")).await.unwrap().text, "one");
        assert_eq!(script.complete(&request("blue")).await.unwrap().text, "none");
    }

    #[tokio::test]
    async fn without_a_default_a_prompt_that_fits_nothing_fails() {
        let script = Script::parse(r#"{"rules": []}"#).unwrap();
        assert_eq!(script.complete(&request("x")).await.unwrap_err().kind, LmErrorKind::Failed);
        assert!(Script::parse(r#"{"rules": [], "defualt": "x"}"#).is_err());
    }
}
