//! `dse dataset forget`

use crate::api::examples::{ForgetRequest, ForgetResponse};
use crate::client::Client;
use crate::command::{CommandError, Context, ErrorKind, Outcome, names::about};
use crate::model::example::limits::REQUEST_ROWS;
use crate::report::words::count;
use crate::ui::{Ui, escape, shown};

use super::remove::missing;

/// Erase rows and every text that came of them from a server
///
/// The rows go as with `dse dataset remove`, and with them their inputs,
/// expected answers and meta, and what models answered to them: from reports,
/// receipts, traces, caches, events and the record of imports. Scores stay, and
/// a tombstone in the history says which row was forgotten, by whom and when.
/// Files of yours (datasets, recordings, exports, backups) are left alone.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse dataset forget RouteTicket ticket-81 --dry-run\n  dse dataset forget RouteTicket ticket-81 --reason \"asked for in case 1204\""
)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// The exampleIds of the rows; those of rows that were removed work too
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    /// Why, for the history; it should not quote the row
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Say what would be erased, and erase nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let args = args.clone();
    about(context, &args.signature.clone(), async move |context, client, signature_id| {
        let all = forget(&client, &args, signature_id).await?;
        let refuse = |error| context.refuse(error, &all, |ui| print(ui, &all));
        let found = &all.found;
        if !found.missing.is_empty() {
            return refuse(missing(&found.missing));
        }
        if !found.remaining.is_empty() {
            return refuse(remains(&found.remaining));
        }
        if !found.wiped && !all.dry_run {
            return refuse(untidied());
        }
        context.answer(&all, |ui| print(ui, &all))
    })
}

async fn forget(
    client: &Client,
    args: &Args,
    signature_id: String,
) -> Result<ForgetResponse, CommandError> {
    let mut all: Option<ForgetResponse> = None;
    for ids in args.ids.chunks(REQUEST_ROWS) {
        let request = ForgetRequest {
            signature_id: signature_id.clone(),
            example_ids: ids.to_vec(),
            reason: args.reason.clone(),
            dry_run: args.dry_run.then_some(true),
        };
        let body = client.forget_examples(&request).await?.body;
        match &mut all {
            Some(all) => all.found.add(body.found),
            None => all = Some(body),
        }
    }
    Ok(all.expect("at least one id is named"))
}

/// What was asked for is done, and a text is left where it is more than a trace.
fn remains(remaining: &[String]) -> CommandError {
    let named: Vec<String> = remaining.iter().take(5).map(|one| escape::brief(one, 100)).collect();
    let more = match remaining.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("a text of these rows also stands in {}{more}", named.join(", "));
    CommandError::new(ErrorKind::Refused, "text_remains", message).with_hint(
        "forget other rows by their own ids; an artifact is named by its text and cannot lose it",
    )
}

fn untidied() -> CommandError {
    let message = "the texts are erased, but old pages of the database could not be tidied: \
                   another process reads them, or the disk is full";
    CommandError::new(ErrorKind::Inconclusive, "not_wiped", message)
        .with_hint("end what else uses the database, make room, and run the same command again")
}

fn print(ui: &Ui, all: &ForgetResponse) {
    let found = &all.found;
    let rows = count(found.rows.len() as u64, "row");
    ui.out(if all.dry_run {
        shown!("{} would be forgotten; nothing was changed", rows)
    } else {
        shown!("{} forgotten", rows)
    });
    for row in &found.rows {
        let hash = row.content_hash.as_deref().unwrap_or("only its traces were left");
        ui.out(shown!("  {} {}", row.example_id, hash));
    }
    for id in &found.already {
        ui.out(shown!("  {} was forgotten before", id));
    }
    let erased = found.erased.iter().map(|one| count(one.count, &one.what));
    let erased: Vec<String> = erased.collect();
    if !erased.is_empty() {
        let verb = if all.dry_run { "would be erased from" } else { "erased from" };
        ui.out(shown!("texts {} {}", verb, erased.join(", ")));
    }
}
