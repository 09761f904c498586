//! The end of a run: whatever happened, the canary goes, the record is
//! finished, the signature is given back, and the result is told.

use std::time::Duration;

use serde_json::json;

use super::failure::Failure;
use super::session::{Session, now_ms};
use super::{lease, wants_summary};
use crate::api::Empty;
use crate::command::{CommandError, ErrorKind, Outcome, rollout};
use crate::model::overnight::{self, Summary};

/// How long cleaning up may take when the server is slow or gone.
const CLEAN_UP: Duration = Duration::from_secs(20);

/// Cleans up, finishes the record, tells the result, and gives the answer.
pub async fn finish(session: &Session, end: Result<(), Failure>) -> Outcome {
    let error = settle(session, end);
    let stopped = within(stop_canary(session)).await;
    if let Some(failed) = &stopped {
        session.note_error("canary stop", failed);
    }
    let head = tokio::time::timeout(CLEAN_UP, session.client.history_head(&Empty {})).await;
    let summary = {
        let mut summary = session.summary();
        let gate = summary.gate.as_ref().and_then(|gate| gate.evidence.as_ref());
        summary.verdict = gate.map(|found| found.verdict.title().to_owned());
        summary.history_head = head.ok().and_then(Result::ok).map(|answer| answer.body.head);
        summary.ended_at_ms = now_ms();
        summary.clone()
    };
    if let Some(failed) = within(session.record.finish(&summary)).await {
        session.note_error("finish", &failed);
    }
    let released = within(lease::release(session)).await;
    if let Some(failed) = &released {
        session.note_error("lease", failed);
    }
    if stopped.is_none()
        && released.is_none()
        && let Some(claim) = session.claim().take()
    {
        claim.release();
    }
    tell(session, error.as_ref()).await;
    answer(&session.summary(), error)
}

/// Writes into the summary how the run ended.
fn settle(session: &Session, end: Result<(), Failure>) -> Option<CommandError> {
    let mut summary = session.summary();
    summary.run_id = session.record.run_id().map(str::to_owned);
    let failure = match end {
        Ok(()) => {
            summary.ok = true;
            return None;
        }
        Err(failure) => failure,
    };
    let told = summary.errors.iter().any(|error| error.message == failure.error.message);
    summary.outcome = match (&summary.run_id, failure.outcome) {
        (None, overnight::Outcome::Failed) => overnight::Outcome::CouldNotStart,
        (_, outcome) => outcome,
    };
    drop(summary);
    if !told {
        session.note_error("run", &failure.error);
    }
    Some(*failure.error)
}

/// Stops the canary that the run has started and not promoted. Any other one is
/// left alone.
async fn stop_canary(session: &Session) -> Result<(), CommandError> {
    let salts = session.canary().salts.clone();
    if salts.is_empty() {
        return Ok(());
    }
    let reason = format!("overnight run {} ended", session.record.run_id().unwrap_or("unknown"));
    let signature_id = &session.plan.signature_id;
    rollout::stop_own_canary(&session.client, signature_id, &salts, reason).await?;
    Ok(())
}

/// The error of `work`, or that it took too long.
async fn within(work: impl Future<Output = Result<(), CommandError>>) -> Option<CommandError> {
    match tokio::time::timeout(CLEAN_UP, work).await {
        Ok(result) => result.err(),
        Err(_) => Some(CommandError::new(
            ErrorKind::Unavailable,
            "timeout",
            "the server did not answer in time",
        )),
    }
}

/// The summary for programs, the report for people.
async fn tell(session: &Session, error: Option<&CommandError>) {
    let ui = &session.context.ui;
    if wants_summary(ui.format()) {
        let mut document = json!(*session.summary());
        if let Some(error) = error {
            for (key, value) in error.document() {
                // What stands in the way, beside the error.
                if key == "error" || document.get(&key).is_none() {
                    document[key] = value;
                }
            }
        }
        session.record.secrets().hide(&mut document);
        ui.last(&document);
        return;
    }
    let summary = session.summary().clone();
    let evidence = crate::report::gather::summary(&session.client, summary).await;
    if let Some(evidence) = evidence {
        ui.out("");
        ui.out(crate::report::render::terminal::render(
            &crate::report::ops::document(&evidence),
            ui.width(),
        ));
    }
    if let Some(error) = error {
        ui.error(&error.message, error.hint.as_deref());
    }
}

fn answer(summary: &Summary, error: Option<CommandError>) -> Outcome {
    use overnight::Outcome as End;
    match (summary.outcome, error) {
        (End::Promoted | End::AlreadyActive, _) => Outcome::Yes,
        (
            End::NoSamples
            | End::Undecided
            | End::CanaryStopped
            | End::Busy
            | End::WaitingForReview,
            _,
        ) => Outcome::Inconclusive,
        (End::GateRefused | End::CanaryFailed | End::ChecksFailed, _) => Outcome::No,
        (_, Some(error)) => Outcome::Told(error.kind),
        (_, None) => Outcome::No,
    }
}
