//! Promotion, rollback, and what a signature runs.

use super::{gate, list_limit};
use crate::{
    api::rollout::{
        ActiveRequest, ActiveResponse, HistoryRequest, HistoryResponse, PromoteRequest,
        PromoteResponse, RollbackRequest, RollbackResponse,
    },
    model::ops::bounded_text,
    server::{Call, Failure},
    store::{PointerMove, expect_canary},
};

pub async fn promote(call: Call, request: PromoteRequest) -> Result<PromoteResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    let _turn = call.locks.lock(format!("rollout {}", request.signature_id)).await;
    let salt = request.if_salt.as_deref();
    // The write looks again; but the gate asks models, which costs.
    if let Some(salt) = salt {
        let running = call.store.canary(&request.signature_id).await?;
        expect_canary(running.as_ref(), salt)?;
    }
    let control = gate::control(&call, known).await?;
    let compiled_id = &request.compiled_id;
    let opened = gate::pass(&call, known, &request.gate, compiled_id, &control).await?;
    let from = control.pinned.compiled_id;
    call.store
        .move_pointer(PointerMove {
            signature_id: &request.signature_id,
            from: &from,
            seed_control: opened.seed.as_ref(),
            to: compiled_id,
            reason: &reason(&opened),
            canary_reason: "promoted",
            canary_salt: salt,
        })
        .await?;
    Ok(PromoteResponse {
        signature_id: request.signature_id,
        from: Some(from),
        to: request.compiled_id,
        gate: Some(gate::seen(&opened)),
    })
}

fn reason(opened: &gate::Opened) -> String {
    let measured = &opened.measured;
    let leaks = opened.leaks.as_ref().map(|leaks| format!(" leaks: {leaks}")).unwrap_or_default();
    format!(
        "promote baselineHoldoutReward={} candidateHoldoutReward={} delta={} jobHash={} \
         datasetHash={}{leaks}",
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
