//! The same holdout, gate after gate: each look gets a smaller level, so that
//! all looks together keep the level that was asked for.

use std::f64::consts::PI;

/// Looks after which a holdout counts as spent: the next one would get less
/// than a fiftieth of the whole level.
pub const LOOKS: u64 = 5;

/// The level of the `look`-th gate (from 1) on one holdout: 6α/(π²j²). The
/// levels of all looks, however many, add up to α.
///
/// # Panics
/// When `look` is 0: a look is counted before its level is asked for.
pub fn level_of_look(alpha: f64, look: u64) -> f64 {
    assert!(look > 0, "looks are counted from 1");
    6.0 * alpha / (PI * look as f64).powi(2)
}

/// Whether the `look`-th gate (from 1) should ask for fresh rows instead.
pub fn is_spent(look: u64) -> bool {
    look > LOOKS
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    #[test]
    fn levels_of_the_spec() {
        for (look, printed) in (1..).zip([0.0304, 0.0076, 0.0034, 0.0019, 0.0012]) {
            assert_close(level_of_look(0.05, look), printed, 0.00005);
        }
        assert_close(level_of_look(0.05, 1), 0.030396355092701327, 1e-12);
    }

    #[test]
    fn all_looks_together_keep_the_level() {
        let spent: f64 = (1..=100_000).map(|look| level_of_look(0.05, look)).sum();
        assert!(spent < 0.05 && spent > 0.0499, "{spent}");
    }

    #[test]
    fn five_looks_spend_a_holdout() {
        assert!(!is_spent(LOOKS) && is_spent(LOOKS + 1));
        assert!(level_of_look(1.0, LOOKS) > 0.02 && level_of_look(1.0, LOOKS + 1) < 0.02);
    }
}
