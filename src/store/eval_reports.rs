//! `dseEvalReports`: what evaluations found, newest last.

use std::borrow::Cow;

use sqlx::{AnyConnection, AssertSqlSafe, query, query_as};

use super::{
    Store, chain, erasures,
    error::Result,
    forget,
    reports::{self, StoredReport, Which},
    sql::{document, text_of},
};
use crate::model::{
    eval::{EvalReport, EvalReportRow},
    identity::ReportIdentity,
};

const TABLE: &str = "dseEvalReports";

type Columns = (String, String, String, String, String, f64, i64, i64, String, Option<String>);
type WithReport =
    (String, String, String, String, String, f64, i64, i64, String, Option<String>, String);

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
    /// Stores a report. One of the same hash and identity that is there already
    /// stays, unless the evaluation was asked for `afresh`; then both are kept,
    /// and the newer is read. Returns the hash of the report that is read from
    /// now on, and whether it was there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_eval_report(
        &self,
        key: EvalKey<'_>,
        report: &EvalReport,
        identity: &ReportIdentity,
        afresh: bool,
    ) -> Result<(String, bool)> {
        let summary = &report.summary;
        let mut write = self.write().await?;
        if !afresh {
            let which = Which::Of(identity);
            let stored = find(write.connection(), which, key.signature_id, key.eval_hash).await?;
            if let Some((_, stored)) = stored {
                return Ok((stored.report_hash, true));
            }
        }
        let forgotten = erasures::forgotten(write.connection(), key.signature_id).await?;
        let mut kept = Cow::Borrowed(report);
        if !forgotten.is_empty() {
            forget::without(&forgotten, &mut kept.to_mut().examples);
        }
        let next = "SELECT MAX(seq) FROM dseEvalReports";
        let seq = reports::next_seq(write.connection(), next).await?;
        let report_hash = reports::report_hash(report, identity);
        query(
            "INSERT INTO dseEvalReports (seq, signatureId, evalHash, compiled_id, split, \
             datasetHash, reward, n, json, reportHash, identityHash, identityJson, createdAtMs) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(seq)
        .bind(key.signature_id)
        .bind(key.eval_hash)
        .bind(key.compiled_id)
        .bind(key.split)
        .bind(summary.dataset_hash.as_deref().unwrap_or_default())
        .bind(summary.reward.unwrap_or_default())
        .bind(summary.n.unwrap_or_default() as i64)
        .bind(text_of(&*kept))
        .bind(&report_hash)
        .bind(identity.id())
        .bind(text_of(identity))
        .bind(self.now_ms())
        .execute(write.connection())
        .await?;
        chain::record(write.connection(), &chain::EVAL_REPORT, &[seq.into()]).await?;
        write.commit().await?;
        Ok((report_hash, false))
    }

    /// A report with the row that lists it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn eval_report(
        &self,
        signature_id: &str,
        eval_hash: &str,
        which: Which<'_>,
    ) -> Result<Option<(EvalReportRow, StoredReport<EvalReport>)>> {
        find(&mut *self.read().await?, which, signature_id, eval_hash).await
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
             createdAtMs, reportHash, identityJson FROM dseEvalReports \
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
    connection: &mut AnyConnection,
    which: Which<'_>,
    signature_id: &str,
    eval_hash: &str,
) -> Result<Option<(EvalReportRow, StoredReport<EvalReport>)>> {
    let (condition, value) = which.condition();
    let sql = format!(
        "SELECT signatureId, evalHash, compiled_id, split, datasetHash, reward, n, createdAtMs, \
         reportHash, identityJson, json FROM dseEvalReports \
         WHERE {condition} AND signatureId = $2 AND evalHash = $3 ORDER BY seq DESC LIMIT 1"
    );
    let found: Option<WithReport> = query_as(AssertSqlSafe(sql))
        .bind(value)
        .bind(signature_id)
        .bind(eval_hash)
        .fetch_optional(connection)
        .await?;
    let Some((a, b, c, d, e, f, g, h, i, j, json)) = found else { return Ok(None) };
    let columns = (a, b, c, d, e, f, g, h, i, j);
    let row = row(columns)?;
    let stored = StoredReport {
        report: document(TABLE, eval_hash, &json)?,
        identity: row.identity.clone(),
        report_hash: row.report_hash.clone().unwrap_or_default(),
        created_at_ms: row.created_at_ms,
    };
    Ok(Some((row, stored)))
}

fn row(columns: Columns) -> Result<EvalReportRow> {
    let (signature_id, eval_hash, compiled_id, split, dataset_hash, reward, n, created_at_ms, ..) =
        columns;
    let identity = reports::identity(TABLE, &eval_hash, columns.9.as_deref())?;
    Ok(EvalReportRow {
        signature_id,
        eval_hash,
        compiled_id,
        split,
        dataset_hash,
        reward,
        n: n.unsigned_abs(),
        created_at_ms,
        report_hash: Some(columns.8).filter(|hash| !hash.is_empty()),
        identity,
    })
}
