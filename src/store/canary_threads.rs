//! `dseCanaryThreads`: the receipts of both arms while a canary runs.

use sqlx::{AnyConnection, query, query_as};

use super::{Store, error::Result};
use crate::model::canary::{ArmCounts, Arms};

impl Store {
    /// What both arms of a signature's canary have answered since it started.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn canary_arms(&self, signature_id: &str) -> Result<Arms> {
        let rows: Vec<(String, i64, i64)> = query_as(
            "SELECT arm, okCount, errorCount FROM dseCanaryThreads WHERE signatureId = $1",
        )
        .bind(signature_id)
        .fetch_all(&mut *self.read().await?)
        .await?;
        let mut arms = Arms::default();
        for (arm, ok, errors) in rows {
            let counts = if arm == "canary" { &mut arms.canary } else { &mut arms.control };
            *counts = ArmCounts {
                threads: counts.threads + 1,
                ok: counts.ok + ok.unsigned_abs(),
                errors: counts.errors + errors.unsigned_abs(),
            };
        }
        Ok(arms)
    }
}

/// Counts receipts of one arm.
pub(super) async fn count(
    connection: &mut AnyConnection,
    signature_id: &str,
    thread_id: &str,
    arm: &str,
    ok: i64,
    errors: i64,
) -> Result<()> {
    query(
        "INSERT INTO dseCanaryThreads (signatureId, threadId, arm, okCount, errorCount) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (signatureId, threadId, arm) DO UPDATE SET \
         okCount = dseCanaryThreads.okCount + excluded.okCount, \
         errorCount = dseCanaryThreads.errorCount + excluded.errorCount",
    )
    .bind(signature_id)
    .bind(thread_id)
    .bind(arm)
    .bind(ok)
    .bind(errors)
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets the counts: another canary starts.
pub(super) async fn clear(connection: &mut AnyConnection, signature_id: &str) -> Result<()> {
    query("DELETE FROM dseCanaryThreads WHERE signatureId = $1")
        .bind(signature_id)
        .execute(connection)
        .await?;
    Ok(())
}
