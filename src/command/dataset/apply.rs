//! `dse dataset apply`

use std::io::Read;
use std::path::PathBuf;

use serde_json::json;

use crate::command::{CommandError, Context, ErrorKind, Outcome};
use crate::dataset::diff::{Patch, PatchError, apply};
use crate::dataset::fix::replace_file;
use crate::dataset::words::plural;

use super::diff::open_argument;
use crate::ui::shown;

/// Apply a patch that `dse dataset diff --output patch` made
///
/// All of it or nothing: when a row is not as the patch expects it, the file
/// stays as it is and the exit code is 1.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The patch, or - for standard input
    patch: PathBuf,
    /// The dataset to change
    file: PathBuf,
    /// Write the result to standard output and leave the file alone
    #[arg(long)]
    stdout: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let patch = open_argument(context, &args.patch)?;
    let mut text = String::new();
    patch
        .range(0..patch.len())
        .read_to_string(&mut text)
        .map_err(|error| CommandError::usage(format!("{}: {error}", args.patch.display())))?;
    let patch = Patch::parse(&text).map_err(failed)?;
    let source = open_argument(context, &args.file)?;
    let result = apply(&source, &patch).map_err(failed)?;
    if args.stdout {
        context.ui.rows(result.as_bytes());
        return Ok(Outcome::Yes);
    }
    let path = context.config.workspace.resolve_argument(&args.file);
    replace_file(&source, &path, |out| out.write_all(result.as_bytes()).map(|()| true))?;
    if context.ui.is_machine() {
        context.ui.last(&json!({"ok": true, "file": source.name, "steps": patch.steps.len()}));
    } else {
        context.ui.out(shown!("{}: {} applied", source.name, plural(patch.steps.len(), "step")));
    }
    Ok(Outcome::Yes)
}

fn failed(error: PatchError) -> CommandError {
    match error {
        PatchError::Missing(_) | PatchError::Conflict(_) => {
            CommandError::new(ErrorKind::Refused, "conflict", error.to_string())
                .with_hint("nothing was changed; make the patch anew against this file")
        }
        PatchError::Io(_) | PatchError::Malformed { .. } => CommandError::usage(error.to_string()),
    }
}
