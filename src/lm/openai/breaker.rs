//! A dead endpoint fails at once, also for those who have not tried it yet.
//!
//! All calls to an endpoint share its breaker. Refused connections in a row
//! open it: then nobody waits for an endpoint that is not there. Now and then
//! one call is let through; an answer of any kind closes it again. Answers
//! that ask for patience (429, 5xx) and slow ones are none of its business.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Refusals in a row that open it, if they are spread over [`FIRST_LOOK`]: an
/// endpoint that restarts refuses as well, and many calls at once learn so
/// together.
const REFUSALS: u32 = 3;
const FIRST_LOOK: Duration = Duration::from_secs(2);
/// However few refusals there were: connections that nobody answers take long.
const LONGEST_LOOK: Duration = Duration::from_secs(6);
/// How long it stays open before one call may try.
const COOL_DOWN: Duration = Duration::from_secs(5);

#[derive(Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Clone, Default)]
enum State {
    #[default]
    Closed,
    /// Refused since then, that many times.
    Refused { since: Instant, times: u32 },
    /// Nobody may try before then.
    Open { until: Instant, times: u32, why: String },
}

impl Breaker {
    /// Why a call must not be tried, where it must not. After a while one caller
    /// is let through.
    pub(super) fn open(&self, now: Instant) -> Option<String> {
        match &mut *self.state() {
            State::Open { until, times, why } if now < *until => {
                Some(format!("{why}, {times} times in a row"))
            }
            State::Open { until, .. } => {
                *until = now + COOL_DOWN;
                None
            }
            State::Closed | State::Refused { .. } => None,
        }
    }

    /// A connection that was asked for at `began` was not made. Returns whether
    /// the breaker is open now.
    pub(super) fn refused(&self, began: Instant, now: Instant, why: &str) -> bool {
        let mut state = self.state();
        let (since, times) = match &mut *state {
            State::Closed => (began, 1),
            State::Refused { since, times } => (began.min(*since), *times + 1),
            State::Open { until, times, .. } => {
                *until = now + COOL_DOWN;
                *times += 1;
                return true;
            }
        };
        let looked = now.saturating_duration_since(since);
        let opens = (times >= REFUSALS && looked >= FIRST_LOOK) || looked >= LONGEST_LOOK;
        *state = if opens {
            State::Open { until: now + COOL_DOWN, times, why: why.to_owned() }
        } else {
            State::Refused { since, times }
        };
        opens
    }

    /// The endpoint is there.
    pub(super) fn reached(&self) {
        *self.state() = State::Closed;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Refuses at each of `seconds`; gives what the breaker said.
    fn refuse(breaker: &Breaker, start: Instant, seconds: &[f64]) -> Vec<bool> {
        let at = |seconds: &f64| start + Duration::from_secs_f64(*seconds);
        seconds.iter().map(|seconds| breaker.refused(at(seconds), at(seconds), "no")).collect()
    }

    #[test]
    fn refusals_in_a_row_open_it_but_not_those_of_one_moment() {
        let (breaker, start) = (Breaker::default(), Instant::now());
        assert_eq!(refuse(&breaker, start, &[0.0; 8]), [false; 8]);
        assert_eq!(refuse(&breaker, start, &[0.5, 1.5]), [false; 2]);
        assert_eq!(breaker.open(start + Duration::from_secs(1)), None);
        assert_eq!(refuse(&breaker, start, &[2.0]), [true]);
        assert_eq!(
            breaker.open(start + Duration::from_secs(3)),
            Some("no, 11 times in a row".to_owned())
        );
    }

    #[test]
    fn an_answer_between_them_starts_the_count_anew() {
        let (breaker, start) = (Breaker::default(), Instant::now());
        refuse(&breaker, start, &[0.0, 1.0]);
        breaker.reached();
        assert_eq!(refuse(&breaker, start, &[2.0, 2.5]), [false; 2]);
        assert_eq!(refuse(&breaker, start, &[4.0]), [true]);
    }

    #[test]
    fn one_caller_tries_after_a_while_and_closes_it_again() {
        let (breaker, start) = (Breaker::default(), Instant::now());
        refuse(&breaker, start, &[0.0, 1.0, 2.0]);
        let later = start + Duration::from_secs(8);
        assert_eq!(breaker.open(later), None);
        let others = breaker.open(later);
        assert_eq!(
            others.as_deref(),
            Some("no, 3 times in a row"),
            "the others do not wait for that one"
        );
        assert!(breaker.refused(later, later, "no"));
        assert!(breaker.open(later + Duration::from_secs(1)).is_some());
        breaker.reached();
        assert_eq!(breaker.open(later + Duration::from_secs(1)), None);
    }

    #[test]
    fn connections_that_nobody_answers_need_not_be_many() {
        let (breaker, start) = (Breaker::default(), Instant::now());
        let after = |seconds| start + Duration::from_secs(seconds);
        assert!(!breaker.refused(start, after(4), "no"));
        assert!(breaker.refused(after(5), after(9), "no"));
    }
}
