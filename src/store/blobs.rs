//! `dseBlobs`: texts, each seen only within its thread and run.

use async_trait::async_trait;
use sqlx::{query, query_as};

use super::{Store, error::Result};
use crate::{
    engine::ports::{BlobStore, PortError},
    model::{blob::BlobRef, erasure::ERASED_MIME, example::RowId},
};

/// The texts of one thread and run.
pub struct RunBlobs {
    store: Store,
    thread_id: String,
    run_id: String,
    row: Option<RowId>,
}

impl Store {
    /// The texts of one thread and run.
    pub fn blobs(&self, thread_id: &str, run_id: &str) -> RunBlobs {
        RunBlobs {
            store: self.clone(),
            thread_id: thread_id.to_owned(),
            run_id: run_id.to_owned(),
            row: None,
        }
    }
}

impl RunBlobs {
    /// The same, on behalf of a stored row: what is kept goes with it.
    #[must_use]
    pub fn of_row(self, row: &RowId) -> Self {
        Self { row: Some(row.clone()), ..self }
    }

    /// The text of that id, where this run has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn text(&self, blob_id: &str) -> Result<Option<String>> {
        let found = self.found(blob_id).await?;
        Ok(found.filter(|(_, mime)| !was_erased(mime)).map(|(text, _)| text))
    }

    /// Whether this run had the text of that id, and it was erased.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_erased(&self, blob_id: &str) -> Result<bool> {
        Ok(self.found(blob_id).await?.is_some_and(|(_, mime)| was_erased(&mime)))
    }

    async fn found(&self, blob_id: &str) -> Result<Option<(String, Option<String>)>> {
        Ok(query_as(
            "SELECT text, mime FROM dseBlobs WHERE threadId = $1 AND runId = $2 AND blobId = $3",
        )
        .bind(&self.thread_id)
        .bind(&self.run_id)
        .bind(blob_id)
        .fetch_optional(&mut *self.store.read().await?)
        .await?)
    }

    /// A text that is there already keeps its first mime, which the returned
    /// reference has.
    async fn keep(&self, text: &str, mime: Option<&str>) -> Result<BlobRef> {
        let blob = BlobRef::of(text, mime);
        let mut write = self.store.write_soon().await?;
        query(
            "INSERT INTO dseBlobs (threadId, runId, blobId, text, mime, createdAtMs, \
             signatureId, exampleId) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (threadId, runId, blobId) DO NOTHING",
        )
        .bind(&self.thread_id)
        .bind(&self.run_id)
        .bind(&blob.id)
        .bind(text)
        .bind(mime)
        .bind(self.store.now_ms())
        .bind(self.row.as_ref().map(|row| &row.signature_id))
        .bind(self.row.as_ref().map(|row| &row.example_id))
        .execute(write.connection())
        .await?;
        let kept: Option<(Option<String>,)> = query_as(
            "SELECT mime FROM dseBlobs WHERE threadId = $1 AND runId = $2 AND blobId = $3",
        )
        .bind(&self.thread_id)
        .bind(&self.run_id)
        .bind(&blob.id)
        .fetch_optional(write.connection())
        .await?;
        write.commit().await?;
        // The text of a row that was forgotten meanwhile is not kept.
        Ok(BlobRef { mime: kept.and_then(|(mime,)| mime), ..blob })
    }
}

fn was_erased(mime: &Option<String>) -> bool {
    mime.as_deref() == Some(ERASED_MIME)
}

#[async_trait]
impl BlobStore for RunBlobs {
    async fn put_text(&self, text: &str, mime: Option<&str>) -> Result<BlobRef, PortError> {
        self.keep(text, mime).await.map_err(|error| error.port("store a text"))
    }

    async fn get_text(&self, blob_id: &str) -> Result<Option<String>, PortError> {
        self.text(blob_id).await.map_err(|error| error.port("read a text"))
    }
}
