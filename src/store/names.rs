//! Ids from their fronts.

use sqlx::{AssertSqlSafe, query_as};

use super::{Store, error::Result};
use crate::model::name::IdKind;

/// How many ids a front is answered with.
const MOST: usize = 10;

impl Store {
    /// Ids of `kind` that begin with `front`, in their order, at most ten.
    /// `within` is a signature, or for blobs a receipt. Signatures are not here:
    /// the catalog knows them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ids_from(
        &self,
        kind: IdKind,
        front: &str,
        within: Option<&str>,
    ) -> Result<Vec<String>> {
        let (column, table, owner) = match kind {
            IdKind::Signature => return Ok(Vec::new()),
            IdKind::Artifact => ("compiled_id", "dseArtifacts", "signatureId = $3"),
            IdKind::Run => ("runId", "dseOpsRuns", "runId <> $3"),
            IdKind::Receipt => ("receiptId", "receipts", "receiptId <> $3"),
            IdKind::Eval => ("evalHash", "dseEvalReports", "signatureId = $3"),
            IdKind::Job => ("jobHash", "dseCompileReports", "signatureId = $3"),
            IdKind::Dataset => ("datasetHash", "dseCompileReports", "signatureId = $3"),
            IdKind::Blob => (
                "blobId",
                "dseBlobs",
                "(threadId, runId) IN (SELECT threadId, runId FROM receipts WHERE receiptId = $3)",
            ),
        };
        let owner = match (within, kind) {
            (Some(_), _) | (None, IdKind::Run | IdKind::Receipt) => owner,
            (None, _) => "$3 = ''",
        };
        let sql = format!(
            "SELECT DISTINCT {column} FROM {table} WHERE {column} >= $1 AND {column} < $2 \
             AND {owner} ORDER BY {column} LIMIT {MOST}"
        );
        let found: Vec<(String,)> = query_as(AssertSqlSafe(sql))
            .bind(front)
            // No id has a character behind this one.
            .bind(format!("{front}\u{10FFFF}"))
            .bind(within.unwrap_or_default())
            .fetch_all(&mut *self.read().await?)
            .await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }
}
