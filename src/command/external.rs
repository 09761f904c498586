//! `dse NAME` with no such command: runs `dse-NAME` from `PATH`, as cargo does.

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use clap::CommandFactory;

use super::{CommandError, Context, Outcome};
use crate::model::text;
use crate::ui::escape;

pub fn run(context: &Context, words: &[OsString]) -> Result<Outcome, CommandError> {
    let (name, arguments) = words.split_first().expect("clap gives the name first");
    let name = name.to_string_lossy();
    if name.contains('/') {
        return Err(unknown(&name));
    }
    let program = format!("dse-{name}");
    match Command::new(&program)
        .args(arguments)
        .current_dir(context.config.workspace.start())
        .status()
    {
        Ok(status) if status.success() => Ok(Outcome::Yes),
        Ok(status) => {
            let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
            std::process::exit(code);
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(unknown(&name)),
        Err(error) => Err(CommandError::usage(format!("{}: {error}", escape::line(&program)))),
    }
}

fn unknown(name: &str) -> CommandError {
    let command = crate::cli::Cli::command();
    let known: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    let error = CommandError::usage(format!("there is no command `{}`", escape::line(name)));
    match text::nearest(name, known) {
        Some(nearest) => error.with_hint(format!("did you mean `dse {nearest}`?")),
        None => error.with_hint("`dse --help` lists the commands"),
    }
}
