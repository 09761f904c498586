//! `dse dataset`

pub mod apply;
pub mod diff;
pub mod export;
pub mod fmt;
mod forget;
pub mod import;
mod inputs;
mod remove;
pub mod split;
pub mod stats;
pub mod validate;

use super::{CommandError, Context, Outcome};

/// Check, compare and move labelled datasets
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Validate(validate::Args),
    Diff(diff::Args),
    Apply(apply::Args),
    Fmt(fmt::Args),
    Stats(stats::Args),
    Split(split::Args),
    Import(import::Args),
    Export(export::Args),
    Remove(remove::Args),
    Forget(forget::Args),
}

pub fn run(context: &Context, command: Command) -> Result<Outcome, CommandError> {
    match command {
        Command::Validate(args) => validate::run(context, &args),
        Command::Diff(args) => diff::run(context, &args),
        Command::Apply(args) => apply::run(context, &args),
        Command::Fmt(args) => fmt::run(context, &args),
        Command::Stats(args) => stats::run(context, &args),
        Command::Split(args) => split::run(context, &args),
        Command::Import(args) => import::run(context, args),
        Command::Export(args) => export::run(context, &args),
        Command::Remove(args) => remove::run(context, &args),
        Command::Forget(args) => forget::run(context, &args),
    }
}
