//! A model whose calls are written down before they are made, and whose
//! answers are kept: work that was cut off goes on where it was, and its
//! totals are known also after a kill.

use std::sync::Arc;

use async_trait::async_trait;

use super::Failure;
use crate::{
    lm::{Cap, Identity, Limits, Lm, LmError, LmErrorKind, LmReply, LmRequest, Used, request_key},
    model::lm_settings::Rate,
    store::{Store, StoreError},
};

/// The model of one piece of work, held to the work's limits.
pub struct Journal {
    inner: Arc<dyn Lm>,
    store: Store,
    work_id: String,
    cap: Cap,
    /// Answers that other work has had do not count.
    fresh: bool,
}

impl Journal {
    /// Opens the journal of `work_id`. What it has used before counts.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open(
        inner: Arc<dyn Lm>,
        store: Store,
        work_id: String,
        limits: Limits,
    ) -> Result<Self, Failure> {
        let mut used = Used::default();
        for call in store.lm_calls(&work_id).await? {
            used.add(&used_by(call.asks, call.answer.as_deref()));
        }
        Ok(Self { inner, store, work_id, cap: Cap::new(limits, used), fresh: false })
    }

    /// The same for work that asks the model whatever is kept.
    #[must_use]
    pub fn afresh(self) -> Self {
        Self { fresh: true, ..self }
    }

    /// The kept answer to a request. One that this very work has asked for is
    /// its own call, whenever that was; one of other work is a saved call.
    async fn kept(&self, key: &str) -> Result<Option<LmReply>, StoreError> {
        let Some(json) = self.store.lm_answer(key).await? else { return Ok(None) };
        let Ok(reply) = serde_json::from_str::<LmReply>(&json) else { return Ok(None) };
        let from_cache = !self.store.has_lm_call(&self.work_id, key).await?;
        if from_cache && self.fresh {
            self.store.forget_lm_answer(key).await?;
            return Ok(None);
        }
        Ok(Some(LmReply { from_cache, ..reply }))
    }
}

/// What a request has used that was sent `asks` times. How many tokens a call
/// took whose answer never came, nobody knows; it counts as a call.
fn used_by(asks: u64, answer: Option<&str>) -> Used {
    let reply = answer.and_then(|json| serde_json::from_str::<LmReply>(json).ok());
    let each = reply.map_or_else(Used::default, |reply| Used::of(&reply, Used::default()));
    Used {
        calls: asks,
        tokens: each.tokens.saturating_mul(asks),
        spend_usd: each.spend_usd * asks as f64,
    }
}

fn failed(error: StoreError) -> LmError {
    let message = format!("the journal of calls: {error}");
    LmError { kind: LmErrorKind::Failed, message }
}

#[async_trait]
impl Lm for Journal {
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

    /// A call is written down before it waits for its turn at the model, so
    /// that no turn is spent on that. After a kill those that were waiting
    /// count as well: limits hold, if anything, too early.
    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        let key = request_key(&self.identity(request), request, 0);
        if let Some(reply) = self.kept(&key).await.map_err(failed)? {
            return Ok(reply);
        }
        let worst = Used::at_most(request, self.rate(request));
        let reservation = self.cap.reserve(worst).await?;
        self.store.note_lm_call(&self.work_id, &key).await.map_err(failed)?;
        let outcome = self.inner.complete(request).await;
        match outcome {
            Ok(reply) => {
                reservation.settle(Used::of(&reply, worst));
                let json = serde_json::to_string(&reply).expect("replies serialize to JSON");
                let row = request.row.as_ref();
                self.store.keep_lm_answer(&key, &json, row).await.map_err(failed)?;
                Ok(reply)
            }
            Err(error) => {
                reservation.settle(Used { calls: 1, ..Used::default() });
                Err(error)
            }
        }
    }
}
