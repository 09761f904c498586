//! `dse completions`

use clap::CommandFactory;
use clap_complete::Shell;

use super::{CommandError, Context, Outcome};

/// Print the completion script of a shell
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell to complete for
    shell: Shell,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    context.ui.out_raw(&script(args.shell));
    Ok(Outcome::Yes)
}

/// The completion script of `shell`; the committed files are made from it.
pub fn script(shell: Shell) -> Vec<u8> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut crate::cli::Cli::command(), "dse", &mut bytes);
    bytes
}
