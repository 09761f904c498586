//! `dseActiveArtifacts`: what each signature runs.

use sqlx::{AnyConnection, query, query_as};

use super::{Store, Stored, error::Result};

impl Store {
    /// The active compiled id with the time it became active; `None` where the
    /// signature runs its defaults.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn active(&self, signature_id: &str) -> Result<Option<Stored<String>>> {
        find(&mut *self.read().await?, signature_id).await
    }
}

pub(super) async fn find(
    connection: &mut AnyConnection,
    signature_id: &str,
) -> Result<Option<Stored<String>>> {
    let found: Option<(String, i64)> =
        query_as("SELECT compiled_id, updatedAtMs FROM dseActiveArtifacts WHERE signatureId = $1")
            .bind(signature_id)
            .fetch_optional(connection)
            .await?;
    Ok(found.map(|(value, created_at_ms)| Stored { value, created_at_ms }))
}

pub(super) async fn set(
    connection: &mut AnyConnection,
    signature_id: &str,
    compiled_id: &str,
    now_ms: i64,
) -> Result<()> {
    query(
        "INSERT INTO dseActiveArtifacts (signatureId, compiled_id, updatedAtMs) \
         VALUES ($1, $2, $3) ON CONFLICT (signatureId) \
         DO UPDATE SET compiled_id = excluded.compiled_id, updatedAtMs = excluded.updatedAtMs",
    )
    .bind(signature_id)
    .bind(compiled_id)
    .bind(now_ms)
    .execute(connection)
    .await?;
    Ok(())
}
