//! `dse trace show`

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::api::{Empty, error::Code, resolve::IdKind};
use crate::client::Client;
use crate::command::{CommandError, Context, ErrorKind, Outcome, names, online};
use crate::model::receipt::Receipt;
use crate::model::trace::Trace;
use crate::report::{render, trace};
use crate::ui::escape;

/// Show a run step by step: what it did, what it saw, what it used
///
/// Everything in a trace came from a model or a tool. It is shown escaped and
/// is never taken for anything but text.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The receipt whose run left the trace
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    receipt: Option<String>,
    /// A trace document in a file, in place of a receipt's
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Show long texts whole
    #[arg(long)]
    full: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let full = args.full;
    if let Some(file) = &args.file {
        let path = context.config.workspace.resolve_argument(file);
        let shown = escape::line(&path.display().to_string());
        let text = std::fs::read_to_string(&path)
            .map_err(|error| CommandError::usage(format!("{shown}: {error}")))?;
        return show(context, &parse(&text, &shown)?, None, full);
    }
    let id = args.receipt.clone().expect("clap asks for a receipt or a file");
    online(context, async move |context, client| {
        let id = names::id(&client, IdKind::Receipt, &id, None).await?;
        let receipt = receipt(&client, &id).await?;
        let Some(kept) = &receipt.rlm_trace else {
            let message = format!("the run of receipt `{}` kept no trace", escape::line(&id));
            return Err(CommandError::new(
                ErrorKind::Refused,
                Code::MissingRlmTrace.wire(),
                message,
            )
            .with_hint("only runs of rlm_lite.v1 keep one; `dse receipt list ID --traced`"));
        };
        let text = client.blob(&id, &kept.blob.id).await?.body;
        let trace = parse(&text, &kept.blob.id)?;
        show(&context, &trace, Some(&receipt), full)
    })
}

async fn receipt(client: &Client, id: &str) -> Result<Receipt, CommandError> {
    client.receipt(id, &Empty {}).await?.body.receipt.ok_or_else(|| {
        let message = format!("there is no receipt `{}`", escape::line(id));
        CommandError::new(ErrorKind::Usage, Code::ReceiptNotFound.wire(), message)
            .with_hint("`dse receipt list SIGNATURE --traced` lists those with a trace")
    })
}

fn parse(text: &str, place: &str) -> Result<Trace, CommandError> {
    Trace::parse(text).map_err(|error| {
        let message = format!("{}: {}", escape::line(place), escape::line(&error.to_string()));
        CommandError::new(ErrorKind::Usage, Code::TraceInvalidDocument.wire(), message)
            .with_hint("a trace is one JSON document of format openagents.dse.rlm_trace")
    })
}

fn show(
    context: &Context,
    trace: &Trace,
    receipt: Option<&Receipt>,
    full: bool,
) -> Result<Outcome, CommandError> {
    let document: Value = json!({
        "trace": trace.document(),
        "unreadEvents": trace.unread,
        "budget": receipt.map(|receipt| &receipt.budget),
        "result": receipt.map(|receipt| &receipt.result),
    });
    context.answer(&document, |ui| {
        let document = trace::document(trace, receipt, full);
        ui.out(render::terminal::render(&document, ui.width()));
    })
}
