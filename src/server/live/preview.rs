//! A prediction that is looked at: its prompt, and on request its answers.

use std::sync::Arc;

use serde_json::Value;
use uuid::Uuid;

use super::{
    overheard::{self, Overheard},
    snapshot::{self, Ready},
};
use crate::{
    api::prompt::{PromptCall, PromptMessage, PromptResponse},
    engine::{
        core::{
            models::{ModelSlot, for_slot},
            render::{BlobView, render},
        },
        memory::{MemoryVars, NoReceipts},
        ports::BlobStore,
        predict::{self as engine, PredictEnv, PredictRequest},
    },
    lm::ModelRole,
    model::example::RowId,
    server::{App, Failure, app::Known},
};

/// Renders, and asks where `ask` says so. Nothing is stored or counted.
///
/// # Errors
/// When the artifact is not there, or the prompt cannot be made.
pub async fn preview(
    app: &App,
    known: &Known,
    compiled_id: Option<&str>,
    input: &Value,
    row: Option<&RowId>,
    blobs: &dyn BlobStore,
    ask: bool,
) -> Result<PromptResponse, Failure> {
    let ready = chosen(app, known, compiled_id).await?;
    let lm = Overheard::new(app.lm.as_ref(), ask);
    let env = PredictEnv {
        lm: &lm,
        blobs,
        vars: &MemoryVars::default(),
        receipts: &NoReceipts,
        tools: None,
        clock: app.clock.as_ref(),
    };
    let receipt_id = Uuid::new_v4().to_string();
    let request = PredictRequest::with_defaults(&known.contract, input, &receipt_id)
        .pinned(&ready.compiled_id, &ready.params)
        .planned(ready.plan.as_ref())
        .of_row(row);
    let outcome = engine::predict(env, request).await;
    let (messages_hash, calls) = lm.heard();
    let (output, error) = match outcome {
        Ok(prediction) => (Some(prediction.output), None),
        Err(error) if calls.is_empty() => return Err(Failure::invalid(error.to_string())),
        Err(error) => (None, ask.then(|| error.to_string())),
    };
    Ok(PromptResponse {
        signature_id: known.contract.signature_id().to_owned(),
        compiled_id: ready.compiled_id.clone(),
        strategy_id: ready.params.strategy_id().to_owned(),
        messages_hash,
        calls,
        plain_field: None,
        output,
        error,
    })
}

/// Renders the prompt with `{{input}}` in place of an input.
///
/// # Errors
/// When the artifact is not there, asks in several steps, or has texts of its
/// own that say the same.
pub async fn template(
    app: &App,
    known: &Known,
    compiled_id: Option<&str>,
) -> Result<PromptResponse, Failure> {
    let ready = chosen(app, known, compiled_id).await?;
    let strategy_id = ready.params.strategy_id().to_owned();
    let plan = ready.plan.as_ref().filter(|_| strategy_id == DIRECT);
    let Some(plan) = plan.filter(|plan| plan.is_fixed()) else {
        let message = format!("{strategy_id} with its context is no single prompt");
        return Err(Failure::invalid(message));
    };
    let mark = Uuid::new_v4().to_string();
    let rendered = render(plan, &Value::from(mark.as_str()), None, &[], BlobView::InlinePreview);
    if rendered.messages.iter().any(|message| message.content.contains(SLOT)) {
        return Err(Failure::invalid(format!("the prompt itself has {SLOT}")));
    }
    let main = for_slot(&ready.params, ModelSlot::Main);
    let own_limit = known.contract.contract().default_constraints.max_tokens;
    // A plain text has the input as it is, JSON has it in quotes.
    let plain_field = plan.plain_field().map(str::to_owned);
    let mark = if plain_field.is_some() { mark } else { format!("\"{mark}\"") };
    let messages = rendered.messages.iter().map(|message| PromptMessage {
        role: overheard::name(message.role),
        content: message.content.replace(&mark, SLOT),
    });
    Ok(PromptResponse {
        signature_id: known.contract.signature_id().to_owned(),
        compiled_id: ready.compiled_id.clone(),
        strategy_id,
        messages_hash: None,
        plain_field,
        calls: vec![PromptCall {
            role: overheard::name(ModelRole::Main),
            messages: messages.collect(),
            model_id: main.model_id,
            temperature: main.temperature,
            top_p: main.top_p,
            max_tokens: main.max_tokens.or(own_limit).map(|tokens| tokens as u64),
            reply: None,
        }],
        output: None,
        error: None,
    })
}

/// Where the input goes in a template.
const SLOT: &str = "{{input}}";
/// The strategy whose prompt is one request.
const DIRECT: &str = "direct.v1";

async fn chosen(
    app: &App,
    known: &Known,
    compiled_id: Option<&str>,
) -> Result<Arc<Ready>, Failure> {
    let chosen = match compiled_id {
        Some(compiled_id) => snapshot::pinned(app, known, compiled_id).await?,
        None => snapshot::active(app, known).await?,
    };
    Ok(chosen.ready)
}
