//! `dse secret`

#[cfg(feature = "server")]
mod bootstrap;
mod generate;
mod list;

use super::{CommandError, Context, Outcome};

/// Make the secret of a server, and see which secrets there are
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[cfg(feature = "server")]
    Bootstrap(bootstrap::Args),
    Generate(generate::Args),
    List(list::Args),
}

pub fn run(context: &Context, command: &Command) -> Result<Outcome, CommandError> {
    match command {
        #[cfg(feature = "server")]
        Command::Bootstrap(args) => bootstrap::run(context, args),
        Command::Generate(args) => generate::run(context, args),
        Command::List(args) => list::run(context, args),
    }
}
