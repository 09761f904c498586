//! How often a key may ask. It may spend a whole unit's requests at once; they
//! come back evenly over the unit, as a bucket of tokens fills.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use crate::{api::error::Code, model::rate::Rate, server::Failure};

const MICROSECONDS: i64 = 1_000_000;

/// Until when the requests of a key are spent, in microseconds of the clock.
#[derive(Debug, Default)]
pub struct Spent(AtomicI64);

impl Spent {
    /// Takes one request.
    ///
    /// # Errors
    /// The seconds after which there is one, when there is none now.
    fn take(&self, rate: Rate, now_ms: i64) -> Result<(), u64> {
        let unit = i64::from(rate.seconds()) * MICROSECONDS;
        let one = unit / i64::from(rate.requests());
        let now = now_ms.saturating_mul(1_000);
        // More than a unit ahead is a clock that went back.
        let after = |until: i64| if until > now + unit { now } else { until.max(now) } + one;
        let taken = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |until| {
            Some(after(until)).filter(|after| after - now <= unit)
        });
        taken.map(drop).map_err(|until| {
            let rest = after(until) - now - unit;
            rest.unsigned_abs().div_ceil(MICROSECONDS.unsigned_abs())
        })
    }
}

/// A key's rate with what is spent of it.
#[derive(Clone, Debug)]
pub struct Pace {
    pub rate: Rate,
    pub spent: Arc<Spent>,
}

impl Pace {
    /// Counts a request of the key of that name.
    ///
    /// # Errors
    /// When it has asked as often as it may.
    pub fn count(&self, name: &str, now_ms: i64) -> Result<(), Failure> {
        self.spent.take(self.rate, now_ms).map_err(|seconds| {
            let message =
                format!("the key {name} is limited to {}; retry in {seconds} s", self.rate);
            let failure = Failure::new(Code::RateLimited, message);
            Failure { retry_after: Some(seconds), ..failure }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_spent_at_once_and_comes_back_evenly() {
        let spent = Spent::default();
        let rate: Rate = "6/min".parse().unwrap();
        let now = 1_700_000_000_000;
        let take = |ms: i64| spent.take(rate, now + ms);
        for _ in 0..6 {
            assert_eq!(take(0), Ok(()));
        }
        assert_eq!(take(0), Err(10));
        assert_eq!(take(9_001), Err(1), "what is refused costs nothing");
        assert_eq!(take(10_000), Ok(()));
        assert_eq!(take(10_001), Err(10));
        // A clock that went back stops nobody for longer than a unit.
        assert_eq!(take(-600_000), Ok(()));
    }

    #[test]
    fn no_unit_and_a_bit_has_more_than_two_units() {
        for text in ["7/s", "7/min", "1000000/s", "1000000/min", "1/h"] {
            let (spent, rate): (_, Rate) = (Spent::default(), text.parse().unwrap());
            let unit = i64::from(rate.seconds()) * 1_000;
            let mut taken = 0;
            for step in 0..=100 {
                while spent.take(rate, unit * step / 100).is_ok() {
                    taken += 1;
                }
            }
            let most = i64::from(rate.requests()) * 2;
            assert!(taken <= most + 1 && taken >= most - 1, "{text}: {taken}");
        }
    }
}
