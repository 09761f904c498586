//! `dseHistoryChain`: a hash a history row, each over the row and the hash
//! before it, so that a row that was changed, removed or slipped in shows.

use serde_json::{Value, json};
use sqlx::{AnyConnection, query, query_as};

use super::{Store, erasures, error::Result};
use crate::{
    canon,
    model::history::{BadLink, ChainCheck, ChainLink},
};

/// The hash before the first link.
const ROOT: &str = "dse.history.v1";

impl Store {
    /// The hash of the newest link with the number of links.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn chain_head(&self) -> Result<(String, u64)> {
        let (seq, hash) = newest(&mut *self.read().await?).await?;
        Ok((hash, seq.unsigned_abs()))
    }

    /// Computes every link anew from the rows as they are now. `head` is one
    /// that was noted earlier and must occur.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check_chain(&self, head: Option<&str>, export: bool) -> Result<ChainCheck> {
        let mut connection = self.read().await?;
        let links: Vec<(i64, String, i64, String)> =
            query_as("SELECT seq, kind, rowSeq, hash FROM dseHistoryChain ORDER BY seq")
                .fetch_all(&mut *connection)
                .await?;
        let mut check = ChainCheck { length: links.len() as u64, ..ChainCheck::default() };
        let redacted = erasures::redacted(&mut connection).await?;
        let mut before = ROOT.to_owned();
        for (place, (seq, kind, row_seq, hash)) in (1..).zip(links) {
            let row = row(&mut connection, &kind, row_seq).await?;
            let fault = match &row {
                _ if seq != place => Some("a link before it is missing"),
                None => Some("its row is gone"),
                // A later link, the tombstone's, vouches for what is left.
                Some(row) if redacted.get(&(kind.clone(), row_seq)) == Some(&canon::id(row)) => {
                    check.erased += 1;
                    None
                }
                Some(row) if link_hash(&before, &kind, row_seq, row) != hash => {
                    Some("its row, or the link before it, was changed")
                }
                Some(_) => None,
            };
            if let Some(reason) = fault.filter(|_| check.first_bad.is_none()) {
                let (kind, reason) = (kind.clone(), reason.to_owned());
                check.first_bad = Some(BadLink { seq, kind, row_seq, reason });
            }
            check.head_found = check.head_found || head == Some(hash.as_str());
            if export {
                let row = row.unwrap_or(Value::Null);
                check.links.push(ChainLink { seq, kind, row_seq, hash: hash.clone(), row });
            }
            before = hash;
        }
        check.head_found |= head == Some(ROOT);
        if check.first_bad.is_none() {
            check.first_bad = unlinked(&mut connection).await?;
        }
        check.head = before;
        Ok(check)
    }
}

/// Adds the newest row of `kind` to the chain, in the write that made the row.
pub(super) async fn link(connection: &mut AnyConnection, kind: &str) -> Result<()> {
    let (row_seq,): (i64,) = query_as(max_of(kind)).fetch_one(&mut *connection).await?;
    let document = row(connection, kind, row_seq).await?.unwrap_or(Value::Null);
    let (seq, before) = newest(connection).await?;
    query("INSERT INTO dseHistoryChain (seq, kind, rowSeq, hash) VALUES ($1, $2, $3, $4)")
        .bind(seq + 1)
        .bind(kind)
        .bind(row_seq)
        .bind(link_hash(&before, kind, row_seq, &document))
        .execute(connection)
        .await?;
    Ok(())
}

fn link_hash(before: &str, kind: &str, row_seq: i64, row: &Value) -> String {
    canon::id(&json!({"before": before, "kind": kind, "rowSeq": row_seq, "row": row}))
}

async fn newest(connection: &mut AnyConnection) -> Result<(i64, String)> {
    let found: Option<(i64, String)> =
        query_as("SELECT seq, hash FROM dseHistoryChain ORDER BY seq DESC LIMIT 1")
            .fetch_optional(connection)
            .await?;
    Ok(found.unwrap_or((0, ROOT.to_owned())))
}

fn max_of(kind: &str) -> &'static str {
    match kind {
        "pointer" => "SELECT MAX(seq) FROM dseActiveArtifactHistory",
        "canary" => "SELECT MAX(seq) FROM dseCanaryHistory",
        "gate" => "SELECT MAX(seq) FROM dseHoldoutLooks",
        "erasure" => "SELECT MAX(seq) FROM dseErasures",
        _ => "SELECT MAX(seq) FROM dseOpsRunEvents",
    }
}

/// A row that was added behind the chain's back. Rows from before the chain
/// began have none of their kind linked before them.
async fn unlinked(connection: &mut AnyConnection) -> Result<Option<BadLink>> {
    for (kind, table) in [
        ("pointer", "dseActiveArtifactHistory"),
        ("canary", "dseCanaryHistory"),
        ("gate", "dseHoldoutLooks"),
        ("erasure", "dseErasures"),
        ("event", "dseOpsRunEvents"),
    ] {
        let sql = format!(
            "SELECT seq FROM {table} WHERE seq > (SELECT MIN(rowSeq) FROM dseHistoryChain \
             WHERE kind = $1) AND seq NOT IN (SELECT rowSeq FROM dseHistoryChain WHERE kind = $2) \
             ORDER BY seq LIMIT 1"
        );
        let found: Option<(i64,)> = query_as(sqlx::AssertSqlSafe(sql))
            .bind(kind)
            .bind(kind)
            .fetch_optional(&mut *connection)
            .await?;
        if let Some((row_seq,)) = found {
            let reason = "the row has no link: it was added behind the chain's back".to_owned();
            return Ok(Some(BadLink { seq: 0, kind: kind.to_owned(), row_seq, reason }));
        }
    }
    Ok(None)
}

