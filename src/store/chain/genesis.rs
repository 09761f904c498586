//! The beginning of the chain in a database that was there before it.

use serde_json::json;
use sqlx::{AnyConnection, query};

use super::{
    canon, cells, document, link, link_row, note,
    tables::{ALL_LINKED, ALL_RECORDED, GENESIS, Linked},
};
use crate::store::error::Result;

/// Links what has no link yet, behind a row that says so. Done once in the life
/// of a database, in the write that makes the tables: what has no link later
/// was added behind the chain's back.
pub(in super::super) async fn adopt(connection: &mut AnyConnection, now_ms: i64) -> Result<()> {
    let mut rows = Vec::new();
    for linked in ALL_LINKED {
        let found = unlinked(connection, linked, "").await?;
        rows.extend(found.iter().filter_map(|row| Some((*linked, row.integer(0)?))));
    }
    let mut records = Vec::new();
    for recorded in ALL_RECORDED {
        let found =
            cells::rows(connection, recorded.table, recorded.columns, "ORDER BY rowid", &[]);
        for row in found.await? {
            let Ok(values) = row.values() else { continue };
            let key = canon::to_string(&json!(values[..recorded.key]));
            records.push((*recorded, key, canon::id(&document(&row, 0))));
        }
    }
    if rows.is_empty() && records.is_empty() {
        return Ok(());
    }
    query("INSERT INTO dseHistoryGenesis (seq, rowCount, createdAtMs) VALUES (1, $1, $2)")
        .bind((rows.len() + records.len()) as i64)
        .bind(now_ms)
        .execute(&mut *connection)
        .await?;
    link(connection, &GENESIS).await?;
    for (linked, seq) in rows {
        link_row(connection, linked, seq).await?;
    }
    for (recorded, key, hash) in records {
        note(connection, recorded, &key, Some(&hash)).await?;
    }
    Ok(())
}

/// The `seq` of the rows of a table that have no link, in order.
pub(super) async fn unlinked(
    connection: &mut AnyConnection,
    linked: &Linked,
    limit: &str,
) -> Result<Vec<cells::Row>> {
    let Linked { kind, table, .. } = linked;
    let filter = format!(
        "WHERE NOT EXISTS (SELECT 1 FROM dseHistoryChain WHERE dseHistoryChain.kind = '{kind}' \
         AND dseHistoryChain.rowSeq = {table}.seq) ORDER BY seq, rowid {limit}"
    );
    cells::rows(connection, table, &[("seq", super::tables::Holds::Number)], &filter, &[]).await
}
