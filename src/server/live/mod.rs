//! Predictions of applications: from a signature's id and an input to an output
//! that fits its schema, or a typed error. Both endpoints, our own and the one
//! that speaks the OpenAI protocol, translate to [`predict`] and back.
//!
//! What a signature runs stands in memory ([`snapshot`]), as do the keys of those
//! who ask, and its receipt goes to the store's one writer.

mod flights;
mod metrics;
pub mod offline;
mod overheard;
mod predict;
mod preview;
mod sink;
mod snapshot;
mod turns;
mod watched;

use std::{sync::Arc, time::Duration};

use super::App;
use crate::model::serve::ServeSettings;

pub use flights::Flights;
use metrics::{Gauges, Metrics};
pub use predict::{Answered, Joining, Wanted, predict};
pub use preview::{preview, template};
use snapshot::Snapshots;
use turns::Turns;

/// What live predictions share.
pub struct Live {
    pub settings: ServeSettings,
    snapshots: Snapshots,
    flights: Flights,
    turns: Arc<Turns>,
    metrics: Metrics,
}

impl Live {
    /// `concurrency` is how many requests the model takes at once.
    pub fn new(settings: ServeSettings, concurrency: usize) -> Self {
        let in_flight = match settings.in_flight {
            0 => concurrency.saturating_mul(4).max(64),
            chosen => chosen,
        };
        let patience = Duration::from_millis(settings.queue_ms);
        Self {
            settings,
            snapshots: Snapshots::default(),
            flights: Flights::default(),
            turns: Turns::new(in_flight, patience),
            metrics: Metrics::default(),
        }
    }

    /// What was counted, as Prometheus reads it.
    pub fn metrics_text(&self, app: &App) -> String {
        self.metrics.text(&Gauges {
            in_flight: self.turns.under_way(),
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
        self.turns.has_room()
    }
}
