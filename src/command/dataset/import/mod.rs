//! `dse dataset import`

mod abandon;
mod check;
mod send;
mod sync;

use std::path::{Component, Path, PathBuf};

use serde_json::json;

use super::inputs::Contracts;
use crate::command::{CommandError, Context, Outcome, names, names::about, online};
use crate::config::Config;
use crate::dataset::source::Source;
use crate::report::words;
use crate::ui::{Ui, shown};

use abandon::abandon;
pub use check::{check, open, refuse_faulty, survey};
pub use send::{ImportPlan, Imported, send};
use sync::Removals;

/// Import labelled rows into the server
///
/// Rows are added or replaced by their exampleId, so importing a file twice
/// does no harm. The dataset changes when the last row is there: an import that
/// was cut off leaves it as it was, and is run again or given up with
/// --abandon. The file is checked as `dse dataset validate` does before the
/// first row is sent: when it has errors, nothing is imported.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse import rows.jsonl\n  dse import rows.jsonl --sync --dry-run\n  dse dataset import --abandon --signature RouteTicket"
)]
pub struct Args {
    /// The JSONL file, or - for standard input
    #[arg(required_unless_present = "abandon")]
    file: Option<PathBuf>,
    /// The signature whose examples the rows are; else the one that dse.toml,
    /// the file's name or the tags of its first row name
    #[arg(long, value_name = "ID")]
    signature: Option<String>,
    /// Make the server hold exactly the file: rows that it lacks are removed
    #[arg(long)]
    sync: bool,
    /// Remove rows without asking
    #[arg(long, requires = "sync")]
    yes: bool,
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
    /// Check the rows and say what would be sent and removed, and do neither
    #[arg(long)]
    dry_run: bool,
    /// The ops run that the import belongs to
    #[arg(long, value_name = "RUN")]
    ops_run: Option<String>,
    /// Give up imports into the signature's dataset that were cut off; the
    /// dataset stays as it was before them
    #[arg(long, conflicts_with_all = ["sync", "tags", "source", "no_check", "dry_run", "ops_run"])]
    abandon: bool,
}

pub fn run(context: &Context, args: Args) -> Result<Outcome, CommandError> {
    let Some(file) = &args.file else { return give_up(context, args.signature) };
    let name = file.display().to_string();
    let path = context.config.workspace.resolve_argument(file);
    if args.abandon && args.signature.is_some() {
        return give_up(context, args.signature);
    }
    let source = open(&path, &name)?;
    let signature_id = signature(context, &args, &path, &source)?;
    if args.abandon {
        return give_up(context, Some(signature_id));
    }
    let source = if args.no_check { source } else { check(context, source, &path, &signature_id)? };
    if args.dry_run && !args.sync {
        return tell_plan(context, &signature_id, &source, None);
    }
    let mut plan = ImportPlan {
        source: args.source.unwrap_or_else(|| source_of(context, &path, &name)),
        signature_id,
        tags_append: args.tags,
        ops_run_id: args.ops_run,
        removes_hash: None,
    };
    let (sync, yes, dry_run) = (args.sync, args.yes, args.dry_run);
    online(context, async move |context, client| {
        // The workspace may not know what its server does.
        plan.signature_id = names::signature(&client, &plan.signature_id).await?;
        if sync {
            let removals = Removals::find(&context, &client, &source, &plan.signature_id).await?;
            if dry_run {
                return tell_plan(&context, &plan.signature_id, &source, Some(&removals));
            }
            check::survey(&source)?;
            removals.confirm(&context, yes).await?;
            plan.removes_hash = Some(removals.hash());
        }
        let imported = send(&context, &client, source, &plan).await?;
        let mut result = json!({
            "signatureId": plan.signature_id,
            "inserted": imported.inserted,
            "updated": imported.updated,
            "unchanged": imported.unchanged,
            "total": imported.total,
        });
        if let Some(removed) = imported.removed {
            result["removed"] = json!(removed);
        }
        if !imported.returned.is_empty() {
            result["returned"] = json!(imported.returned);
        }
        if let Some(used) = imported.used {
            result["rowsUsed"] = json!(used);
        }
        context.answer(&result, |ui| print(ui, &imported))
    })
}

fn give_up(context: &Context, signature: Option<String>) -> Result<Outcome, CommandError> {
    let signature = signature.ok_or_else(|| {
        CommandError::usage("the signature whose imports are given up is not named")
            .with_hint("add --signature ID, or name the file that was imported")
    })?;
    about(context, &signature, async move |context, client, signature| {
        abandon(&context, &client, signature).await
    })
}

fn tell_plan(
    context: &Context,
    signature_id: &str,
    source: &Source,
    removals: Option<&Removals>,
) -> Result<Outcome, CommandError> {
    let found = check::survey(source)?;
    let mut result = json!({
        "dryRun": true,
        "signatureId": signature_id,
        "rows": found.rows,
        "requests": found.requests,
    });
    if let Some(removals) = removals {
        result["removes"] = removals.ids();
    }
    context.answer(&result, |ui| {
        let rows = words::count(found.rows, "row");
        let requests = words::count(found.requests, "request");
        ui.out(shown!("{} in order, {}; nothing was sent", rows, requests));
        if let Some(removals) = removals {
            ui.out(removals.shown());
        }
    })
}

fn print(ui: &Ui, imported: &Imported) {
    ui.out(shown!("{}: {}", words::count(imported.total, "row"), imported.words()));
}

fn source_of(context: &Context, path: &Path, name: &str) -> String {
    match name {
        "-" => "stdin".to_owned(),
        _ => format!("file:{}", name_of(&context.config, path)),
    }
}

/// What a server is told of a file: its path from the workspace's root, however
/// it was named, and of a file from elsewhere its name alone. What lies where
/// on this machine is nobody else's business.
pub fn name_of(config: &Config, path: &Path) -> String {
    let mut name = PathBuf::new();
    for part in path.strip_prefix(config.root()).unwrap_or(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if name.pop() => {}
            part => name.push(part),
        }
    }
    let is_inside = name.is_relative() && !name.starts_with("..");
    let name = if is_inside { &name } else { Path::new(name.file_name().unwrap_or_default()) };
    name.display().to_string()
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
