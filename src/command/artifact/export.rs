//! `dse artifact export`

use std::path::PathBuf;

use super::{
    forms::{self, Form, Source},
    naming::resolve,
};
use crate::api::{Empty, examples, prompt::PromptRequest};
use crate::client::Client;
use crate::command::{CommandError, Context, Outcome, names::about};
use crate::ui::{escape, shown};

/// Inputs whose rendered messages are named by their hashes.
const VECTORS: usize = 5;

/// Write an artifact as a file, for another server or for another tool
///
/// `messages`, `openai` and `promptfoo` have the prompt with `{{input}}` where
/// the canonical JSON of the input goes; `messages` also names the hashes of the
/// messages of some stored inputs, so that another program can prove that it
/// renders the same. `json` is what `dse artifact import` reads.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse artifact export RouteTicket active --as openai -o route.json\n  dse artifact export RouteTicket winner > winner.json"
)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// The artifact: an id, `active` for what runs now, `default` for the
    /// signature's own parameters, `winner` for what its newest compile chose
    artifact: String,
    /// The form
    #[arg(long = "as", value_enum, default_value = "json")]
    form: Form,
    /// The file, in place of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let (name, form) = (args.artifact.clone(), args.form);
    let file = args.output.as_ref().map(|file| context.config.workspace.resolve_argument(file));
    about(context, &args.signature, async move |context, client, signature_id| {
        let compiled_id = resolve(&client, &signature_id, &name).await?;
        let document = if form == Form::Json {
            let found = client.artifact(&compiled_id, &signature_id, &Empty {}).await?.body;
            serde_json::to_value(found.artifact).expect("artifacts serialize to JSON")
        } else {
            forms::write(form, &source(&client, form, &signature_id, &compiled_id).await?)?
        };
        let Some(file) = file else {
            return context.answer(&document, |ui| {
                ui.data(format!("{document:#}\n").as_bytes());
            });
        };
        let shown_file = escape::line(&file.display().to_string());
        std::fs::write(&file, format!("{document:#}\n"))
            .map_err(|error| CommandError::usage(format!("{shown_file}: {error}")))?;
        context.answer(&document, |ui| ui.note(shown!("{} written to {}", compiled_id, shown_file)))
    })
}

/// What forms are made of.
async fn source(
    client: &Client,
    form: Form,
    signature_id: &str,
    compiled_id: &str,
) -> Result<Source, CommandError> {
    let request = PromptRequest {
        signature_id: signature_id.to_owned(),
        compiled_id: Some(compiled_id.to_owned()),
        ..PromptRequest::default()
    };
    let template = client.prompt(&PromptRequest { template: true, ..request.clone() }).await?.body;
    let contract = client.signature(signature_id, &Empty {}).await?.body.contract;
    let rows = if form == Form::Openai { 0 } else { VECTORS };
    let list = examples::ListRequest {
        signature_id: signature_id.to_owned(),
        limit: Some(rows as f64),
        ..examples::ListRequest::default()
    };
    let rows = if rows == 0 { Vec::new() } else { client.examples(&list).await?.body.examples };
    let mut vectors = Vec::new();
    for row in rows.into_iter().take(VECTORS) {
        let input = Some(row.input_json.clone());
        let rendered = client.prompt(&PromptRequest { input, ..request.clone() }).await;
        // An input with texts of its own is rendered with them, which an
        // export does not carry.
        if let Ok(rendered) = rendered {
            vectors.extend(rendered.body.messages_hash.map(|hash| (row, hash)));
        }
    }
    Ok(Source { template, contract, vectors })
}
