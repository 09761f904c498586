//! `dseHoldoutLooks`: how often held-out rows were used to decide.

use std::collections::HashSet;

use sqlx::{AnyConnection, query, query_as};

use super::{
    Store, chain,
    error::Result,
    sql::{document, text_of},
};
use crate::model::identity::ReportIdentity;

const TABLE: &str = "dseHoldoutLooks";

/// A look that is about to be taken.
#[derive(Clone, Copy, Debug)]
pub struct NewLook<'a> {
    pub signature_id: &'a str,
    /// `gate` or `test`.
    pub purpose: &'a str,
    pub dataset_hash: &'a str,
    /// The hashes of the rows, in order, each once.
    pub rows: &'a [String],
    pub control: &'a str,
    pub candidate: &'a str,
    /// With what both sides were measured; another model's p is none of ours.
    pub identity: &'a ReportIdentity,
}

/// Which look it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// The row of the ledger.
    pub seq: i64,
    /// From 1, over all looks that saw more than half of these rows.
    pub number: u64,
    /// The highest p so far, where this pair was looked at before.
    pub earlier_p: Option<f64>,
}

type Columns = (i64, String, String, String, String, f64);

impl Store {
    /// Counts a look at a holdout. The same pair on the same rows, measured with
    /// the same, is the same look, however often it is taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_look(&self, new: NewLook<'_>) -> Result<Look> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let earlier = looks(write.connection(), new.signature_id, new.purpose).await?;
        let own: HashSet<&str> = new.rows.iter().map(String::as_str).collect();
        let identity = new.identity.id();
        let mut number = 0;
        for (seq, rows, control, candidate, measured_with, p) in earlier {
            let rows: Vec<String> = document(TABLE, &seq.to_string(), &rows)?;
            let common = rows.iter().filter(|row| own.contains(row.as_str())).count();
            if 2 * common <= own.len() {
                continue;
            }
            number += 1;
            let same_pair = control == new.control && candidate == new.candidate;
            if rows == new.rows && same_pair && measured_with == identity {
                return Ok(Look { seq, number, earlier_p: Some(p) });
            }
        }
        let seq = insert(write.connection(), new, now_ms).await?;
        write.commit().await?;
        Ok(Look { seq, number: number + 1, earlier_p: None })
    }

    /// Keeps the p of a look, unless a higher one was kept for it before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_p(&self, look: Look, p: f64) -> Result<()> {
        let mut write = self.write().await?;
        let done = query("UPDATE dseHoldoutLooks SET p = $1 WHERE seq = $2 AND p < $3")
            .bind(p)
            .bind(look.seq)
            .bind(p)
            .execute(write.connection())
            .await?;
        if done.rows_affected() > 0 {
            chain::record(write.connection(), &chain::LOOK_P, &[look.seq.into()]).await?;
        }
        write.commit().await
    }
}

async fn looks(
    connection: &mut AnyConnection,
    signature_id: &str,
    purpose: &str,
) -> Result<Vec<Columns>> {
    Ok(query_as(
        "SELECT seq, rowsJson, controlCompiledId, candidateCompiledId, identityHash, p \
         FROM dseHoldoutLooks \
         WHERE signatureId = $1 AND purpose = $2 ORDER BY seq",
    )
    .bind(signature_id)
    .bind(purpose)
    .fetch_all(connection)
    .await?)
}

async fn insert(connection: &mut AnyConnection, new: NewLook<'_>, now_ms: i64) -> Result<i64> {
    let (seq,): (i64,) = query_as("SELECT COALESCE(MAX(seq), 0) + 1 FROM dseHoldoutLooks")
        .fetch_one(&mut *connection)
        .await?;
    query(
        "INSERT INTO dseHoldoutLooks (seq, signatureId, purpose, datasetHash, rowsJson, \
         controlCompiledId, candidateCompiledId, identityHash, p, createdAtMs) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0.0, $9)",
    )
    .bind(seq)
    .bind(new.signature_id)
    .bind(new.purpose)
    .bind(new.dataset_hash)
    .bind(text_of(&new.rows))
    .bind(new.control)
    .bind(new.candidate)
    .bind(new.identity.id())
    .bind(now_ms)
    .execute(&mut *connection)
    .await?;
    chain::link(connection, &chain::GATE).await?;
    chain::record(connection, &chain::LOOK_P, &[seq.into()]).await?;
    Ok(seq)
}
