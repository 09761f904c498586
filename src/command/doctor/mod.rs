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

pub use local::checks as local;
pub use remote::ready;

/// What one check found.
#[derive(Debug, Serialize)]
pub struct Check {
    name: &'static str,
    state: State,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// What a failure is for the whole command.
    #[serde(skip)]
    error: Option<Box<CommandError>>,
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
        let detail = detail.into();
        let error = (state == State::Fail).then(|| {
            let message = format!("{name}: {detail}");
            Box::new(CommandError::new(ErrorKind::Unavailable, "not_ready", message))
        });
        Self { name, state, detail, hint: None, error }
    }

    pub fn skip(name: &'static str, why: &str) -> Self {
        Self::new(name, State::Skip, why)
    }

    /// Why it does not hold.
    pub fn error(&self) -> Option<&CommandError> {
        self.error.as_deref()
    }

    pub fn warns(&self) -> bool {
        self.state == State::Warn
    }

    /// What was found, in a line.
    pub fn line(&self) -> String {
        format!("{}: {}", self.name, self.detail)
    }

    pub fn ok(name: &'static str, detail: impl Into<String>) -> Self {
        Self::new(name, State::Ok, detail)
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        let hint = hint.into();
        self.error = self.error.map(|error| Box::new(error.with_hint(hint.clone())));
        self.hint = Some(hint);
        self
    }

    /// A failure that a command met.
    pub fn failed(name: &'static str, error: CommandError) -> Self {
        let found = Self::new(name, State::Fail, error.message.clone());
        Self { hint: error.hint.clone(), error: Some(Box::new(error)), ..found }
    }
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let mut checks = local(context);
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
    let kind = |check: &Check| check.error().map(|error| error.kind);
    let worst = failed.iter().find(|check| kind(check) == Some(ErrorKind::Credentials));
    let Some(worst) = worst.or_else(|| failed.first()) else {
        return context.answer(&result, print);
    };
    let names: Vec<&str> = failed.iter().map(|check| check.name).collect();
    let message = format!("not ready: {}", names.join(", "));
    context.refuse(
        CommandError::new(kind(worst).unwrap_or(ErrorKind::Unavailable), "not_ready", message),
        &result,
        print,
    )
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
