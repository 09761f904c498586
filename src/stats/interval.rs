//! Intervals of a mean difference.

use serde::{Deserialize, Serialize};

use super::{
    pairs::{self, Cluster},
    sign_flip,
    special::{first_true, normal_quantile, t_quantile_above},
};

/// From this many independent units on, the t interval is close enough.
pub const ENOUGH_FOR_T: usize = 30;

/// The differences (candidate − control, per row) that the data does not rule out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Interval {
    pub low: f64,
    pub high: f64,
    /// The share of such intervals that hold the true difference, 0 to 1. Each
    /// end misses with the one-sided level of the gate, so that the interval of
    /// an "improved" lies above zero.
    pub confidence: f64,
    pub method: IntervalMethod,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum IntervalMethod {
    /// Mean ± t · standard error, clustered by group.
    PairedT,
    /// All shifts that the exact sign-flip test does not reject.
    SignFlip,
}

/// The interval whose ends each miss with chance `level`: paired t from
/// [`ENOUGH_FOR_T`] units on, sign flips below. `None` without any unit.
pub fn mean_difference(clusters: &[Cluster], level: f64) -> Option<Interval> {
    if clusters.len() >= ENOUGH_FOR_T {
        paired_t(clusters, level)
    } else {
        by_sign_flips(clusters, level)
    }
}

/// Mean ± t · standard error. `None` with fewer than two clusters.
pub fn paired_t(clusters: &[Cluster], level: f64) -> Option<Interval> {
    let mean = pairs::mean(clusters);
    let reach =
        t_quantile_above(level, clusters.len() as f64 - 1.0) * pairs::standard_error(clusters)?;
    Some(Interval {
        low: mean - reach,
        high: mean + reach,
        confidence: 1.0 - 2.0 * level,
        method: IntervalMethod::PairedT,
    })
}

/// The shifts that neither side's sign-flip test rejects at `level`. Too few
/// units reject nothing, and the interval is all of −1 to 1.
pub fn by_sign_flips(clusters: &[Cluster], level: f64) -> Option<Interval> {
    if clusters.is_empty() {
        return None;
    }
    let negated: Vec<Cluster> =
        clusters.iter().map(|cluster| Cluster { sum: -cluster.sum, ..*cluster }).collect();
    Some(Interval {
        low: lowest_shift(clusters, level),
        high: -lowest_shift(&negated, level),
        confidence: 1.0 - 2.0 * level,
        method: IntervalMethod::SignFlip,
    })
}

/// The lowest shift under which the differences are not significantly high.
/// The p-value grows with the shift, so the edge is found by halving.
fn lowest_shift(clusters: &[Cluster], level: f64) -> f64 {
    first_true(-1.0, 1.0, |shift| {
        let shifted: Vec<f64> =
            clusters.iter().map(|cluster| cluster.sum - shift * cluster.size).collect();
        sign_flip::enumerate(&shifted) > level
    })
}

