//! `dse dataset split`

use std::path::PathBuf;

use serde_json::json;

use crate::command::{CommandError, Context, Outcome};
use crate::dataset::fix::replace_file;
use crate::dataset::source::SourceError;
use crate::dataset::split::{Plan, assign, write};
use crate::dataset::words::{grouped, plural};
use crate::model::example::Split;

use super::diff::open_argument;
use crate::ui::shown;

/// Assign rows to train and holdout
///
/// A row's split follows from a hash of its input, so that it stays the same
/// when rows are added, removed or reordered. Near-duplicates always go
/// together. Each answer is split by itself.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The dataset, or - from stdin to stdout
    file: PathBuf,
    /// The share of the holdout
    #[arg(long, value_name = "PERCENT", default_value = "30%", value_parser = percent)]
    holdout: f64,
    /// Another seed gives another assignment
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Leave rows where they are that have a split already
    #[arg(long)]
    keep: bool,
    /// Write the result to standard output and leave the file alone
    #[arg(long)]
    stdout: bool,
    /// Show what would change without writing it
    #[arg(long)]
    dry_run: bool,
}

pub fn percent(text: &str) -> Result<f64, String> {
    let number: f64 = text
        .trim_end_matches('%')
        .trim()
        .parse()
        .map_err(|_| format!("`{text}` is not a percentage such as 30%"))?;
    if (0.0..=100.0).contains(&number) {
        Ok(number / 100.0)
    } else {
        Err("a share lies between 0% and 100%".to_owned())
    }
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let source = open_argument(context, &args.file)?;
    let limits = context.config.settings.lint.limits;
    let plan = Plan {
        holdout: args.holdout,
        seed: args.seed,
        similarity: limits.near_duplicate_similarity,
        keep: args.keep,
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(2);
    let fail = |error: std::io::Error| -> CommandError {
        if error.kind() == std::io::ErrorKind::InvalidData {
            return CommandError::usage(format!("{}: {error}", source.name));
        }
        SourceError::into(source.fail(error))
    };
    let assignment = assign(&source, plan, threads).map_err(fail)?;
    if args.stdout || args.file.as_os_str() == "-" {
        let mut text = Vec::new();
        write(&source, &assignment, &mut text).map_err(fail)?;
        context.ui.rows(&text);
        return Ok(Outcome::Yes);
    }
    if !args.dry_run {
        let path = context.config.workspace.resolve_argument(&args.file);
        replace_file(&source, &path, |out| {
            write(&source, &assignment, out).map(|()| assignment.moved > 0)
        })?;
    }
    let count = |split| assignment.splits.iter().filter(|one| **one == Some(split)).count();
    let (train, holdout) = (count(Split::Train), count(Split::Holdout));
    if context.ui.is_machine() {
        context.ui.last(&json!({
            "ok": true, "file": source.name, "train": train, "holdout": holdout,
            "moved": assignment.moved, "groups": assignment.groups, "dryRun": args.dry_run,
        }));
    } else {
        let word = if args.dry_run { "would move" } else { "moved" };
        context.ui.out(shown!(
            "{} train, {} holdout; {} {}, {} of near-duplicates kept together",
            grouped(train as u64),
            grouped(holdout as u64),
            plural(assignment.moved as usize, "row"),
            word,
            plural(assignment.groups, "group")
        ));
    }
    Ok(Outcome::Yes)
}
