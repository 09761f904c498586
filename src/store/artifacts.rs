//! `dseArtifacts`: what compiles found, never changed once stored.

use sqlx::{AnyConnection, query, query_as};

use super::{
    Store, Stored, chain,
    error::Result,
    sql::{document, text_of},
};
use crate::model::artifact::Artifact;

impl Store {
    /// Stores an artifact; one of that id that is there already stays. Returns
    /// whether it was there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_artifact(&self, artifact: &Artifact) -> Result<bool> {
        let mut write = self.write().await?;
        let existed = put(write.connection(), artifact, self.now_ms()).await?;
        write.commit().await?;
        Ok(existed)
    }

    /// # Errors
    /// When the database fails.
    pub async fn artifact(
        &self,
        signature_id: &str,
        compiled_id: &str,
    ) -> Result<Option<Artifact>> {
        let found: Option<(String,)> =
            query_as("SELECT json FROM dseArtifacts WHERE signatureId = $1 AND compiled_id = $2")
                .bind(signature_id)
                .bind(compiled_id)
                .fetch_optional(&mut *self.read().await?)
                .await?;
        found.map(|(json,)| document("dseArtifacts", compiled_id, &json)).transpose()
    }
}

impl Store {
    /// The artifacts of a signature, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn artifacts(
        &self,
        signature_id: &str,
        limit: usize,
    ) -> Result<Vec<Stored<Artifact>>> {
        let rows: Vec<(String, String, i64)> = query_as(
            "SELECT compiled_id, json, createdAtMs FROM dseArtifacts WHERE signatureId = $1 \
             ORDER BY createdAtMs DESC, compiled_id LIMIT $2",
        )
        .bind(signature_id)
        .bind(limit as i64)
        .fetch_all(&mut *self.read().await?)
        .await?;
        let read = |(id, json, created_at_ms): (String, String, i64)| {
            Ok(Stored { value: document("dseArtifacts", &id, &json)?, created_at_ms })
        };
        rows.into_iter().map(read).collect()
    }
}

pub(super) async fn put(
    connection: &mut AnyConnection,
    artifact: &Artifact,
    now_ms: i64,
) -> Result<bool> {
    let done = query(
        "INSERT INTO dseArtifacts (signatureId, compiled_id, json, createdAtMs) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (signatureId, compiled_id) DO NOTHING",
    )
    .bind(&artifact.signature_id)
    .bind(&artifact.compiled_id)
    .bind(text_of(artifact))
    .bind(now_ms)
    .execute(&mut *connection)
    .await?;
    let existed = done.rows_affected() == 0;
    if !existed {
        let key = [&artifact.signature_id, &artifact.compiled_id].map(|id| id.as_str().into());
        chain::record(connection, &chain::ARTIFACT, &key).await?;
    }
    Ok(existed)
}

pub(super) async fn exists(
    connection: &mut AnyConnection,
    signature_id: &str,
    compiled_id: &str,
) -> Result<bool> {
    let found: Option<(i64,)> = query_as(
        "SELECT createdAtMs FROM dseArtifacts WHERE signatureId = $1 AND compiled_id = $2",
    )
    .bind(signature_id)
    .bind(compiled_id)
    .fetch_optional(connection)
    .await?;
    Ok(found.is_some())
}
