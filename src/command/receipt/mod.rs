//! `dse receipt`

mod forget;
mod import;
mod list;
mod show;

use super::{CommandError, Context, Outcome};

/// Read the receipts that predictions leave
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    List(list::Args),
    Show(show::Args),
    Forget(forget::Args),
    Import(import::Args),
}

pub fn run(context: &Context, command: &Command) -> Result<Outcome, CommandError> {
    match command {
        Command::List(args) => list::run(context, args),
        Command::Show(args) => show::run(context, args),
        Command::Forget(args) => forget::run(context, args),
        Command::Import(args) => import::run(context, args),
    }
}
