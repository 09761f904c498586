//! `dse predict`

pub mod input;
mod many;

use super::{CommandError, Context, Outcome, artifact, names::about};
use crate::api::predict::{Keep, PredictRequest, PredictResponse};
use crate::client::Client;
use crate::ui::{Shown, Ui, shown};

/// Predict with what a signature runs now
///
/// The prediction leaves a receipt and moves the counters of a canary that it
/// went through, as that of an application would.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse predict RouteTicket --input message='My card was charged twice'\n  dse predict RouteTicket --input ticket.json --thread user-7\n  dse predict RouteTicket --jsonl --input rows.jsonl > answers.jsonl"
)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// The input: a JSON file, - for stdin, or fields as key=value; repeatable
    #[arg(long, value_name = "FILE|-|KEY=VALUE", required = true)]
    input: Vec<String>,
    /// Read an input a line, or rows of a dataset, and write an answer a line
    #[arg(long)]
    jsonl: bool,
    /// Inputs of --jsonl that are sent at once
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    concurrency: u16,
    /// The thread that it belongs to: a canary takes all of a thread or nothing
    #[arg(long, value_name = "ID")]
    thread: Option<String>,
    /// The artifact to run, in place of what the rollout chooses: an id,
    /// `active`, `default` or `winner`; such a prediction counts for no canary
    #[arg(long, value_name = "ID")]
    pin: Option<String>,
    /// Keep input and output beside the receipt, whatever the server's own rule
    #[arg(long)]
    keep: bool,
    /// Ask the model, and leave no receipt
    #[arg(long)]
    dry_run: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let text = input::text(context, &args.input)?;
    let wanted = if args.jsonl {
        Wanted::Many(input::lines(&text))
    } else {
        Wanted::One(input::document(&text)?)
    };
    let request = PredictRequest {
        thread_id: args.thread.clone(),
        store: args.keep.then_some(Keep::Full),
        dry_run: args.dry_run,
        ..PredictRequest::default()
    };
    let (pin, concurrency) = (args.pin.clone(), usize::from(args.concurrency));
    about(context, &args.signature, async move |context, client, signature_id| {
        let compiled_id = match &pin {
            Some(name) => Some(artifact::resolve(&client, &signature_id, name).await?),
            None => None,
        };
        let request = PredictRequest { signature_id, compiled_id, ..request };
        match wanted {
            Wanted::One(input) => one(&context, &client, PredictRequest { input, ..request }).await,
            Wanted::Many(lines) => many::run(&context, &client, request, lines, concurrency).await,
        }
    })
}

enum Wanted {
    One(serde_json::Value),
    Many(Vec<input::Line>),
}

async fn one(
    context: &Context,
    client: &Client,
    request: PredictRequest,
) -> Result<Outcome, CommandError> {
    let body = client.predict(&request).await?.body;
    context.answer(&body, |ui| print(ui, &body))
}

fn print(ui: &Ui, body: &PredictResponse) {
    ui.out(Shown::json(&format!("{:#}", body.output)));
    let by = shown!("{} by {}", body.arm.name(), body.compiled_id);
    match &body.receipt_id {
        Some(id) => ui.note(shown!("receipt {}, {}", id, by)),
        None => ui.note(shown!("no receipt, {}", by)),
    }
}
