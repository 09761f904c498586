//! The model that proposes texts.

use std::sync::LazyLock;

use futures::{StreamExt, stream};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{CompileError, problem::Problem, search::Search};
use crate::{
    engine::{calls::Metered, core::decode::decode},
    lm::{Lm, LmError, LmRequest, Message, ModelRole, Role, nearest},
    model::{
        compile::ProposalRecord,
        params::DecodeMode,
        schema::Schema,
        text::{head, trim, units},
    },
};

/// Characters of a failed reply that its repair quotes.
const QUOTED: usize = 4_000;

/// What a reply must be.
static REPLY: LazyLock<Value> = LazyLock::new(|| {
    json!({
        "type": "object",
        "required": ["instruction"],
        "properties": {"instruction": {"type": "string"}},
        "additionalProperties": false,
    })
});

/// How the proposer is asked; the model is the one of the role `propose` where
/// the job names none.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct ProposerSettings {
    #[serde(rename = "modelId")]
    _model_id: Option<String>,
    temperature: f64,
    pub(super) max_tokens: u64,
}

impl Default for ProposerSettings {
    fn default() -> Self {
        Self { _model_id: None, temperature: 0.7, max_tokens: 1_024 }
    }
}

/// The model that the job's settings name for proposals, where they name one.
pub(super) fn model_id(problem: &Problem<'_>) -> Option<String> {
    let proposer = problem.config.and_then(|config| config.get("proposer"));
    let model = proposer.and_then(|proposer| proposer.get("modelId")).and_then(Value::as_str);
    model.filter(|model| !model.is_empty()).map(str::to_owned)
}

/// The embedded baseline writes no instructions.
pub(super) fn refuse_baseline(
    lm: &dyn Lm,
    problem: &Problem<'_>,
    optimizer: &'static str,
) -> Result<(), CompileError> {
    if is_baseline(lm, problem) {
        return Err(CompileError::NoProposer { optimizer });
    }
    Ok(())
}

fn is_baseline(lm: &dyn Lm, problem: &Problem<'_>) -> bool {
    let model_id = model_id(problem);
    let request = LmRequest { model_id, ..LmRequest::of_role(ModelRole::Propose) };
    lm.identity(&request).provider == nearest::PROVIDER
}

/// What to ask for.
pub(super) struct Ask {
    pub(super) purpose: &'static str,
    pub(super) round: usize,
    pub(super) slot: usize,
    pub(super) messages: Vec<Message>,
}

/// A text that was proposed, and where its record stands.
pub(super) struct Proposed {
    pub(super) text: String,
    pub(super) record: usize,
}

/// Asks for texts of limited length.
pub(super) struct Proposer<'a> {
    pub(super) problem: &'a Problem<'a>,
    pub(super) settings: &'a ProposerSettings,
    pub(super) max_chars: usize,
}

impl Proposer<'_> {
    /// Asks all of `asks` at once; the texts come in their order, without those
    /// that could not be read even after one repair.
    ///
    /// # Errors
    /// When a model gave no answer. Others that were under way are waited for:
    /// they are paid for, and a journal may keep them.
    pub(super) async fn ask(
        &self,
        search: &mut Search<'_>,
        asks: &[Ask],
    ) -> Result<Vec<Proposed>, CompileError> {
        let meter = Metered::new(search.evaluator.env.lm);
        let window = meter.concurrency().max(1);
        let calls: Vec<_> = asks.iter().map(|ask| self.reply(&meter, ask)).collect();
        let replies: Vec<Result<Reply, LmError>> =
            stream::iter(calls).buffered(window).collect().await;
        let bill = meter.bill();
        let story = &mut search.story;
        story.told = true;
        story.cost.add(&bill.cost);
        story.newest_ms = story.newest_ms.max(bill.newest_ms);
        let mut proposed = Vec::new();
        for (ask, reply) in asks.iter().zip(replies) {
            let Reply { lm_calls, text } = reply.map_err(CompileError::Proposal)?;
            let mut record = ProposalRecord {
                purpose: ask.purpose.to_owned(),
                round: ask.round as u64,
                slot: ask.slot as u64,
                lm_calls,
                ..ProposalRecord::default()
            };
            match text {
                Ok(text) => proposed.push(Proposed { text, record: story.proposals.len() }),
                Err(reason) => record.refused = Some(reason),
            }
            story.proposals.push(record);
        }
        Ok(proposed)
    }

    async fn reply(&self, lm: &Metered<'_>, ask: &Ask) -> Result<Reply, LmError> {
        let first = lm.complete(&self.request(ask.messages.clone())).await?.text;
        let reason = match self.read(&first) {
            Ok(text) => return Ok(Reply { lm_calls: 1, text: Ok(text) }),
            Err(reason) => reason,
        };
        let mut messages = ask.messages.clone();
        messages.push(Message { role: Role::Assistant, content: head(&first, QUOTED).to_owned() });
        let again = format!(
            "That cannot be used: {reason}. Reply with one JSON object {{\"instruction\": \"…\"}} \
             of at most {} characters, and nothing else.",
            self.max_chars
        );
        messages.push(Message { role: Role::User, content: again });
        let second = lm.complete(&self.request(messages)).await?.text;
        Ok(Reply { lm_calls: 2, text: self.read(&second) })
    }

    fn request(&self, messages: Vec<Message>) -> LmRequest {
        LmRequest {
            messages,
            model_id: model_id(self.problem),
            temperature: Some(self.settings.temperature),
            max_tokens: Some(self.settings.max_tokens),
            output_schema: Some(REPLY.clone()),
            ..LmRequest::of_role(ModelRole::Propose)
        }
    }

    fn read(&self, reply: &str) -> Result<String, String> {
        let schema = Schema::compile(&REPLY).expect("the schema of replies compiles");
        let value =
            decode(reply, DecodeMode::StrictJson, &schema).map_err(|error| error.to_string())?;
        let text = trim(value["instruction"].as_str().unwrap_or_default());
        match units(text) {
            0 => Err("the instruction is empty".to_owned()),
            long if long > self.max_chars => {
                Err(format!("the instruction has {long} of {} characters", self.max_chars))
            }
            _ => Ok(text.to_owned()),
        }
    }
}

struct Reply {
    lm_calls: u64,
    /// Or why it cannot be used.
    text: Result<String, String>,
}
