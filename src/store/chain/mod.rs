//! `dseHistoryChain`: a hash a history row, each over the row and the hash
//! before it, so that a row that was changed, removed or slipped in shows.
//!
//! Rows that stay as they are written are links themselves ([`link`]). Of rows
//! that change, each state is noted, and the note is a link ([`record`]): call
//! it in every write that makes, changes or removes such a row.

mod cells;
mod check;
mod genesis;
mod live;
mod redactions;
mod tables;
#[cfg(test)]
mod tests;

use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, query, query_as};

use super::{Store, error::Result};
use crate::{canon, model::history::ChainCheck};
use cells::Row;
use tables::{ALL_LINKED, ALL_RECORDED, RECORD};

pub(super) use genesis::adopt;
pub(super) use tables::{
    ARTIFACT, CANARY, COMPILE_REPORT, ERASURE, EVAL_REPORT, EVENT, GATE, GATE_RESULT, IMPORT,
    JUDGE, KEY, KEY_CHANGE, KEY_RATE, LOOK_P, Linked, POINTER, RUN, RUNNING_CANARY, Recorded,
};

/// The hash before the first link.
const ROOT: &str = "dse.history.v1";

impl Store {
    /// The hash of the newest link with the number of links.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn chain_head(&self) -> Result<(String, u64)> {
        head_of(&mut *self.read().await?).await
    }

    /// Computes every link anew from the rows as they are now, and holds what
    /// is live against it. `head` is one that was noted earlier and must occur.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check_chain(&self, head: Option<&str>, export: bool) -> Result<ChainCheck> {
        // One state of the database, whatever is written meanwhile.
        let mut read = self.pools.soon.begin().await?;
        check::check(&mut read, head, export).await
    }
}

/// The hash of the newest link with the number of links.
pub(super) async fn head_of(connection: &mut AnyConnection) -> Result<(String, u64)> {
    let (seq, hash) = newest(connection).await?;
    Ok((hash, seq.unsigned_abs()))
}

/// The head of a history without links.
pub(super) fn no_head() -> (String, u64) {
    (ROOT.to_owned(), 0)
}

/// Checks the history of a database that is no store's.
pub(super) async fn check_of(connection: &mut AnyConnection) -> Result<ChainCheck> {
    check::check(connection, None, false).await
}

/// SQL that gives the place of a row in the chain, for a query over its table; 0
/// for a row without a link.
pub(super) fn place(linked: &Linked) -> String {
    let Linked { kind, table, .. } = linked;
    format!(
        "(SELECT COALESCE(MAX(seq), 0) FROM dseHistoryChain WHERE kind = '{kind}' \
         AND rowSeq = {table}.seq)"
    )
}

/// Adds the newest row of a table to the chain, in the write that made the row.
pub(super) async fn link(connection: &mut AnyConnection, linked: &Linked) -> Result<()> {
    let sql = format!("SELECT MAX(seq) FROM {}", linked.table);
    let (row_seq,): (i64,) = query_as(AssertSqlSafe(sql)).fetch_one(&mut *connection).await?;
    link_row(connection, linked, row_seq).await
}

async fn link_row(connection: &mut AnyConnection, linked: &Linked, row_seq: i64) -> Result<()> {
    let Linked { kind, table, columns } = linked;
    let found =
        cells::rows(connection, table, columns, "WHERE seq = $1", &[row_seq.into()]).await?;
    let document = found.first().map_or(Value::Null, linked_document);
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

/// Notes what a row is now, in the write that changed it: how it reads, or that
/// it is gone. `key` is the row's own.
pub(super) async fn record(
    connection: &mut AnyConnection,
    recorded: &Recorded,
    key: &[Value],
) -> Result<()> {
    let names = recorded.columns[..recorded.key].iter().enumerate();
    let conditions: Vec<String> =
        names.map(|(index, (name, _))| format!("{name} = ${}", index + 1)).collect();
    let filter = format!("WHERE {}", conditions.join(" AND "));
    let found = cells::rows(connection, recorded.table, recorded.columns, &filter, key).await?;
    let hash = found.first().map(|row| canon::id(&document(row, 0)));
    note(connection, recorded, &canon::to_string(&json!(key)), hash.as_deref()).await
}

/// As [`record`], of a row by its place in a table, if the table is of those
/// whose states are noted.
pub(super) async fn record_at(
    connection: &mut AnyConnection,
    table: &str,
    rowid: i64,
) -> Result<()> {
    for recorded in ALL_RECORDED.iter().filter(|recorded| recorded.table == table) {
        let place = [rowid.into()];
        let columns = recorded.columns;
        let found = cells::rows(connection, table, columns, "WHERE rowid = $1", &place).await?;
        if let Some(Ok(values)) = found.first().map(Row::values) {
            record(connection, recorded, &values[..recorded.key]).await?;
        }
    }
    Ok(())
}

/// The hash of what a linked row is now, by which a tombstone vouches for it.
pub(super) async fn hash_of(
    connection: &mut AnyConnection,
    kind: &str,
    row_seq: i64,
) -> Result<String> {
    let linked = ALL_LINKED.iter().find(|linked| linked.kind == kind);
    let Some(Linked { table, columns, .. }) = linked else { return Ok(canon::id(&Value::Null)) };
    let place = [row_seq.into()];
    let found = cells::rows(connection, table, columns, "WHERE seq = $1", &place).await?;
    Ok(canon::id(&found.first().map_or(Value::Null, linked_document)))
}

async fn note(
    connection: &mut AnyConnection,
    recorded: &Recorded,
    row_key: &str,
    hash: Option<&str>,
) -> Result<()> {
    query(
        "INSERT INTO dseHistoryRecords (seq, kind, rowKey, contentHash) VALUES \
         ((SELECT COALESCE(MAX(seq), 0) + 1 FROM dseHistoryRecords), $1, $2, $3)",
    )
    .bind(recorded.kind)
    .bind(row_key)
    .bind(hash)
    .execute(&mut *connection)
    .await?;
    link(connection, &RECORD).await
}

/// A linked row as it is hashed: its place is hashed beside it.
fn linked_document(row: &Row) -> Value {
    document(row, 1)
}

/// A row's values from the column `from` on. A cell of another type makes it
/// another row.
fn document(row: &Row, from: usize) -> Value {
    row.values().map_or_else(|fault| json!({"fault": fault}), |values| json!(values[from..]))
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
