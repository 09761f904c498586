//! `dse db`: the database file itself, which no server is asked about.

mod backup;
mod check;
mod restore;

use std::future::Future;
use std::path::{Path, PathBuf};

use super::embedded::store_error;
use super::target::runtime;
use super::{CommandError, Context, Outcome};
use crate::store::StoreError;

/// Back up, check or restore the database file
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Backup(backup::Args),
    Restore(restore::Args),
    Check(check::Args),
}

/// Which database a command works on.
#[derive(Debug, clap::Args)]
struct Which {
    /// The database file, in place of the workspace's own
    #[arg(long, value_name = "PATH")]
    db: Option<PathBuf>,
}

pub fn run(context: &Context, command: &Command) -> Result<Outcome, CommandError> {
    match command {
        Command::Backup(args) => backup::run(context, args),
        Command::Restore(args) => restore::run(context, args),
        Command::Check(args) => check::run(context, args),
    }
}

impl Which {
    /// The file that was named, else the workspace's own. A server's database
    /// is on the server's machine.
    fn path(&self, context: &Context) -> Result<PathBuf, CommandError> {
        let config = &context.config;
        let path = match &self.db {
            Some(path) => config.workspace.resolve_argument(path),
            None if !config.settings.server.url.is_empty() => {
                let url = &config.settings.server.url;
                return Err(CommandError::usage(format!(
                    "the database of {url} is on its own machine"
                ))
                .with_hint("run this there with `--db PATH`; it may run beside the server"));
            }
            None => config.database(),
        };
        if path == Path::new(crate::config::MEMORY) {
            return Err(CommandError::usage("a database in memory has no file"));
        }
        Ok(path)
    }
}

/// Does work on a database file.
fn on_file<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, CommandError> {
    runtime()?.block_on(work).map_err(store_error)
}
