//! A deterministic nearest-neighbour model that reads the prompt and nothing
//! else. It is a baseline, not a language model: it makes the whole loop run
//! offline, and it sets a floor that a language model should beat.
//!
//! Where the answers can be listed, the one wins whose examples, descriptions
//! and name are most like the input. Elsewhere the answer is put together from
//! sentences of the material, in the shape that the schema asks for.

mod candidates;
mod choose;
mod controller;
mod prompt;
pub(crate) mod similarity;
mod write;

use std::thread::available_parallelism;

use async_trait::async_trait;
use serde_json::Value;

use super::{Lm, LmError, LmReply, LmRequest, Role};
use crate::{canon, model::lm_settings::Rate};
use prompt::Prompt;

/// What reports call this model.
pub const LABEL: &str = "nearest (baseline, not an LLM)";

/// What identities call it.
pub const PROVIDER: &str = LABEL;

/// Units of a plain text that was asked for without a schema.
const PLAIN_UNITS: usize = 600;

/// The baseline.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nearest;

impl Nearest {
    /// The answer to a request, always the same for the same messages.
    pub fn answer(&self, request: &LmRequest) -> String {
        if let Some(action) = controller::next_action(request) {
            return canon::to_string(&action);
        }
        let prompt = Prompt::read(request);
        match candidates::candidates(&prompt) {
            Some(listed) => {
                canon::to_string(choose::choose(&prompt, &listed).unwrap_or(&Value::Null))
            }
            None if prompt.schema.is_some() => canon::to_string(&write::write(&prompt, "")),
            None => plain(request),
        }
    }
}

/// A request for plain text: what is asked stands in the first lines, and the
/// rest is the material.
fn plain(request: &LmRequest) -> String {
    let user = request.messages.iter().rfind(|message| message.role == Role::User);
    let text = user.map_or("", |message| message.content.trim());
    let (question, material) = text.split_once('\n').unwrap_or((text, text));
    write::extract(material, question, PLAIN_UNITS)
}

#[async_trait]
impl Lm for Nearest {
    fn label(&self) -> String {
        LABEL.to_owned()
    }

    fn concurrency(&self) -> usize {
        available_parallelism().map_or(1, usize::from)
    }

    fn rate(&self, _: &LmRequest) -> Option<Rate> {
        Some(Rate::FREE)
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        Ok(LmReply {
            text: self.answer(request),
            // It runs on this machine, at no price.
            spend_usd: Some(0.0),
            ..LmReply::default()
        })
    }
}

#[cfg(test)]
mod tests;
