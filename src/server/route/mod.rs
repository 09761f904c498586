//! The handlers, a file a noun.

pub mod artifacts;
pub mod canary;
pub mod catalog;
pub mod compile;
pub mod eval;
pub mod examples;
pub mod exercise;
pub mod history;
pub mod judge;
pub mod keys;
pub mod leases;
pub mod metrics;
pub mod ops;
pub mod pages;
pub mod predict;
pub mod prompt;
pub mod receipts;
pub mod reports;
pub mod resolve;
pub mod rollout;
pub mod token;
pub mod trace;

mod gate;
mod leak;
mod run_log;

use crate::{model::canary::LONGEST_LEASE_MS, server::Failure};

/// A number within its bounds: the whole part, clamped; what is absent or not
/// finite is `default`.
fn bounded(given: Option<f64>, default: usize, min: usize, max: usize) -> usize {
    match given.filter(|number| number.is_finite()) {
        Some(number) => number.floor().clamp(min as f64, max as f64) as usize,
        None => default,
    }
}

/// The length of a lease, milliseconds.
fn lease(ms: f64) -> Result<i64, Failure> {
    if ms >= 1.0 {
        return Ok(ms.min(LONGEST_LEASE_MS as f64).floor() as i64);
    }
    Err(Failure::invalid("leaseMs must be at least 1 millisecond"))
}

/// The limit of a list: 0 to 200, 50 unless given.
fn list_limit(given: Option<f64>) -> usize {
    bounded(given, 50, 0, 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_floored_and_clamped() {
        assert_eq!(bounded(Some(7.9), 20, 1, 200), 7);
        assert_eq!(bounded(Some(-3.0), 20, 1, 200), 1);
        assert_eq!(bounded(Some(1e300), 20, 1, 200), 200);
        assert_eq!(bounded(Some(f64::NAN), 20, 1, 200), 20);
        assert_eq!(bounded(None, 20, 1, 200), 20);
    }
}
