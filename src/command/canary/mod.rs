//! `dse canary`

pub mod end;
mod start;
mod status;
mod stop;
mod watch;

use super::{CommandError, Context, Outcome};
use crate::model::canary::Canary;
use crate::report::words;
use crate::ui::{Shown, Ui, shown};

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
    ui.out(shown!("canary   {}", canary.canary_compiled_id));
    ui.out(shown!("control  {}", canary.control_compiled_id));
    ui.out(shown!("rollout  {} % of threads", canary.rollout_pct));
    ui.out(shown!("so far   {}", counters(canary)));
    ui.out(shown!("since    {}", words::time(canary.created_at_ms)));
    if let Some(lease) = canary.lease_expires_at_ms {
        ui.out(shown!("lease    until {} unless renewed", words::time(lease)));
    }
    if let Some(owner) = &canary.owner_run_id {
        ui.out(shown!("owner    {}", owner));
    }
}

/// Threads that a request sends traffic over at most, and predictions likewise.
const MOST: i64 = 200;

/// How a canary gets traffic: its share of threads must bring its samples.
fn traffic(signature_id: &str, min_samples: i64, rollout_pct: i64) -> Shown {
    let enough = (min_samples * 100).checked_div(rollout_pct).unwrap_or(MOST);
    let threads = enough.clamp(1, MOST);
    shown!(
        "`dse exercise {} --threads {} --count {}` sends traffic over {}",
        signature_id,
        threads,
        threads,
        words::count(threads.unsigned_abs(), "thread")
    )
}

/// The counters of a canary and what they are held against.
fn counters(canary: &Canary) -> Shown {
    shown!(
        "{} ok, {} failed ({} of at least {} samples; at most {} may fail)",
        canary.ok_count,
        canary.error_count,
        canary.total(),
        canary.min_samples,
        words::percent(canary.max_error_rate)
    )
}
