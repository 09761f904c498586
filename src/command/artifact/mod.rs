//! `dse artifact`

mod export;
mod forms;
mod import;
mod list;
mod naming;
mod show;

use super::{CommandError, Context, Outcome};

pub use naming::{default, resolve};

/// Look at artifacts, and carry them out of and into a server
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    List(list::Args),
    Show(show::Args),
    Export(export::Args),
    Import(import::Args),
}

pub fn run(context: &Context, command: &Command) -> Result<Outcome, CommandError> {
    match command {
        Command::List(args) => list::run(context, args),
        Command::Show(args) => show::run(context, args),
        Command::Export(args) => export::run(context, args),
        Command::Import(args) => import::run(context, args),
    }
}
