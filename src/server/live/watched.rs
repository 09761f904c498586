//! The model as one prediction asks it: no longer than somebody waits.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use async_trait::async_trait;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::{
    lm::{Identity, Lm, LmError, LmErrorKind, LmReply, LmRequest},
    model::lm_settings::Rate,
};

/// Ends calls when the client has left or its time is over, and measures them.
pub struct Watched<'a> {
    lm: &'a dyn Lm,
    left: &'a CancellationToken,
    deadline: Option<Instant>,
    micros: AtomicU64,
}

impl<'a> Watched<'a> {
    pub fn new(lm: &'a dyn Lm, left: &'a CancellationToken, deadline: Option<Instant>) -> Self {
        Self { lm, left, deadline, micros: AtomicU64::new(0) }
    }

    /// How long the calls took together.
    pub fn spent(&self) -> Duration {
        Duration::from_micros(self.micros.load(Ordering::Relaxed))
    }

    async fn until_deadline(&self) {
        match self.deadline {
            Some(deadline) => tokio::time::sleep_until(deadline).await,
            None => std::future::pending().await,
        }
    }
}

#[async_trait]
impl Lm for Watched<'_> {
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
        let failed = |kind, message: &str| Err(LmError { kind, message: message.to_owned() });
        let started = Instant::now();
        let outcome = tokio::select! {
            biased;
            () = self.left.cancelled() => {
                failed(LmErrorKind::Cancelled, "cancelled: the client left before the model answered")
            }
            outcome = self.lm.complete(request) => outcome,
            () = self.until_deadline() => {
                failed(LmErrorKind::Timeout, "the model did not answer within the request's timeoutMs")
            }
        };
        self.micros.fetch_add(started.elapsed().as_micros() as u64, Ordering::Relaxed);
        outcome
    }
}
