//! `dse secret generate`

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde_json::json;
use uuid::Uuid;

use crate::command::{CommandError, Context, Outcome};
use crate::config::SECRET_VARIABLE;
use crate::ui::{escape, shown};

/// Make a new secret for a server
///
/// Whoever sends it may do everything: it goes to `dse serve` and to its
/// clients, and nowhere else. A server takes a new one when it starts anew.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write it into this new file, which only you can read, instead of printing it
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let secret = fresh();
    let ui = &context.ui;
    let Some(file) = &args.output else {
        let result = json!({"secret": secret, "variable": SECRET_VARIABLE});
        let outcome = context.answer(&result, |ui| ui.out(shown!("{}", secret)));
        ui.note(shown!("give it as {} to `dse serve` and to every client", SECRET_VARIABLE));
        return outcome;
    };
    let path = context.config.workspace.resolve_argument(file);
    write(&path, &secret).map_err(|error| {
        CommandError::usage(format!("{}: {error}", escape::line(&path.display().to_string())))
            .with_hint("a file that is there already is left as it is: name another one")
    })?;
    let result = json!({"file": path, "variable": SECRET_VARIABLE});
    let outcome = context.answer(&result, |ui| {
        ui.out(shown!("written to {}", path.display().to_string()));
    });
    ui.note(
        "name it as `token_file` under [server], with --token-file, or as the variable's value",
    );
    outcome
}

/// 244 random bits from the system, in a word that no shell changes.
pub(super) fn fresh() -> String {
    format!("oa_dse_{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

fn write(path: &Path, secret: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{secret}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_and_never_the_same() {
        assert_eq!(fresh().len(), 7 + 64);
        assert_ne!(fresh(), fresh());
        assert!(fresh().chars().all(|char| char.is_ascii_alphanumeric() || char == '_'));
    }
}
