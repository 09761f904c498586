//! Whether what a signature runs has changed, or who may ask, without reading
//! either.
//!
//! Every change of a pointer, a canary or a key adds a link to the chain of histories
//! in the same transaction, so that the chain's last number tells of changes,
//! also of those of other processes.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use sqlx::{AnyConnection, query_as};

use super::{Store, error::Result};

/// How long a number that was read is taken for the present one.
const FRESH: Duration = Duration::from_millis(100);

/// The newest number that this process has seen.
#[derive(Default)]
pub(super) struct Generation(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    number: i64,
    verified: Option<Instant>,
    /// When this process last changed something itself.
    moved: Option<Instant>,
}

impl Generation {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fresh(&self) -> Option<i64> {
        let seen = self.seen();
        seen.verified.is_some_and(|at| at.elapsed() < FRESH).then_some(seen.number)
    }

    /// Takes a number that was asked for at `asked`; one from before a change
    /// of our own tells nothing.
    pub(super) fn note(&self, number: i64, asked: Instant) {
        let mut seen = self.seen();
        if seen.moved.is_none_or(|moved| asked > moved) {
            seen.number = seen.number.max(number);
            seen.verified = Some(asked);
        }
    }

    /// Something was changed just now.
    pub(super) fn moved(&self) {
        let mut seen = self.seen();
        seen.moved = Some(Instant::now());
        seen.verified = None;
    }
}

impl Store {
    /// A number that grows with every change of a pointer, a canary or a key. A change
    /// of this process shows at once, one of another within 100 ms.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn generation(&self) -> Result<i64> {
        if let Some(number) = self.generation.fresh() {
            return Ok(number);
        }
        let asked = Instant::now();
        let number = read(&mut *self.read().await?).await?;
        self.generation.note(number, asked);
        Ok(number)
    }
}

pub(super) async fn read(connection: &mut AnyConnection) -> Result<i64> {
    let (number,): (i64,) =
        query_as("SELECT COALESCE(MAX(seq), 0) FROM dseHistoryChain").fetch_one(connection).await?;
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_from_before_a_change_of_our_own_is_not_taken() {
        let generation = Generation::default();
        let before = Instant::now();
        generation.note(7, before);
        assert_eq!(generation.fresh(), Some(7));
        generation.moved();
        assert_eq!(generation.fresh(), None);
        generation.note(7, before);
        assert_eq!(generation.fresh(), None);
    }
}
