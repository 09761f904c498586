//! `dse trace-mine`

use futures::{StreamExt, stream};
use serde::Serialize;
use serde_json::{Value, json};

use super::{CommandError, Context, ErrorKind, Outcome, names::about};
use crate::api::{
    receipts::{ListRequest, ReceiptRow},
    trace::{ExportRequest, ExportResponse},
};
use crate::client::Client;
use crate::model::escape;
use crate::report::words;
use crate::ui::{Table, Ui, shown};

/// The tag that every mined example carries.
const MINED: &str = "trace_mined";
/// Tags of one example, that one among them.
const MAX_TAGS: usize = 50;
/// Characters of an answer that a dry run shows.
const SHOWN: usize = 400;

/// Turn the traces of a signature's runs into labelled examples
///
/// Takes the newest receipts that the filters let through. What a run was
/// given becomes the input, what it answered the expected output, as far as
/// both fit the signature. What was mined before is updated. The labels are
/// only as good as the runs: look at them with --dry-run first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  dse trace-mine RecapThread --dry-run")]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// How many receipts to look at, 0 to 200
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(0..=200))]
    limit: u32,
    /// Only receipts of this strategy
    #[arg(long, value_name = "ID", default_value = "rlm_lite.v1")]
    strategy: String,
    /// Only receipts of runs that ended this way
    #[arg(long, default_value = "Ok", value_parser = ["Ok", "Error"])]
    result: String,
    /// Look at receipts without a trace, too, and count them as skipped
    #[arg(long)]
    untraced: bool,
    /// The split of the examples
    #[arg(long, default_value = "train", value_parser = ["train", "dev", "holdout", "test"])]
    split: String,
    /// A tag for the examples, beside `trace_mined`; repeat for more
    #[arg(long = "tag", value_name = "TAG", value_parser = tag)]
    tags: Vec<String>,
    /// Show what would become of each receipt, and store nothing
    #[arg(long)]
    dry_run: bool,
    /// Receipts under way at once, 1 to 10
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=10))]
    concurrency: u8,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Mined {
    signature_id: String,
    dry_run: bool,
    total_receipts: usize,
    /// Examples that are stored now, or would be.
    exported: usize,
    skipped: usize,
    failed: usize,
    /// Newest receipt first.
    results: Vec<Found>,
}

/// What became of one receipt.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    receipt_id: String,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    example_id: Option<String>,
    /// A dry run's example.
    #[serde(skip_serializing_if = "Option::is_none")]
    candidate: Option<Value>,
    /// Where the row would say that it comes from, under a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    /// A new example.
    Exported,
    /// The example was there and is as the trace has it now.
    Updated,
    /// A dry run would store it.
    WouldExport,
    /// There is no trace.
    Skipped,
    Failed,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let template = template(args)?;
    let list = ListRequest {
        signature_id: String::new(),
        limit: Some(args.limit.into()),
        require_rlm_trace: (!args.untraced).then(|| "1".to_owned()),
        result_tag: Some(args.result.clone()),
        strategy_id: Some(args.strategy.clone()),
    };
    let concurrency = usize::from(args.concurrency);
    about(context, &args.signature, async move |context, client, signature_id| {
        let list = ListRequest { signature_id, ..list };
        let receipts = client.receipts(&list).await?.body.receipts;
        let results = mine(&context.ui, &client, &receipts, &template, concurrency).await;
        let count = |wanted: &[Status]| {
            results.iter().filter(|found| wanted.contains(&found.status)).count()
        };
        let mined = Mined {
            signature_id: list.signature_id.clone(),
            dry_run: template.dry_run == Some(true),
            total_receipts: receipts.len(),
            exported: count(&[Status::Exported, Status::Updated, Status::WouldExport]),
            skipped: count(&[Status::Skipped]),
            failed: count(&[Status::Failed]),
            results,
        };
        answered(&context, &mined)
    })
}

