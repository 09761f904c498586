//! A model that is listened to: what it is asked, and what it answers.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use serde::Serialize;
use serde_json::Value;

use crate::{
    api::prompt::{PromptCall, PromptMessage},
    engine::core::render::messages_hash,
    lm::{Identity, Lm, LmError, LmErrorKind, LmReply, LmRequest},
    model::lm_settings::Rate,
};

/// Writes every call down; without `ask` none is made.
pub struct Overheard<'a> {
    lm: &'a dyn Lm,
    ask: bool,
    heard: Mutex<Heard>,
}

/// What was heard: the id of the first call's messages, and all calls.
type Heard = (Option<String>, Vec<PromptCall>);

impl<'a> Overheard<'a> {
    pub fn new(lm: &'a dyn Lm, ask: bool) -> Self {
        Self { lm, ask, heard: Mutex::default() }
    }

    pub fn heard(self) -> Heard {
        self.heard.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, request: &LmRequest, call: PromptCall) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.0.get_or_insert_with(|| messages_hash(&request.messages));
        heard.1.push(call);
    }
}

/// A role as the wire spells it.
pub fn name(role: impl Serialize) -> String {
    let value = serde_json::to_value(role).unwrap_or(Value::Null);
    value.as_str().unwrap_or_default().to_owned()
}

#[async_trait]
impl Lm for Overheard<'_> {
    fn label(&self) -> String {
        self.lm.label()
    }

    fn concurrency(&self) -> usize {
        self.lm.concurrency()
    }

    fn identity(&self, request: &LmRequest) -> Identity {
        self.lm.identity(request)
    }

    fn rate(&self, request: &LmRequest) -> Option<Rate> {
        self.lm.rate(request)
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        let outcome = if self.ask {
            self.lm.complete(request).await
        } else {
            let message = "the model was not to be asked".to_owned();
            Err(LmError { kind: LmErrorKind::Cancelled, message })
        };
        let messages = request.messages.iter().map(|message| PromptMessage {
            role: name(message.role),
            content: message.content.clone(),
        });
        self.note(
            request,
            PromptCall {
                role: name(request.role),
                messages: messages.collect(),
                model_id: request.model_id.clone(),
                temperature: request.temperature,
                top_p: request.top_p,
                max_tokens: request.max_tokens,
                reply: outcome.as_ref().ok().map(|reply| reply.text.clone()),
            },
        );
        outcome
    }
}
