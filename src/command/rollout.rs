//! Requests that change what a signature runs. They must not be sent twice
//! blindly: when the answer to one is lost, the state is read first, and what
//! it says decides.

use super::CommandError;
use crate::api::canary::{StartRequest, StartResponse, StatusRequest};
use crate::api::exercise::{PredictRequest, PredictResponse};
use crate::api::progress::ProgressEvent;
use crate::api::rollout::{
    ActiveRequest, PromoteRequest, PromoteResponse, RollbackRequest, RollbackResponse,
};
use crate::client::{Answer, Client, ClientError};
use crate::ui::Ui;

/// Starts a canary.
///
/// # Errors
/// When the gate refuses, or the answer was lost and no such canary runs.
pub async fn start_canary(
    ui: &Ui,
    client: &Client,
    request: &StartRequest,
) -> Result<Answer<StartResponse>, CommandError> {
    let lost = match client.canary_start(request, progress(ui)).await {
        Err(error) if error.answer_was_lost() => error,
        answer => return Ok(answer?),
    };
    let status = StatusRequest { signature_id: request.signature_id.clone() };
    let canary = client.canary_status(&status).await.ok().and_then(|answer| answer.body.canary);
    let salt_fits = |salt: &str| request.salt.as_deref().is_none_or(|sent| sent == salt);
    match canary {
        Some(canary)
            if canary.canary_compiled_id == request.canary_compiled_id
                && salt_fits(&canary.salt) =>
        {
            ui.warn("the answer to the canary start was lost; the canary runs");
            Ok(Answer {
                request_id: lost.request_id.clone(),
                body: StartResponse {
                    signature_id: canary.signature_id,
                    control_compiled_id: canary.control_compiled_id,
                    canary_compiled_id: canary.canary_compiled_id,
                    rollout_pct: canary.rollout_pct,
                    gate: None,
                    lease_expires_at_ms: canary.lease_expires_at_ms,
                },
            })
        }
        _ => Err(unknown(lost, "the canary does not run", "dse canary status")),
    }
}

/// Makes a candidate active.
///
/// # Errors
/// When the gate refuses, or the answer was lost and the candidate is not active.
pub async fn promote(
    ui: &Ui,
    client: &Client,
    request: &PromoteRequest,
) -> Result<Answer<PromoteResponse>, CommandError> {
    let before = active(client, &request.signature_id).await;
    let lost = match client.promote(request, progress(ui)).await {
        Err(error) if error.answer_was_lost() => error,
        answer => return Ok(answer?),
    };
    let now = active(client, &request.signature_id).await;
    if now.as_ref().is_ok_and(|now| now.as_deref() == Some(request.compiled_id.as_str())) {
        ui.warn("the answer to the promotion was lost; the candidate is active");
        let body = PromoteResponse {
            signature_id: request.signature_id.clone(),
            from: before.ok().flatten(),
            to: request.compiled_id.clone(),
            gate: None,
        };
        return Ok(Answer { body, request_id: lost.request_id });
    }
    Err(unknown(lost, "the candidate is not active", "dse report signature"))
}

/// Moves the pointer one step back.
///
/// # Errors
/// When there is nothing to go back to, or the answer was lost and the pointer
/// stands where it stood.
pub async fn rollback(
    ui: &Ui,
    client: &Client,
    request: &RollbackRequest,
) -> Result<Answer<RollbackResponse>, CommandError> {
    let before = active(client, &request.signature_id).await;
    let lost = match client.rollback(request).await {
        Err(error) if error.answer_was_lost() => error,
        answer => return Ok(answer?),
    };
    match (before, active(client, &request.signature_id).await) {
        (Ok(from), Ok(to)) if from != to => {
            ui.warn("the answer to the rollback was lost; the pointer has moved");
            Ok(Answer { body: RollbackResponse { from, to }, request_id: lost.request_id })
        }
        _ => Err(unknown(lost, "the pointer does not seem to have moved", "dse report signature")),
    }
}

/// Sends traffic. A lost answer is an error that says so: the predictions may
/// have been made, and a canary's counters tell.
///
/// # Errors
/// When there are no examples, the model is to blame, or the answer was lost.
pub async fn exercise(
    ui: &Ui,
    client: &Client,
    request: &PredictRequest,
) -> Result<Answer<PredictResponse>, CommandError> {
    match client.exercise(request, progress(ui)).await {
        Err(error) if error.answer_was_lost() => {
            Err(unknown(error, "the predictions may have been made", "dse canary status"))
        }
        answer => Ok(answer?),
    }
}

/// What the signature runs now.
async fn active(client: &Client, signature_id: &str) -> Result<Option<String>, ClientError> {
    let request = ActiveRequest { signature_id: signature_id.to_owned() };
    Ok(client.active(&request).await?.body.compiled_id)
}

/// An error that tells what is known after a lost answer.
fn unknown(lost: ClientError, known: &str, look: &str) -> CommandError {
    let error = CommandError::from(lost);
    CommandError { message: format!("{}; {known}", error.message), ..error }
        .with_hint(format!("it was not sent again; `{look}` shows the present state"))
}

/// Passes progress on to programs that read it.
fn progress(ui: &Ui) -> impl FnMut(&ProgressEvent) {
    let ui = ui.clone();
    move |event| ui.event(event)
}
