//! `dse ops`

mod event;
mod finish;
mod list;
mod show;
mod start;

use serde_json::Value;

use super::{CommandError, Context, Outcome};

/// Record a run, one step at a time
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Start(start::Args),
    Event(event::Args),
    Finish(finish::Args),
    List(list::Args),
    Show(show::Args),
}

pub fn run(context: &Context, command: &Command) -> Result<Outcome, CommandError> {
    match command {
        Command::Start(args) => start::run(context, args),
        Command::Event(args) => event::run(context, args),
        Command::Finish(args) => finish::run(context, args),
        Command::List(args) => list::run(context, args),
        Command::Show(args) => show::run(context, args),
    }
}

/// Reads a flag's value as JSON.
fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))
}
