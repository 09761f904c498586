//! What a holdout can show: the smallest visible effect, and the rows that an
//! effect needs.

use super::{
    binomial::pmf,
    special::{first_true, noncentral_t_sf, normal_quantile, t_quantile_above},
};

/// The share of rows whose answer changes between two candidates, where
/// nothing better is known before an evaluation.
pub const PLANNED_DISCORDANCE: f64 = 0.2;

/// Rows needed to find the difference `effect` > 0 of two right/wrong shares
/// when a share `discordance` of rows changes (Connor 1987), as a real number;
/// round it up. Infinite where the effect is not above 0 or exceeds the
/// discordance, as then it cannot exist.
pub fn rows_needed(effect: f64, discordance: f64, level: f64, power: f64) -> f64 {
    connor(effect, discordance, Quantiles::new(level, power))
}

/// The normal quantiles of a level and a power.
#[derive(Clone, Copy)]
struct Quantiles {
    level: f64,
    power: f64,
}

impl Quantiles {
    fn new(level: f64, power: f64) -> Self {
        Self { level: normal_quantile(1.0 - level), power: normal_quantile(power) }
    }
}

fn connor(effect: f64, discordance: f64, quantiles: Quantiles) -> f64 {
    if effect <= 0.0 || effect > discordance {
        return f64::INFINITY;
    }
    let under_null = quantiles.level * discordance.sqrt();
    let under_effect = quantiles.power * (discordance - effect * effect).sqrt();
    ((under_null + under_effect) / effect).powi(2)
}

/// The smallest difference of right/wrong shares that `n` rows show with chance
/// `power`, when a share `discordance` of rows changes. `None` where even
/// changes for the better alone would not do.
pub fn visible_share(n: u64, discordance: f64, level: f64, power: f64) -> Option<f64> {
    let quantiles = Quantiles::new(level, power);
    let enough = |effect: f64| connor(effect, discordance, quantiles) <= n as f64;
    enough(discordance).then(|| first_true(0.0, discordance, enough))
}

/// As [`visible_share`], for a report *after* the evaluation in which `changed`
/// of `n` rows changed. When so few changed that nothing could have been shown,
/// it is the smallest all-gains effect that could have been. Never below the
/// changes that the exact test needs at all. `None` where `n` rows cannot show
/// anything.
pub fn visible_share_observed(n: u64, changed: u64, level: f64, power: f64) -> Option<f64> {
    let fewest = super::mcnemar::changes_needed(level) as f64 / n as f64;
    let quantiles = Quantiles::new(level, power);
    let all_gains = |effect: f64| connor(effect, effect, quantiles) <= n as f64;
    let by_power = visible_share(n, changed as f64 / n as f64, level, power)
        .or_else(|| all_gains(1.0).then(|| first_true(0.0, 1.0, all_gains)))?;
    let visible = by_power.max(fewest);
    (visible <= 1.0).then_some(visible)
}

/// The power of the one-sided paired t-test on `n` ≥ 2 differences whose mean
/// is `effect` ≥ 0 standard deviations.
pub fn t_power(n: u64, effect: f64, level: f64) -> f64 {
    let df = n as f64 - 1.0;
    noncentral_t_sf(t_quantile_above(level, df), df, effect * (n as f64).sqrt())
}

/// The smallest mean difference, in standard deviations of the differences,
/// that the paired t-test on `n` rows finds with chance `power`. `None` with
/// fewer than two rows, or where it would be above 20 standard deviations.
pub fn visible_mean(n: u64, level: f64, power: f64) -> Option<f64> {
    const LARGEST: f64 = 20.0;
    // Beyond this noncentrality the weights of the series underflow.
    let largest = LARGEST.min(35.0 / (n as f64).sqrt());
    let found = |effect: f64| t_power(n, effect, level) >= power;
    (n >= 2 && found(largest)).then(|| first_true(0.0, largest, found))
}

