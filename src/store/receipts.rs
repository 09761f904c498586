//! `receipts`: one row a prediction.

use std::collections::HashSet;

use async_trait::async_trait;
use sqlx::{AnyConnection, AssertSqlSafe, query_as};

use super::{
    Store, erasures,
    error::Result,
    rollout::{self, Counting},
    sql::{document, rows_of_placeholders, text_of},
    write::Write,
};
use crate::{
    engine::ports::{PortError, ReceiptSink},
    model::{
        example::RowId,
        receipt::{Receipt, ReceiptRow},
    },
};

/// What the table holds beside the receipt.
#[derive(Clone, Debug)]
pub struct StoredReceipt {
    pub receipt: Receipt,
    pub thread_id: String,
    /// The run that asked, which is not the receipt's own.
    pub run_id: String,
    pub created_at_ms: i64,
}

/// Which receipts of a signature to list. Empty texts ask for nothing.
#[derive(Clone, Debug, Default)]
pub struct ReceiptFilter {
    pub require_rlm_trace: bool,
    /// `Ok` or `Error`.
    pub result_tag: String,
    pub strategy_id: String,
}

type Columns =
    (String, String, String, String, String, i64, String, String, Option<String>, Option<i64>);

/// Records the receipts of one thread and run.
pub struct RunReceipts {
    store: Store,
    thread_id: String,
    run_id: String,
    row: Option<RowId>,
}

impl RunReceipts {
    /// The same, on behalf of a stored row: texts in receipts go with it.
    #[must_use]
    pub fn of_row(self, row: &RowId) -> Self {
        Self { row: Some(row.clone()), ..self }
    }
}

/// A receipt to store, and whose it is.
#[derive(Clone, Copy)]
pub(super) struct NewReceipt<'a> {
    pub(super) thread_id: &'a str,
    /// The run that asks, which is not always the receipt's own.
    pub(super) run_id: &'a str,
    pub(super) receipt: &'a Receipt,
    /// The receipt as it is kept.
    pub(super) document: &'a str,
    /// The stored row that it is of.
    pub(super) example_id: Option<&'a str>,
}

