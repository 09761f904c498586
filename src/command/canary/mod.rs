//! `dse canary`

pub mod end;
mod start;
mod status;
mod stop;
mod watch;

use super::{CommandError, Context, Outcome};
use crate::model::canary::Canary;
use crate::report::words;
use crate::ui::{Ui, escape};

/// Try a candidate on a share of the traffic
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Start(Box<start::Args>),
    Status(status::Args),
    Watch(watch::Args),
    Stop(stop::Args),
}

pub fn run(context: &Context, command: &Command) -> Result<Outcome, CommandError> {
    match command {
        Command::Start(args) => start::run(context, args),
        Command::Status(args) => status::run(context, args),
        Command::Watch(args) => watch::run(context, args),
        Command::Stop(args) => stop::run(context, args),
    }
}

/// Tells people how a canary stands.
fn print(ui: &Ui, canary: &Canary) {
    ui.out(&format!("canary   {}", escape::line(&canary.canary_compiled_id)));
    ui.out(&format!("control  {}", escape::line(&canary.control_compiled_id)));
    ui.out(&format!("rollout  {} % of threads", canary.rollout_pct));
    ui.out(&format!("so far   {}", counters(canary)));
    ui.out(&format!("since    {}", words::time(canary.created_at_ms)));
    if let Some(lease) = canary.lease_expires_at_ms {
        ui.out(&format!("lease    until {} unless renewed", words::time(lease)));
    }
    if let Some(owner) = &canary.owner_run_id {
        ui.out(&format!("owner    {}", escape::line(owner)));
    }
}

/// Threads that a request sends traffic over at most, and predictions likewise.
const MOST: i64 = 200;

/// How a canary gets traffic: its share of threads must bring its samples.
fn traffic(signature_id: &str, min_samples: i64, rollout_pct: i64) -> String {
    let enough = (min_samples * 100).checked_div(rollout_pct).unwrap_or(MOST);
    let threads = enough.clamp(1, MOST);
    format!(
        "`dse exercise {} --threads {threads} --count {threads}` sends traffic over {}",
        escape::line(signature_id),
        words::count(threads.unsigned_abs(), "thread")
    )
}

/// The counters of a canary and what they are held against.
fn counters(canary: &Canary) -> String {
    format!(
        "{} ok, {} failed ({} of at least {} samples; at most {} may fail)",
        canary.ok_count,
        canary.error_count,
        canary.total(),
        canary.min_samples,
        words::percent(canary.max_error_rate)
    )
}
