//! `dse dataset import`, `dse import`

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use futures::{StreamExt, stream};
use serde::Serialize;

use super::rows::{self, Batch, Row};
use crate::api::examples::ImportRequest;
use crate::client::Client;
use crate::command::{CommandError, Context, ErrorKind, Outcome, online, words};
use crate::ui::{Ui, escape};

/// Requests that are under way at once.
const IN_FLIGHT: usize = 4;

/// Bring the rows of a JSONL file to the server
///
/// Rows are added, or updated where their exampleId is there already, so that
/// importing again does no harm. Every row is judged before the first is sent.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The JSONL file, or - for standard input
    file: PathBuf,
    /// The signature that the rows belong to; else the one that dse.toml names for the file
    #[arg(long, value_name = "ID")]
    signature: Option<String>,
    /// Judge the rows and count them, but send nothing
    #[arg(long)]
    dry_run: bool,
    /// Add this tag to every row; may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Where the rows come from, in place of the server's own word
    #[arg(long)]
    source: Option<String>,
    /// The ops run that the import belongs to
    #[arg(long, value_name = "RUN")]
    ops_run: Option<String>,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    signature_id: String,
    file: String,
    dry_run: bool,
    rows: u64,
    requests: u64,
    /// Rows by split; those without one under `none`.
    splits: BTreeMap<&'static str, u64>,
    inserted: u64,
    /// Rows that were there and came with other content.
    updated: u64,
    /// Rows that were there as they are; a server that does not tell counts
    /// them as updated.
    unchanged: u64,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let signature_id = signature(context, args)?;
    let file = args.file.display().to_string();
    let bytes = read(context, &args.file)?;
    let rows = rows::read(&file, &bytes).map_err(|error| {
        CommandError::new(ErrorKind::Usage, "invalid_row", escape::line(&error.to_string()))
            .with_hint("nothing was imported; mend the row and import again")
    })?;
    let batches = rows::batches(&rows);
    let counts = Counts {
        signature_id,
        file,
        dry_run: args.dry_run,
        rows: rows.len() as u64,
        requests: batches.len() as u64,
        splits: splits(&rows),
        ..Counts::default()
    };
    if rows.is_empty() {
        return Err(CommandError::usage(format!(
            "{}: there are no rows",
            escape::line(&counts.file)
        )));
    }
    if args.dry_run {
        return context.answer(&counts, |ui| print(ui, &counts));
    }
    let template = ImportRequest {
        signature_id: counts.signature_id.clone(),
        source: args.source.clone(),
        tags_append: (!args.tags.is_empty()).then(|| args.tags.clone()),
        ops_run_id: args.ops_run.clone(),
        ..ImportRequest::default()
    };
    online(context, async move |context, client| {
        let (counts, failure) = send(&context, &client, &template, batches, counts).await;
        match failure {
            None => context.answer(&counts, |ui| print(ui, &counts)),
            Some(error) => context.refuse(error, &counts, |ui| print(ui, &counts)),
        }
    })
}

/// Sends all batches, several at once. After a failure no further one begins.
async fn send(
    context: &Context,
    client: &Client,
    template: &ImportRequest,
    batches: Vec<Batch>,
    mut counts: Counts,
) -> (Counts, Option<CommandError>) {
    let mut bar = context.ui.bar("importing", counts.rows);
    let mut done = 0;
    let requests = batches.into_iter().map(|batch| {
        let request = ImportRequest { jsonl: Some(batch.jsonl), ..template.clone() };
        async move { (batch.rows as u64, client.import(&request).await) }
    });
    let mut answers = stream::iter(requests).buffer_unordered(IN_FLIGHT);
    while let Some((rows, answer)) = answers.next().await {
        match answer {
            Ok(answer) => {
                let unchanged = answer.body.unchanged.unwrap_or(0);
                counts.inserted += answer.body.inserted;
                counts.updated += answer.body.updated.saturating_sub(unchanged);
                counts.unchanged += unchanged;
                done += rows;
                bar.set(done, counts.rows, "");
            }
            Err(error) => {
                let error = CommandError::from(error);
                let message = format!("{}; {done} of {} rows are in", error.message, counts.rows);
                return (counts, Some(CommandError { message, ..error }));
            }
        }
    }
    (counts, None)
}

fn print(ui: &Ui, counts: &Counts) {
    let splits = counts.splits.iter().map(|(split, rows)| format!("{split} {rows}"));
    let splits = splits.collect::<Vec<_>>().join(", ");
    let rows = words::count(counts.rows, "row");
    if counts.dry_run {
        let requests = words::count(counts.requests, "request");
        ui.out(&format!("{rows} in order ({splits}), {requests}; nothing was sent"));
    } else {
        let Counts { inserted, updated, unchanged, .. } = counts;
        ui.out(&format!("{rows} ({splits}) for {}", escape::line(&counts.signature_id)));
        ui.out(&format!("inserted {inserted}, updated {updated}, unchanged {unchanged}"));
    }
}

fn splits(rows: &[Row]) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(row.split.map_or("none", |split| split.name())).or_default() += 1;
    }
    counts
}

fn read(context: &Context, file: &Path) -> Result<Vec<u8>, CommandError> {
    let fail = |error: std::io::Error| {
        CommandError::usage(format!("{}: {error}", escape::line(&file.display().to_string())))
    };
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(fail)?;
        return Ok(bytes);
    }
    std::fs::read(context.config.workspace.resolve_argument(file)).map_err(fail)
}

/// The flag's signature, else the one that dse.toml names for the file.
fn signature(context: &Context, args: &Args) -> Result<String, CommandError> {
    if let Some(id) = &args.signature {
        return Ok(id.clone());
    }
    let config = &context.config;
    let path = config.workspace.resolve_argument(&args.file);
    let names = |pattern: &str| {
        let pattern = config.workspace.resolve(pattern);
        glob::Pattern::new(&pattern.to_string_lossy()).is_ok_and(|glob| glob.matches_path(&path))
    };
    let entry = config.settings.dataset.iter().find(|entry| names(&entry.path));
    entry.map(|entry| entry.signature.clone()).ok_or_else(|| {
        CommandError::usage("the signature that the rows belong to is not named")
            .with_hint("add --signature ID, or a [[dataset]] entry for the file to dse.toml")
    })
}
