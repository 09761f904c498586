//! Tells a store that failed from a prediction that did.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use crate::{
    engine::ports::{BlobStore, PortError},
    model::blob::BlobRef,
};

/// Texts that remember the first failure of the store behind them. To the
/// prediction it looks like any other reason to end; the score must know better.
pub(super) struct WatchedBlobs<'a> {
    blobs: &'a dyn BlobStore,
    fault: Mutex<Option<PortError>>,
}

impl<'a> WatchedBlobs<'a> {
    pub(super) fn new(blobs: &'a dyn BlobStore) -> Self {
        Self { blobs, fault: Mutex::default() }
    }

    /// What failed first, if anything did.
    pub(super) fn fault(&self) -> Option<PortError> {
        self.seen().clone()
    }

    fn seen(&self) -> MutexGuard<'_, Option<PortError>> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn watch<T>(&self, outcome: Result<T, PortError>) -> Result<T, PortError> {
        if let Err(error) = &outcome {
            self.seen().get_or_insert_with(|| error.clone());
        }
        outcome
    }
}

#[async_trait]
impl BlobStore for WatchedBlobs<'_> {
    async fn put_text(&self, text: &str, mime: Option<&str>) -> Result<BlobRef, PortError> {
        self.watch(self.blobs.put_text(text, mime).await)
    }

    async fn get_text(&self, blob_id: &str) -> Result<Option<String>, PortError> {
        self.watch(self.blobs.get_text(blob_id).await)
    }
}
