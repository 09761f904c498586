//! Promotion, rollback, and what a signature runs.

use super::{gate, list_limit};
use crate::{
    api::rollout::{
        ActiveRequest, ActiveResponse, GateRequest, HistoryRequest, HistoryResponse,
        PromoteRequest, PromoteResponse, RollbackRequest, RollbackResponse,
    },
    model::{ops::bounded_text, rollout::Review},
    server::{Call, Failure},
    store::{PointerMove, expect_canary},
};

pub async fn promote(call: Call, request: PromoteRequest) -> Result<PromoteResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    let review = review(&request)?;
    // Who promotes with a review is the person that decides.
    let asked = GateRequest { for_review: Some(review.is_some()), ..request.gate.clone() };
    let _turn = call.locks.lock(format!("rollout {}", request.signature_id)).await;
    let salt = request.if_salt.as_deref();
    // The write looks again; but the gate asks models, which costs.
    if let Some(salt) = salt {
        let running = call.store.canary(&request.signature_id).await?;
        expect_canary(running.as_ref(), salt)?;
    }
    let control = gate::control(&call, known).await?;
    let compiled_id = &request.compiled_id;
    let opened = gate::pass(&call, known, &asked, compiled_id, &control).await?;
    let from = control.pinned.compiled_id;
    call.store
        .move_pointer(PointerMove {
            signature_id: &request.signature_id,
            from: &from,
            seed_control: opened.seed.as_ref(),
            to: compiled_id,
            reason: &reason(&opened, review.as_ref()),
            canary_reason: "promoted",
            canary_salt: salt,
        })
        .await?;
    Ok(PromoteResponse {
        signature_id: request.signature_id,
        from: Some(from),
        to: request.compiled_id,
        gate: Some(gate::seen(&opened)),
        review,
    })
}

/// UTF-16 units of a reviewer's name, and of what they found.
const NAME: usize = 200;
const FOUND: usize = 1_000;

fn review(request: &PromoteRequest) -> Result<Option<Review>, Failure> {
    let by = bounded_text(request.reviewed_by.as_deref(), NAME);
    let reason = bounded_text(request.review_reason.as_deref(), FOUND);
    match (by, reason) {
        (Some(by), Some(reason)) => Ok(Some(Review { by, reason })),
        (Some(_), None) => Err(Failure::invalid("reviewReason is missing beside reviewedBy")),
        (None, Some(_)) => Err(Failure::invalid("reviewedBy is missing beside reviewReason")),
        (None, None) => Ok(None),
    }
}

fn reason(opened: &gate::Opened, review: Option<&Review>) -> String {
    let measured = &opened.measured;
    let leaks = opened.leaks.as_ref().map(|leaks| format!(" leaks: {leaks}")).unwrap_or_default();
    let review = review.map(Review::note).unwrap_or_default();
    format!(
        "promote baselineHoldoutReward={} candidateHoldoutReward={} delta={} jobHash={} \
         datasetHash={}{leaks}{review}",
        measured.baseline_holdout_reward,
        measured.candidate_holdout_reward,
        measured.delta,
        measured.job_hash,
        measured.dataset_hash
    )
}

pub async fn rollback(call: Call, request: RollbackRequest) -> Result<RollbackResponse, Failure> {
    call.signature(&request.signature_id)?;
    let _turn = call.locks.lock(format!("rollout {}", request.signature_id)).await;
    let reason = bounded_text(request.reason.as_deref(), 1_000);
    let (from, to) = call.store.rollback(&request.signature_id, reason.as_deref()).await?;
    Ok(RollbackResponse { from: Some(from), to: Some(to) })
}

pub async fn active(call: Call, request: ActiveRequest) -> Result<ActiveResponse, Failure> {
    call.signature(&request.signature_id)?;
    let active = call.store.active(&request.signature_id).await?;
    Ok(ActiveResponse {
        signature_id: request.signature_id,
        updated_at_ms: active.as_ref().map(|active| active.created_at_ms),
        compiled_id: active.map(|active| active.value),
    })
}

pub async fn history(call: Call, request: HistoryRequest) -> Result<HistoryResponse, Failure> {
    call.signature(&request.signature_id)?;
    call.store.sweep_leases().await?;
    let limit = list_limit(request.limit);
    Ok(HistoryResponse { history: call.store.history(&request.signature_id, limit).await? })
}
