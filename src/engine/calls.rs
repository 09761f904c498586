//! What model calls cost, counted where they are made.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use crate::{
    lm::{Identity, Lm, LmError, LmReply, LmRequest},
    model::{lm_settings::Rate, receipt::Cost},
};

/// A model that counts what is asked of it.
pub(crate) struct Metered<'a> {
    lm: &'a dyn Lm,
    bill: Mutex<Bill>,
}

/// What was counted.
#[derive(Clone, Copy, Default)]
pub(crate) struct Bill {
    pub(crate) cost: Cost,
    /// The same, as if no answer had been kept from earlier: it does not depend
    /// on who asked first.
    pub(crate) asked: Cost,
    /// How long all the answers took, those of earlier calls, too; `None` when
    /// no answer has told.
    pub(crate) model_ms: Option<u64>,
    /// When the newest answer came, milliseconds since the epoch.
    pub(crate) newest_ms: Option<i64>,
}

impl Bill {
    fn add(&mut self, outcome: &Result<LmReply, LmError>) {
        self.cost.add(&cost_of(outcome));
        self.asked.add(&asked_of(outcome));
        if let Ok(reply) = outcome {
            let took = reply.duration_ms;
            self.model_ms = took.map(|ms| self.model_ms.unwrap_or(0) + ms).or(self.model_ms);
            self.newest_ms = self.newest_ms.max(reply.answered_at_ms);
        }
    }
}

impl<'a> Metered<'a> {
    pub(crate) fn new(lm: &'a dyn Lm) -> Self {
        Self { lm, bill: Mutex::default() }
    }

    /// What was counted so far.
    pub(crate) fn bill(&self) -> Bill {
        *self.counted()
    }

    fn counted(&self) -> MutexGuard<'_, Bill> {
        self.bill.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Lm for Metered<'_> {
    fn label(&self) -> String {
        self.lm.label()
    }

    fn concurrency(&self) -> usize {
        self.lm.concurrency()
    }

    fn identity(&self, request: &LmRequest) -> Identity {
        self.lm.identity(request)
    }

    fn rate(&self, request: &LmRequest) -> Option<Rate> {
        self.lm.rate(request)
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        let outcome = self.lm.complete(request).await;
        self.counted().add(&outcome);
        outcome
    }
}

/// What the call costs where no answer is kept. One that failed may have
/// reached the model, so it counts; one that a replay does not hold, or that
/// the budget did not bear, reached nobody.
fn asked_of(outcome: &Result<LmReply, LmError>) -> Cost {
    match outcome {
        Ok(reply) => Cost {
            lm_calls: 1,
            prompt_tokens: reply.usage.and_then(|usage| usage.prompt_tokens),
            completion_tokens: reply.usage.and_then(|usage| usage.completion_tokens),
            cached_prompt_tokens: reply.usage.and_then(|usage| usage.cached_prompt_tokens),
            spend_usd: reply.spend_usd,
            duration_ms: reply.duration_ms.unwrap_or_default(),
            ..Cost::default()
        },
        Err(error) if error.kind.was_not_asked() => Cost::default(),
        Err(_) => Cost { lm_calls: 1, ..Cost::default() },
    }
}

/// What the call cost now.
fn cost_of(outcome: &Result<LmReply, LmError>) -> Cost {
    match outcome {
        Ok(reply) if reply.from_cache => Cost { cache_hits: 1, ..Cost::default() },
        outcome => asked_of(outcome),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lm::LmErrorKind, model::receipt::Usage};

    #[test]
    fn answers_from_a_cache_are_no_calls_and_cost_nothing() {
        let usage = Usage { prompt_tokens: Some(5), ..Usage::default() };
        let reply = LmReply { usage: Some(usage), spend_usd: Some(0.5), ..LmReply::default() };
        let failed = |kind| Err(LmError { kind, message: String::new() });
        let mut bill = Bill::default();
        bill.add(&Ok(reply.clone()));
        bill.add(&Ok(LmReply { from_cache: true, ..reply }));
        bill.add(&failed(LmErrorKind::Timeout));
        bill.add(&failed(LmErrorKind::NotRecorded));
        let paid = Cost {
            lm_calls: 2,
            cache_hits: 1,
            prompt_tokens: Some(5),
            spend_usd: Some(0.5),
            ..Cost::default()
        };
        assert_eq!(bill.cost, paid);
        let asked =
            Cost { lm_calls: 3, prompt_tokens: Some(10), spend_usd: Some(1.0), ..Cost::default() };
        assert_eq!(bill.asked, asked);
    }
}
