//! `dse overnight`: the whole loop in one command, recorded as one ops run.

mod claim;
mod failure;
mod finish;
mod lease;
mod links;
mod plan;
mod preflight;
mod record;
mod session;
mod steps;

use std::sync::Arc;

use super::signals::{leave_on_the_next, stop_signal};
use super::target::{Target, runtime};
use super::{CommandError, Context, Outcome, definitions};
use crate::model::overnight;
use crate::ui::{Format, shown};
use failure::Failure;
use plan::Plan;
use session::Session;

pub use claim::recover;

/// Whether a run without further arguments could begin. Where none is meant, as
/// with several signatures of which none is set, there is nothing to say.
pub async fn ready(context: &Context, client: &crate::client::Client) -> Vec<super::doctor::Check> {
    match Plan::of(context, &Args::default()) {
        Ok(plan) => preflight::of_plan(context, client, &plan).await,
        Err(error) => vec![super::doctor::Check::skip("job", &error.message)],
    }
}

/// Run the whole loop: import, compile, canary, traffic, promote
///
/// Everything is recorded as one ops run, which is finished whatever happens:
/// also on Ctrl-C, when the server is lost and when a step panics. A canary
/// that was started is stopped again unless its candidate is promoted.
///
/// A signature has one run at a time, and a run leaves canaries of others alone:
/// where one is in the way, the run ends with 5 before it has done anything.
///
/// Without arguments the shipped dataset and signature are used, on the
/// embedded server.
#[derive(Debug, Default, clap::Args)]
#[command(
    after_help = "Examples:\n  dse overnight\n  dse overnight RouteTicket --dataset rows.jsonl\n  dse overnight --e2e --format json > summary.json"
)]
pub struct Args {
    /// The signature to improve, in place of the configured one
    #[arg(value_name = "SIGNATURE")]
    signature: Option<String>,
    /// The dataset to import, in place of the configured one
    #[arg(long, value_name = "FILE")]
    dataset: Option<String>,
    /// Run the verify commands of dse.toml first (default against loopback servers)
    #[arg(long, overrides_with = "no_verify")]
    verify: bool,
    /// Skip the verify commands
    #[arg(long)]
    no_verify: bool,
    /// Before promoting, read a long-context run back from outside, and run the
    /// end-to-end command of dse.toml if there is one (default against other servers)
    #[arg(long, overrides_with = "no_e2e")]
    e2e: bool,
    /// Skip the end-to-end checks
    #[arg(long)]
    no_e2e: bool,
    /// What {grep} becomes in the end-to-end command
    #[arg(long, value_name = "PATTERN", default_value = "")]
    e2e_grep: String,
    /// Promote what is not shown to be worse, too
    #[arg(long)]
    accept_not_worse: bool,
    /// Resume a run that was cut off
    #[arg(long, value_name = "RUN")]
    resume: Option<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let plan = Plan::of(context, args)?;
    definitions::warn(context, &plan.signature_id);
    runtime()?.block_on(async {
        let target = Target::open(context).await?;
        if let Err(error) = recover(context, &target.client).await {
            context.ui.warn(shown!("what an earlier run left could not be looked at: {}", error));
        }
        let session = Arc::new(Session::new(context.clone(), target.client.clone(), plan));
        let end = drive(&session, &target).await;
        let outcome = finish::finish(&session, end).await;
        target.close().await;
        Ok(outcome)
    })
}

/// Does the steps until they are done, one fails, one panics, the signature is
/// lost to another run, or the process is asked to stop.
async fn drive(session: &Arc<Session>, target: &Target) -> Result<(), Failure> {
    let mut work = tokio::spawn(steps::all(Arc::clone(session)));
    let failure = tokio::select! {
        joined = &mut work => {
            return joined.unwrap_or_else(|error| Err(Failure::panicked(error)));
        }
        lost = session.lost() => {
            if lost.resumed {
                session.record.let_go();
            }
            Failure::new(overnight::Outcome::Busy, lost.error)
        }
        stopped = stop_signal() => {
            let said = shown!("stopping{}", target.stop_models());
            leave_on_the_next();
            let ui = &session.context.ui;
            ui.note(said);
            ui.note("the canary is stopped and the record closed first; a second signal exits at once");
            Failure::interrupted(stopped)
        }
    };
    // A canary start or a promotion that was sent is waited for, since the
    // server may carry it out after this process is gone.
    session.settled().await;
    if session.summary().promotion.is_some() {
        // Too late to stop: what is left of the run only says so.
        return work.await.unwrap_or_else(|error| Err(Failure::panicked(error)));
    }
    work.abort();
    // Commands that a step has started are ended with it.
    let _ = work.await;
    Err(failure)
}

/// The formats whose stdout is for programs get the summary; people get the report.
fn wants_summary(format: Format) -> bool {
    format != Format::Human
}
