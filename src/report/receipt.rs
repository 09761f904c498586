//! The report of one prediction: what came of it, its budget, and its trace.

use serde_json::Value;

use super::document::{Document, Inline, Role, Span, code, linked, plain, role};
use super::link::Link;
use super::words;
use crate::canon;
use crate::model::receipt::{BudgetSnapshot, Receipt, ResultTag};
use crate::model::trace::TraceEvent;

/// How much of a trace's event is shown, characters.
const SHOWN: usize = 4_000;

/// The receipt as a document. Thread, run and time are what the store holds
/// beside it.
pub fn document(receipt: &Receipt, thread_id: &str, run_id: &str, created_at_ms: i64) -> Document {
    let name = words::short_signature(&receipt.signature_id);
    let took = words::duration(receipt.timing.duration_ms);
    let lead = match &receipt.result {
        ResultTag::Ok => {
            role(Role::Good, format!("{name} answered with a valid output in {took}."))
        }
        ResultTag::Error { error_name, message } => {
            role(Role::Bad, format!("{name} failed after {took}: {error_name}: {message}"))
        }
    };
    let mut document = Document::new(format!("Receipt {}", receipt.receipt_id), lead);
    document.facts(facts(receipt, thread_id, run_id, created_at_ms));
    describe_budget(&receipt.budget, &mut document);
    document.heading("Hashes");
    let hashes = &receipt.hashes;
    let given = |hash: &Option<String>| code(hash.as_deref().unwrap_or("–"));
    document.facts(vec![
        ("input schema", code(&hashes.input_schema_hash)),
        ("output schema", code(&hashes.output_schema_hash)),
        ("prompt", code(&hashes.prompt_ir_hash)),
        ("rendered prompt", given(&hashes.rendered_prompt_hash)),
        ("parameters", code(&hashes.params_hash)),
        ("output", given(&hashes.output_hash)),
    ]);
    document
}

fn facts(
    receipt: &Receipt,
    thread_id: &str,
    run_id: &str,
    created_at_ms: i64,
) -> Vec<(&'static str, Inline)> {
    let usage = receipt.usage.unwrap_or_default();
    let tokens = |count: Option<u64>| count.map_or_else(|| "?".to_owned(), |n| n.to_string());
    let signature_id = &receipt.signature_id;
    let mut facts = vec![
        ("when", plain(words::time(created_at_ms))),
        ("signature", linked(signature_id, Link::signature(signature_id))),
        ("artifact", code(&receipt.compiled_id)),
        ("strategy", code(&receipt.strategy_id)),
        ("model", plain(receipt.model.model_id.as_deref().unwrap_or("the server's own"))),
        (
            "tokens",
            plain(format!(
                "{} in, {} out",
                tokens(usage.prompt_tokens),
                tokens(usage.completion_tokens)
            )),
        ),
        ("thread", code(thread_id)),
        ("run", code(run_id)),
    ];
    if let Some(repairs) = receipt.repair_count.filter(|repairs| *repairs > 0) {
        facts.push(("repairs", plain(repairs.to_string())));
    }
    facts
}

/// What was used of the budget, and what was allowed.
fn describe_budget(budget: &BudgetSnapshot, document: &mut Document) {
    let (used, limits) = (&budget.usage, &budget.limits);
    let rows = [
        ("time, ms", used.elapsed_ms.unsigned_abs(), limits.max_time_ms),
        ("model calls", used.lm_calls, limits.max_lm_calls),
        ("tool calls", used.tool_calls, limits.max_tool_calls),
        ("iterations", used.rlm_iterations, limits.max_rlm_iterations),
        ("sub calls", used.sub_lm_calls, limits.max_sub_lm_calls),
        ("output characters", used.output_chars, limits.max_output_chars),
    ];
    let row = |(name, used, limit): (&str, u64, Option<f64>)| {
        let over = limit.is_some_and(|limit| used as f64 >= limit);
        let tone = if over { Role::Warn } else { Role::Plain };
        vec![
            plain(name),
            vec![Span::new(tone, used.to_string())],
            plain(limit.map_or_else(|| "no limit".to_owned(), words::number)),
        ]
    };
    document.heading("Budget");
    document.table(&["what", "#used", "#of"], rows.map(row).into());
}

/// Adds events of a trace, in order. What they hold is data from a model or a
/// tool.
pub fn describe_events(events: &[TraceEvent], document: &mut Document) {
    let mut iteration = None;
    for event in events {
        let (number, name, body) = match event {
            TraceEvent::Input { input } => (None, "Input".to_owned(), input.clone()),
            TraceEvent::Final { output, iteration, .. } => {
                (*iteration, "Output".to_owned(), output.clone())
            }
            TraceEvent::Action { iteration, action, .. } => {
                (Some(*iteration), format!("Action {}", tag(action)), Some(action.clone()))
            }
            TraceEvent::Observation { iteration, observation } => {
                let name = format!("Observation {}", tag(observation));
                (Some(*iteration), name, Some(observation.clone()))
            }
        };
        if number.is_some() && number != iteration {
            iteration = number;
            document.heading(format!("Iteration {}", words::number(number.unwrap_or_default())));
        }
        document.paragraph(role(Role::Strong, name));
        document.code(words::excerpt(&text(&body.unwrap_or_default()), SHOWN));
    }
}

fn tag(event: &Value) -> &str {
    event["_tag"].as_str().unwrap_or("?")
}

fn text(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|_| canon::to_string(value))
}
