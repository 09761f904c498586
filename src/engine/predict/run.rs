//! A prediction under way: what every strategy shares.

use std::{borrow::Cow, collections::HashMap, sync::Arc, time::Duration};

use serde_json::Value;

use super::{Failure, PredictEnv, PredictRequest};
use crate::{
    engine::core::{
        budget::{Budget, Counter},
        decode::MAX_REPLY,
        models::{ModelSlot, for_slot},
        render::{BlobView, LoadedBlob, PromptPlan, Rendered, ShownBlob, messages_hash, render},
    },
    lm::{LmReply, LmRequest, Message, ModelRole, Pieces},
    model::{
        params::ModelParams,
        receipt::{RlmTraceRef, Usage},
        signature::Contract,
        text,
    },
};

/// Strategies add to it as they go; the receipt is made from it at the end.
pub(super) struct Run<'a> {
    pub env: PredictEnv<'a>,
    pub request: PredictRequest<'a>,
    /// The fields of the main role.
    pub main: ModelParams,
    pub budget: Budget,
    pub started_ms: i64,
    /// Summed over all calls; `None` until one tells its usage.
    pub usage: Option<Usage>,
    /// US dollars, summed likewise.
    pub spend_usd: Option<f64>,
    pub prompt: Option<PromptNotes>,
    pub repairs: u64,
    pub trace: Option<RlmTraceRef>,
}

/// What the receipt says about the prompt.
pub(super) struct PromptNotes {
    pub hash: String,
    pub stats: Value,
    pub pressure: Value,
}

impl<'a> Run<'a> {
    pub fn start(env: PredictEnv<'a>, request: PredictRequest<'a>) -> Self {
        let started_ms = env.clock.now_ms();
        Self {
            env,
            request,
            main: for_slot(request.params, ModelSlot::Main),
            budget: Budget::start(request.params.budgets.as_ref(), started_ms),
            started_ms,
            usage: None,
            spend_usd: None,
            prompt: None,
            repairs: 0,
            trace: None,
        }
    }

    /// Renders the prompt and notes its size. Returns the encoded input too.
    pub async fn render(&mut self, view: BlobView) -> Result<(Value, Rendered), Failure> {
        let contract = self.request.contract;
        let plan = match self.request.plan {
            Some(plan) => Cow::Borrowed(plan),
            None => {
                let Contract { prompt_ir, output_schema_json, .. } = contract.contract();
                Cow::Owned(PromptPlan::new(prompt_ir, output_schema_json, self.request.params)?)
            }
        };
        let input = contract
            .input_schema()
            .decode(self.request.input)
            .map_err(|mismatch| Failure::render(format!("the input does not fit: {mismatch}")))?;
        let blobs = self.load(plan.blobs(&input)).await?;
        let own = self.request.row.map(|row| row.example_id.as_str());
        let rendered = render(&plan, &input, own, &blobs, view);
        self.prompt = Some(PromptNotes {
            hash: messages_hash(&rendered.messages),
            stats: rendered.stats.clone(),
            pressure: rendered.pressure.clone(),
        });
        Ok((input, rendered))
    }

    async fn load(&self, shown: Vec<ShownBlob>) -> Result<Vec<LoadedBlob>, Failure> {
        let mut texts: HashMap<String, Arc<str>> = HashMap::new();
        let mut loaded = Vec::with_capacity(shown.len());
        for shown in shown {
            let id = shown.blob.id.clone();
            let text = match texts.get(&id) {
                Some(text) => text.clone(),
                None => {
                    let stored = self.env.blobs.get_text(&id).await;
                    let stored = stored.map_err(|error| Failure::render(error.to_string()))?;
                    let missing = || format!("{}: blob {id} is not stored", shown.label);
                    stored.ok_or_else(|| Failure::render(missing()))?.into()
                }
            };
            texts.insert(id, text.clone());
            loaded.push(LoadedBlob { shown, text });
        }
        Ok(loaded)
    }

    pub fn now_ms(&self) -> i64 {
        self.env.clock.now_ms()
    }

