//! Answers that say when they came and how long they took.

use std::{
    sync::Arc,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use async_trait::async_trait;

use super::{Identity, Lm, LmError, LmReply, LmRequest};
use crate::model::lm_settings::Rate;

/// A model whose answers are timed. The time stays with an answer that is kept,
/// so that what an answer cost does not depend on who asked for it first.
pub struct Timed {
    inner: Arc<dyn Lm>,
}

impl Timed {
    pub fn new(inner: Arc<dyn Lm>) -> Self {
        Self { inner }
    }
}

#[async_trait]
impl Lm for Timed {
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
        let started = Instant::now();
        let reply = self.inner.complete(request).await?;
        let took = started.elapsed().as_millis();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        Ok(LmReply {
            duration_ms: u64::try_from(took).ok(),
            answered_at_ms: i64::try_from(now).ok(),
            ..reply
        })
    }
}
