//! No more requests at once than the model takes.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::Semaphore;

use super::{Identity, Lm, LmError, LmErrorKind, LmReply, LmRequest};
use crate::model::lm_settings::Rate;

/// A model whose further requests wait for their turn.
pub struct Limited {
    inner: Arc<dyn Lm>,
    turns: Semaphore,
}

impl Limited {
    /// Holds `inner` to its own [`Lm::concurrency`].
    pub fn new(inner: Arc<dyn Lm>) -> Self {
        let turns = Semaphore::new(inner.concurrency().clamp(1, Semaphore::MAX_PERMITS));
        Self { inner, turns }
    }
}

#[async_trait]
impl Lm for Limited {
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
        let _turn = self
            .turns
            .acquire()
            .await
            .map_err(|closed| LmError { kind: LmErrorKind::Failed, message: closed.to_string() })?;
        self.inner.complete(request).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use futures::future::join_all;

    use super::*;
    use crate::lm::testing::{Probe, request};

    #[tokio::test]
    async fn never_more_than_the_model_takes() {
        let probe = Arc::new(Probe::default());
        let limited = Limited::new(probe.clone());
        let requests: Vec<_> = (0..20).map(|n| request(&n.to_string())).collect();
        let replies = join_all(requests.iter().map(|one| limited.complete(one))).await;
        assert!(replies.iter().all(Result::is_ok));
        assert_eq!(probe.most_under_way.load(Ordering::SeqCst), 2);
    }
}
