//! Requests that change what a signature runs. They must not be sent twice
//! blindly: the state is read before, and when the answer is lost it is read
//! again. Either it shows that the request was carried out, or the caller
//! learns what was found; nothing is sent a second time.

use super::progress::Progress;
use super::{CommandError, ErrorKind, artifact};
use crate::api::canary::{StartRequest, StartResponse, StatusRequest, StopRequest};
use crate::api::error::Code;
use crate::api::exercise::{PredictRequest, PredictResponse};
use crate::api::receipts::ListRequest;
use crate::api::rollout::{
    ActiveRequest, ActiveResponse, PromoteRequest, PromoteResponse, RollbackRequest,
    RollbackResponse,
};
use crate::client::{Answer, Client, ClientError, Reason};
use crate::model::canary::Canary;
use crate::report::words;
use crate::ui::Ui;

/// Which running canary a start may replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// Any: who asks has seen it.
    Any,
    /// One that no other run owns.
    Unowned,
    /// One that the same run owns.
    Own,
}

impl Replace {
    fn allows(self, before: &Canary, request: &StartRequest) -> bool {
        let own = before.owner_run_id.is_some() && before.owner_run_id == request.owner_run_id;
        match self {
            Self::Any => true,
            Self::Unowned => own || before.owner_run_id.is_none(),
            Self::Own => own,
        }
    }
}

/// Starts a canary. Of those that run it replaces none but the one that was
/// seen before, and that one only if `replace` allows it.
///
/// # Errors
/// When another canary runs, the gate refuses, or the answer was lost and no
/// such canary runs.
pub async fn start_canary(
    ui: &Ui,
    client: &Client,
    request: StartRequest,
    replace: Replace,
) -> Result<Answer<StartResponse>, CommandError> {
    let before = canary(client, &request.signature_id).await?;
    if let Some(running) = before.as_ref().filter(|running| !replace.allows(running, &request)) {
        return Err(other_canary(running));
    }
    let salt = before.as_ref().map(|running| running.salt.clone()).unwrap_or_default();
    let request = &StartRequest { if_salt: Some(salt), ..request };
    let mut progress = Progress::new(ui, "checking the gate");
    let lost = match client.canary_start(request, |event| progress.show(event)).await {
        Err(error) if error.answer_was_lost() => error,
        answer => return Ok(answer?),
    };
    drop(progress);
    let identity = |canary: &Canary| (canary.salt.clone(), canary.created_at_ms);
    match canary(client, &request.signature_id).await {
        Ok(Some(now))
            if now.canary_compiled_id == request.canary_compiled_id
                && before.as_ref().map(identity) != Some(identity(&now)) =>
        {
            ui.warn("the answer to the canary start was lost; the canary runs");
            Ok(Answer { body: started(now), request_id: lost.request_id })
        }
        Ok(Some(now)) => {
            let other = words::short_id(&now.canary_compiled_id);
            Err(unknown(lost, &format!("the canary that runs is that of {other}"), CANARY_STATUS))
        }
        Ok(None) => Err(unknown(lost, "no canary runs", CANARY_STATUS)),
        Err(error) => Err(unreadable(lost, &error, CANARY_STATUS)),
    }
}

/// A canary that is not ours stands in the way.
pub fn other_canary(running: &Canary) -> CommandError {
    let owner = match &running.owner_run_id {
        Some(run_id) => format!("the run {}", crate::ui::escape::line(run_id)),
        None => "no run: a person started it".to_owned(),
    };
    let message = format!(
        "another canary has been running since {}; it belongs to {owner}",
        words::time(running.created_at_ms)
    );
    let hint = format!(
        "wait until it ended, or end it: `dse canary stop {}`",
        crate::ui::escape::line(&running.signature_id)
    );
    CommandError::new(ErrorKind::Inconclusive, Code::CanaryMismatch.wire(), message)
        .with_hint(hint)
        .with_result(&serde_json::json!({"canary": running}))
}