/// Stores the receipts whose ids are not there yet, the first of those with one
/// id, and gives these ids.
pub(super) async fn insert(
    connection: &mut AnyConnection,
    rows: &[NewReceipt<'_>],
    now_ms: i64,
) -> Result<HashSet<String>> {
    let (newest,): (i64,) =
        query_as("SELECT COALESCE(MAX(seq), 0) FROM receipts").fetch_one(&mut *connection).await?;
    let sql = format!(
        "INSERT INTO receipts (receiptId, seq, threadId, runId, kind, signatureId, compiled_id, \
         strategyId, resultTag, rlmTraceBlobId, rlmTraceEventCount, json, createdAtMs, exampleId) \
         VALUES {} ON CONFLICT (receiptId) DO NOTHING RETURNING receiptId",
        rows_of_placeholders(rows.len(), 14)
    );
    let mut insert = query_as(AssertSqlSafe(sql));
    for (row, seq) in rows.iter().zip(newest + 1..) {
        let (receipt, trace) = (row.receipt, row.receipt.rlm_trace.as_ref());
        insert = insert
            .bind(&receipt.receipt_id)
            .bind(seq)
            .bind(row.thread_id)
            .bind(row.run_id)
            .bind("dse.predict")
            .bind(&receipt.signature_id)
            .bind(&receipt.compiled_id)
            .bind(&receipt.strategy_id)
            .bind(receipt.result.name())
            .bind(trace.map(|trace| trace.blob.id.as_str()))
            .bind(trace.map(|trace| trace.event_count as i64))
            .bind(row.document)
            .bind(now_ms)
            .bind(row.example_id);
    }
    let inserted: Vec<(String,)> = insert.fetch_all(connection).await?;
    Ok(inserted.into_iter().map(|(id,)| id).collect())
}

impl Store {
    /// Where the receipts of one thread and run go.
    pub fn receipt_sink(&self, thread_id: &str, run_id: &str) -> RunReceipts {
        RunReceipts {
            store: self.clone(),
            thread_id: thread_id.to_owned(),
            run_id: run_id.to_owned(),
            row: None,
        }
    }

    /// Stores a receipt and moves the counter of the canary it belongs to. A
    /// receipt id that is there already changes nothing.
    ///
    /// # Errors
    /// When the database fails; then nothing was changed.
    pub async fn record_receipt(
        &self,
        thread_id: &str,
        run_id: &str,
        receipt: &Receipt,
    ) -> Result<()> {
        self.record(thread_id, run_id, receipt, None).await
    }

    async fn record(
        &self,
        thread_id: &str,
        run_id: &str,
        receipt: &Receipt,
        row: Option<&RowId>,
    ) -> Result<()> {
        let mut write = self.write_soon().await?;
        let owner = (thread_id, run_id, row);
        if self.insert_receipt(&mut write, receipt, owner, Counting::GoesOn).await? {
            return write.commit().await;
        }
        // That a canary is over is on disk before anybody hears of it.
        drop(write);
        let mut write = self.write().await?;
        self.insert_receipt(&mut write, receipt, owner, Counting::MayEnd).await?;
        write.commit().await
    }

    /// Returns false, with the write to be dropped, when the canary would end
    /// and may not.
    async fn insert_receipt(
        &self,
        write: &mut Write,
        receipt: &Receipt,
        (thread_id, run_id, row): (&str, &str, Option<&RowId>),
        counting: Counting,
    ) -> Result<bool> {
        let now_ms = self.now_ms();
        let is_forgotten = match row {
            Some(row) => erasures::is_forgotten(write.connection(), row).await?,
            None => false,
        };
        let document = if is_forgotten {
            text_of(&erasures::without_texts(receipt.clone()))
        } else {
            text_of(receipt)
        };
        let example_id = row.map(|row| row.example_id.as_str());
        let new = NewReceipt { thread_id, run_id, receipt, document: &document, example_id };
        if insert(write.connection(), &[new], now_ms).await?.is_empty() {
            return Ok(true);
        }
        let counted = [rollout::Counted { thread_id, receipt, salt: None }];
        let (connection, id) = (write.connection(), &receipt.signature_id);
        rollout::count(connection, id, &counted, counting, now_ms).await
    }

    /// The receipts of a signature that pass `filter`, newest first, from the
    /// one behind the receipt `before` on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn receipts(
        &self,
        signature_id: &str,
        filter: &ReceiptFilter,
        before: Option<&str>,
        limit: usize,
    ) -> Result<Vec<ReceiptRow>> {
        let mut connection = self.read().await?;
        let (time, seq) = match before {
            Some(receipt_id) => place(&mut connection, receipt_id).await?,
            None => (i64::MAX, i64::MAX),
        };
        // Spelt out, so that the index over results serves who asks for one.
        let of_result = if filter.result_tag.is_empty() { "$7 = ''" } else { "resultTag = $7" };
        let sql = format!(
            "SELECT receiptId, signatureId, compiled_id, threadId, runId, createdAtMs, \
             strategyId, resultTag, rlmTraceBlobId, rlmTraceEventCount FROM receipts \
             WHERE signatureId = $1 AND (createdAtMs, seq) < ($2, $3) \
             AND ($4 = 0 OR rlmTraceBlobId IS NOT NULL) \
             AND ($5 = '' OR strategyId = $6) AND {of_result} \
             ORDER BY createdAtMs DESC, seq DESC LIMIT $8"
        );
        let rows: Vec<Columns> = query_as(AssertSqlSafe(sql))
            .bind(signature_id)
            .bind(time)
            .bind(seq)
            .bind(i64::from(filter.require_rlm_trace))
            .bind(&filter.strategy_id)
            .bind(&filter.strategy_id)
            .bind(&filter.result_tag)
            .bind(limit as i64)
            .fetch_all(&mut *connection)
            .await?;
        Ok(rows.into_iter().map(row).collect())
    }

    /// # Errors
    /// When the database fails.
    pub async fn receipt(&self, receipt_id: &str) -> Result<Option<StoredReceipt>> {
        let found: Option<(String, String, String, i64)> = query_as(
            "SELECT json, threadId, runId, createdAtMs FROM receipts WHERE receiptId = $1",
        )
        .bind(receipt_id)
        .fetch_optional(&mut *self.read().await?)
        .await?;
        found
            .map(|(json, thread_id, run_id, created_at_ms)| {
                let receipt = document("receipts", receipt_id, &json)?;
                Ok(StoredReceipt { receipt, thread_id, run_id, created_at_ms })
            })
            .transpose()
    }
}

/// Where a receipt stands in the order of time; before all others when there is
/// none of that id.
async fn place(connection: &mut AnyConnection, receipt_id: &str) -> Result<(i64, i64)> {
    let found: Option<(i64, i64)> =
        query_as("SELECT createdAtMs, seq FROM receipts WHERE receiptId = $1")
            .bind(receipt_id)
            .fetch_optional(connection)
            .await?;
    Ok(found.unwrap_or_default())
}

fn row(columns: Columns) -> ReceiptRow {
    ReceiptRow {
        receipt_id: columns.0,
        signature_id: columns.1,
        compiled_id: columns.2,
        thread_id: columns.3,
        run_id: columns.4,
        created_at_ms: columns.5,
        strategy_id: Some(columns.6),
        result_tag: Some(columns.7),
        rlm_trace_blob_id: columns.8,
        rlm_trace_event_count: columns.9,
    }
}

#[async_trait]
impl ReceiptSink for RunReceipts {
    async fn record(&self, receipt: &Receipt) -> Result<(), PortError> {
        let row = self.row.as_ref();
        let recorded = self.store.record(&self.thread_id, &self.run_id, receipt, row).await;
        recorded.map_err(|error| error.port("record a receipt"))
    }
}
