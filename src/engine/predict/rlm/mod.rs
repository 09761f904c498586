//! `rlm_lite.v1`: a controller model looks into long texts step by step.
//!
//! It sees names and sizes of variables, asks for one bounded action at a
//! time, and sees what came of it, marked as untrusted. Both its budgets must
//! be set, or the strategy does not start. The trace is stored however the run
//! ends.

mod action;
mod extract;
mod kernel;
mod prompt;
mod tools;

use serde_json::Value;

use super::{Failure, run::Run};
use crate::{
    canon,
    engine::{
        core::{
            budget::Counter,
            decode::{decode, misfit},
            models::MAX_STEP_TOKENS,
            render::{BlobView, messages_hash},
        },
        ports::Variable,
    },
    lm::{Message, ModelRole, Role},
    model::{
        params::{DecodeMode, ModelParams},
        prompt::{Block, ContextContent},
        receipt::RlmTraceRef,
        trace::{ACTION, Trace, TraceEvent},
    },
};
use action::Action;

pub(super) const ID: &str = "rlm_lite.v1";

/// Events that a trace keeps; later ones are dropped.
const MAX_EVENTS: usize = 10_000;

pub(super) async fn predict(run: &mut Run<'_>) -> Result<Value, Failure> {
    let limits = run.budget.limits();
    let Some((iterations, _)) = limits.max_rlm_iterations.zip(limits.max_sub_lm_calls) else {
        return Err(refused("budgets.maxRlmIterations and budgets.maxSubLmCalls must both be set"));
    };
    let (input, rendered) = run.render(BlobView::MetadataOnly).await?;
    let mut controller = Controller {
        messages: prompt::opening(run, rendered.messages),
        events: Vec::new(),
        observation: None,
    };
    let outcome = controller.converse(run, input, iterations).await;
    store_trace(run, controller.events).await;
    outcome
}

/// Whether both budgets that the strategy needs are set.
pub(super) fn has_budgets(run: &Run<'_>) -> bool {
    let limits = run.budget.limits();
    limits.max_rlm_iterations.is_some() && limits.max_sub_lm_calls.is_some()
}

struct Controller {
    messages: Vec<Message>,
    events: Vec<TraceEvent>,
    observation: Option<Value>,
}

impl Controller {
    async fn converse(
        &mut self,
        run: &mut Run<'_>,
        input: Value,
        iterations: f64,
    ) -> Result<Value, Failure> {
        seed_vars(run).await?;
        self.note(TraceEvent::Input { input: Some(input) });
        let mut iteration = 0.0;
        while iteration < iterations {
            iteration += 1.0;
            let action = self.next_action(run, iteration).await?;
            run.check_time()?;
            if let Action::Final { output } = action {
                return finish(run, output);
            }
            let observation = kernel::execute(run, action).await?;
            self.show(iteration, observation);
        }
        Err(refused(&format!("no Final action within {iterations} iterations")))
    }

    /// Asks the controller what to do next.
    async fn next_action(&mut self, run: &mut Run<'_>, iteration: f64) -> Result<Action, Failure> {
        run.count(Counter::RlmIterations)?;
        run.check_time()?;
        let state = prompt::state(run, iteration, self.observation.as_ref()).await?;
        self.messages.push(Message { role: Role::User, content: state });
        prompt::keep_window(&mut self.messages);
        let prompt_hash = messages_hash(&self.messages);

        let wanted = run.main.max_tokens.unwrap_or(MAX_STEP_TOKENS).min(MAX_STEP_TOKENS);
        let model = ModelParams { max_tokens: Some(wanted), ..run.main.clone() };
        let request = run.lm_request(ModelRole::Main, self.messages.clone(), model, None);
        let reply = run.call(&request).await?;
        let decoded = decode(&reply, DecodeMode::Jsonish, &ACTION);
        self.messages.push(Message { role: Role::Assistant, content: reply });

        let document = decoded?;
        let action = serde_json::from_value(document.clone())
            .map_err(|error| Failure::Kernel(format!("the action cannot be read: {error}")))?;
        let prompt_hash = Some(prompt_hash);
        self.note(TraceEvent::Action { iteration, prompt_hash, action: traced(document) });
        Ok(action)
    }

    fn show(&mut self, iteration: f64, observation: Value) {
        self.messages.push(Message { role: Role::User, content: prompt::observed(&observation) });
        self.note(TraceEvent::Observation { iteration, observation: observation.clone() });
        self.observation = Some(observation);
    }

    fn note(&mut self, event: TraceEvent) {
        if self.events.len() < MAX_EVENTS {
            self.events.push(event);
        }
    }
}

/// Deployed servers leave the messages of a sub-call out of traces.
fn traced(mut action: Value) -> Value {
    if action["_tag"] == "SubLm"
        && let Some(map) = action.as_object_mut()
    {
        map.shift_remove("messages");
    }
    action
}

/// Makes the entries of the signature's context variables, unless there are
/// some of these names already.
async fn seed_vars(run: &Run<'_>) -> Result<(), Failure> {
    let vars = run.env.vars;
    for block in run.request.contract.contract().prompt_ir.blocks() {
        let Block::Context { entries } = block else { continue };
        for entry in entries {
            if kernel::stored(vars.get(&entry.key).await)?.is_none() {
                let value = match &entry.content {
                    ContextContent::Value(value) => Variable::Json(value.clone()),
                    ContextContent::Blob(blob) => Variable::Blob(blob.clone()),
                };
                kernel::stored(vars.put(&entry.key, value).await)?;
            }
        }
    }
    Ok(())
}

fn finish(run: &Run<'_>, output: Option<Value>) -> Result<Value, Failure> {
    let schema = run.request.contract.output_schema();
    let Some(output) = output else {
        return Err(misfit("the Final action has no output".to_owned(), "undefined").into());
    };
    let decoded = schema.decode(&output);
    decoded.map_err(|mismatch| misfit(mismatch.to_string(), &canon::to_string(&output)).into())
}

/// A trace that cannot be stored does not change how the prediction ends.
async fn store_trace(run: &mut Run<'_>, events: Vec<TraceEvent>) {
    if events.is_empty() {
        return;
    }
    let event_count = events.len() as u64;
    let trace = Trace {
        signature_id: Some(run.request.contract.signature_id().to_owned()),
        receipt_id: Some(run.request.receipt_id.to_owned()),
        strategy_id: Some(run.request.params.strategy_id().to_owned()),
        events,
        unread: 0,
    };
    let text = canon::to_string(&trace.document());
    if let Ok(blob) = run.env.blobs.put_text(&text, Some("application/json")).await {
        run.trace = Some(RlmTraceRef { blob, event_count });
    }
}

fn refused(reason: &str) -> Failure {
    Failure::Strategy { strategy_id: ID.to_owned(), reason: reason.to_owned() }
}
