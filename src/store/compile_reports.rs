//! `dseCompileReports`: what compiles found, newest last.

use sqlx::{AssertSqlSafe, query, query_as};

use super::{
    Store, artifacts, chain,
    error::Result,
    reports::{self, StoredReport, Which},
    sql::{document, text_of},
};
use crate::model::{
    artifact::Artifact,
    compile::{CompileReport, CompileReportRow},
    identity::ReportIdentity,
};

const TABLE: &str = "dseCompileReports";

type Columns = (String, String, String, String, String, f64, f64, i64, i64, String, Option<String>);

impl Store {
    /// Stores what a compile found: its artifact and its report. One of the
    /// same job, dataset and identity that is there already stays, unless the
    /// compile was asked for `afresh`; then both are kept, and the newer is
    /// read. Returns the one that is read from now on, and whether it was there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_compiled(
        &self,
        artifact: &Artifact,
        report: &CompileReport,
        identity: &ReportIdentity,
        afresh: bool,
    ) -> Result<(StoredReport<CompileReport>, bool)> {
        let now_ms = self.now_ms();
        let found = &report.report;
        let dataset_id = report.job.get("datasetId").and_then(|id| id.as_str());
        let mut write = self.write().await?;
        artifacts::put(write.connection(), artifact, now_ms).await?;
        let hashes = [&artifact.signature_id, &found.job_hash, &found.dataset_hash];
        let which = Which::Of(identity);
        if !afresh && let Some(stored) = find(write.connection(), which, hashes).await? {
            write.commit().await?;
            return Ok((stored, true));
        }
        let next = "SELECT MAX(seq) FROM dseCompileReports";
        let seq = reports::next_seq(write.connection(), next).await?;
        let report_hash = reports::report_hash(report, identity);
        query(
            "INSERT INTO dseCompileReports (seq, signatureId, jobHash, datasetHash, datasetId, \
             compiled_id, trainReward, holdoutReward, candidates, json, reportHash, identityHash, \
             identityJson, createdAtMs) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        )
        .bind(seq)
        .bind(&artifact.signature_id)
        .bind(&found.job_hash)
        .bind(&found.dataset_hash)
        .bind(dataset_id.unwrap_or_default())
        .bind(&found.best.compiled_id)
        .bind(found.train_reward)
        .bind(found.holdout_reward)
        .bind(found.evaluated_candidates.len() as i64)
        .bind(text_of(report))
        .bind(&report_hash)
        .bind(identity.id())
        .bind(text_of(identity))
        .bind(now_ms)
        .execute(write.connection())
        .await?;
        chain::record(write.connection(), &chain::COMPILE_REPORT, &[seq.into()]).await?;
        write.commit().await?;
        let stored = StoredReport {
            report: report.clone(),
            identity: Some(identity.clone()),
            report_hash,
            created_at_ms: now_ms,
        };
        Ok((stored, false))
    }

    /// A report of a job over a dataset.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn compile_report(
        &self,
        signature_id: &str,
        job_hash: &str,
        dataset_hash: &str,
        which: Which<'_>,
    ) -> Result<Option<StoredReport<CompileReport>>> {
        let hashes = [signature_id, job_hash, dataset_hash];
        find(&mut *self.read().await?, which, hashes).await
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
             holdoutReward, candidates, createdAtMs, reportHash, identityJson \
             FROM dseCompileReports \
             WHERE signatureId = $1 ORDER BY createdAtMs DESC, seq DESC LIMIT $2 OFFSET $3",
        )
        .bind(signature_id)
        .bind(limit as i64)
        .bind(skip as i64)
        .fetch_all(&mut *self.read().await?)
        .await?;
        rows.into_iter().map(row).collect()
    }
}

async fn find(
    connection: &mut sqlx::AnyConnection,
    which: Which<'_>,
    [signature_id, job_hash, dataset_hash]: [impl AsRef<str>; 3],
) -> Result<Option<StoredReport<CompileReport>>> {
    let (condition, value) = which.condition();
    let sql = format!(
        "SELECT json, identityJson, reportHash, createdAtMs FROM dseCompileReports \
         WHERE {condition} AND signatureId = $2 AND jobHash = $3 AND datasetHash = $4 \
         ORDER BY seq DESC LIMIT 1"
    );
    let found: Option<(String, Option<String>, String, i64)> = query_as(AssertSqlSafe(sql))
        .bind(value)
        .bind(signature_id.as_ref())
        .bind(job_hash.as_ref())
        .bind(dataset_hash.as_ref())
        .fetch_optional(connection)
        .await?;
    found
        .map(|(json, identity, report_hash, created_at_ms)| {
            Ok(StoredReport {
                report: document(TABLE, job_hash.as_ref(), &json)?,
                identity: reports::identity(TABLE, job_hash.as_ref(), identity.as_deref())?,
                report_hash,
                created_at_ms,
            })
        })
        .transpose()
}

fn row(columns: Columns) -> Result<CompileReportRow> {
    let (signature_id, job_hash, dataset_id, dataset_hash, compiled_id, ..) = columns;
    let identity = reports::identity(TABLE, &job_hash, columns.10.as_deref())?;
    Ok(CompileReportRow {
        signature_id,
        job_hash,
        dataset_id,
        dataset_hash,
        compiled_id,
        train_reward: columns.5,
        holdout_reward: columns.6,
        candidates: columns.7.unsigned_abs(),
        created_at_ms: columns.8,
        report_hash: Some(columns.9).filter(|hash| !hash.is_empty()),
        identity,
    })
}
