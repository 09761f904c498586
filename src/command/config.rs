//! `dse config show`

use serde_json::{Map, Value, json};

use super::{CommandError, Context, Outcome};
use crate::config::Origin;
use crate::ui::{Tone, shown};

/// Show the effective configuration
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Show every setting, and with --origin where its value came from
    Show(ShowArgs),
}

#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// Show where each value comes from
    #[arg(long)]
    origin: bool,
}

pub fn run(context: &Context, command: &Command) -> Result<Outcome, CommandError> {
    let Command::Show(args) = command;
    let entries = context.config.entries();
    if context.ui.is_machine() {
        let settings: Map<String, Value> = entries
            .into_iter()
            .map(|(key, value, origin)| {
                (key, json!({"value": value, "origin": origin_name(origin)}))
            })
            .collect();
        context.ui.result(&json!({"settings": settings}));
        return Ok(Outcome::Yes);
    }
    for (key, value, origin) in entries {
        let mut line = shown!("{} = {}", key, value);
        if args.origin {
            let origin = Tone::Faint.paint(shown!("# {}", origin_name(origin)));
            line.push(shown!("  {}", origin));
        }
        context.ui.out(line);
    }
    Ok(Outcome::Yes)
}

fn origin_name(origin: Option<&Origin>) -> String {
    origin.map_or_else(|| "default".to_owned(), ToString::to_string)
}
