//! `dseGateResults`: what gates saw, for reports.

use sqlx::{query, query_as};

use super::{
    Store, chain,
    error::Result,
    sql::{document, text_of},
};
use crate::model::{gate::GateResult, identity::ReportIdentity};

const TABLE: &str = "dseGateResults";

impl Store {
    /// Keeps what a gate saw of a candidate on the held-out rows of that hash,
    /// in place of what an earlier one of the same identity saw.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_gate_result(
        &self,
        signature_id: &str,
        candidate: &str,
        holdout_hash: &str,
        identity: &ReportIdentity,
        seen: &GateResult,
    ) -> Result<()> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        query(
            "INSERT INTO dseGateResults (signatureId, datasetHash, jobHash, \
             candidate_compiled_id, identityHash, holdoutHash, json, createdAtMs) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (signatureId, datasetHash, jobHash, candidate_compiled_id, identityHash) \
             DO UPDATE SET json = excluded.json, createdAtMs = excluded.createdAtMs",
        )
        .bind(signature_id)
        .bind(&seen.dataset_hash)
        .bind(&seen.job_hash)
        .bind(candidate)
        .bind(identity.id())
        .bind(holdout_hash)
        .bind(text_of(seen))
        .bind(now_ms)
        .execute(write.connection())
        .await?;
        let identity = identity.id();
        let key = [signature_id, &seen.dataset_hash, &seen.job_hash, candidate, &identity];
        let key = key.map(Into::into);
        chain::record(write.connection(), &chain::GATE_RESULT, &key).await?;
        write.commit().await
    }

    /// What a gate of this identity saw of the winner of a compile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn gate_of_compile(
        &self,
        signature_id: &str,
        job_hash: &str,
        dataset_hash: &str,
        winner: &str,
        identity: &ReportIdentity,
    ) -> Result<Option<GateResult>> {
        let found: Option<(String,)> = query_as(
            "SELECT json FROM dseGateResults WHERE signatureId = $1 AND datasetHash = $2 \
             AND jobHash = $3 AND candidate_compiled_id = $4 AND identityHash = $5",
        )
        .bind(signature_id)
        .bind(dataset_hash)
        .bind(job_hash)
        .bind(winner)
        .bind(identity.id())
        .fetch_optional(&mut *self.read().await?)
        .await?;
        found.map(|(json,)| document(TABLE, winner, &json)).transpose()
    }

    /// What a gate of this identity last saw of an artifact on these held-out
    /// rows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn gate_of_eval(
        &self,
        signature_id: &str,
        holdout_hash: &str,
        compiled_id: &str,
        identity: &ReportIdentity,
    ) -> Result<Option<GateResult>> {
        let found: Option<(String,)> = query_as(
            "SELECT json FROM dseGateResults WHERE signatureId = $1 AND holdoutHash = $2 \
             AND candidate_compiled_id = $3 AND identityHash = $4 ORDER BY createdAtMs DESC LIMIT 1",
        )
        .bind(signature_id)
        .bind(holdout_hash)
        .bind(compiled_id)
        .bind(identity.id())
        .fetch_optional(&mut *self.read().await?)
        .await?;
        found.map(|(json,)| document(TABLE, compiled_id, &json)).transpose()
    }
}
