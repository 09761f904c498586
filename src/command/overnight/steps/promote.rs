//! The winner goes live.

use serde_json::json;

use super::canary;
use crate::api::rollout::PromoteRequest;
use crate::command::overnight::failure::Failure;
use crate::command::overnight::session::{Done, Session};
use crate::command::rollout;
use crate::model::overnight::{Compiled, Promotion};
use crate::report::words;

/// Promotes behind the same gate; the server stops the canary with it.
pub async fn promote(session: &Session, compiled: &Compiled) -> Result<(), Failure> {
    session.step("promote", go_live(session, compiled)).await
}

async fn go_live(session: &Session, compiled: &Compiled) -> Result<Done<()>, Failure> {
    let request = PromoteRequest {
        signature_id: session.plan.signature_id.clone(),
        compiled_id: compiled.compiled_id.clone(),
        gate: session.plan.gate.request.clone(),
        if_salt: canary::own_salt(session),
        reviewed_by: None,
        review_reason: None,
    };
    canary::expect_own(session).await?;
    let _sending = session.sending().await;
    let sent = rollout::promote(&session.context.ui, &session.client, &request).await;
    let answer = match sent {
        // It ended between the look and the promotion.
        Err(error) if canary::is_gone(&error) => return Err(canary::ended(session).await?),
        answer => answer?,
    };
    let body = answer.body;
    let promotion = Promotion { from: body.from, to: body.to };
    let from = promotion.from.as_deref().map_or_else(|| "nothing".to_owned(), words::short_id);
    let said = format!("{from} → {}", words::short_id(&promotion.to));
    let detail = json!({"promotion": promotion, "gate": body.gate});
    let mut summary = session.summary();
    if body.gate.is_some() {
        summary.gate = body.gate;
    }
    summary.promotion = Some(promotion);
    Ok(Done { value: (), request_id: Some(answer.request_id), said, detail })
}
