//! `dse dataset`

mod export;
pub mod import;
mod inputs;
pub mod validate;

use super::{CommandError, Context, Outcome};

/// Check, compare and move labelled datasets
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Validate(validate::Args),
    Import(import::Args),
    Export(export::Args),
}

pub fn run(context: &Context, command: Command) -> Result<Outcome, CommandError> {
    match command {
        Command::Validate(args) => validate::run(context, &args),
        Command::Import(args) => import::run(context, args),
        Command::Export(args) => export::run(context, &args),
    }
}
