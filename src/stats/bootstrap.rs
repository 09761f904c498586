//! The paired bootstrap: an interval to look at, never to decide by. Below
//! about 30 rows it is too narrow.

use super::{
    rng::SplitMix64,
    special::{normal_cdf, normal_quantile},
};

/// The customary number of resamples.
pub const RESAMPLES: usize = 10_000;

/// The bias-corrected and accelerated interval (Efron 1987) of the mean of
/// `values`, as `scipy.stats.bootstrap` has it; each end misses with chance
/// `level`. `None` with fewer than two values, or when all are equal.
pub fn bca_mean(values: &[f64], level: f64, resamples: usize, seed: u64) -> Option<(f64, f64)> {
    if values.len() < 2 || resamples == 0 {
        return None;
    }
    let acceleration = acceleration(values)?;
    let means = resampled_means(values, resamples, seed);
    let bias = normal_quantile(rank(&means, mean(values)));
    let shifted = |z: f64| {
        let sum = bias + z;
        normal_cdf(bias + sum / (1.0 - acceleration * sum))
    };
    let z = normal_quantile(level);
    Some((quantile(&means, shifted(z)), quantile(&means, shifted(-z))))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Means of samples drawn with replacement, in ascending order.
fn resampled_means(values: &[f64], resamples: usize, seed: u64) -> Vec<f64> {
    let mut rng = SplitMix64::new(seed);
    let mut means: Vec<f64> = (0..resamples)
        .map(|_| {
            let sum: f64 = (0..values.len()).map(|_| values[rng.below(values.len())]).sum();
            sum / values.len() as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    means
}

/// The acceleration: a sixth of the skewness of the jackknife means. `None`
/// when all values are equal.
fn acceleration(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let centre = mean(values);
    // Leaving out a value above the mean lowers the mean; scale drops out.
    let influence = |value: &f64| (value - centre) / (n - 1.0);
    let squares: f64 = values.iter().map(|value| influence(value).powi(2)).sum();
    let cubes: f64 = values.iter().map(|value| influence(value).powi(3)).sum();
    (squares > 1e-24).then(|| cubes / (6.0 * squares.powf(1.5)))
}

/// The share of `sorted` below `value`, ties counted half, kept off 0 and 1.
fn rank(sorted: &[f64], value: f64) -> f64 {
    let below = sorted.partition_point(|&x| x < value - 1e-12);
    let up_to = sorted.partition_point(|&x| x <= value + 1e-12);
    let edge = 0.5 / sorted.len() as f64;
    ((below + up_to) as f64 / (2 * sorted.len()) as f64).clamp(edge, 1.0 - edge)
}

/// The quantile by linear interpolation between order statistics.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
    let low = sorted[place.floor() as usize];
    let high = sorted[place.ceil() as usize];
    low + (high - low) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    const SKEWED: [f64; 12] = [0.3, 0.1, -0.05, 0.2, 0.0, 0.4, -0.1, 0.15, 0.25, 0.05, 0.6, -0.2];

    /// scipy 1.17 with 200,000 resamples: .0291667 to .2750000 at 95 %; the
    /// plain percentiles would be .0250000 to .2666667.
    #[test]
    fn agrees_with_scipy_but_for_the_draw() {
        let (low, high) = bca_mean(&SKEWED, 0.025, 100_000, 42).unwrap();
        assert_close(low, 0.0291667, 0.0025);
        assert_close(high, 0.2750000, 0.0025);
    }

    #[test]
    fn acceleration_is_that_of_the_jackknife() {
        // By scipy's formula on the same values.
        assert_close(acceleration(&SKEWED).unwrap(), 0.021618491193395973, 1e-12);
        assert_close(acceleration(&[0.1, 0.5, 0.9]).unwrap(), 0.0, 1e-12);
    }

    #[test]
    fn same_seed_same_interval() {
        assert_eq!(bca_mean(&SKEWED, 0.05, 500, 1), bca_mean(&SKEWED, 0.05, 500, 1));
        assert_ne!(bca_mean(&SKEWED, 0.05, 500, 1), bca_mean(&SKEWED, 0.05, 500, 2));
    }

    #[test]
    fn constant_values_and_lone_ones_have_no_interval() {
        assert_eq!(bca_mean(&[0.5; 9], 0.05, 100, 1), None);
        assert_eq!(bca_mean(&[0.5], 0.05, 100, 1), None);
        assert_eq!(bca_mean(&[], 0.05, 100, 1), None);
        assert_eq!(bca_mean(&SKEWED, 0.05, 0, 1), None);
    }

    #[test]
    fn ranks_and_quantiles() {
        let sorted = [0.0, 1.0, 1.0, 3.0];
        assert_eq!(rank(&sorted, 1.0), 0.5);
        assert_eq!(rank(&sorted, 2.0), 0.75);
        assert_eq!(rank(&sorted, -1.0), 0.125);
        assert_eq!(rank(&sorted, 9.0), 0.875);
        assert_eq!(quantile(&sorted, 0.0), 0.0);
        assert_eq!(quantile(&sorted, 1.0), 3.0);
        assert_eq!(quantile(&sorted, 0.75), 1.5);
    }
}
