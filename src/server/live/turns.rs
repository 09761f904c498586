//! Turns of predictions: so many at once and a short line behind them. Whoever
//! would stand in it for too long is told at once, so that an overload delays
//! neither those who are taken nor the answer to the others.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout},
};

use crate::api::error::Code;
use crate::server::Failure;

pub struct Turns {
    free: Arc<Semaphore>,
    most: usize,
    /// The longest that somebody stands in the line.
    patience: Duration,
    waiting: AtomicUsize,
    begun: Mutex<Begun>,
}

/// The turns under way.
#[derive(Default)]
struct Begun {
    next_id: u64,
    /// Oldest first.
    since: BTreeSet<(Instant, u64)>,
    /// How long a turn takes lately; nothing until one has ended.
    usual: Duration,
}

/// How many turns weigh as much as all before them.
const MEMORY: u32 = 8;

/// What of the patience is kept for turns that take longer than usual.
const MARGIN: u32 = 5;

impl Turns {
    pub fn new(most: usize, patience: Duration) -> Arc<Self> {
        let most = most.clamp(1, Semaphore::MAX_PERMITS);
        Arc::new(Self {
            free: Arc::new(Semaphore::new(most)),
            most,
            patience,
            waiting: AtomicUsize::new(0),
            begun: Mutex::default(),
        })
    }

    pub fn under_way(&self) -> usize {
        self.most - self.free.available_permits()
    }

    pub fn has_room(&self) -> bool {
        self.free.available_permits() > 0
    }

    /// Waits for a turn, but not for long.
    ///
    /// # Errors
    /// When too many predictions are under way.
    pub async fn take(self: &Arc<Self>) -> Result<Turn, Failure> {
        if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
            return Ok(self.begin(permit));
        }
        let place = Place::behind(self);
        if self.expected_wait(place.ahead) > self.patience - self.patience / MARGIN {
            return Err(overloaded());
        }
        match timeout(self.patience, Arc::clone(&self.free).acquire_owned()).await {
            Ok(permit) => Ok(self.begin(permit.expect("the semaphore is never closed"))),
            Err(_) => Err(overloaded()),
        }
    }

    fn begin(self: &Arc<Self>, permit: OwnedSemaphorePermit) -> Turn {
        let mut begun = self.begun();
        let turn = (Instant::now(), begun.next_id);
        begun.next_id += 1;
        begun.since.insert(turn);
        drop(begun);
        Turn { turns: Arc::clone(self), since: turn, _permit: permit }
    }

    /// The first of the line has the turn that ends first, the second the next
    /// one, and so on; behind as many as there are turns it takes a round more.
    fn expected_wait(&self, ahead: usize) -> Duration {
        let begun = self.begun();
        let under_way = begun.since.len().max(1);
        let (rounds, place) = (ahead / under_way, ahead % under_way);
        let Some((since, _)) = begun.since.iter().nth(place) else { return Duration::ZERO };
        let rest = begun.usual.saturating_sub(since.elapsed());
        rest + begun.usual.saturating_mul(u32::try_from(rounds).unwrap_or(u32::MAX))
    }

    fn end(&self, turn: &(Instant, u64)) {
        let took = turn.0.elapsed();
        let mut begun = self.begun();
        begun.since.remove(turn);
        begun.usual = match begun.usual {
            Duration::ZERO => took,
            usual => (usual * (MEMORY - 1) + took) / MEMORY,
        };
    }

    fn begun(&self) -> MutexGuard<'_, Begun> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn overloaded() -> Failure {
    Failure::new(
        Code::Overloaded,
        "too many predictions are under way; nothing was asked, send it again later",
    )
}

/// The turn of one prediction, which ends when dropped.
pub struct Turn {
    turns: Arc<Turns>,
    since: (Instant, u64),
    _permit: OwnedSemaphorePermit,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.end(&self.since);
    }
}

/// A place in the line, left when dropped.
struct Place<'a> {
    turns: &'a Turns,
    ahead: usize,
}

impl<'a> Place<'a> {
    fn behind(turns: &'a Turns) -> Self {
        Self { turns, ahead: turns.waiting.fetch_add(1, Relaxed) }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.turns.waiting.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use futures::{FutureExt, future::join_all};

    use super::*;

    /// Two turns at once, of ten minutes each, of which nobody waits for more
    /// than a quarter of an hour.
    fn busy() -> (Arc<Turns>, Vec<Turn>) {
        let turns = Turns::new(2, Duration::from_secs(900));
        turns.begun().usual = Duration::from_secs(600);
        let taken = (0..2).map(|_| turns.take().now_or_never().unwrap().ok().unwrap()).collect();
        (turns, taken)
    }

    #[tokio::test]
    async fn whoever_would_wait_too_long_is_told_at_once() {
        let (turns, mut taken) = busy();
        // Two have the turns that end next; the third would wait for theirs as well.
        let mut line = [Box::pin(turns.take()), Box::pin(turns.take())];
        assert!(line.iter_mut().all(|one| one.as_mut().now_or_never().is_none()));
        let third = turns.take().now_or_never().expect("it is told at once");
        assert_eq!(third.err().unwrap().code, Code::Overloaded);
        assert_eq!(turns.under_way(), 2);
        taken.pop();
        let [first, second] = line;
        drop(second);
        assert!(first.await.is_ok());
    }

    #[tokio::test]
    async fn who_leaves_the_line_makes_room_in_it() {
        let (turns, taken) = busy();
        for _ in 0..10 {
            let mut one = Box::pin(turns.take());
            assert!(
                one.as_mut().now_or_never().is_none(),
                "it waits in the place of the one before"
            );
        }
        drop(taken);
        assert_eq!((turns.under_way(), turns.begun().since.len()), (0, 0));
    }

    #[tokio::test]
    async fn a_burst_of_quick_ones_is_taken() {
        let turns = Turns::new(2, Duration::from_secs(60));
        let all = join_all((0..100).map(|_| async {
            let turn = turns.take().await?;
            tokio::task::yield_now().await;
            drop(turn);
            Ok::<_, Failure>(())
        }));
        assert!(all.await.into_iter().all(|one| one.is_ok()));
    }
}
