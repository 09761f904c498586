//! One run a signature: a run takes its signature before it does anything, and
//! gives it back at its end. It renews its lease meanwhile, so that one whose
//! runner is gone ends by itself.

use serde_json::json;
use tokio::task::JoinHandle;

use super::claim::Claim;
use super::failure::Failure;
use super::session::Session;
use crate::api::Empty;
use crate::api::ops::{LeaseRequest, ReleaseRequest};
use crate::client::{Client, ClientError, Reason};
use crate::command::{CommandError, ErrorKind};
use crate::model::ops::RunLease;
use crate::model::overnight::Outcome;
use crate::report::words;
use crate::ui::escape;

/// The lease that a run holds; it is renewed until this is dropped.
pub struct Lease {
    request: LeaseRequest,
    keeper: JoinHandle<()>,
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}

/// Why a run must not go on.
#[derive(Clone, Debug)]
pub struct Lost {
    pub error: CommandError,
    /// Another process is at work on the same run, whose record is its own now.
    pub resumed: bool,
}

/// Takes the signature for the run. A server without leases is told about once.
///
/// # Errors
/// When another run has it, or the server cannot be asked.
pub async fn acquire(session: &Session, run_id: &str) -> Result<(), Failure> {
    let token = uuid::Uuid::new_v4().to_string();
    let signature_id = &session.plan.signature_id;
    *session.claim() = Some(Claim::leave(&session.context, signature_id, run_id, &token)?);
    let _sending = session.sending().await;
    let request = LeaseRequest {
        signature_id: signature_id.clone(),
        run_id: run_id.to_owned(),
        token,
        lease_ms: session.plan.lease().as_secs_f64() * 1_000.0,
    };
    match session.client.lease_acquire(&request).await {
        Ok(answer) if answer.body.held => {
            *session.lease() = Some(keep(session, request));
            Ok(())
        }
        Ok(answer) => Err(busy(signature_id, answer.body.lease.as_ref(), answer.request_id)),
        Err(ClientError { reason: Reason::NoSuchEndpoint, .. }) => {
            session.context.ui.warn(
                "this server has no run leases, so it cannot refuse a second run of the signature",
            );
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Another run works on the signature.
fn busy(signature_id: &str, holder: Option<&RunLease>, request_id: String) -> Failure {
    let who = holder.map_or_else(|| "another run".to_owned(), told);
    let message = format!("{} is busy: {who}", escape::line(signature_id));
    let error = CommandError {
        request_id: Some(request_id),
        ..CommandError::new(ErrorKind::Inconclusive, "signature_busy", message)
    };
    let error = match holder {
        None => error,
        Some(holder) => error
            .with_hint(format!(
                "wait until it has ended; if it was cut off, `dse overnight --resume {}` resumes it",
                escape::line(&holder.run_id)
            ))
            .with_result(&json!({"holder": holder})),
    };
    Failure::new(Outcome::Busy, error)
}

fn told(holder: &RunLease) -> String {
    format!(
        "run {} has held it since {}; its lease ends at {} unless it is renewed",
        escape::line(&holder.run_id),
        words::time(holder.since_ms),
        words::time(holder.lease_expires_at_ms)
    )
}

/// Renews the lease three times in its length, and tells the session when the
/// run has it no more.
fn keep(session: &Session, request: LeaseRequest) -> Lease {
    let (client, lost) = (session.client.clone(), session.lost.clone());
    let pause = session.plan.lease() / 3;
    let renewed = request.clone();
    let keeper = tokio::spawn(async move {
        loop {
            tokio::time::sleep(pause).await;
            // A renewal that fails is tried again in time.
            let Ok(answer) = client.lease_renew(&renewed).await else { continue };
            if !answer.body.held {
                let holder = answer.body.lease.as_ref();
                let resumed = holder.is_some_and(|holder| holder.run_id == renewed.run_id)
                    || has_ended(&client, &renewed.run_id).await;
                let error = gone(&renewed, holder, resumed);
                let error = CommandError { request_id: Some(answer.request_id), ..error };
                lost.send_replace(Some(Lost { error, resumed }));
                return;
            }
        }
    });
    Lease { request, keeper }
}

/// Whether the record of our run says that it ended. This process has not ended
/// it, so another one resumed the run, and may have released its lease again
/// between two of our renewals.
async fn has_ended(client: &Client, run_id: &str) -> bool {
    let shown = client.ops_show(run_id, &Empty {}).await;
    shown.is_ok_and(|answer| answer.body.run.status != "running")
}

/// The run does not have its signature any more, as after a long standstill.
fn gone(ours: &LeaseRequest, holder: Option<&RunLease>, resumed: bool) -> CommandError {
    let why = match holder {
        _ if resumed => "another process has resumed this run".to_owned(),
        Some(holder) => format!("by now {}", told(holder)),
        None => "it was released".to_owned(),
    };
    let message = format!("the lease on {} is lost: {why}", escape::line(&ours.signature_id));
    CommandError::new(ErrorKind::Inconclusive, "lease_lost", message)
        .with_hint("this run stops, so that two never work on one signature")
}

/// Gives the signature back.
///
/// # Errors
/// When the server cannot be asked; then the lease runs out by itself.
pub async fn release(session: &Session) -> Result<(), CommandError> {
    let Some(lease) = session.lease().take() else { return Ok(()) };
    let request = ReleaseRequest {
        signature_id: lease.request.signature_id.clone(),
        run_id: lease.request.run_id.clone(),
        token: lease.request.token.clone(),
    };
    session.client.lease_release(&request).await?;
    Ok(())
}
