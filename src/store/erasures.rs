//! `dseErasures`: the tombstones of rows that were forgotten, which are a part
//! of the history.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, AssertSqlSafe, query, query_as};

use super::{chain, error::Result, history::Placed, sql::text_of};
use crate::model::{
    erasure::{ERASED, Tombstone},
    example::RowId,
    receipt::{Receipt, ResultTag},
    rollout::{HistoryAction, HistoryEntry, HistoryKind},
};

/// A row of the history that lost texts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Redacted {
    pub kind: String,
    pub row_seq: i64,
    /// The id of the row as it is now.
    pub hash: String,
}

/// Who forgets, and why.
#[derive(Clone, Copy, Debug)]
pub(super) struct By<'a> {
    pub actor: &'a str,
    pub reason: Option<&'a str>,
    pub now_ms: i64,
}

/// Writes a tombstone.
pub(super) async fn put(
    connection: &mut AnyConnection,
    tombstone: &Tombstone,
    redacted: &[Redacted],
    by: By<'_>,
) -> Result<()> {
    query(
        "INSERT INTO dseErasures (seq, signatureId, exampleId, contentHash, redactedJson, reason, \
         actorUserId, createdAtMs) VALUES \
         ((SELECT COALESCE(MAX(seq), 0) + 1 FROM dseErasures), $1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&tombstone.signature_id)
    .bind(&tombstone.example_id)
    .bind(&tombstone.content_hash)
    .bind(text_of(&redacted))
    .bind(by.reason)
    .bind(by.actor)
    .bind(by.now_ms)
    .execute(&mut *connection)
    .await?;
    chain::link(connection, &chain::ERASURE).await
}

/// Whether a row was forgotten and not brought in again.
pub(super) async fn is_forgotten(connection: &mut AnyConnection, row: &RowId) -> Result<bool> {
    let found: Option<(String,)> =
        query_as("SELECT exampleId FROM dseForgotten WHERE signatureId = $1 AND exampleId = $2")
            .bind(&row.signature_id)
            .bind(&row.example_id)
            .fetch_optional(connection)
            .await?;
    Ok(found.is_some())
}

/// The rows of a signature that were forgotten and not brought in again.
pub(super) async fn forgotten(
    connection: &mut AnyConnection,
    signature_id: &str,
) -> Result<HashSet<String>> {
    let ids: Vec<(String,)> = query_as("SELECT exampleId FROM dseForgotten WHERE signatureId = $1")
        .bind(signature_id)
        .fetch_all(connection)
        .await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// A receipt without what the model may have said.
pub(super) fn without_texts(mut receipt: Receipt) -> Receipt {
    if let ResultTag::Error { message, .. } = &mut receipt.result {
        *message = ERASED.to_owned();
    }
    receipt
}

/// The newest tombstones of a signature, newest first, as entries of its
/// history.
pub(super) async fn entries(
    connection: &mut AnyConnection,
    signature_id: &str,
    limit: usize,
) -> Result<Vec<Placed>> {
    type Columns = (i64, String, Option<String>, Option<String>, Option<String>, i64);
    let sql = format!(
        "SELECT {}, exampleId, contentHash, reason, actorUserId, createdAtMs \
         FROM dseErasures WHERE signatureId = $1 ORDER BY seq DESC LIMIT $2",
        chain::place(&chain::ERASURE)
    );
    let rows: Vec<Columns> = query_as(AssertSqlSafe(sql))
        .bind(signature_id)
        .bind(limit as i64)
        .fetch_all(connection)
        .await?;
    let entry = |(link, example_id, content_hash, reason, actor, created_at_ms): Columns| {
        let entry = HistoryEntry {
            kind: HistoryKind::Erasure,
            signature_id: signature_id.to_owned(),
            action: HistoryAction::Forget,
            example_id: Some(example_id),
            content_hash,
            from_compiled_id: None,
            to_compiled_id: None,
            ok_count: None,
            error_count: None,
            rollout_pct: None,
            review: None,
            reason,
            actor_user_id: actor,
            created_at_ms,
        };
        (link, entry)
    };
    Ok(rows.into_iter().map(entry).collect())
}
