//! `dse trace`

mod show;

use super::{CommandError, Context, Outcome};

/// Read the traces that long-context runs leave
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Show(show::Args),
}

pub fn run(context: &Context, command: &Command) -> Result<Outcome, CommandError> {
    match command {
        Command::Show(args) => show::run(context, args),
    }
}
