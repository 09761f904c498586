//! `dseEvalReports`: evaluations by what was evaluated; the first one stays.

use sqlx::{query, query_as};

use super::{
    Store, chain,
    error::Result,
    sql::{document, text_of},
};
use crate::model::eval::{EvalReport, EvalReportRow};

const TABLE: &str = "dseEvalReports";

type Columns = (String, String, String, String, String, f64, i64, i64);
type WithReport = (String, String, String, String, String, f64, i64, i64, String);

/// What names an evaluation.
#[derive(Clone, Copy, Debug)]
pub struct EvalKey<'a> {
    pub signature_id: &'a str,
    pub eval_hash: &'a str,
    pub compiled_id: &'a str,
    /// As it was asked for.
    pub split: &'a str,
}

impl Store {
    /// Stores a report. Returns whether there was one already, which then stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_eval_report(&self, key: EvalKey<'_>, report: &EvalReport) -> Result<bool> {
        let summary = &report.summary;
        let mut write = self.write().await?;
        let done = query(
            "INSERT INTO dseEvalReports (signatureId, evalHash, compiled_id, split, datasetHash, \
             reward, n, json, createdAtMs, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, \
             (SELECT COALESCE(MAX(seq), 0) + 1 FROM dseEvalReports)) \
             ON CONFLICT (signatureId, evalHash) DO NOTHING",
        )
        .bind(key.signature_id)
        .bind(key.eval_hash)
        .bind(key.compiled_id)
        .bind(key.split)
        .bind(summary.dataset_hash.as_deref().unwrap_or_default())
        .bind(summary.reward.unwrap_or_default())
        .bind(summary.n.unwrap_or_default() as i64)
        .bind(text_of(report))
        .bind(self.now_ms())
        .execute(write.connection())
        .await?;
        let existed = done.rows_affected() == 0;
        if !existed {
            let key = [key.signature_id, key.eval_hash].map(Into::into);
            chain::record(write.connection(), &chain::EVAL_REPORT, &key).await?;
        }
        write.commit().await?;
        Ok(existed)
    }

    /// The report with the row that lists it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn eval_report(
        &self,
        signature_id: &str,
        eval_hash: &str,
    ) -> Result<Option<(EvalReportRow, EvalReport)>> {
        let found: Option<WithReport> = query_as(
            "SELECT signatureId, evalHash, compiled_id, split, datasetHash, reward, n, \
                 createdAtMs, json FROM dseEvalReports WHERE signatureId = $1 AND evalHash = $2",
        )
        .bind(signature_id)
        .bind(eval_hash)
        .fetch_optional(&mut *self.read().await?)
        .await?;
        found
            .map(|(a, b, c, d, e, f, g, h, json)| {
                let report: EvalReport = document(TABLE, eval_hash, &json)?;
                Ok((row((a, b, c, d, e, f, g, h)), report))
            })
            .transpose()
    }

    /// The reports of a signature, newest first, without the `skip` newest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn eval_reports(
        &self,
        signature_id: &str,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<EvalReportRow>> {
        let rows: Vec<Columns> = query_as(
            "SELECT signatureId, evalHash, compiled_id, split, datasetHash, reward, n, \
             createdAtMs FROM dseEvalReports \
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

fn row(columns: Columns) -> EvalReportRow {
    let (signature_id, eval_hash, compiled_id, split, dataset_hash, reward, n, created_at_ms) =
        columns;
    EvalReportRow {
        signature_id,
        eval_hash,
        compiled_id,
        split,
        dataset_hash,
        reward,
        n: n.unsigned_abs(),
        created_at_ms,
    }
}
