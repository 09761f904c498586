//! McNemar's exact test: right/wrong answers of two artifacts on the same rows.
//!
//! Rows that both get right, or both wrong, say nothing. Among the rest a gain
//! is as likely as a loss when neither artifact is better.

use super::{binomial::at_least, special::beta_sf};

/// The one-sided p-value: the chance of `gains` or more among all changed rows
/// when each is a gain or a loss by the toss of a coin. 1 when nothing changed.
pub fn p_greater(gains: u64, losses: u64) -> f64 {
    // Whole numbers up to here sum without rounding, or far below our tolerance.
    const SUMMED: u64 = 1_000;
    let changed = gains + losses;
    if changed > SUMMED {
        return at_least(gains, changed, 0.5);
    }
    let mut ways = 1.0;
    let mut sum = 1.0;
    for k in (gains..changed).rev() {
        ways *= (k + 1) as f64 / (changed - k) as f64;
        ways = if ways < 9e15 { ways.round() } else { ways };
        sum += ways;
    }
    sum * 0.5_f64.powi(changed as i32)
}

/// The two-sided p-value of the exact test.
pub fn p_two_sided(gains: u64, losses: u64) -> f64 {
    (2.0 * p_greater(gains.max(losses), gains.min(losses))).min(1.0)
}

/// The mid-p value: half of the observed outcome's own chance is left out. A
/// little stronger than the exact test, but its level is not guaranteed.
pub fn mid_p(gains: u64, losses: u64) -> f64 {
    let beyond = if losses == 0 { 0.0 } else { p_greater(gains + 1, losses - 1) };
    (p_greater(gains, losses) + beyond) / 2.0
}

/// The chance, for a person who starts from no opinion, that a changed row is
/// rather a gain than a loss: P(θ > ½) under the Beta(gains+1, losses+1) posterior.
pub fn chance_better(gains: u64, losses: u64) -> f64 {
    beta_sf(0.5, (gains + 1) as f64, (losses + 1) as f64)
}

/// The fewest changed rows with which "better" can be shown at `level`, all of
/// them gains: 5 at 0.05.
pub fn changes_needed(level: f64) -> u64 {
    (0..1_000).find(|&changed| p_greater(changed, 0) <= level).unwrap_or(1_000)
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    #[test]
    fn one_sided_reference_figures() {
        let cells = [
            (5, 0, 0.03125),
            (6, 0, 0.015625),
            (7, 1, 0.03515625),
            (8, 2, 0.0546875),
            (9, 4, 0.1334228515625),
            (12, 3, 0.017578125),
        ];
        for (gains, losses, p) in cells {
            assert_eq!(p_greater(gains, losses), p, "{gains}, {losses}");
        }
        assert_close(p_greater(25, 10), 0.0083369239, 5e-11);
        assert_eq!((p_greater(0, 0), p_greater(0, 7)), (1.0, 1.0));
    }

    #[test]
    fn both_sides_and_the_middle() {
        // 2 · 0.0546875, and 0.0546875 − ½ · C(10,8)/2¹⁰.
        assert_eq!(p_two_sided(8, 2), 0.109375);
        assert_eq!(p_two_sided(2, 8), 0.109375);
        assert_eq!(p_two_sided(3, 3), 1.0);
        assert_eq!(mid_p(8, 2), 0.0546875 - 45.0 / 2048.0);
        assert_eq!(mid_p(5, 0), 0.015625);
    }

    #[test]
    fn the_two_ways_of_summing_agree() {
        assert_close(p_greater(540, 460), at_least(540, 1000, 0.5), 1e-12);
        assert_close(p_greater(541, 461), at_least(541, 1002, 0.5), 1e-15);
        assert!(p_greater(541, 461) < p_greater(540, 460) * 1.02);
    }

    #[test]
    fn posterior_reference_figures() {
        assert_close(chance_better(8, 2), 0.96728515625, 1e-9);
        assert_close(chance_better(5, 0), 0.984375, 1e-9);
        assert_close(chance_better(12, 3), 0.9893646240, 1e-9);
    }

    #[test]
    fn fewer_than_five_changes_prove_nothing() {
        assert_eq!(changes_needed(0.05), 5);
        assert_eq!(changes_needed(0.03125), 5);
        assert_eq!(changes_needed(0.0304), 6);
        assert_eq!(changes_needed(1.0), 0);
        assert_eq!(changes_needed(0.0), 1_000);
    }
}
