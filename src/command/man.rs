//! `dse man`

use clap::CommandFactory;
use serde_json::json;

use super::{CommandError, Context, Outcome};

/// Print the manual page
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The subcommand to print the page of, for example `dataset import`
    #[arg(num_args = 0..)]
    command: Vec<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let mut command = crate::cli::Cli::command();
    command.build();
    for name in &args.command {
        let known: Vec<String> =
            command.get_subcommands().map(|known| known.get_name().to_owned()).collect();
        command = command.find_subcommand(name).cloned().ok_or_else(|| {
            let nearest = crate::model::text::nearest(name, known.iter().map(String::as_str));
            let error = CommandError::usage(format!(
                "there is no subcommand `{}`",
                crate::ui::escape::line(name)
            ));
            match nearest {
                Some(nearest) => error.with_hint(format!("did you mean `{nearest}`?")),
                None => error,
            }
        })?;
    }
    let page = page(command);
    context.answer(&json!({"page": String::from_utf8_lossy(&page)}), |ui| ui.data(&page))
}

/// The manual page of `command` in roff.
pub fn page(command: clap::Command) -> Vec<u8> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(command).render(&mut bytes).expect("writing to memory succeeds");
    bytes
}
