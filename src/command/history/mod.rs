//! `dse history`

pub mod verify;

use super::{CommandError, Context, Outcome};

/// Check that nobody changed what was recorded
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Verify(verify::Args),
}

pub fn run(context: &Context, command: &Command) -> Result<Outcome, CommandError> {
    match command {
        Command::Verify(args) => verify::run(context, args),
    }
}
