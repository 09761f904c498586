//! `dseCompileReports`: one report a job and dataset; the first one stays.

use sqlx::{query, query_as};

use super::{
    Store, Stored, artifacts, chain,
    error::Result,
    sql::{document, text_of},
};
use crate::model::{
    artifact::Artifact,
    compile::{CompileReport, CompileReportRow},
};

const TABLE: &str = "dseCompileReports";

type Columns = (String, String, String, String, String, f64, f64, i64, i64);

impl Store {
    /// Stores what a compile found: its artifact and its report. Returns
    /// whether there was a report already, which then stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_compiled(&self, artifact: &Artifact, report: &CompileReport) -> Result<bool> {
        let now_ms = self.now_ms();
        let found = &report.report;
        let dataset_id = report.job.get("datasetId").and_then(|id| id.as_str());
        let mut write = self.write().await?;
        artifacts::put(write.connection(), artifact, now_ms).await?;
        let done = query(
            "INSERT INTO dseCompileReports (signatureId, jobHash, datasetHash, datasetId, \
             compiled_id, trainReward, holdoutReward, candidates, json, createdAtMs, seq) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
             (SELECT COALESCE(MAX(seq), 0) + 1 FROM dseCompileReports)) \
             ON CONFLICT (signatureId, jobHash, datasetHash) DO NOTHING",
        )
        .bind(&artifact.signature_id)
        .bind(&found.job_hash)
        .bind(&found.dataset_hash)
        .bind(dataset_id.unwrap_or_default())
        .bind(&found.best.compiled_id)
        .bind(found.train_reward)
        .bind(found.holdout_reward)
        .bind(found.evaluated_candidates.len() as i64)
        .bind(text_of(report))
        .bind(now_ms)
        .execute(write.connection())
        .await?;
        let existed = done.rows_affected() == 0;
        if !existed {
            let key = [&artifact.signature_id, &found.job_hash, &found.dataset_hash];
            let key = key.map(|part| part.as_str().into());
            chain::record(write.connection(), &chain::COMPILE_REPORT, &key).await?;
        }
        write.commit().await?;
        Ok(existed)
    }

    /// # Errors
    /// When the database fails.
    pub async fn compile_report(
        &self,
        signature_id: &str,
        job_hash: &str,
        dataset_hash: &str,
    ) -> Result<Option<Stored<CompileReport>>> {
        let found: Option<(String, i64)> = query_as(
            "SELECT json, createdAtMs FROM dseCompileReports \
             WHERE signatureId = $1 AND jobHash = $2 AND datasetHash = $3",
        )
        .bind(signature_id)
        .bind(job_hash)
        .bind(dataset_hash)
        .fetch_optional(&mut *self.read().await?)
        .await?;
        found
            .map(|(json, created_at_ms)| {
                Ok(Stored { value: document(TABLE, job_hash, &json)?, created_at_ms })
            })
            .transpose()
    }

    /// The reports of a signature, newest first, without the `skip` newest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn compile_reports(
        &self,
        signature_id: &str,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<CompileReportRow>> {
        let rows: Vec<Columns> = query_as(
            "SELECT signatureId, jobHash, datasetId, datasetHash, compiled_id, trainReward, \
             holdoutReward, candidates, createdAtMs FROM dseCompileReports \
             WHERE signatureId = $1 ORDER BY createdAtMs DESC, seq DESC LIMIT $2 OFFSET $3",
        )
        .bind(signature_id)
        .bind(limit as i64)
        .bind(skip as i64)
        .fetch_all(&mut *self.read().await?)
        .await?;
        Ok(rows.into_iter().map(row).collect())
    }
}

fn row(columns: Columns) -> CompileReportRow {
    let (signature_id, job_hash, dataset_id, dataset_hash, compiled_id, ..) = columns;
    CompileReportRow {
        signature_id,
        job_hash,
        dataset_id,
        dataset_hash,
        compiled_id,
        train_reward: columns.5,
        holdout_reward: columns.6,
        candidates: columns.7.unsigned_abs(),
        created_at_ms: columns.8,
    }
}
