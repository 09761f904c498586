//! Predictions of applications: from a signature's id and an input to an output
//! that fits its schema, or a typed error. Both endpoints, our own and the one
//! that speaks the OpenAI protocol, translate to [`predict`] and back.
//!
//! Nothing is read from the database on the way: what a signature runs stands
//! in memory ([`snapshot`]), and its receipt goes to the store's one writer.

mod flights;
mod predict;
mod sink;
mod snapshot;
mod watched;

use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Failure;
use crate::{api::error::Code, model::serve::ServeSettings};

pub use flights::Flights;
pub use predict::{Answered, Joining, Wanted, predict};
use snapshot::Snapshots;

/// What live predictions share.
pub struct Live {
    pub settings: ServeSettings,
    snapshots: Snapshots,
    flights: Flights,
    turns: Arc<Semaphore>,
}

impl Live {
    /// `concurrency` is how many requests the model takes at once.
    pub fn new(settings: ServeSettings, concurrency: usize) -> Self {
        let in_flight = match settings.in_flight {
            0 => concurrency.saturating_mul(4).max(64),
            chosen => chosen,
        };
        let turns = Arc::new(Semaphore::new(in_flight.min(Semaphore::MAX_PERMITS)));
        Self { settings, snapshots: Snapshots::default(), flights: Flights::default(), turns }
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
