//! Equal requests are asked once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use futures::{
    FutureExt,
    future::{BoxFuture, Shared, WeakShared},
};

use super::{Identity, Lm, LmError, LmReply, LmRequest, request_key};
use crate::model::lm_settings::Rate;

type Flight = Shared<BoxFuture<'static, Result<LmReply, LmError>>>;

enum Slot {
    /// Somebody is waiting for the answer. When nobody is any more, the call
    /// is gone, too.
    Asked(WeakShared<BoxFuture<'static, Result<LmReply, LmError>>>),
    Answered(LmReply),
}

/// A model that is asked each request once, for as long as this value lives.
/// Equal requests at the same time share one call; a failure reaches all who
/// wait for it and is then forgotten.
pub struct Once {
    inner: Arc<dyn Lm>,
    slots: Mutex<HashMap<String, Slot>>,
}

impl Once {
    pub fn new(inner: Arc<dyn Lm>) -> Self {
        Self { inner, slots: Mutex::default() }
    }

    fn slots(&self) -> MutexGuard<'_, HashMap<String, Slot>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The kept answer, else the call to wait for and whether it is new.
    fn look_up(&self, key: &str, request: &LmRequest) -> Result<LmReply, (Flight, bool)> {
        let mut slots = self.slots();
        match slots.get(key) {
            Some(Slot::Answered(reply)) => return Ok(reply.clone()),
            Some(Slot::Asked(flight)) => {
                if let Some(flight) = flight.upgrade() {
                    return Err((flight, false));
                }
            }
            None => {}
        }
        let (inner, request) = (self.inner.clone(), request.clone());
        // The call is a task of its own: whoever waits for it may be busy with
        // other work, and the model's next turn must not wait for that.
        let (call, answer) = async move { inner.complete(&request).await }.remote_handle();
        tokio::spawn(call);
        let flight = answer.boxed().shared();
        if let Some(weak) = flight.downgrade() {
            slots.insert(key.to_owned(), Slot::Asked(weak));
        }
        Err((flight, true))
    }

    fn settle(&self, key: String, outcome: &Result<LmReply, LmError>) {
        let mut slots = self.slots();
        match outcome {
            Ok(reply) => {
                slots.insert(key, Slot::Answered(reply.clone()));
            }
            // A later call for the same request may be under way already.
            Err(_) => {
                let gone = match slots.get(&key) {
                    Some(Slot::Asked(flight)) => {
                        flight.upgrade().is_none_or(|flight| flight.peek().is_some())
                    }
                    _ => false,
                };
                if gone {
                    slots.remove(&key);
                }
            }
        }
    }
}

#[async_trait]
impl Lm for Once {
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

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        let key = request_key(&self.identity(request), request, 0);
        match self.look_up(&key, request) {
            Ok(reply) => Ok(LmReply { from_cache: true, ..reply }),
            Err((flight, true)) => {
                let outcome = flight.await;
                self.settle(key, &outcome);
                outcome
            }
            Err((flight, false)) => {
                let outcome = flight.await;
                // Whoever asked first may have given up waiting.
                self.settle(key, &outcome);
                outcome.map(|reply| LmReply { from_cache: true, ..reply })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use futures::future::join_all;

    use super::*;
    use crate::lm::testing::{Probe, request};

    fn once() -> (Arc<Probe>, Once) {
        let probe = Arc::new(Probe::default());
        (probe.clone(), Once::new(probe))
    }

    #[tokio::test]
    async fn equal_requests_share_one_call_and_its_answer() {
        let (probe, once) = once();
        let same = request("same");
        let replies = join_all((0..5).map(|_| once.complete(&same))).await;
        let fresh = replies.iter().filter(|reply| !reply.as_ref().unwrap().from_cache).count();
        assert_eq!((probe.calls.load(Ordering::SeqCst), fresh), (1, 1));
        assert!(once.complete(&same).await.unwrap().from_cache);
        assert!(!once.complete(&request("other")).await.unwrap().from_cache);
        let warmer = LmRequest { temperature: Some(1.0), ..same };
        assert!(!once.complete(&warmer).await.unwrap().from_cache);
        assert_eq!(probe.calls.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn a_failure_is_shared_and_forgotten() {
        let gate = Some(tokio::sync::Notify::new());
        let probe = Arc::new(Probe { gate, ..Probe::default() });
        let once = Once::new(probe.clone());
        let doomed = request("fail");
        let all = join_all((0..3).map(|_| once.complete(&doomed)));
        let open = async { probe.gate.as_ref().unwrap().notify_one() };
        let (outcomes, ()) = futures::join!(all, open);
        assert!(outcomes.iter().all(|outcome| outcome == &outcomes[0]));
        probe.gate.as_ref().unwrap().notify_one();
        assert!(once.complete(&doomed).await.is_err());
        assert_eq!(probe.calls.load(Ordering::SeqCst), 2);
        assert!(once.slots().is_empty());
    }

    #[tokio::test]
    async fn a_call_that_nobody_waits_for_is_asked_anew() {
        let gate = Some(tokio::sync::Notify::new());
        let probe = Arc::new(Probe { gate, ..Probe::default() });
        let once = Once::new(probe.clone());
        let same = request("same");
        let mut given_up = once.complete(&same);
        assert!((&mut given_up).now_or_never().is_none());
        tokio::task::yield_now().await;
        drop(given_up);
        probe.gate.as_ref().unwrap().notify_one();
        assert_eq!(once.complete(&same).await.unwrap().text, "answer 2");
    }
}
