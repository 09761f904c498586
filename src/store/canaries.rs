//! `dseCanaries`: the canaries that run, one a signature at most.

use sqlx::{AnyConnection, query, query_as};

use super::error::Result;
use crate::model::canary::Canary;

type Columns = (
    String,
    i64,
    String,
    String,
    i64,
    String,
    i64,
    i64,
    i64,
    f64,
    i64,
    i64,
    Option<i64>,
    Option<String>,
    i64,
    Option<i64>,
);

pub(super) async fn find(
    connection: &mut AnyConnection,
    signature_id: &str,
) -> Result<Option<Canary>> {
    let found: Option<Columns> = query_as(
        "SELECT signatureId, enabled, control_compiled_id, canary_compiled_id, rolloutPct, salt, \
         okCount, errorCount, minSamples, maxErrorRate, createdAtMs, updatedAtMs, \
         leaseExpiresAtMs, ownerRunId, saltChosen, leaseMs FROM dseCanaries WHERE signatureId = $1",
    )
    .bind(signature_id)
    .fetch_optional(connection)
    .await?;
    Ok(found.map(canary))
}

/// All canaries, in the order of their signatures' ids.
pub(super) async fn all(connection: &mut AnyConnection) -> Result<Vec<Canary>> {
    let rows: Vec<Columns> = query_as(
        "SELECT signatureId, enabled, control_compiled_id, canary_compiled_id, rolloutPct, salt, \
         okCount, errorCount, minSamples, maxErrorRate, createdAtMs, updatedAtMs, \
         leaseExpiresAtMs, ownerRunId, saltChosen, leaseMs FROM dseCanaries ORDER BY signatureId",
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(canary).collect())
}

/// Stores a canary in place of the one that its signature had.
pub(super) async fn put(connection: &mut AnyConnection, canary: &Canary) -> Result<()> {
    delete(connection, &canary.signature_id).await?;
    query(
        "INSERT INTO dseCanaries (signatureId, enabled, control_compiled_id, canary_compiled_id, \
         rolloutPct, salt, okCount, errorCount, minSamples, maxErrorRate, createdAtMs, \
         updatedAtMs, leaseExpiresAtMs, ownerRunId, saltChosen, leaseMs) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(&canary.signature_id)
    .bind(i64::from(canary.enabled))
    .bind(&canary.control_compiled_id)
    .bind(&canary.canary_compiled_id)
    .bind(canary.rollout_pct)
    .bind(&canary.salt)
    .bind(canary.ok_count)
    .bind(canary.error_count)
    .bind(canary.min_samples)
    .bind(canary.max_error_rate)
    .bind(canary.created_at_ms)
    .bind(canary.updated_at_ms)
    .bind(canary.lease_expires_at_ms)
    .bind(&canary.owner_run_id)
    .bind(i64::from(canary.salt_chosen))
    .bind(canary.lease_ms)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn delete(connection: &mut AnyConnection, signature_id: &str) -> Result<()> {
    query("DELETE FROM dseCanaries WHERE signatureId = $1")
        .bind(signature_id)
        .execute(connection)
        .await?;
    Ok(())
}

fn canary(columns: Columns) -> Canary {
    Canary {
        signature_id: columns.0,
        enabled: columns.1 != 0,
        control_compiled_id: columns.2,
        canary_compiled_id: columns.3,
        rollout_pct: columns.4,
        salt: columns.5,
        ok_count: columns.6,
        error_count: columns.7,
        min_samples: columns.8,
        max_error_rate: columns.9,
        created_at_ms: columns.10,
        updated_at_ms: columns.11,
        lease_expires_at_ms: columns.12,
        owner_run_id: columns.13,
        salt_chosen: columns.14 != 0,
        lease_ms: columns.15,
    }
}