/// The chance, by enumeration, that `n` independent rows which turn right with
/// chance `gain` and wrong with chance `loss` end in counts that `passes(gains,
/// losses)` accepts.
pub fn chance(n: u64, gain: f64, loss: f64, passes: impl Fn(u64, u64) -> bool) -> f64 {
    let discordance = gain + loss;
    let share = if discordance > 0.0 { gain / discordance } else { 0.0 };
    (0..=n)
        .map(|changed| {
            let accepted: f64 = (0..=changed)
                .filter(|&gains| passes(gains, changed - gains))
                .map(|gains| pmf(gains, changed, share))
                .sum();
            accepted * pmf(changed, n, discordance)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::super::{assert_close, mcnemar};
    use super::*;

    #[test]
    fn connors_rows_of_the_spec() {
        assert_close(rows_needed(0.10, 0.2, 0.05, 0.8), 121.54072368626593, 1e-9);
        assert_close(rows_needed(0.05, 0.2, 0.05, 0.8), 492.50755519697213, 1e-9);
        assert_eq!(rows_needed(0.10, 0.2, 0.05, 0.8).ceil(), 122.0);
        assert_eq!(rows_needed(0.05, 0.2, 0.05, 0.8).ceil(), 493.0);
        assert_eq!(rows_needed(0.0, 0.2, 0.05, 0.8), f64::INFINITY);
        assert_eq!(rows_needed(0.21, 0.2, 0.05, 0.8), f64::INFINITY);
        assert!(rows_needed(0.2, 0.2, 0.05, 0.8).is_finite());
    }

    /// The MDE columns of the spec's table, three decimals there.
    #[test]
    fn smallest_visible_shares_of_the_spec() {
        let table = [
            (30, 0.1960637758000873, 0.2772760508265612),
            (50, 0.15400286413586955, 0.2177929391052478),
            (100, 0.11004132816573596, 0.15562193871353225),
            (200, 0.07821899591641887, 0.1106183648602053),
        ];
        let rounded = [(0.196, 0.277), (0.154, 0.218), (0.110, 0.156), (0.078, 0.111)];
        for ((n, fifth, two_fifths), printed) in table.into_iter().zip(rounded) {
            let low = visible_share(n, 0.2, 0.05, 0.8).unwrap();
            let high = visible_share(n, 0.4, 0.05, 0.8).unwrap();
            assert_close(low, fifth, 1e-9);
            assert_close(high, two_fifths, 1e-9);
            assert_close(low, printed.0, 0.0005);
            assert_close(high, printed.1, 0.0005);
        }
        assert_eq!(visible_share(10, 0.2, 0.05, 0.8), None);
        assert_eq!(visible_share(10, 0.4, 0.05, 0.8), None);
    }

    #[test]
    fn observed_changes_bound_what_could_be_seen() {
        // A fifth of the rows changed: the table's own figure.
        assert_close(visible_share_observed(30, 6, 0.05, 0.8).unwrap(), 0.1960637758, 1e-9);
        // Nothing changed: five gains would be needed, whatever n, but for power.
        let silent = visible_share_observed(1000, 0, 0.05, 0.8).unwrap();
        assert_close(rows_needed(silent, silent, 0.05, 0.8), 1000.0, 1e-6);
        assert_close(
            visible_share_observed(30, 5, 0.05, 0.8).unwrap(),
            visible_share_observed(30, 0, 0.05, 0.8).unwrap(),
            1e-12,
        );
        // Power alone would be content with less than the five changes.
        assert_close(visible_share_observed(6, 0, 0.05, 0.8).unwrap(), 5.0 / 6.0, 1e-12);
        assert_close(visible_share_observed(5, 0, 0.05, 0.8).unwrap(), 1.0, 1e-12);
        assert_eq!(visible_share_observed(4, 4, 0.05, 0.8), None);
        assert_eq!(visible_share_observed(2, 1, 0.05, 0.8), None);
    }

    /// The spec's figures are `statsmodels` `TTestPower().solve_power`, whose own
    /// search ends 2e-6 early; ours were checked by numerical integration.
    #[test]
    fn smallest_visible_means_of_the_spec() {
        for (n, printed) in [(30, 0.46495), (100, 0.25036)] {
            let visible = visible_mean(n, 0.05, 0.8).unwrap();
            assert_close(visible, printed, 6e-6);
            assert_close(t_power(n, visible, 0.05), 0.8, 1e-12);
        }
        assert_close(visible_mean(30, 0.05, 0.8).unwrap(), 0.46494546759598865, 1e-9);
        assert_close(t_power(30, 0.4649472195030932, 0.05), 0.8000026214655068, 1e-11);
        assert_eq!(visible_mean(1, 0.05, 0.8), None);
        assert!(visible_mean(2, 0.05, 0.8).is_some());
        assert_eq!(visible_mean(2, 0.0001, 0.8), None);
        // For many rows it is (z_α + z_β)/√n.
        assert_close(visible_mean(10_000, 0.05, 0.8).unwrap(), 0.02486474860, 1e-5);
    }

    #[test]
    fn exact_chances_of_the_spec() {
        let table = [
            (10, 0.3534301122, 0.6465698878, 0.0009205867),
            (30, 0.2670513779, 0.5821956618, 0.0157537172),
            (50, 0.2126599542, 0.5634152914, 0.0234175011),
            (100, 0.1562379547, 0.5447182494, 0.0324770993),
            (200, 0.0662769494, 0.5315792097, 0.0368702293),
        ];
        let printed = [
            (0.353, 0.647, 0.001),
            (0.267, 0.582, 0.016),
            (0.213, 0.563, 0.023),
            (0.156, 0.545, 0.033),
            (0.066, 0.532, 0.037),
        ];
        for ((n, five_points, any, exact), rounded) in table.into_iter().zip(printed) {
            let gate = |least: f64| {
                chance(n, 0.1, 0.1, |gains, losses| {
                    gains as f64 - losses as f64 >= least * n as f64 - 1e-9
                })
            };
            let improved =
                chance(n, 0.1, 0.1, |gains, losses| mcnemar::p_greater(gains, losses) <= 0.05);
            for (actual, expected, rounded) in [
                (gate(0.05), five_points, rounded.0),
                (gate(0.0), any, rounded.1),
                (improved, exact, rounded.2),
            ] {
                assert_close(actual, expected, 1e-9);
                assert_close(actual, rounded, 0.0006);
            }
        }
    }

    #[test]
    fn exact_power_of_the_spec() {
        let table =
            [(30, 0.17447461995), (50, 0.34794797618), (100, 0.67541448425), (200, 0.93197290658)];
        for ((n, expected), rounded) in table.into_iter().zip([0.175, 0.348, 0.675, 0.932]) {
            let found =
                chance(n, 0.15, 0.05, |gains, losses| mcnemar::p_greater(gains, losses) <= 0.05);
            assert_close(found, expected, 1e-9);
            assert_close(found, rounded, 0.0006);
        }
        assert_close(chance(7, 0.0, 0.0, |gains, losses| gains == 0 && losses == 0), 1.0, 1e-12);
    }

    /// The mid-p keeps 5 % in these cells, though nothing guarantees it.
    #[test]
    fn mid_p_stays_at_its_level_in_the_cells_of_the_spec() {
        for n in [10, 30, 50, 100, 200] {
            let size = chance(n, 0.1, 0.1, |gains, losses| mcnemar::mid_p(gains, losses) <= 0.05);
            assert!(size <= 0.05, "{n}: {size}");
        }
    }
}
