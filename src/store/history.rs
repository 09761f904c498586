//! `dseActiveArtifactHistory` and `dseCanaryHistory`: what changed, and why.

use sqlx::{AnyConnection, AssertSqlSafe, query, query_as};

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

/// An entry with its place in the chain, which tells what came first of what
/// happened in one millisecond.
pub(super) type Placed = (i64, HistoryEntry);

type PointerColumns =
    (i64, String, Option<String>, Option<String>, Option<String>, Option<String>, i64);
type CanaryColumns =
    (i64, String, String, String, i64, i64, i64, Option<String>, Option<String>, i64);

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
        let all = by_time(erasures, by_time(pointers, canaries));
        Ok(all.into_iter().take(limit).map(|(_, entry)| entry).collect())
    }
}

/// Both lists as one, newest first. Each keeps its own order, which is that of
/// arrival: the clock may have gone back.
fn by_time(left: Vec<Placed>, right: Vec<Placed>) -> Vec<Placed> {
    let mut all = Vec::with_capacity(left.len() + right.len());
    let mut left = left.into_iter().peekable();
    for entry in right {
        let age = |(link, entry): &Placed| (entry.created_at_ms, *link);
        let is_newer = |other: &Placed| age(other) > age(&entry);
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
) -> Result<Vec<Placed>> {
    let sql = format!(
        "SELECT {}, action, fromCompiledId, toCompiledId, reason, actorUserId, createdAtMs \
         FROM dseActiveArtifactHistory WHERE signatureId = $1 ORDER BY seq DESC LIMIT $2",
        chain::place(&chain::POINTER)
    );
    let rows: Vec<PointerColumns> = query_as(AssertSqlSafe(sql))
        .bind(signature_id)
        .bind(limit as i64)
        .fetch_all(connection)
        .await?;
    let entry = |(link, action, from, to, reason, actor, created_at_ms): PointerColumns| {
        let entry = HistoryEntry {
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
        (link, entry)
    };
    Ok(rows.into_iter().map(entry).collect())
}

async fn canary_entries(
    connection: &mut AnyConnection,
    signature_id: &str,
    limit: usize,
) -> Result<Vec<Placed>> {
    let sql = format!(
        "SELECT {}, action, control_compiled_id, canary_compiled_id, rolloutPct, okCount, \
         errorCount, reason, actorUserId, createdAtMs \
         FROM dseCanaryHistory WHERE signatureId = $1 ORDER BY seq DESC LIMIT $2",
        chain::place(&chain::CANARY)
    );
    let rows: Vec<CanaryColumns> = query_as(AssertSqlSafe(sql))
        .bind(signature_id)
        .bind(limit as i64)
        .fetch_all(connection)
        .await?;
    let entry =
        |(link, action, control, canary, pct, ok, error, reason, actor, created_at_ms): CanaryColumns| {
            let entry = HistoryEntry {
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
            };
            (link, entry)
        };
    Ok(rows.into_iter().map(entry).collect())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{NewCanary, OnlyIf, PointerMove, testing};
    use super::*;

    /// The clock stands still: only the order of writing tells what came first.
    #[tokio::test]
    async fn what_happened_in_one_millisecond_stands_in_its_order() {
        let store = Store::open(Path::new(":memory:"), testing::clock()).await.unwrap();
        for id in ["a", "b"] {
            store.put_artifact(&testing::artifact("s", id)).await.unwrap();
        }
        let to = |from, to| PointerMove {
            signature_id: "s",
            from,
            seed_control: None,
            to,
            reason: "test",
            canary_reason: "promoted",
            canary_salt: None,
        };
        let first = testing::artifact("s", "a");
        let seeded = PointerMove { seed_control: Some(&first), ..to("a", "b") };
        store.move_pointer(seeded).await.unwrap();
        let canary = NewCanary {
            signature_id: "s",
            control_compiled_id: "b",
            seed_control: None,
            canary_compiled_id: "a",
            rollout_pct: 20,
            salt: "x".to_owned(),
            salt_chosen: false,
            min_samples: 4,
            max_error_rate: 0.25,
            lease_ms: None,
            owner_run_id: None,
            reason: None,
            replaces: OnlyIf::default(),
        };
        store.start_canary(canary).await.unwrap();
        store.rollback("s", Some("worse")).await.unwrap();
        let entries = store.history("s", 10).await.unwrap();
        let told: Vec<_> =
            entries.iter().map(|entry| (entry.kind.clone(), entry.action.as_str())).collect();
        let expected = [
            (HistoryKind::Canary, "stop"),
            (HistoryKind::Pointer, "rollback"),
            (HistoryKind::Canary, "start"),
            (HistoryKind::Pointer, "set"),
            (HistoryKind::Pointer, "set"),
        ];
        assert_eq!(told, expected);
    }
}
