//! `dse signature show`

use serde_json::Value;

use crate::api::{Empty, catalog::SignatureResponse};
use crate::command::{CommandError, Context, Outcome, online};
use crate::model::prompt::{Block, ContextContent, OutputFormat};
use crate::ui::{Tone, Ui, escape};

/// Show one signature: prompt, schemas, job and reward
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id
    signature: String,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let signature = args.signature.clone();
    online(context, async move |context, client| {
        let shown = client.signature(&signature, &Empty {}).await?.body;
        context.answer(&shown, |ui| print(ui, &shown))
    })
}

fn print(ui: &Ui, shown: &SignatureResponse) {
    let contract = &shown.contract;
    ui.out(&Tone::Strong.paint(&escape::line(&contract.signature_id)));
    for block in contract.prompt_ir.blocks() {
        let (name, text) = describe(block);
        section(ui, name, &text);
    }
    section(ui, "input schema", &pretty(&contract.input_schema_json));
    section(ui, "output schema", &pretty(&contract.output_schema_json));
    section(ui, "default parameters", &pretty(&contract.default_params));
    section(ui, "job", &pretty(&shown.job));
    section(ui, "reward", &pretty(&shown.reward));
}

fn section(ui: &Ui, name: &str, text: &str) {
    ui.out("");
    ui.out(&Tone::Accent.paint(name));
    for line in text.lines() {
        ui.out(&format!("  {}", escape::line(line)));
    }
}

fn describe(block: &Block) -> (&'static str, String) {
    match block {
        Block::System { text } => ("system", text.clone()),
        Block::Instruction { text } => ("instruction", text.clone()),
        Block::FewShot { examples } => ("few-shot examples", pretty(examples)),
        Block::ToolPolicy { policy } => ("tool policy", pretty(policy)),
        Block::OutputFormat { format: OutputFormat::JsonOnly } => {
            ("output format", "any JSON".to_owned())
        }
        Block::OutputFormat { format: OutputFormat::JsonSchema { .. } } => {
            ("output format", "JSON of the output schema".to_owned())
        }
        Block::Context { entries } => {
            let entry = |entry: &crate::model::prompt::ContextEntry| match &entry.content {
                ContextContent::Value(Value::String(text)) => format!("{}: {text}", entry.key),
                ContextContent::Value(value) => format!("{}: {value}", entry.key),
                ContextContent::Blob(blob) => format!("{}: blob {}", entry.key, blob.id),
            };
            ("context", entries.iter().map(entry).collect::<Vec<_>>().join("\n"))
        }
    }
}

fn pretty(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).expect("documents serialize to JSON")
}
