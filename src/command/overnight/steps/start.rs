//! The run takes its signature, and its record is opened.

use serde_json::json;

use crate::api::Empty;
use crate::client::Reason;
use crate::command::overnight::failure::Failure;
use crate::command::overnight::session::{Done, Session};
use crate::command::overnight::{claim, lease, preflight};
use crate::command::{CommandError, ErrorKind, rollout};
use crate::model::overnight::Outcome;
use crate::ui::escape;

/// Starts the ops run, or resumes one that was cut off. Whatever would make the
/// run useless is found here, before anything is touched or paid for.
pub async fn start(session: &Session) -> Result<(), Failure> {
    session.step("start", open(session)).await
}

async fn open(session: &Session) -> Result<Done<()>, Failure> {
    if let Some(run_id) = &session.plan.resume {
        refuse_ended(session, run_id).await?;
    }
    let run_id =
        session.plan.resume.clone().unwrap_or_else(|| format!("opsrun_{}", uuid::Uuid::new_v4()));
    lease::acquire(session, &run_id).await?;
    refuse_other_canaries(session, &run_id).await?;
    // After that: the models of a busy server may be busy too.
    let found = preflight::check(session).await?;
    let answer = session.record.start(&session.plan, run_id).await?;
    let run_id = answer.body.run_id;
    let said = if answer.body.existed { format!("resuming {run_id}") } else { run_id.clone() };
    Ok(Done {
        value: (),
        request_id: Some(answer.request_id),
        said,
        detail: json!({"runId": run_id, "resumed": answer.body.existed, "preflight": found}),
    })
}

/// A run that has ended, or that another process is at work on, is not resumed.
/// A server that cannot show runs lets us: every step finds what was done before.
async fn refuse_ended(session: &Session, run_id: &str) -> Result<(), Failure> {
    if claim::is_under_way(&session.context, run_id) {
        let message = format!("the run {} is under way in another process", escape::line(run_id));
        let error = CommandError::new(ErrorKind::Inconclusive, "run_under_way", message)
            .with_hint("wait until it has ended");
        return Err(Failure::new(Outcome::Busy, error));
    }
    let shown = match session.client.ops_show(run_id, &Empty {}).await {
        Ok(answer) => answer.body.run,
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => {
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    if shown.status == "running" {
        return Ok(());
    }
    let message = format!("the run {} has ended with status {}", shown.run_id, shown.status);
    Err(CommandError::usage(message).with_hint("start a new one: `dse overnight`").into())
}

/// A canary that a person or another run has started is not replaced, so that
/// this run could not try its own.
async fn refuse_other_canaries(session: &Session, run_id: &str) -> Result<(), Failure> {
    let running = rollout::canary(&session.client, &session.plan.signature_id).await?;
    match running {
        Some(canary) if canary.owner_run_id.as_deref() != Some(run_id) => {
            Err(Failure::new(Outcome::Busy, rollout::other_canary(&canary)))
        }
        _ => Ok(()),
    }
}
