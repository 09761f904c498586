//! `dseBlobs`: texts, each seen only within its thread and run.

use async_trait::async_trait;
use sqlx::{query, query_as};

use super::{Store, error::Result};
use crate::{
    engine::ports::{BlobStore, PortError},
    model::blob::BlobRef,
};

/// The texts of one thread and run.
pub struct RunBlobs {
    store: Store,
    thread_id: String,
    run_id: String,
}

impl Store {
    /// The texts of one thread and run.
    pub fn blobs(&self, thread_id: &str, run_id: &str) -> RunBlobs {
        RunBlobs { store: self.clone(), thread_id: thread_id.to_owned(), run_id: run_id.to_owned() }
    }
}

impl RunBlobs {
    /// The text of that id, where this run has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn text(&self, blob_id: &str) -> Result<Option<String>> {
        let found: Option<(String,)> = query_as(
            "SELECT text FROM dseBlobs WHERE threadId = $1 AND runId = $2 AND blobId = $3",
        )
        .bind(&self.thread_id)
        .bind(&self.run_id)
        .bind(blob_id)
        .fetch_optional(&mut *self.store.read().await?)
        .await?;
        Ok(found.map(|(text,)| text))
    }

    /// A text that is there already keeps its first mime, which the returned
    /// reference has.
    async fn keep(&self, text: &str, mime: Option<&str>) -> Result<BlobRef> {
        let blob = BlobRef::of(text, mime);
        let mut write = self.store.write_soon().await?;
        query(
            "INSERT INTO dseBlobs (threadId, runId, blobId, text, mime, createdAtMs) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (threadId, runId, blobId) DO NOTHING",
        )
        .bind(&self.thread_id)
        .bind(&self.run_id)
        .bind(&blob.id)
        .bind(text)
        .bind(mime)
        .bind(self.store.now_ms())
        .execute(write.connection())
        .await?;
        let (mime,): (Option<String>,) = query_as(
            "SELECT mime FROM dseBlobs WHERE threadId = $1 AND runId = $2 AND blobId = $3",
        )
        .bind(&self.thread_id)
        .bind(&self.run_id)
        .bind(&blob.id)
        .fetch_one(write.connection())
        .await?;
        write.commit().await?;
        Ok(BlobRef { mime, ..blob })
    }
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
