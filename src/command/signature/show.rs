//! `dse signature show`

use serde::Serialize;
use serde_json::{Value, json};

use crate::api::{Empty, catalog::SignatureResponse, rollout::HistoryRequest};
use crate::client::{Client, Reason};
use crate::command::{CommandError, Context, Outcome, names::about};
use crate::model::prompt::{Block, OutputFormat};
use crate::model::rollout::{HistoryKind, Review};
use crate::ui::{Shown, Table, Tone, Ui};

/// Show one signature: prompt, schemas, job and reward
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    about(context, &args.signature, async move |context, client, signature| {
        let answer = client.signature(&signature, &Empty {}).await?.body;
        let review = review(&client, &signature).await?;
        let shown = ShownSignature { answer, review };
        context.answer(&shown, |ui| print(ui, &shown.answer, shown.review.as_ref()))
    })
}

#[derive(Debug, Serialize)]
struct ShownSignature {
    #[serde(flatten)]
    answer: SignatureResponse,
    /// Who had looked at what became active last.
    #[serde(skip_serializing_if = "Option::is_none")]
    review: Option<Review>,
}

/// The review of the newest move of the pointer, where the server keeps any.
async fn review(client: &Client, signature_id: &str) -> Result<Option<Review>, CommandError> {
    let request = HistoryRequest { signature_id: signature_id.to_owned(), limit: None };
    let history = match client.history(&request).await {
        Ok(answer) => answer.body.history,
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let moved = history.into_iter().find(|entry| entry.kind == HistoryKind::Pointer);
    Ok(moved.and_then(|entry| entry.review))
}

fn print(ui: &Ui, shown: &SignatureResponse, review: Option<&Review>) {
    let contract = &shown.contract;
    ui.out(Tone::Strong.paint(Shown::line(&contract.signature_id)));
    ui.out("");
    let mut table = Table::new(&["", ""]);
    for block in contract.prompt_ir.blocks() {
        let (name, text) = describe(block);
        table.row([name, &text]);
    }
    table.row(["input", &outline(&contract.input_schema_json)]);
    table.row(["output", &outline(&contract.output_schema_json)]);
    table.row(["parameters", &json!(contract.default_params).to_string()]);
    table.row(["optimizer", &shown.job.optimizer.id]);
    for (name, variants) in shown.job.search_space.as_object().into_iter().flatten() {
        table.row([name, &ids(variants)]);
    }
    let signals = shown.reward.signals.iter().map(|signal| json!(signal)["kind"].to_string());
    let signals = signals.collect::<Vec<_>>().join(", ").replace('"', "");
    table.row(["reward", &format!("{}: {signals}", shown.reward.reward_id)]);
    if let Some(review) = review {
        table.row(["reviewed", &format!("by {}: {}", review.by, review.reason)]);
    }
    table.print(ui);
    ui.note("--format json shows everything in full, the schemas too");
}

/// The fields that a schema names, else what it says of itself.
fn outline(schema: &Value) -> String {
    if let Some(properties) = schema["properties"].as_object() {
        return properties.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    }
    schema["description"].as_str().unwrap_or("JSON").to_owned()
}

/// The ids of the variants of one knob, or the knob itself where it has none.
fn ids(variants: &Value) -> String {
    let ids: Option<Vec<&str>> = variants
        .as_array()
        .map(|variants| variants.iter().filter_map(|variant| variant["id"].as_str()).collect());
    ids.map_or_else(|| variants.to_string(), |ids| ids.join(", "))
}

fn describe(block: &Block) -> (&'static str, String) {
    match block {
        Block::System { text } => ("system", text.clone()),
        Block::Instruction { text } => ("instruction", text.clone()),
        Block::FewShot { examples } => {
            let ids: Vec<&str> = examples.iter().map(|example| example.id.as_str()).collect();
            ("few-shot", ids.join(", "))
        }
        Block::ToolPolicy { policy } => ("tool policy", json!(policy).to_string()),
        Block::OutputFormat { format: OutputFormat::JsonOnly } => ("format", "JSON".to_owned()),
        Block::OutputFormat { format: OutputFormat::JsonSchema { .. } } => {
            ("format", "JSON of the output schema".to_owned())
        }
        Block::OutputFormat { format: OutputFormat::PlainText } => {
            ("format", "plain text, a line for each field".to_owned())
        }
        Block::Context { entries } => {
            let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
            ("context", keys.join(", "))
        }
    }
}
