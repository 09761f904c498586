//! `dse db check`

use std::path::PathBuf;

use serde_json::json;

use super::{Which, on_file};
use crate::command::history::verify::print_check;
use crate::command::{CommandError, Context, ErrorKind, Outcome};
use crate::store::{FileCheck, check_file};
use crate::ui::{Tone, Ui, shown};

/// Read every page of the database, and recompute its history
///
/// Changes nothing, and may run beside a server. Exits with 1 when something is
/// wrong.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A backup to check, in place of the database
    #[arg(conflicts_with = "db")]
    file: Option<PathBuf>,
    #[command(flatten)]
    which: Which,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let path = match &args.file {
        Some(file) => context.config.workspace.resolve_argument(file),
        None => args.which.path(context)?,
    };
    let found = on_file(check_file(&path))?;
    let result = json!({"file": path, "faults": found.faults, "history": found.history});
    if found.is_sound() {
        return context.answer(&result, |ui| print(ui, &found));
    }
    let (code, message, hint) = if found.faults.is_empty() {
        let hint = "compare with a backup or an earlier `dse history verify --export`";
        ("history_changed", "the history was changed", hint)
    } else {
        ("damaged", "the database is damaged", "`dse db restore FILE` puts a backup in its place")
    };
    let error = CommandError::new(ErrorKind::Refused, code, message).with_hint(hint);
    context.refuse(error, &result, |ui| print(ui, &found))
}

fn print(ui: &Ui, found: &FileCheck) {
    for fault in &found.faults {
        ui.out(shown!("{} {}", Tone::Bad.paint("damaged"), fault));
    }
    if found.faults.is_empty() {
        ui.out(Tone::Good.paint("every page and index is intact"));
    }
    match &found.history {
        Some(history) => print_check(ui, history),
        None if found.faults.is_empty() => {
            ui.note("from an older version of dse: its history is checked once it is opened");
        }
        None => {}
    }
}
