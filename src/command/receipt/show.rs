//! `dse receipt show`

use crate::api::{Empty, error::Code, receipts::ShowResponse, resolve::IdKind};
use crate::command::{CommandError, Context, ErrorKind, Outcome, names, online};
use crate::model::receipt::{BudgetUsage, Receipt, ResultTag};
use crate::report::words;
use crate::ui::{Ui, escape, facts};

/// Show one receipt: hashes, model, time, budget and result
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The receipt's id, or the front of it
    receipt: String,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let id = args.receipt.clone();
    online(context, async move |context, client| {
        let id = names::id(&client, IdKind::Receipt, &id, None).await?;
        let shown = client.receipt(&id, &Empty {}).await?.body;
        let Some(receipt) = &shown.receipt else {
            return Err(CommandError::new(
                ErrorKind::Usage,
                Code::ReceiptNotFound.wire(),
                format!("there is no receipt `{}`", escape::line(&id)),
            )
            .with_hint("`dse receipt list SIGNATURE` lists them"));
        };
        context.answer(&shown, |ui| print(ui, &shown, receipt))
    })
}

fn print(ui: &Ui, shown: &ShowResponse, receipt: &Receipt) {
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let result = match &receipt.result {
        ResultTag::Ok => "Ok".to_owned(),
        ResultTag::Error { error_name, message } => format!("{error_name}: {message}"),
    };
    let usage = receipt.usage.unwrap_or_default();
    let tokens = |count: Option<u64>| count.map_or("?".to_owned(), |count| count.to_string());
    let mut rows = vec![
        ("receipt", receipt.receipt_id.clone()),
        ("result", result),
        ("when", words::time(receipt.timing.ended_at_ms)),
        ("signature", receipt.signature_id.clone()),
        ("artifact", receipt.compiled_id.clone()),
        ("strategy", receipt.strategy_id.clone()),
        ("model", text(&receipt.model.model_id)),
        ("thread", text(&shown.thread_id)),
        ("arm", receipt.serving.as_ref().map_or("-", |serving| serving.arm.name()).to_owned()),
        ("run", text(&shown.run_id)),
        ("took", format!("{} ms", receipt.timing.duration_ms)),
        (
            "tokens",
            format!("{} in, {} out", tokens(usage.prompt_tokens), tokens(usage.completion_tokens)),
        ),
        ("spend", receipt.spend_usd.map_or_else(|| "?".to_owned(), words::dollars)),
        ("used", used(&receipt.budget.usage)),
        ("prompt", text(&receipt.hashes.rendered_prompt_hash)),
        ("output", text(&receipt.hashes.output_hash)),
    ];
    if let Some(trace) = &receipt.rlm_trace {
        let events = words::count(trace.event_count, "event");
        rows.push(("trace", format!("{events} in blob {}", trace.blob.id)));
    }
    if let Some(content) = &shown.content {
        rows.push(("input", content.input.to_string()));
        rows.extend(content.output.as_ref().map(|output| ("answer", output.to_string())));
    }
    facts(ui, &rows);
}

/// What of the budget was used; what was not stays unsaid.
fn used(usage: &BudgetUsage) -> String {
    let parts = [
        (usage.lm_calls, "model call"),
        (usage.sub_lm_calls, "sub call"),
        (usage.tool_calls, "tool call"),
        (usage.rlm_iterations, "iteration"),
        (usage.output_chars, "character"),
    ];
    let said = parts.into_iter().filter(|(count, _)| *count > 0);
    said.map(|(count, noun)| words::count(count, noun)).collect::<Vec<_>>().join(", ")
}