/// The lower score bound (Tango 1998) of the difference of two right/wrong
/// shares on the same `n` rows, missing with chance about `level`. Unlike the t
/// interval it stays honest when few rows changed, or none: no change on 30
/// rows does not prove that nothing can change.
pub fn lower_score_bound(gains: u64, losses: u64, n: u64, level: f64) -> f64 {
    let (gains, losses, n) = (gains as f64, losses as f64, n as f64);
    let limit = normal_quantile(1.0 - level);
    let estimate = (gains - losses) / n;
    first_true(-1.0, estimate, |delta| {
        // The share of losses that is likeliest when the difference is `delta`.
        let slope = (2.0 * n - gains + losses) * delta - gains - losses;
        let constant = -losses * delta * (1.0 - delta);
        let share = ((slope * slope - 8.0 * n * constant).max(0.0).sqrt() - slope) / (4.0 * n);
        let variance = (2.0 * share + delta * (1.0 - delta)).max(0.0);
        n * (estimate - delta) <= limit * (n * variance).sqrt()
    })
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    const REFERENCE: [f64; 10] = [1.0, 1.0, 1.0, 0.0, 0.0, -1.0, 0.5, 0.5, 0.25, -0.25];

    #[test]
    fn paired_t_is_scipys() {
        // scipy.stats.ttest_1samp(d, 0).confidence_interval(.9) and (.95)
        let interval = paired_t(&pairs::singles(&REFERENCE), 0.05).unwrap();
        assert_close(interval.low, -0.07293324937315121, 1e-12);
        assert_close(interval.high, 0.672933249373151, 1e-12);
        assert_close(interval.confidence, 0.9, 1e-15);
        let wide = paired_t(&pairs::singles(&REFERENCE), 0.025).unwrap();
        assert_close(
            wide.high - 0.3,
            2.262157162798205 * 0.6433419688539594 / 10_f64.sqrt(),
            1e-11,
        );
    }

    #[test]
    fn thirty_units_are_enough_for_t() {
        let alternating = |n: usize| {
            let d: Vec<f64> = (0..n).map(|k| if k % 3 == 0 { 1.0 } else { 0.0 }).collect();
            mean_difference(&pairs::singles(&d), 0.05).unwrap().method
        };
        assert_eq!(alternating(29), IntervalMethod::SignFlip);
        assert_eq!(alternating(30), IntervalMethod::PairedT);
        assert_eq!(mean_difference(&[], 0.05), None);
    }

    /// The edges are order statistics of the means of all non-empty subsets
    /// (Hartigan 1969), here written out.
    #[test]
    fn sign_flip_edges_are_subset_means() {
        let d = [0.9, 0.4, -0.1, 0.3, 0.55, 0.2, 0.7];
        let mut means: Vec<f64> = (1..1u32 << d.len())
            .map(|set| {
                let members: Vec<f64> = (0..d.len())
                    .filter(|place| set >> place & 1 == 1)
                    .map(|place| d[place])
                    .collect();
                members.iter().sum::<f64>() / members.len() as f64
            })
            .collect();
        means.sort_by(f64::total_cmp);
        let interval = by_sign_flips(&pairs::singles(&d), 0.05).unwrap();
        // p > .05 needs at least 7 of 128 choices: itself and 6 subsets.
        assert_close(interval.low, means[5], 1e-11);
        assert_close(interval.high, means[means.len() - 6], 1e-11);
        assert_eq!(interval.method, IntervalMethod::SignFlip);
        assert_close(interval.confidence, 0.9, 1e-15);
    }

    #[test]
    fn the_interval_agrees_with_the_test() {
        for d in [vec![1.0, 1.0, 1.0, 1.0, 1.0, 0.0], vec![1.0, 1.0, 1.0, 1.0, 0.0, 0.0]] {
            let interval = by_sign_flips(&pairs::singles(&d), 0.05).unwrap();
            assert_eq!(interval.low > 0.0, sign_flip::enumerate(&d) <= 0.05, "{d:?}");
        }
    }

    #[test]
    fn too_few_rows_rule_nothing_out() {
        let interval = by_sign_flips(&pairs::singles(&[0.5, 0.25]), 0.05).unwrap();
        assert_eq!((interval.low, interval.high), (-1.0, 1.0));
    }

    #[test]
    fn the_score_bound_solves_its_equation() {
        // With no change at all the bound is −z²/(n+z²), in closed form.
        let z2 = normal_quantile(0.95).powi(2);
        assert_close(lower_score_bound(0, 0, 30, 0.05), -z2 / (30.0 + z2), 1e-12);
        // At a bound of zero the statistic is McNemar's: (b−c)/√(b+c) = z.
        let z = (12.0_f64 - 3.0) / 15_f64.sqrt();
        let level = super::super::special::normal_sf(z);
        assert_close(lower_score_bound(12, 3, 50, level), 0.0, 1e-12);
        // Where all rows are gains it is Wilson's bound, stretched to −1..1.
        assert_close(lower_score_bound(20, 0, 20, 0.05), (20.0 - z2) / (20.0 + z2), 1e-12);
    }

    #[test]
    fn the_score_bound_tightens_with_rows_and_loosens_with_losses() {
        assert!(lower_score_bound(4, 4, 400, 0.05) > lower_score_bound(4, 4, 200, 0.05));
        assert!(lower_score_bound(4, 5, 200, 0.05) < lower_score_bound(4, 4, 200, 0.05));
        assert!(lower_score_bound(4, 4, 200, 0.01) < lower_score_bound(4, 4, 200, 0.05));
    }
}
