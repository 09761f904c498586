//! `dseActiveArtifactHistory` and `dseCanaryHistory`: what changed, and why.

use sqlx::{AnyConnection, query, query_as};

use super::{Store, chain, erasures, error::Result};
use crate::model::{
    canary::Canary,
    rollout::{HistoryAction, HistoryEntry, HistoryKind, Review},
};

/// A change of a pointer.
pub(super) struct PointerChange<'a> {
    pub signature_id: &'a str,
    pub action: HistoryAction,
    pub from: Option<&'a str>,
    pub to: &'a str,
    pub reason: Option<&'a str>,
    pub actor: Option<&'a str>,
}

type PointerColumns = (String, Option<String>, Option<String>, Option<String>, Option<String>, i64);
type CanaryColumns = (String, String, String, i64, i64, i64, Option<String>, Option<String>, i64);

impl Store {
    /// The newest changes of a signature's pointer and canary, and the rows that
    /// were forgotten, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn history(&self, signature_id: &str, limit: usize) -> Result<Vec<HistoryEntry>> {
        let mut connection = self.read().await?;
        let pointers = pointer_entries(&mut connection, signature_id, limit).await?;
        let canaries = canary_entries(&mut connection, signature_id, limit).await?;
        let erasures = erasures::entries(&mut connection, signature_id, limit).await?;
        // A pointer that moved is what ended the canary in the same moment, so
        // read backwards the canary's end comes first.
        let mut all = by_time(erasures, by_time(pointers, canaries));
        all.truncate(limit);
        Ok(all)
    }
}

/// Both lists as one, newest first. Each keeps its own order, which is that of
/// arrival: the clock may have gone back.
/// Of one moment, the entries of the second list come first.
fn by_time(left: Vec<HistoryEntry>, right: Vec<HistoryEntry>) -> Vec<HistoryEntry> {
    let mut all = Vec::with_capacity(left.len() + right.len());
    let mut left = left.into_iter().peekable();
    for entry in right {
        let is_newer = |other: &HistoryEntry| other.created_at_ms > entry.created_at_ms;
        while let Some(newer) = left.next_if(is_newer) {
            all.push(newer);
        }
        all.push(entry);
    }
    all.extend(left);
    all
}

pub(super) async fn add_pointer(
    connection: &mut AnyConnection,
    change: &PointerChange<'_>,
    now_ms: i64,
) -> Result<()> {
    query(
        "INSERT INTO dseActiveArtifactHistory (seq, signatureId, action, fromCompiledId, \
         toCompiledId, reason, actorUserId, createdAtMs) \
         VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM dseActiveArtifactHistory), \
         $1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(change.signature_id)
    .bind(change.action.as_str())
    .bind(change.from)
    .bind(change.to)
    .bind(change.reason)
    .bind(change.actor)
    .bind(now_ms)
    .execute(&mut *connection)
    .await?;
    chain::link(connection, &chain::POINTER).await
}

pub(super) async fn add_canary(
    connection: &mut AnyConnection,
    canary: &Canary,
    action: HistoryAction,
    reason: Option<&str>,
    actor: Option<&str>,
    now_ms: i64,
) -> Result<()> {
    query(
        "INSERT INTO dseCanaryHistory (seq, signatureId, action, control_compiled_id, \
         canary_compiled_id, rolloutPct, okCount, errorCount, reason, actorUserId, createdAtMs) \
         VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM dseCanaryHistory), \
         $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&canary.signature_id)
    .bind(action.as_str())
    .bind(&canary.control_compiled_id)
    .bind(&canary.canary_compiled_id)
    .bind(canary.rollout_pct)
    .bind(canary.ok_count)
    .bind(canary.error_count)
    .bind(reason)
    .bind(actor)
    .bind(now_ms)
    .execute(&mut *connection)
    .await?;
    tell(canary, action, reason);
    chain::link(connection, &chain::CANARY).await
}

/// A line in the log. What ends by itself should be seen.
fn tell(canary: &Canary, action: HistoryAction, reason: Option<&str>) {
    let (signature, candidate) = (&canary.signature_id, &canary.canary_compiled_id);
    let Canary { rollout_pct, ok_count, error_count, .. } = canary;
    let reason = reason.unwrap_or("-");
    if action == HistoryAction::AutoStop {
        tracing::warn!(%signature, %candidate, ok_count, error_count, %reason, "canary removed");
    } else {
        let ended = action == HistoryAction::Stop;
        let happened = if ended { "canary stopped" } else { "canary started" };
        tracing::info!(
            %signature, %candidate, rollout_pct, ok_count, error_count, %reason, "{happened}"
        );
    }
}

/// Every pointer change of a signature, oldest first: its action and target.
pub(super) async fn pointer_steps(
    connection: &mut AnyConnection,
    signature_id: &str,
) -> Result<Vec<(String, Option<String>)>> {
    Ok(query_as(
        "SELECT action, toCompiledId FROM dseActiveArtifactHistory \
         WHERE signatureId = $1 ORDER BY seq",
    )
    .bind(signature_id)
    .fetch_all(connection)
    .await?)
}

async fn pointer_entries(
    connection: &mut AnyConnection,
    signature_id: &str,
    limit: usize,
) -> Result<Vec<HistoryEntry>> {
    let rows: Vec<PointerColumns> = query_as(
        "SELECT action, fromCompiledId, toCompiledId, reason, actorUserId, createdAtMs \
         FROM dseActiveArtifactHistory WHERE signatureId = $1 ORDER BY seq DESC LIMIT $2",
    )
    .bind(signature_id)
    .bind(limit as i64)
    .fetch_all(connection)
    .await?;
    let entry = |(action, from, to, reason, actor, created_at_ms): PointerColumns| HistoryEntry {
        kind: HistoryKind::Pointer,
        signature_id: signature_id.to_owned(),
        action: action.into(),
        example_id: None,
        content_hash: None,
        from_compiled_id: from,
        to_compiled_id: to,
        ok_count: None,
        error_count: None,
        rollout_pct: None,
        review: reason.as_deref().and_then(|reason| Review::split(reason).1),
        reason,
        actor_user_id: actor,
        created_at_ms,
    };
    Ok(rows.into_iter().map(entry).collect())
}

async fn canary_entries(
    connection: &mut AnyConnection,
    signature_id: &str,
    limit: usize,
) -> Result<Vec<HistoryEntry>> {
    let rows: Vec<CanaryColumns> = query_as(
        "SELECT action, control_compiled_id, canary_compiled_id, rolloutPct, okCount, \
         errorCount, reason, actorUserId, createdAtMs \
         FROM dseCanaryHistory WHERE signatureId = $1 ORDER BY seq DESC LIMIT $2",
    )
    .bind(signature_id)
    .bind(limit as i64)
    .fetch_all(connection)
    .await?;
    let entry =
        |(action, control, canary, pct, ok, error, reason, actor, created_at_ms): CanaryColumns| {
            HistoryEntry {
                kind: HistoryKind::Canary,
                signature_id: signature_id.to_owned(),
                action: action.into(),
                example_id: None,
                content_hash: None,
                from_compiled_id: Some(control),
                to_compiled_id: Some(canary),
                ok_count: Some(ok),
                error_count: Some(error),
                rollout_pct: Some(pct),
                review: None,
                reason,
                actor_user_id: actor,
                created_at_ms,
            }
        };
    Ok(rows.into_iter().map(entry).collect())
}