type Text = Option<String>;

/// A row of the canary history, in the order of its columns below.
type CanaryRow = (String, String, String, String, i64, i64, i64, Text, Text, i64);

/// A history row as a document; what may change later is not part of it.
pub(super) async fn row(
    connection: &mut AnyConnection,
    kind: &str,
    row_seq: i64,
) -> Result<Option<Value>> {
    Ok(match kind {
        "pointer" => {
            let found: Option<(String, String, Text, Text, Text, Text, i64)> = query_as(
                "SELECT signatureId, action, fromCompiledId, toCompiledId, reason, actorUserId, \
                 createdAtMs FROM dseActiveArtifactHistory WHERE seq = $1",
            )
            .bind(row_seq)
            .fetch_optional(connection)
            .await?;
            found.map(|found| json!(found))
        }
        "canary" => {
            let found: Option<CanaryRow> = query_as(
                "SELECT signatureId, action, control_compiled_id, canary_compiled_id, \
                     rolloutPct, okCount, errorCount, reason, actorUserId, createdAtMs \
                     FROM dseCanaryHistory WHERE seq = $1",
            )
            .bind(row_seq)
            .fetch_optional(connection)
            .await?;
            found.map(|found| json!(found))
        }
        "gate" => {
            let found: Option<(String, String, String, String, String, String, i64)> = query_as(
                "SELECT signatureId, purpose, datasetHash, rowsJson, controlCompiledId, \
                 candidateCompiledId, createdAtMs FROM dseHoldoutLooks WHERE seq = $1",
            )
            .bind(row_seq)
            .fetch_optional(connection)
            .await?;
            found.map(|found| json!(found))
        }
        "erasure" => {
            let found: Option<(String, String, Text, String, Text, Text, i64)> = query_as(
                "SELECT signatureId, exampleId, contentHash, redactedJson, reason, actorUserId, \
                 createdAtMs FROM dseErasures WHERE seq = $1",
            )
            .bind(row_seq)
            .fetch_optional(connection)
            .await?;
            found.map(|found| json!(found))
        }
        _ => {
            let found: Option<(String, i64, String, Text, String, Text)> = query_as(
                "SELECT runId, tsMs, level, phase, message, json FROM dseOpsRunEvents \
                 WHERE seq = $1",
            )
            .bind(row_seq)
            .fetch_optional(connection)
            .await?;
            found.map(|found| json!(found))
        }
    })
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc};

    use super::super::{NewEvent, NewRun};
    use super::*;
    use crate::engine::memory::ManualClock;

    /// A store with a run of three events.
    async fn store() -> Store {
        let clock = Arc::new(ManualClock::new(1_000));
        let store = Store::open(Path::new(":memory:"), clock).await.unwrap();
        let event = |message| NewEvent {
            run_id: "r",
            level: "info",
            phase: None,
            message,
            json: None,
            ts_ms: None,
        };
        let run = NewRun { run_id: "r".to_owned(), ..NewRun::default() };
        store.start_run(&run, event("one")).await.unwrap();
        assert!(store.append_event(event("two")).await.unwrap());
        assert!(store.append_event(event("three")).await.unwrap());
        store
    }

    async fn tamper(store: &Store, sql: &'static str) -> Option<BadLink> {
        let mut write = store.write().await.unwrap();
        query(sql).execute(write.connection()).await.unwrap();
        write.commit().await.unwrap();
        store.check_chain(None, false).await.unwrap().first_bad
    }

    #[tokio::test]
    async fn an_untouched_history_holds_together() {
        let store = store().await;
        let (head, length) = store.chain_head().await.unwrap();
        let check = store.check_chain(Some(&head), true).await.unwrap();
        assert_eq!((check.length, check.head_found, check.first_bad), (length, true, None));
        assert_eq!((check.head, check.links.len()), (head, 3));
    }

    #[tokio::test]
    async fn the_first_row_that_was_changed_is_named() {
        let sql = "UPDATE dseOpsRunEvents SET message = 'zwei' WHERE seq = 2";
        let bad = tamper(&store().await, sql).await.unwrap();
        assert_eq!((bad.seq, bad.row_seq, bad.kind.as_str()), (2, 2, "event"));
    }

    #[tokio::test]
    async fn a_row_that_is_gone_or_slipped_in_shows() {
        let gone = tamper(&store().await, "DELETE FROM dseOpsRunEvents WHERE seq = 3").await;
        assert_eq!(gone.unwrap().reason, "its row is gone");
        let slipped = "INSERT INTO dseOpsRunEvents (seq, runId, tsMs, level, message) \
                       VALUES (9, 'r', 1, 'info', 'slipped in')";
        assert_eq!(tamper(&store().await, slipped).await.unwrap().row_seq, 9);
        let cut = tamper(&store().await, "DELETE FROM dseHistoryChain WHERE seq = 2").await;
        assert_eq!(cut.unwrap().reason, "a link before it is missing");
    }
}
