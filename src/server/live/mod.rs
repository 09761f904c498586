//! Predictions of applications: from a signature's id and an input to an output
//! that fits its schema, or a typed error. Both endpoints, our own and the one
//! that speaks the OpenAI protocol, translate to [`predict`] and back.
//!
//! What a signature runs stands in memory ([`snapshot`]), and its receipt goes to
//! the store's one writer. Only who asks with a key is looked up on the way, so
//! that one that was revoked ends at once.

mod flights;
mod metrics;
pub mod offline;
mod overheard;
mod predict;
mod preview;
mod sink;
mod snapshot;
mod watched;

use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{App, Failure};
use crate::{api::error::Code, model::serve::ServeSettings};

pub use flights::Flights;
use metrics::{Gauges, Metrics};
pub use predict::{Answered, Joining, Wanted, predict};
pub use preview::{preview, template};
use snapshot::Snapshots;

/// What live predictions share.
pub struct Live {
    pub settings: ServeSettings,
    snapshots: Snapshots,
    flights: Flights,
    turns: Arc<Semaphore>,
    most_turns: usize,
    metrics: Metrics,
}

impl Live {
    /// `concurrency` is how many requests the model takes at once.
    pub fn new(settings: ServeSettings, concurrency: usize) -> Self {
        let in_flight = match settings.in_flight {
            0 => concurrency.saturating_mul(4).max(64),
            chosen => chosen,
        };
        let most_turns = in_flight.min(Semaphore::MAX_PERMITS);
        Self {
            settings,
            snapshots: Snapshots::default(),
            flights: Flights::default(),
            turns: Arc::new(Semaphore::new(most_turns)),
            most_turns,
            metrics: Metrics::default(),
        }
    }

    /// What was counted, as Prometheus reads it.
    pub fn metrics_text(&self, app: &App) -> String {
        self.metrics.text(&Gauges {
            in_flight: self.most_turns - self.turns.available_permits(),
            waiting_receipts: app.store.waiting_receipts(),
            lost_receipts: app.store.lost_receipts(),
            live: self.snapshots.active(),
        })
    }

    /// Deletes content that was kept long enough.
    pub async fn sweep(&self, app: &App) {
        let days = i64::from(self.settings.content.retention_days);
        if days == 0 {
            return;
        }
        let before_ms = app.clock.now_ms() - days * 86_400_000;
        match app.store.sweep_content(before_ms).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, days, "kept inputs and outputs were deleted"),
            Err(error) => tracing::warn!(%error, "kept inputs and outputs could not be deleted"),
        }
    }

    /// Whether a prediction would get its turn at once.
    pub fn has_room(&self) -> bool {
        self.turns.available_permits() > 0
    }

    /// Waits for a turn, but not for long.
    ///
    /// # Errors
    /// When too many predictions are under way.
    async fn turn(&self) -> Result<OwnedSemaphorePermit, Failure> {
        let turn = Arc::clone(&self.turns).acquire_owned();
        let waited = tokio::time::timeout(Duration::from_millis(self.settings.queue_ms), turn);
        match waited.await {
            Ok(turn) => Ok(turn.expect("the semaphore is never closed")),
            Err(_) => Err(Failure::new(
                Code::Overloaded,
                "too many predictions are under way; nothing was asked, send it again later",
            )),
        }
    }
}