    pub fn check_time(&self) -> Result<(), Failure> {
        Ok(self.budget.check_time(self.now_ms())?)
    }

    pub fn count(&mut self, counter: Counter) -> Result<(), Failure> {
        let now = self.now_ms();
        Ok(self.budget.count(counter, 1, now)?)
    }

    /// A request; a judge's calls all go out as the judge's.
    pub fn lm_request(
        &self,
        role: ModelRole,
        messages: Vec<Message>,
        model: ModelParams,
        output_schema: Option<Value>,
    ) -> LmRequest {
        LmRequest {
            role: if self.request.role == ModelRole::Judge { ModelRole::Judge } else { role },
            messages,
            model_id: model.model_id,
            temperature: model.temperature,
            top_p: model.top_p,
            max_tokens: model.max_tokens.map(|tokens| tokens as u64),
            output_schema,
            row: self.request.row.cloned(),
            pieces: Pieces::default(),
        }
    }

    /// Asks the model, no longer than the time budget lasts. The call must be
    /// counted before, and its reply handed to [`Run::accept`].
    pub async fn ask(&self, request: &LmRequest) -> Result<LmReply, Failure> {
        self.patience().ask(request).await
    }

    /// How long to wait for a model or a tool. It borrows nothing of the run,
    /// so that several calls can be under way.
    pub fn patience(&self) -> Patience<'a> {
        Patience { env: self.env, budget: self.budget.clone() }
    }

    /// Takes a reply: its usage and length are counted, and what is beyond
    /// [`MAX_REPLY`] is let go.
    pub fn accept(&mut self, reply: LmReply) -> Result<String, Failure> {
        self.usage = sum(self.usage, reply.usage);
        let spent = reply.spend_usd.map(|usd| self.spend_usd.unwrap_or_default() + usd);
        self.spend_usd = spent.or(self.spend_usd);
        let now = self.now_ms();
        self.budget.count(Counter::OutputChars, text::units(&reply.text) as u64, now)?;
        let mut text = reply.text;
        let kept = text::head(&text, MAX_REPLY).len();
        if kept < text.len() {
            text.truncate(kept);
            text.shrink_to_fit();
        }
        Ok(text)
    }

    /// Counts a call, asks and takes the reply.
    pub async fn call(&mut self, request: &LmRequest) -> Result<String, Failure> {
        self.count(Counter::LmCalls)?;
        let reply = self.ask(request).await?;
        self.accept(reply)
    }
}

/// The time that is left, and whom to ask in it.
pub(super) struct Patience<'a> {
    env: PredictEnv<'a>,
    budget: Budget,
}

impl Patience<'_> {
    pub async fn ask(&self, request: &LmRequest) -> Result<LmReply, Failure> {
        Ok(self.in_time(self.env.lm.complete(request)).await??)
    }

    /// Waits for `work`, but cuts it off at the deadline.
    pub async fn in_time<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        let now = self.env.clock.now_ms();
        let Some(left) = self.budget.remaining_ms(now) else { return Ok(work.await) };
        let limit = Duration::from_millis(left.saturating_add(1));
        tokio::time::timeout(limit, work)
            .await
            .map_err(|_| self.budget.out_of_time(self.env.clock.now_ms()).into())
    }
}

/// Tokens of two calls together; what neither tells stays unknown.
fn sum(left: Option<Usage>, right: Option<Usage>) -> Option<Usage> {
    let (Some(left), Some(right)) = (left, right) else { return left.or(right) };
    let add = |left: Option<u64>, right: Option<u64>| match (left, right) {
        (Some(left), Some(right)) => Some(left.saturating_add(right)),
        (left, right) => left.or(right),
    };
    Some(Usage {
        prompt_tokens: add(left.prompt_tokens, right.prompt_tokens),
        completion_tokens: add(left.completion_tokens, right.completion_tokens),
        total_tokens: add(left.total_tokens, right.total_tokens),
        cached_prompt_tokens: add(left.cached_prompt_tokens, right.cached_prompt_tokens),
    })
}
