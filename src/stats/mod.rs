//! What a difference of two evaluations proves, and what a canary's counts prove.
//!
//! Everything here is a pure function: no I/O, no clock, and no randomness but
//! from a seed. The thin client computes evidence as well as the server does.
//!
//! | question | files |
//! | --- | --- |
//! | is the candidate better than control on these rows? | [`evidence`], [`verdict`] over [`mcnemar`], [`sign_flip`], [`interval`], [`bootstrap`] |
//! | how small a difference can these rows show? | [`power`] |
//! | was the holdout used too often, or a winner picked on it? | [`ledger`], [`selection`] |
//! | is the canary healthy? | [`canary`] over [`sequential`], [`two_arms`], [`stopping`] |
//! | did traffic split as asked? | [`binomial`] |
//! | does the judge agree with people? | [`agreement`] |
//!
//! "One-sided" always asks whether the candidate is *better*; a level is the
//! chance of a false "improved" that we accept, 0.05 unless told otherwise.

pub mod agreement;
pub mod binomial;
pub mod bootstrap;
pub mod canary;
pub mod evidence;
pub mod interval;
pub mod ledger;
pub mod mcnemar;
pub mod pairs;
pub mod power;
pub mod race;
pub mod rng;
pub mod selection;
pub mod sequential;
pub mod sign_flip;
pub mod special;
pub mod stopping;
pub mod two_arms;
pub mod verdict;

/// The accepted chance of a false "improved" (or of a false canary alarm).
pub const DEFAULT_LEVEL: f64 = 0.05;

/// The chance to find a true effect that the smallest visible effect is stated for.
pub const DEFAULT_POWER: f64 = 0.8;

/// Differences of rewards below this are rounding, not change.
pub const TOLERANCE: f64 = 1e-12;

#[cfg(test)]
#[track_caller]
fn assert_close(actual: f64, expected: f64, tolerance: f64) {
    assert!(
        (actual - expected).abs() <= tolerance,
        "{actual} is not within {tolerance} of {expected}"
    );
}
