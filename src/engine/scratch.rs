//! Workspaces that end with their prediction.

use std::sync::Arc;

use async_trait::async_trait;

use super::{
    memory::{MemoryBlobs, MemoryVars},
    ports::{BlobStore, PortError, Workspace, Workspaces},
};
use crate::model::blob::BlobRef;

/// Workspaces over texts that all predictions may read. What a prediction
/// writes stays with it and is gone when it ends.
pub struct Scratch {
    shared: Arc<dyn BlobStore>,
}

impl Scratch {
    /// Scratch over `shared`, which holds the dataset's texts and is only read.
    pub fn over(shared: Arc<dyn BlobStore>) -> Self {
        Self { shared }
    }
}

impl Workspaces for Scratch {
    fn open(&self, _: &str) -> Workspace {
        let blobs = Layered { shared: Arc::clone(&self.shared), own: MemoryBlobs::default() };
        Workspace { blobs: Box::new(blobs), vars: Box::new(MemoryVars::default()) }
    }
}

struct Layered {
    shared: Arc<dyn BlobStore>,
    own: MemoryBlobs,
}

#[async_trait]
impl BlobStore for Layered {
    async fn put_text(&self, text: &str, mime: Option<&str>) -> Result<BlobRef, PortError> {
        self.own.put_text(text, mime).await
    }

    async fn get_text(&self, blob_id: &str) -> Result<Option<String>, PortError> {
        match self.own.get_text(blob_id).await? {
            Some(text) => Ok(Some(text)),
            None => self.shared.get_text(blob_id).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn workspaces_share_what_was_there_and_nothing_else() {
        let shared = Arc::new(MemoryBlobs::default());
        let common = shared.put_text("common", None).await.unwrap();
        let scratch = Scratch::over(shared);
        let (first, second) = (scratch.open("1"), scratch.open("2"));
        let own = first.blobs.put_text("own", None).await.unwrap();
        assert_eq!(second.blobs.get_text(&common.id).await.unwrap().as_deref(), Some("common"));
        assert_eq!(first.blobs.get_text(&own.id).await.unwrap().as_deref(), Some("own"));
        assert_eq!(second.blobs.get_text(&own.id).await.unwrap(), None);
    }
}
