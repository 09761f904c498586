//! `dsePredictionContent`: what predictions were asked and answered.

use sqlx::{AnyConnection, query, query_as};

use super::{
    Store, erasures,
    error::Result,
    sql::{document, text_of},
};

/// What was asked and answered, as canonical JSON.
pub struct Content {
    pub input: String,
    pub output: Option<String>,
}

/// Of whom everything is to be forgotten.
#[derive(Clone, Copy, Debug)]
pub enum ForgetContent<'a> {
    Receipt(&'a str),
    Thread(&'a str),
}

/// Rows of one statement of a sweep, so that others can write in between.
const SWEPT: i64 = 500;

impl Store {
    /// What a prediction was asked and answered, where it was kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn content(&self, receipt_id: &str) -> Result<Option<Content>> {
        let found: Option<(String, Option<String>)> =
            query_as("SELECT inputJson, outputJson FROM dsePredictionContent WHERE receiptId = $1")
                .bind(receipt_id)
                .fetch_optional(&mut *self.read().await?)
                .await?;
        Ok(found.map(|(input, output)| Content { input, output }))
    }

    /// Deletes what was kept from before a time; gives how much it was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_content(&self, before_ms: i64) -> Result<u64> {
        let mut swept = 0;
        loop {
            let mut write = self.write().await?;
            let done = query(
                "DELETE FROM dsePredictionContent WHERE receiptId IN (SELECT receiptId \
                 FROM dsePredictionContent WHERE createdAtMs < $1 LIMIT $2)",
            )
            .bind(before_ms)
            .bind(SWEPT)
            .execute(write.connection())
            .await?;
            write.commit().await?;
            swept += done.rows_affected();
            if done.rows_affected() < SWEPT as u64 {
                return Ok(swept);
            }
        }
    }

    /// Erases the texts of predictions: input, output, stored texts and what
    /// errors quote. Receipts stay with their hashes. Gives how many there were.
    ///
    /// # Errors
    /// When the database fails; then nothing was erased.
    pub async fn forget_content(&self, whose: ForgetContent<'_>) -> Result<u64> {
        let mut write = self.write().await?;
        let connection = write.connection();
        let receipts = receipts_of(connection, whose).await?;
        for (receipt_id, json) in &receipts {
            let receipt = document("receipts", receipt_id, json)?;
            query("UPDATE receipts SET json = $1 WHERE receiptId = $2")
                .bind(text_of(&erasures::without_texts(receipt)))
                .bind(receipt_id)
                .execute(&mut *connection)
                .await?;
            for sql in [
                "DELETE FROM dsePredictionContent WHERE receiptId = $1",
                "DELETE FROM dseBlobs WHERE runId = $1",
                "DELETE FROM dseVarSpace WHERE runId = $1",
            ] {
                query(sql).bind(receipt_id).execute(&mut *connection).await?;
            }
        }
        write.commit().await?;
        Ok(receipts.len() as u64)
    }
}

/// The ids and documents of the predictions that applications made.
async fn receipts_of(
    connection: &mut AnyConnection,
    whose: ForgetContent<'_>,
) -> Result<Vec<(String, String)>> {
    let (sql, id) = match whose {
        ForgetContent::Receipt(id) => {
            ("SELECT receiptId, json FROM receipts WHERE receiptId = $1 AND runId = receiptId", id)
        }
        ForgetContent::Thread(id) => {
            ("SELECT receiptId, json FROM receipts WHERE threadId = $1 AND runId = receiptId", id)
        }
    };
    Ok(query_as(sql).bind(id).fetch_all(connection).await?)
}
