//! `dse signature`

mod check;
mod list;
mod show;

use super::{CommandError, Context, Outcome};

/// Look at signature contracts and their jobs
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    List(list::Args),
    Show(show::Args),
    Check(check::Args),
}

pub fn run(context: &Context, command: &Command) -> Result<Outcome, CommandError> {
    match command {
        Command::List(args) => list::run(context, args),
        Command::Show(args) => show::run(context, args),
        Command::Check(args) => check::run(context, args),
    }
}
