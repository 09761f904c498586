//! `dse dataset import`

mod check;
mod send;

use std::path::{Path, PathBuf};

use serde_json::json;

use super::inputs::Contracts;
use crate::command::{CommandError, Context, Outcome, online};
use crate::dataset::source::Source;
use crate::report::words;
use crate::ui::{Ui, shown};

pub use check::{check, open};
pub use send::{ImportPlan, Imported, send};

/// Bring labelled rows into the server
///
/// Rows are added or replaced by their exampleId, so importing a file twice
/// does no harm, and one that was cut off is run again. The file is checked as
/// `dse dataset validate` does before the first row is sent: when it has
/// errors, nothing is imported.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The JSONL file, or - for standard input
    file: PathBuf,
    /// The signature whose examples the rows are; else the one that dse.toml,
    /// the file's name or the tags of its first row name
    #[arg(long, value_name = "ID")]
    signature: Option<String>,
    /// A tag to add to every row; may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// What the rows say of where they came from
    #[arg(long)]
    source: Option<String>,
    /// Send the rows without checking the file first; the server still refuses
    /// what is malformed
    #[arg(long)]
    no_check: bool,
    /// Check the rows and say what would be sent, without sending it
    #[arg(long)]
    dry_run: bool,
    /// The ops run that the import belongs to
    #[arg(long, value_name = "RUN")]
    ops_run: Option<String>,
}

pub fn run(context: &Context, args: Args) -> Result<Outcome, CommandError> {
    let name = args.file.display().to_string();
    let path = context.config.workspace.resolve_argument(&args.file);
    let source = open(&path, &name)?;
    let signature_id = signature(context, &args, &path, &source)?;
    let source = if args.no_check { source } else { check(context, source, &path, &signature_id)? };
    if args.dry_run {
        return tell_plan(context, &signature_id, &source);
    }
    let plan = ImportPlan {
        source: args.source.unwrap_or_else(|| format!("file:{name}")),
        signature_id,
        tags_append: args.tags,
        ops_run_id: args.ops_run,
    };
    online(context, async move |context, client| {
        let imported = send(&context, &client, source, &plan).await?;
        let result = json!({
            "signatureId": plan.signature_id,
            "inserted": imported.inserted,
            "updated": imported.updated,
            "unchanged": imported.unchanged,
            "total": imported.total,
        });
        context.answer(&result, |ui| print(ui, &imported))
    })
}

fn tell_plan(
    context: &Context,
    signature_id: &str,
    source: &Source,
) -> Result<Outcome, CommandError> {
    let (rows, requests) = check::count(source)?;
    let result = json!({
        "dryRun": true, "signatureId": signature_id, "rows": rows, "requests": requests,
    });
    context.answer(&result, |ui| {
        let (rows, requests) = (words::count(rows, "row"), words::count(requests, "request"));
        ui.out(shown!("{} in order, {}; nothing was sent", rows, requests));
    })
}

/// Servers count a row that was there as updated, whether or not it changed.
fn print(ui: &Ui, imported: &Imported) {
    let Imported { inserted, updated, unchanged, total, .. } = imported;
    let there = match unchanged {
        Some(unchanged) => {
            format!("{} updated, {unchanged} unchanged", updated.saturating_sub(*unchanged))
        }
        None => format!("{updated} there already"),
    };
    ui.out(shown!("{}: {} inserted, {}", words::count(*total, "row"), inserted, there));
}

/// The flag's signature, else the one that the file belongs to.
fn signature(
    context: &Context,
    args: &Args,
    path: &Path,
    source: &Source,
) -> Result<String, CommandError> {
    let mut contracts = Contracts::new(context, args.signature.as_deref());
    contracts.signature_of(Some(path), Some(source))?.ok_or_else(|| {
        CommandError::usage("the signature that the rows belong to is not named")
            .with_hint("add --signature ID, or a [[dataset]] entry for the file to dse.toml")
    })
}
