//! Shares of a count: exact tests and bounds, and the check of a traffic split.

use serde::{Deserialize, Serialize};

use super::special::{beta_cdf, beta_quantile, ln_gamma, normal_sf};

/// The chance of exactly `k` successes in `n` tries of chance `p`.
pub fn pmf(k: u64, n: u64, p: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        let certain = if p <= 0.0 { 0 } else { n };
        return if k == certain { 1.0 } else { 0.0 };
    }
    let (k, n) = (k as f64, n as f64);
    let ln_choose = ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0);
    (ln_choose + k * p.ln() + (n - k) * (-p).ln_1p()).exp()
}

/// The chance of `k` or more successes in `n` tries of chance `p`.
pub fn at_least(k: u64, n: u64, p: f64) -> f64 {
    match k {
        0 => 1.0,
        k if k > n => 0.0,
        k => beta_cdf(p, k as f64, (n - k + 1) as f64),
    }
}

/// The two-sided exact test: the chance, at rate `p`, of a count that is not
/// likelier than `k`. For counts above 10,000 use [`split_check`].
pub fn two_sided(k: u64, n: u64, p: f64) -> f64 {
    // Counts that are equally likely must not part by a rounding.
    let bar = pmf(k, n, p) * (1.0 + 1e-7);
    (0..=n).map(|j| pmf(j, n, p)).filter(|&chance| chance <= bar).sum::<f64>().min(1.0)
}

/// The upper Clopper-Pearson bound: the rate at which `k` or fewer of `n` still
/// have the chance `alpha`. 1 when there is nothing but successes.
pub fn upper_bound(k: u64, n: u64, alpha: f64) -> f64 {
    if k >= n { 1.0 } else { beta_quantile(1.0 - alpha, (k + 1) as f64, (n - k) as f64) }
}

/// The lower Clopper-Pearson bound; 0 when there is no success.
pub fn lower_bound(k: u64, n: u64, alpha: f64) -> f64 {
    if k == 0 { 0.0 } else { beta_quantile(alpha, k as f64, (n - k + 1) as f64) }
}

/// The exact two-sided interval of a rate that misses with chance at most `alpha`.
pub fn clopper_pearson(k: u64, n: u64, alpha: f64) -> (f64, f64) {
    (lower_bound(k, n, alpha / 2.0), upper_bound(k, n, alpha / 2.0))
}

/// Did traffic split as asked? A p-value below [`SplitCheck::ALARM`] says that
/// routing or counting is broken, so nothing else about the canary is believed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SplitCheck {
    /// The share that took the canary, 0 to 1.
    pub share: f64,
    /// The share that was asked for, 0 to 1.
    pub expected: f64,
    /// The chance of a share at least as far off, when routing works.
    pub p: f64,
}

impl SplitCheck {
    /// The customary bar of sample-ratio checks: low, as they run on every canary.
    pub const ALARM: f64 = 0.001;

    pub fn is_mismatch(&self) -> bool {
        self.p < Self::ALARM
    }
}

/// The sample-ratio check of `canary` out of `total` threads (not receipts: the
/// receipts of a thread all go one way). Exact up to 10,000, chi-square above.
/// `None` while there is no traffic.
pub fn split_check(canary: u64, total: u64, expected: f64) -> Option<SplitCheck> {
    const EXACT: u64 = 10_000;
    if total == 0 {
        return None;
    }
    let share = canary as f64 / total as f64;
    let p = if total <= EXACT || expected <= 0.0 || expected >= 1.0 {
        two_sided(canary, total, expected)
    } else {
        let spread = (expected * (1.0 - expected) / total as f64).sqrt();
        2.0 * normal_sf((share - expected).abs() / spread)
    };
    Some(SplitCheck { share, expected, p })
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    #[test]
    fn clopper_pearson_is_proportion_confint_beta() {
        let (low, high) = clopper_pearson(4, 20, 0.05);
        assert_close(low, 0.05733399705003277, 1e-9);
        assert_close(high, 0.4366140029966683, 1e-9);
        let (low, high) = clopper_pearson(0, 20, 0.05);
        assert_eq!(low, 0.0);
        assert_close(high, 0.16843347098308534, 1e-9);
        assert_eq!(upper_bound(5, 5, 0.05), 1.0);
        assert_close(lower_bound(5, 5, 0.05), 0.05_f64.powf(0.2), 1e-12);
    }

    #[test]
    fn tails_add_up_to_the_distribution() {
        for k in 0..=12 {
            let tail: f64 = (k..=12).map(|j| pmf(j, 12, 0.3)).sum();
            assert_close(at_least(k, 12, 0.3), tail, 1e-13);
        }
        assert_eq!(at_least(13, 12, 0.3), 0.0);
        assert_eq!(
            (pmf(0, 4, 0.0), pmf(1, 4, 0.0), pmf(4, 4, 1.0), pmf(3, 4, 1.0)),
            (1.0, 0.0, 1.0, 0.0)
        );
    }

    #[test]
    fn two_sided_is_binomtest() {
        assert_close(two_sided(120, 1000, 0.1), 0.039607719641630554, 1e-11);
        assert_close(two_sided(3, 20, 0.5), 0.0025768280029296875, 1e-14);
        assert_close(two_sided(10, 20, 0.5), 1.0, 1e-12);
    }

    #[test]
    fn splits_alarm_only_when_far_off() {
        assert_eq!(split_check(0, 0, 0.2), None);
        assert!(!split_check(230, 1000, 0.2).unwrap().is_mismatch());
        assert!(split_check(260, 1000, 0.2).unwrap().is_mismatch());
        assert!(split_check(1, 1000, 0.0).unwrap().is_mismatch());
        // scipy.stats.chisquare([20400, 79600], [20000, 80000])
        let large = split_check(20_400, 100_000, 0.2).unwrap();
        assert_close(large.p, 0.001565402258002551, 1e-12);
        assert_eq!((large.share, large.expected), (0.204, 0.2));
        // The two methods agree where they meet.
        assert_close(
            split_check(2_050, 10_000, 0.2).unwrap().p,
            split_check(2_051, 10_001, 0.2).unwrap().p,
            0.01,
        );
    }
}
