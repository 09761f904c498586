//! A model whose answers the store keeps, so that the same is never asked again.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    lm::{Identity, Lm, LmError, LmReply, LmRequest, request_key},
    model::lm_settings::Rate,
    store::{Store, StoreError},
};

/// Answers from the store where it can, else asks and keeps the answer. The
/// store is a help, not a need: when it fails, the model is asked.
pub struct KeptAnswers {
    pub inner: Arc<dyn Lm>,
    pub store: Store,
    /// The model is asked whatever is kept, and its answer takes that place.
    pub fresh: bool,
}

impl KeptAnswers {
    async fn kept(&self, key: &str) -> Result<Option<LmReply>, StoreError> {
        if self.fresh {
            self.store.forget_lm_answer(key).await?;
            return Ok(None);
        }
        let json = self.store.lm_answer(key).await?;
        Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
    }
}

#[async_trait]
impl Lm for KeptAnswers {
    fn label(&self) -> String {
        self.inner.label()
    }

    fn concurrency(&self) -> usize {
        self.inner.concurrency()
    }

    fn identity(&self, request: &LmRequest) -> Identity {
        self.inner.identity(request)
    }

    fn rate(&self, request: &LmRequest) -> Option<Rate> {
        self.inner.rate(request)
    }

    async fn reach(&self) -> Result<(), LmError> {
        self.inner.reach().await
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        let key = request_key(&self.identity(request), request, 0);
        match self.kept(&key).await {
            Ok(Some(reply)) => return Ok(LmReply { from_cache: true, ..reply }),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "a kept answer could not be read"),
        }
        let reply = self.inner.complete(request).await?;
        let json = serde_json::to_string(&reply).expect("replies serialize to JSON");
        if let Err(error) = self.store.keep_lm_answer(&key, &json, request.row.as_ref()).await {
            tracing::warn!(%error, "an answer could not be kept");
        }
        Ok(reply)
    }
}