/// Stops the canary with one of `salts`, and no other one. Returns whether it
/// ran.
///
/// # Errors
/// When the server cannot be asked.
pub async fn stop_own_canary(
    client: &Client,
    signature_id: &str,
    salts: &[String],
    reason: String,
) -> Result<bool, ClientError> {
    // Servers that know no conditions stop whatever runs.
    let Some(running) = canary(client, signature_id).await? else { return Ok(false) };
    if !salts.contains(&running.salt) {
        return Ok(false);
    }
    let request = StopRequest {
        signature_id: signature_id.to_owned(),
        reason: Some(reason),
        if_salt: Some(running.salt),
        if_owner_run_id: None,
    };
    match client.canary_stop(&request).await {
        Ok(answer) => Ok(answer.body.existed),
        Err(error) if error.code() == Some(Code::CanaryMismatch) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Makes a candidate active. One that is live already needs no gate: then
/// nothing is sent, and `from` is `to`.
///
/// # Errors
/// When the gate refuses, or the answer was lost and the candidate is not active.
pub async fn promote(
    ui: &Ui,
    client: &Client,
    request: &PromoteRequest,
) -> Result<Answer<PromoteResponse>, CommandError> {
    let before = active(client, &request.signature_id).await?;
    if let Some(request_id) = live_already(client, request, before.as_ref()).await {
        let body = PromoteResponse {
            signature_id: request.signature_id.clone(),
            from: Some(request.compiled_id.clone()),
            to: request.compiled_id.clone(),
            gate: None,
            review: None,
        };
        return Ok(Answer { body, request_id });
    }
    let mut progress = Progress::new(ui, "checking the gate");
    let lost = match client.promote(request, |event| progress.show(event)).await {
        Err(error) if error.answer_was_lost() => error,
        answer => return Ok(answer?),
    };
    drop(progress);
    let now =
        pointer_after(client, &request.signature_id, before.map(|now| now.body), lost).await?;
    let Moved { lost, from, to } = now;
    if to.as_deref() != Some(request.compiled_id.as_str()) {
        return Err(unknown(lost, "something else became active meanwhile", SIGNATURE_REPORT));
    }
    ui.warn("the answer to the promotion was lost; the candidate is active");
    let body = PromoteResponse {
        signature_id: request.signature_id.clone(),
        from,
        to: request.compiled_id.clone(),
        gate: None,
        review: None,
    };
    Ok(Answer { body, request_id: lost.request_id })
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
    let before = active(client, &request.signature_id).await?;
    let lost = match client.rollback(request).await {
        Err(error) if error.answer_was_lost() => error,
        answer => return Ok(answer?),
    };
    let now =
        pointer_after(client, &request.signature_id, before.map(|now| now.body), lost).await?;
    ui.warn("the answer to the rollback was lost; the pointer has moved");
    let body = RollbackResponse { from: now.from, to: now.to };
    Ok(Answer { body, request_id: now.lost.request_id })
}

/// Sends traffic. A lost answer is an error that says how many receipts have
/// come in since: the predictions may have been made.
///
/// # Errors
/// When there are no examples, the model is to blame, or the answer was lost.
pub async fn exercise(
    ui: &Ui,
    client: &Client,
    request: &PredictRequest,
) -> Result<Answer<PredictResponse>, CommandError> {
    let newest = receipts(client, &request.signature_id, 1).await?.into_iter().next();
    let mut progress = Progress::new(ui, "exercising");
    let lost = match client.exercise(request, |event| progress.show(event)).await {
        Err(error) if error.answer_was_lost() => error,
        answer => return Ok(answer?),
    };
    drop(progress);
    match receipts(client, &request.signature_id, 200).await {
        Ok(rows) => {
            let since = rows.into_iter().take_while(|id| Some(id) != newest.as_ref()).count();
            let found = words::count(since as u64, "receipt");
            Err(unknown(lost, &format!("{found} came in since"), "dse receipt list"))
        }
        Err(error) => Err(unreadable(lost, &error, "dse receipt list")),
    }
}

const CANARY_STATUS: &str = "dse canary status";
const SIGNATURE_REPORT: &str = "dse report signature";

/// A pointer that moved although the answer was lost.
struct Moved {
    lost: ClientError,
    from: Option<String>,
    to: Option<String>,
}

/// Where the pointer stands now, if it moved since `before`.
async fn pointer_after(
    client: &Client,
    signature_id: &str,
    before: Option<ActiveResponse>,
    lost: ClientError,
) -> Result<Moved, CommandError> {
    let place = |now: &ActiveResponse| (now.compiled_id.clone(), now.updated_at_ms);
    let now = active(client, signature_id).await.map(|now| now.map(|now| now.body));
    match (before, now) {
        (Some(before), Ok(Some(now))) if place(&before) != place(&now) => {
            Ok(Moved { lost, from: before.compiled_id, to: now.compiled_id })
        }
        (Some(_), Ok(Some(now))) => {
            let still = now.compiled_id.as_deref().map_or("the default".into(), words::short_id);
            Err(unknown(lost, &format!("what is active is still {still}"), SIGNATURE_REPORT))
        }
        (_, Err(error)) => Err(unreadable(lost, &error, SIGNATURE_REPORT)),
        _ => Err(unknown(lost, "this server does not tell what is active", SIGNATURE_REPORT)),
    }
}

fn started(canary: Canary) -> StartResponse {
    StartResponse {
        signature_id: canary.signature_id,
        control_compiled_id: canary.control_compiled_id,
        canary_compiled_id: canary.canary_compiled_id,
        rollout_pct: canary.rollout_pct,
        gate: None,
        lease_expires_at_ms: canary.lease_expires_at_ms,
    }
}

/// The canary of a signature, if one runs.
pub async fn canary(client: &Client, signature_id: &str) -> Result<Option<Canary>, ClientError> {
    let request = StatusRequest { signature_id: signature_id.to_owned() };
    Ok(client.canary_status(&request).await?.body.canary)
}

/// What the signature runs now; nothing from a server that does not tell.
async fn active(
    client: &Client,
    signature_id: &str,
) -> Result<Option<Answer<ActiveResponse>>, ClientError> {
    let request = ActiveRequest { signature_id: signature_id.to_owned() };
    match client.active(&request).await {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The request that showed a candidate to be what users get already: as the
/// active artifact, or as the defaults where nothing is active.
async fn live_already(
    client: &Client,
    request: &PromoteRequest,
    active: Option<&Answer<ActiveResponse>>,
) -> Option<String> {
    let active = active?;
    let live = match &active.body.compiled_id {
        Some(id) => id.clone(),
        // A server that does not tell its defaults decides by itself.
        None => artifact::default(client, &request.signature_id).await.ok()?,
    };
    (live == request.compiled_id).then(|| active.request_id.clone())
}

/// The ids of the newest receipts, newest first.
async fn receipts(
    client: &Client,
    signature_id: &str,
    limit: u32,
) -> Result<Vec<String>, ClientError> {
    let request = ListRequest {
        signature_id: signature_id.to_owned(),
        limit: Some(limit.into()),
        ..ListRequest::default()
    };
    let rows = client.receipts(&request).await?.body.receipts;
    Ok(rows.into_iter().map(|row| row.receipt_id).collect())
}

fn unreadable(lost: ClientError, error: &ClientError, look: &str) -> CommandError {
    unknown(lost, &format!("the state could not be read: {error}"), look)
}

/// An error that tells what is known after a lost answer.
fn unknown(lost: ClientError, known: &str, look: &str) -> CommandError {
    let error = CommandError::from(lost);
    let message = format!("{}; {}", error.message, crate::ui::escape::line(known));
    CommandError { message, code: "answer_lost".to_owned(), ..error }
        .with_hint(format!("it was not sent again; `{look}` shows the present state"))
}
