//! `dse db restore`

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use super::{Which, on_file};
use crate::command::{CommandError, Context, Outcome};
use crate::engine::memory::SystemClock;
use crate::store::restore;
use crate::ui::shown;

/// Put a backup in the place of the database
///
/// The backup is checked first, and brought to this version's tables. The
/// database that was there is kept beside it. Stop the server first: the command
/// refuses while another process uses the database.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The backup
    file: PathBuf,
    #[command(flatten)]
    which: Which,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let to = args.which.path(context)?;
    let from = context.config.workspace.resolve_argument(&args.file);
    let restored = on_file(restore(&from, &to, Arc::new(SystemClock)))?;
    let history = &restored.history;
    let result = json!({
        "file": from, "database": to, "kept": restored.kept,
        "links": history.length, "head": history.head,
    });
    context.answer(&result, |ui| {
        ui.out(shown!("restored {}", to.display()));
        if let Some(kept) = &restored.kept {
            ui.out(shown!("before   {}", kept.display()));
        }
        ui.out(shown!("links    {}", history.length));
        ui.out(shown!("head     {}", history.head));
    })
}
