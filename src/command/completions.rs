//! `dse completions`

use clap::CommandFactory;
use clap_complete::Shell;
use serde_json::json;

use super::{CommandError, Context, Outcome};

/// Print the completion script of a shell
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell to complete for
    shell: Shell,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let script = script(args.shell);
    let result =
        json!({"shell": args.shell.to_string(), "script": String::from_utf8_lossy(&script)});
    context.answer(&result, |ui| ui.data(&script))
}

/// The completion script of `shell`; the committed files are made from it.
pub fn script(shell: Shell) -> Vec<u8> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut crate::cli::Cli::command(), "dse", &mut bytes);
    bytes
}
