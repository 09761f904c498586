//! `dse doctor`

mod disk;
mod local;
mod remote;

use serde::Serialize;

use super::target::{Target, runtime};
use super::{CommandError, Context, ErrorKind, Outcome};
use crate::ui::{Table, Ui};

/// Check that everything is ready: workspace, disk, server, secret, model, clock
///
/// Canaries whose runner is gone are stopped on the way.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Stop canaries whose ops run has ended
    #[arg(long)]
    fix: bool,
}

/// What one check found.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    name: &'static str,
    state: State,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// What a failure makes of the whole command.
    #[serde(skip)]
    kind: ErrorKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Ok,
    Warn,
    Fail,
    /// It could not be looked at.
    Skip,
}

impl Check {
    fn new(name: &'static str, state: State, detail: impl Into<String>) -> Self {
        let kind = ErrorKind::Unavailable;
        Self { name, state, detail: detail.into(), hint: None, kind }
    }

    fn ok(name: &'static str, detail: impl Into<String>) -> Self {
        Self::new(name, State::Ok, detail)
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A failure that a command met.
    fn failed(name: &'static str, error: CommandError) -> Self {
        Self { hint: error.hint, kind: error.kind, ..Self::new(name, State::Fail, error.message) }
    }
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let mut checks = local::checks(context);
    runtime()?.block_on(async {
        match Target::open(context).await {
            Ok(target) => {
                remote::check(context, &target.client, args.fix, &mut checks).await;
                target.close().await;
            }
            Err(error) => checks.push(Check::failed("server", error)),
        }
    });
    conclude(context, &checks)
}

fn conclude(context: &Context, checks: &[Check]) -> Result<Outcome, CommandError> {
    let result = serde_json::json!({"checks": checks});
    let print = |ui: &Ui| print(ui, checks);
    let failed: Vec<&Check> = checks.iter().filter(|check| check.state == State::Fail).collect();
    // A refused secret explains why later checks could not be made.
    let worst = failed.iter().find(|check| check.kind == ErrorKind::Credentials);
    let Some(worst) = worst.or_else(|| failed.first()) else {
        return context.answer(&result, print);
    };
    let names: Vec<&str> = failed.iter().map(|check| check.name).collect();
    let message = format!("not ready: {}", names.join(", "));
    context.refuse(CommandError::new(worst.kind, "not_ready", message), &result, print)
}

fn print(ui: &Ui, checks: &[Check]) {
    let mut table = Table::new(&["", "check", "what was found"]);
    for check in checks {
        let mark = match check.state {
            State::Ok => "✓",
            State::Warn => "!",
            State::Fail => "✗",
            State::Skip => "-",
        };
        let hint = check.hint.as_ref().map_or(String::new(), |hint| format!("\n{hint}"));
        table.row([mark, check.name, &format!("{}{hint}", check.detail)]);
    }
    table.print(ui);
}
