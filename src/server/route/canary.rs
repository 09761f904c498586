//! Canaries.

use super::{bounded, gate, lease};
use crate::{
    api::canary::{
        RenewRequest, RenewResponse, StartRequest, StartResponse, StatusRequest, StatusResponse,
        StopRequest, StopResponse,
    },
    model::{canary::CanaryEvidence, ops::bounded_text},
    server::{Call, Failure},
    store::{NewCanary, OnlyIf},
};

/// UTF-16 units of a reason, an owner or a salt.
const TEXT: usize = 1_000;

pub async fn start(call: Call, request: StartRequest) -> Result<StartResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    if !request.rollout_pct.is_finite() {
        return Err(Failure::invalid("rolloutPct is missing: say which share, 0 to 100"));
    }
    let lease_ms = request.lease_ms.map(lease).transpose()?;
    let _turn = call.locks.lock(format!("rollout {}", request.signature_id)).await;
    let replaces = OnlyIf { salt: request.if_salt.as_deref(), ..OnlyIf::default() };
    // The write looks again; but the gate asks models, which costs.
    if let Some(running) = call.store.canary(&request.signature_id).await? {
        replaces.allows(&running)?;
    }
    let control = gate::control(&call, known).await?;
    let opened =
        gate::pass(&call, known, &request.gate, &request.canary_compiled_id, &control).await?;

    let salt = bounded_text(request.salt.as_deref(), TEXT);
    let reason = match (bounded_text(request.reason.as_deref(), TEXT), &opened.leaks) {
        (reason, None) => reason,
        (reason, Some(leaks)) => {
            Some(format!("{} leaks: {leaks}", reason.unwrap_or_default()).trim().to_owned())
        }
    };
    let canary = call
        .store
        .start_canary(NewCanary {
            signature_id: &request.signature_id,
            control_compiled_id: &control.pinned.compiled_id,
            seed_control: opened.seed.as_ref(),
            canary_compiled_id: &request.canary_compiled_id,
            rollout_pct: bounded(Some(request.rollout_pct), 0, 0, 100) as i64,
            salt_chosen: salt.is_some(),
            salt: salt.unwrap_or_else(|| uuid::Uuid::new_v4().to_string()),
            min_samples: bounded(request.min_samples, 20, 1, 10_000) as i64,
            max_error_rate: request.max_error_rate.unwrap_or(0.2).clamp(0.0, 1.0),
            lease_ms,
            owner_run_id: bounded_text(request.owner_run_id.as_deref(), TEXT),
            reason: reason.as_deref(),
            replaces,
        })
        .await?;
    Ok(StartResponse {
        signature_id: canary.signature_id,
        control_compiled_id: canary.control_compiled_id,
        canary_compiled_id: canary.canary_compiled_id,
        rollout_pct: canary.rollout_pct,
        gate: Some(gate::seen(&opened)),
        lease_expires_at_ms: canary.lease_expires_at_ms,
    })
}

pub async fn status(call: Call, request: StatusRequest) -> Result<StatusResponse, Failure> {
    call.signature(&request.signature_id)?;
    let canary = call.store.canary(&request.signature_id).await?;
    let evidence = match &canary {
        Some(canary) => {
            let arms = call.store.canary_arms(&request.signature_id).await?;
            Some(CanaryEvidence::of(canary, Some(arms)))
        }
        None => None,
    };
    Ok(StatusResponse { canary, evidence })
}

pub async fn stop(call: Call, request: StopRequest) -> Result<StopResponse, Failure> {
    call.signature(&request.signature_id)?;
    let reason = bounded_text(request.reason.as_deref(), TEXT);
    let only_if = OnlyIf {
        salt: request.if_salt.as_deref(),
        owner_run_id: request.if_owner_run_id.as_deref(),
    };
    let stopped = call.store.stop_canary(&request.signature_id, reason.as_deref(), only_if).await?;
    Ok(StopResponse { signature_id: request.signature_id, existed: stopped.is_some() })
}

pub async fn renew(call: Call, request: RenewRequest) -> Result<RenewResponse, Failure> {
    call.signature(&request.signature_id)?;
    let owner = bounded_text(request.owner_run_id.as_deref(), TEXT);
    let lease_ms = lease(request.lease_ms)?;
    let renewed =
        call.store.renew_canary(&request.signature_id, owner.as_deref(), lease_ms).await?;
    Ok(RenewResponse {
        signature_id: request.signature_id,
        existed: renewed.is_some(),
        lease_expires_at_ms: renewed,
    })
}
