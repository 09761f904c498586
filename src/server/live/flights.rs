//! Requests that are the same one: sent again while the first is under way, or
//! soon after it was answered.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, Instant},
};

use futures::future::{BoxFuture, Shared};
use tokio_util::sync::DropGuard;

use super::predict::Answered;
use crate::server::Failure;

/// How long an answer is remembered, and how many.
const REMEMBERED: Duration = Duration::from_secs(120);
const MOST: usize = 4_096;

pub type Outcome = Result<Arc<Answered>, Failure>;

/// A prediction under way or answered, for all who wait for it.
#[derive(Clone)]
pub struct Flight {
    pub outcome: Shared<BoxFuture<'static, Outcome>>,
    /// What was asked; another question under the same key is another one.
    pub asks: [u8; 32],
    /// The model call ends when the last who waits lets go of this.
    interest: Weak<DropGuard>,
}

impl Flight {
    pub fn new(
        outcome: Shared<BoxFuture<'static, Outcome>>,
        asks: [u8; 32],
        interest: &Arc<DropGuard>,
    ) -> Self {
        Self { outcome, asks, interest: Arc::downgrade(interest) }
    }
}

/// What there is under a key.
pub enum Found {
    /// It is answered, or under way with others waiting for it.
    Same(Flight, Option<Arc<DropGuard>>),
    /// The key was used for another question.
    Other,
    /// Nothing, or something that is being given up.
    Nothing,
}

/// Flights by key, the newest so many.
#[derive(Default)]
pub struct Flights(Mutex<Board>);

#[derive(Default)]
struct Board {
    flights: HashMap<String, (Instant, Flight)>,
    order: VecDeque<(Instant, String)>,
}

impl Flights {
    /// Joins the flight of that key, or starts one. Both under one lock, so
    /// that of two equal requests at once only one asks the model.
    pub fn join(&self, key: &str, asks: [u8; 32], start: impl FnOnce() -> Flight) -> Found {
        let mut board = self.board();
        let found = match board.flights.get(key) {
            Some((_, flight)) if flight.asks != asks => return Found::Other,
            Some((_, flight)) => match (flight.outcome.peek(), flight.interest.upgrade()) {
                // It is being given up, or nothing was asked.
                (None, None) | (Some(Err(_)), _) => Found::Nothing,
                (_, interest) => Found::Same(flight.clone(), interest),
            },
            None => Found::Nothing,
        };
        if matches!(found, Found::Nothing) {
            board.insert(key, start());
        }
        found
    }

    /// Remembers a flight, in place of an earlier one of that key.
    pub fn remember(&self, key: &str, flight: Flight) {
        self.board().insert(key, flight);
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Board {
    fn insert(&mut self, key: &str, flight: Flight) {
        let now = Instant::now();
        self.flights.insert(key.to_owned(), (now, flight));
        self.order.push_back((now, key.to_owned()));
        self.forget_old();
    }

    fn forget_old(&mut self) {
        while let Some((since, key)) = self.order.front() {
            if since.elapsed() < REMEMBERED && self.order.len() <= MOST {
                break;
            }
            // A later flight of the key has its own turn.
            if self.flights.get(key).is_some_and(|(at, _)| at == since) {
                self.flights.remove(key);
            }
            self.order.pop_front();
        }
    }
}
