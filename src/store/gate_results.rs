//! `dseGateResults`: what gates saw, for reports.

use sqlx::{query, query_as};

use super::{
    Store,
    error::Result,
    sql::{document, text_of},
};
use crate::model::gate::GateResult;

const TABLE: &str = "dseGateResults";

impl Store {
    /// Keeps what a gate saw of a candidate, in place of what an earlier one saw.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_gate_result(
        &self,
        signature_id: &str,
        candidate: &str,
        seen: &GateResult,
    ) -> Result<()> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        query(
            "INSERT INTO dseGateResults (signatureId, datasetHash, jobHash, \
             candidate_compiled_id, json, createdAtMs) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (signatureId, datasetHash, jobHash, candidate_compiled_id) \
             DO UPDATE SET json = excluded.json, createdAtMs = excluded.createdAtMs",
        )
        .bind(signature_id)
        .bind(&seen.dataset_hash)
        .bind(&seen.job_hash)
        .bind(candidate)
        .bind(text_of(seen))
        .bind(now_ms)
        .execute(write.connection())
        .await?;
        write.commit().await
    }

    /// What a gate saw of a candidate on a dataset, under that job or, where
    /// none is named, under the one that was held against it last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn gate_result(
        &self,
        signature_id: &str,
        dataset_hash: &str,
        job_hash: Option<&str>,
        candidate: &str,
    ) -> Result<Option<GateResult>> {
        let found: Option<(String,)> = query_as(
            "SELECT json FROM dseGateResults WHERE signatureId = $1 AND datasetHash = $2 \
             AND candidate_compiled_id = $3 AND ($4 = '' OR jobHash = $5) \
             ORDER BY createdAtMs DESC LIMIT 1",
        )
        .bind(signature_id)
        .bind(dataset_hash)
        .bind(candidate)
        .bind(job_hash.unwrap_or_default())
        .bind(job_hash.unwrap_or_default())
        .fetch_optional(&mut *self.read().await?)
        .await?;
        found.map(|(json,)| document(TABLE, candidate, &json)).transpose()
    }
}
