//! `dse trust`

use std::collections::BTreeSet;

use serde_json::json;

use super::{CommandError, Context, ErrorKind, Outcome};
use crate::config::trust::{Ask, Trusted, VARIABLE};
use crate::ui::{Shown, shown};

/// Show what this workspace asks to be trusted with, and allow it
///
/// A dse.toml may name a server, a model's endpoint with the variable of its
/// key, and commands to run. No secret is sent there and no command is run
/// before you have allowed it: for just these hosts, variables and commands, in
/// this folder. Your answer is kept outside of the workspace.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  dse trust\n  dse trust --yes\n  dse trust --revoke")]
pub struct Args {
    /// Allow all of it without being asked
    #[arg(long, conflicts_with = "revoke")]
    yes: bool,
    /// Allow nothing any more
    #[arg(long)]
    revoke: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let asks = context.config.asks();
    let missing = context.config.untrusted(asks.clone())?;
    if args.revoke {
        remember(context, BTreeSet::new())?;
        return answer(context, &asks, false);
    }
    if missing.is_empty() {
        return answer(context, &asks, true);
    }
    if args.yes || asked(context, &missing) == Some(true) {
        remember(context, asks.iter().map(Ask::to_string).collect())?;
        return answer(context, &asks, true);
    }
    context.refuse(refusal(&missing), &document(&asks, false), |ui| {
        for ask in &asks {
            ui.out(Shown::line(&ask.to_string()));
        }
    })
}

/// Lets a command do what the workspace's file asks for, of the kinds that
/// `matters` picks: because the user wrote it, trusts the workspace with it, or
/// says so now.
///
/// # Errors
/// When the user does not.
pub fn allow(context: &Context, matters: impl Fn(&Ask) -> bool) -> Result<(), CommandError> {
    let asks: Vec<Ask> = context.config.asks().into_iter().filter(matters).collect();
    let missing = context.config.untrusted(asks)?;
    if missing.is_empty() {
        return Ok(());
    }
    if asked(context, &missing) != Some(true) {
        return Err(refusal(&missing));
    }
    let mut known = Trusted::read(context.config.environment())?.of(context.config.root());
    known.extend(missing.iter().map(Ask::to_string));
    remember(context, known)
}

/// Asks a person; `None` where nobody is there to answer.
fn asked(context: &Context, missing: &[Ask]) -> Option<bool> {
    let root = context.config.root().display().to_string();
    let mut question = shown!("The dse.toml of {} asks to", root);
    for ask in missing {
        question = shown!("{}\n  {}", question, ask.to_string());
    }
    context.ui.confirm(&shown!("{}\nTrust it with that?", question))
}

fn refusal(missing: &[Ask]) -> CommandError {
    let told: Vec<String> = missing.iter().map(Ask::to_string).collect();
    let message = format!(
        "this workspace's dse.toml asks to {}, and is not trusted with it",
        told.join(", to ")
    );
    CommandError::new(ErrorKind::Usage, "untrusted", message).with_hint(format!(
        "read dse.toml; `dse trust` allows it here from now on, --trust or {VARIABLE}=1 this once"
    ))
}

fn remember(context: &Context, known: BTreeSet<String>) -> Result<(), CommandError> {
    let environment = context.config.environment();
    Ok(Trusted::read(environment)?.set(environment, context.config.root(), known)?)
}

fn document(asks: &BTreeSet<Ask>, trusted: bool) -> serde_json::Value {
    json!({"asks": asks, "trusted": trusted})
}

fn answer(context: &Context, asks: &BTreeSet<Ask>, trusted: bool) -> Result<Outcome, CommandError> {
    context.answer(&document(asks, trusted), |ui| {
        let verb = if trusted { "trusted to" } else { "not trusted to" };
        if asks.is_empty() {
            ui.out("this workspace asks for nothing that needs trust");
        }
        for ask in asks {
            ui.out(shown!("{} {}", verb, ask.to_string()));
        }
    })
}
