//! `dse db backup`

use std::path::PathBuf;

use serde_json::json;

use super::{Which, on_file};
use crate::command::{CommandError, Context, Outcome};
use crate::store::back_up;
use crate::ui::facts;

/// Write a copy of the database to a file, also while a server uses it
///
/// The copy is the database as it was at one moment, in one file that only its
/// owner can read. It is on disk when the command ends.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write
    file: PathBuf,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    which: Which,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let from = args.which.path(context)?;
    let to = context.config.workspace.resolve_argument(&args.file);
    let made = on_file(back_up(&from, &to, args.force))?;
    let result = json!({
        "database": from, "file": to, "bytes": made.bytes, "links": made.links, "head": made.head,
    });
    context.answer(&result, |ui| {
        facts(
            ui,
            &[
                ("written", format!("{} ({} bytes)", args.file.display(), made.bytes)),
                ("links", made.links.to_string()),
                ("head", made.head.clone()),
            ],
        );
    })
}
