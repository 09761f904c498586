//! Models that end with the program: after it is asked to stop no call starts
//! any more, and the calls under way get a moment.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use super::{Identity, Lm, LmError, LmErrorKind, LmReply, LmRequest};
use crate::model::lm_settings::Rate;

/// How long a call under way may still take after the shutdown began.
const CALL_GRACE: Duration = Duration::from_secs(2);

/// Says to all models that share it that the program ends. Clones are one.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    begun: CancellationToken,
    under_way: Arc<AtomicUsize>,
}

impl Shutdown {
    /// From now on no call starts.
    pub fn begin(&self) {
        self.begun.cancel();
    }

    pub fn has_begun(&self) -> bool {
        self.begun.is_cancelled()
    }

    /// Calls that a model has not answered yet.
    pub fn calls_under_way(&self) -> usize {
        self.under_way.load(Ordering::SeqCst)
    }

    /// # Errors
    /// After the shutdown began.
    pub(super) fn check(&self) -> Result<(), LmError> {
        if self.has_begun() { Err(stopping("no new model call is made")) } else { Ok(()) }
    }

    /// Resolves `grace` after the shutdown began.
    async fn over_after(&self, grace: Duration) {
        self.begun.cancelled().await;
        tokio::time::sleep(grace).await;
    }
}

fn stopping(what: &str) -> LmError {
    LmError { kind: LmErrorKind::Stopping, message: format!("the server is stopping: {what}") }
}

/// A model whose calls end with the program. It stands below whatever makes
/// calls wait for their turn, because a call that waits is not under way.
pub struct Stoppable {
    inner: Arc<dyn Lm>,
    shutdown: Shutdown,
    grace: Duration,
}

impl Stoppable {
    pub fn new(inner: Arc<dyn Lm>, shutdown: Shutdown) -> Self {
        Self { inner, shutdown, grace: CALL_GRACE }
    }

    /// The same with another time for calls under way.
    #[must_use]
    pub fn with_grace(self, grace: Duration) -> Self {
        Self { grace, ..self }
    }
}

/// A call under way, for as long as it lives.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn one(calls: &'a AtomicUsize) -> Self {
        calls.fetch_add(1, Ordering::SeqCst);
        Self(calls)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[async_trait]
impl Lm for Stoppable {
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
        let _counted = Counted::one(&self.shutdown.under_way);
        // Looked at after the call was counted, so that none slips through.
        self.shutdown.check()?;
        tokio::select! {
            outcome = self.inner.complete(request) => outcome,
            () = self.shutdown.over_after(self.grace) => {
                Err(stopping("the model took too long to answer"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Notify;

    use super::*;
    use crate::lm::{
        Limited,
        testing::{Probe, request},
    };

    /// A model that is held back, with two turns.
    fn held(grace: Duration) -> (Arc<Probe>, Shutdown, Limited) {
        let probe = Arc::new(Probe { gate: Some(Notify::new()), ..Probe::default() });
        let shutdown = Shutdown::default();
        let stoppable = Stoppable::new(probe.clone(), shutdown.clone()).with_grace(grace);
        (probe, shutdown, Limited::new(Arc::new(stoppable)))
    }

    #[tokio::test]
    async fn calls_under_way_end_and_those_that_wait_for_a_turn_never_start() {
        let (probe, shutdown, lm) = held(CALL_GRACE);
        let requests: Vec<_> = (0..5).map(|n| request(&n.to_string())).collect();
        let mut all = Box::pin(futures::future::join_all(requests.iter().map(|r| lm.complete(r))));
        assert!(futures::poll!(&mut all).is_pending());
        assert_eq!(shutdown.calls_under_way(), 2);
        shutdown.begin();
        let gate = probe.gate.as_ref().unwrap();
        gate.notify_one();
        gate.notify_one();
        let outcomes = all.await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 2);
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert_eq!(error.kind, LmErrorKind::Stopping);
        }
        assert_eq!((probe.calls.load(Ordering::SeqCst), shutdown.calls_under_way()), (2, 0));
    }

    #[tokio::test]
    async fn a_call_that_does_not_end_is_given_up() {
        let (probe, shutdown, lm) = held(Duration::from_millis(1));
        let hanging = request("hanging");
        let mut call = Box::pin(lm.complete(&hanging));
        assert!(futures::poll!(&mut call).is_pending());
        shutdown.begin();
        assert_eq!(call.await.unwrap_err().kind, LmErrorKind::Stopping);
        assert_eq!(probe.calls.load(Ordering::SeqCst), 1);
    }
}
