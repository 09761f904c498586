//! How much a piece of work may ask of its models, all roles together.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::{LmError, LmErrorKind, LmReply, LmRequest};
use crate::model::lm_settings::Rate;

/// Tokens of an answer whose request names no limit.
const ANSWER_TOKENS: u64 = 256;
/// Tokens that a message costs beside its text.
const TOKENS_A_MESSAGE: u64 = 8;

/// The most that may be used; what is absent has no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    pub calls: Option<u64>,
    /// Of prompts and answers together.
    pub tokens: Option<u64>,
    pub spend_usd: Option<f64>,
}

/// What was used.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    pub calls: u64,
    pub tokens: u64,
    pub spend_usd: f64,
}

impl Usage {
    /// What an answer used. Where it does not tell, it counts as `worst`.
    pub fn of(reply: &LmReply, worst: Self) -> Self {
        let told = reply.usage.and_then(|usage| usage.total_tokens);
        Self {
            calls: 1,
            tokens: told.unwrap_or(worst.tokens),
            spend_usd: reply.spend_usd.unwrap_or(worst.spend_usd),
        }
    }

    /// The most that a request can use: no text has more tokens than bytes.
    pub fn at_most(request: &LmRequest, rate: Option<Rate>) -> Self {
        let prompt: u64 = request
            .messages
            .iter()
            .map(|message| message.content.len() as u64 + TOKENS_A_MESSAGE)
            .sum();
        let answer = request.max_tokens.unwrap_or(ANSWER_TOKENS);
        let spend_usd = rate.map_or(0.0, |rate| rate.cost(prompt, answer));
        Self { calls: 1, tokens: prompt.saturating_add(answer), spend_usd }
    }

    pub fn add(&mut self, other: &Self) {
        self.calls = self.calls.saturating_add(other.calls);
        self.tokens = self.tokens.saturating_add(other.tokens);
        self.spend_usd += other.spend_usd;
    }

    /// Both together.
    fn and(mut self, other: &Self) -> Self {
        self.add(other);
        self
    }
}

/// Keeps what is used within its limits. Before a call the most that it can
/// use is set aside, so that calls at once do not go over together. A call for
/// which too little is left waits for those under way, which mostly use less
/// than what was set aside for them, and is refused when that cannot help.
#[derive(Clone, Default)]
pub struct Cap {
    limits: Limits,
    state: Arc<Mutex<State>>,
    /// Told when a call has ended.
    ended: Arc<Notify>,
}

#[derive(Default)]
struct State {
    used: Usage,
    set_aside: Usage,
}

impl Cap {
    /// A cap on work that has used some already.
    pub fn new(limits: Limits, used: Usage) -> Self {
        let state = State { used, ..State::default() };
        Self { limits, state: Arc::new(Mutex::new(state)), ended: Arc::default() }
    }

    /// What was used so far, by calls that have ended.
    pub fn used(&self) -> Usage {
        self.state().used
    }

    /// Sets aside what a call can use at most, as soon as the limits bear it.
    ///
    /// # Errors
    /// When they will not, however little the calls under way turn out to use.
    pub async fn reserve(&self, worst: Usage) -> Result<Reservation, LmError> {
        loop {
            // Made before the look at the state, so that it misses no end.
            let ended = self.ended.notified();
            if let Some(reservation) = self.try_reserve(worst)? {
                return Ok(reservation);
            }
            ended.await;
        }
    }