/// The request of every export but for its receipt.
fn template(args: &Args) -> Result<ExportRequest, CommandError> {
    let mut tags = vec![MINED.to_owned()];
    for tag in &args.tags {
        if !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    if tags.len() > MAX_TAGS {
        return Err(CommandError::usage(format!("{} tags are too many", tags.len()))
            .with_hint(format!("an example has at most {MAX_TAGS}, `{MINED}` among them")));
    }
    Ok(ExportRequest {
        split: Some(args.split.clone()),
        tags: Some(tags),
        dry_run: Some(args.dry_run),
        // Whoever asks for failed runs by name wants their traces.
        allow_failed: (args.result == "Error").then_some(true),
        ..ExportRequest::default()
    })
}

async fn mine(
    ui: &Ui,
    client: &Client,
    receipts: &[ReceiptRow],
    template: &ExportRequest,
    concurrency: usize,
) -> Vec<Found> {
    if receipts.is_empty() {
        return Vec::new();
    }
    let of = receipts.len() as u64;
    let mut bar = ui.bar("mining traces", of);
    let exports = receipts.iter().map(|row| export(client, row, template));
    let mut exports = stream::iter(exports).buffered(concurrency);
    let mut results = Vec::with_capacity(receipts.len());
    while let Some(found) = exports.next().await {
        ui.event(&json!({"event": "receipt", "receipt": found}));
        results.push(found);
        bar.set(results.len() as u64, of, "receipts");
    }
    results
}

async fn export(client: &Client, row: &ReceiptRow, template: &ExportRequest) -> Found {
    let found = |status| Found {
        receipt_id: row.receipt_id.clone(),
        status,
        example_id: None,
        candidate: None,
        meta: None,
        error: None,
    };
    if row.rlm_trace_blob_id.is_none() {
        return found(Status::Skipped);
    }
    let request = ExportRequest { receipt_id: row.receipt_id.clone(), ..template.clone() };
    match client.trace_export(&request).await {
        Ok(answer) => {
            let ExportResponse { example_id, candidate, meta, existed, dry_run, .. } = answer.body;
            let status = match (dry_run, existed) {
                (true, _) => Status::WouldExport,
                (false, Some(true)) => Status::Updated,
                (false, _) => Status::Exported,
            };
            Found { example_id: Some(example_id), candidate, meta, ..found(status) }
        }
        Err(error) => {
            let error = CommandError::from(error).document()["error"].take();
            Found { error: Some(error), ..found(Status::Failed) }
        }
    }
}

fn answered(context: &Context, mined: &Mined) -> Result<Outcome, CommandError> {
    if mined.failed == 0 {
        return context.answer(mined, |ui| print(ui, mined));
    }
    let message = format!(
        "{} of {} gave no example",
        mined.failed,
        words::count(mined.total_receipts as u64, "receipt")
    );
    let error = CommandError::new(ErrorKind::Refused, "trace_mine_failed", message)
        .with_hint("`dse trace show RECEIPT` shows what a run did; the others were not held up");
    context.refuse(error, mined, |ui| print(ui, mined))
}

fn print(ui: &Ui, mined: &Mined) {
    if mined.results.is_empty() {
        ui.out("no receipts that match the filters");
        return;
    }
    let mut table = Table::new(&["receipt", "what became of it"]).whole(0);
    for found in &mined.results {
        table.row([found.receipt_id.clone(), outcome(found)]);
    }
    table.print(ui);
    let verb = if mined.dry_run { "would be exported" } else { "exported" };
    ui.out("");
    ui.out(shown!(
        "{}: {} {}, {} skipped, {} failed",
        words::count(mined.total_receipts as u64, "receipt"),
        mined.exported,
        verb,
        mined.skipped,
        mined.failed
    ));
}

fn outcome(found: &Found) -> String {
    match found.status {
        // Its id is that of the receipt with `trace:` in front.
        Status::Exported => "a new example".to_owned(),
        Status::Updated => "its example is updated".to_owned(),
        Status::WouldExport => {
            let expected = found.candidate.as_ref().map(|row| row["expectedJson"].to_string());
            let expected = escape::brief(expected.as_deref().unwrap_or_default(), SHOWN);
            format!("would become an example that expects {expected}")
        }
        Status::Skipped => "it has no trace".to_owned(),
        Status::Failed => {
            let error = found.error.as_ref();
            let text = error.and_then(|error| error["message"].as_str()).unwrap_or("it failed");
            text.to_owned()
        }
    }
}

/// A tag as the server takes it.
fn tag(text: &str) -> Result<String, String> {
    let trimmed = text.trim();
    match trimmed.chars().count() {
        0 => Err("a tag is not empty".to_owned()),
        1..=80 => Ok(trimmed.to_owned()),
        more => Err(format!("{more} characters are over the 80 of a tag")),
    }
}