    /// `None` where calls under way may leave enough when they end.
    fn try_reserve(&self, worst: Usage) -> Result<Option<Reservation>, LmError> {
        let mut state = self.state();
        // A call under way counts as a call whatever it uses.
        let under_way = Usage { calls: state.set_aside.calls, ..Usage::default() };
        let least = state.used.and(&under_way).and(&worst);
        if let Some(limit) = self.limits.passed_by(&least) {
            let message = format!("{limit} is reached: the next call could go over it");
            return Err(LmError { kind: LmErrorKind::OutOfBudget, message });
        }
        if self.limits.passed_by(&state.used.and(&state.set_aside).and(&worst)).is_some() {
            return Ok(None);
        }
        state.set_aside.add(&worst);
        Ok(Some(Reservation { cap: self.clone(), worst, settled: false }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Limits {
    /// The first limit that `usage` is over, in words.
    fn passed_by(&self, usage: &Usage) -> Option<String> {
        if let Some(most) = self.calls.filter(|most| usage.calls > *most) {
            return Some(format!("the limit of {most} model calls"));
        }
        if let Some(most) = self.tokens.filter(|most| usage.tokens > *most) {
            return Some(format!("the limit of {most} tokens"));
        }
        let most = self.spend_usd.filter(|most| usage.spend_usd > *most)?;
        Some(format!("the limit of ${most}"))
    }
}

/// What is set aside for a call. One that is dropped before its answer came
/// counts as used: the model may have answered.
pub struct Reservation {
    cap: Cap,
    worst: Usage,
    settled: bool,
}

impl Reservation {
    /// The call ended and has used that much.
    pub fn settle(mut self, used: Usage) {
        self.end(used);
    }

    fn end(&mut self, used: Usage) {
        self.settled = true;
        let mut state = self.cap.state();
        state.used.add(&used);
        state.set_aside.calls -= self.worst.calls;
        state.set_aside.tokens -= self.worst.tokens;
        state.set_aside.spend_usd = (state.set_aside.spend_usd - self.worst.spend_usd).max(0.0);
        drop(state);
        self.cap.ended.notify_waiters();
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if !self.settled {
            self.end(self.worst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::testing::request;
    use crate::model::receipt;

    fn usage(calls: u64, tokens: u64, spend_usd: f64) -> Usage {
        Usage { calls, tokens, spend_usd }
    }

    #[tokio::test]
    async fn calls_at_once_do_not_go_over_together_and_leave_nothing_unused() {
        let cap = Cap::new(Limits { tokens: Some(100), ..Limits::default() }, usage(3, 10, 0.0));
        let first = cap.reserve(usage(1, 60, 0.0)).await.unwrap();
        let mut second = Box::pin(cap.reserve(usage(1, 60, 0.0)));
        assert!(futures::poll!(&mut second).is_pending());
        first.settle(usage(1, 5, 0.0));
        assert_eq!(cap.used(), usage(4, 15, 0.0));
        second.await.unwrap().settle(usage(1, 60, 0.0));
        let refused = cap.reserve(usage(1, 60, 0.0)).await.err().unwrap();
        assert_eq!(refused.kind, LmErrorKind::OutOfBudget);
        assert!(refused.message.contains("100 tokens"), "{}", refused.message);
    }

    #[tokio::test]
    async fn a_call_more_than_the_limit_does_not_wait_for_those_under_way() {
        let cap = Cap::new(Limits { calls: Some(1), ..Limits::default() }, Usage::default());
        let first = cap.reserve(usage(1, 7, 0.5)).await.unwrap();
        let refused = cap.reserve(usage(1, 0, 0.0)).await.err().unwrap();
        assert!(refused.message.contains("1 model calls"), "{}", refused.message);
        // A call that was given up counts as used.
        drop(first);
        assert_eq!(cap.used(), usage(1, 7, 0.5));
    }

    #[test]
    fn what_an_answer_does_not_tell_counts_at_its_most() {
        let rate = Rate { prompt: 1_000_000.0, completion: 2_000_000.0 };
        let worst = Usage::at_most(&request("four"), Some(rate));
        assert_eq!(worst, usage(1, 12 + 256, 12.0 + 512.0));
        assert_eq!(Usage::of(&LmReply::default(), worst), worst);
        let told = receipt::Usage { total_tokens: Some(9), ..receipt::Usage::default() };
        let reply = LmReply { usage: Some(told), spend_usd: Some(0.25), ..LmReply::default() };
        assert_eq!(Usage::of(&reply, worst), usage(1, 9, 0.25));
    }
}
