//! Distribution functions and their inverses.
//!
//! `libm` gives ln Γ and erfc to the last bits. The incomplete beta function is
//! our own: the crates that have it stop their continued fraction after a fixed
//! number of steps, which is too early for counts in the hundred thousands.

use std::f64::consts::SQRT_2;

/// ln Γ(x) for x > 0.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// ln B(a, b) for positive a and b.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// The chance that a standard normal variable is above `z`.
pub fn normal_sf(z: f64) -> f64 {
    0.5 * libm::erfc(z / SQRT_2)
}

/// The chance that a standard normal variable is at most `z`.
pub fn normal_cdf(z: f64) -> f64 {
    normal_sf(-z)
}

/// The `z` with `normal_cdf(z) = p`, for 0 < p < 1.
pub fn normal_quantile(p: f64) -> f64 {
    // The lower half keeps its precision down to the smallest p.
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    first_true(-40.0, 0.0, |z| normal_cdf(z) >= p)
}

/// The regularized incomplete beta function I_x(a, b) for positive a, b and x
/// in [0, 1]: the chance that a Beta(a, b) variable is at most `x`.
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    beta_tails(x, a, b).0
}

/// The chance that a Beta(a, b) variable is above `x`, without cancellation.
pub fn beta_sf(x: f64, a: f64, b: f64) -> f64 {
    beta_tails(x, a, b).1
}

/// The `x` with `beta_cdf(x, a, b) = p`, for p in [0, 1].
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    first_true(0.0, 1.0, |x| beta_cdf(x, a, b) >= p)
}

/// Both tails; the smaller one is computed, the other is its complement.
fn beta_tails(x: f64, a: f64, b: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x >= 1.0 {
        return (1.0, 0.0);
    }
    let front = (a * x.ln() + b * (-x).ln_1p() - ln_beta(a, b)).exp();
    if x <= (a + 1.0) / (a + b + 2.0) {
        let lower = front * beta_fraction(x, a, b) / a;
        (lower, 1.0 - lower)
    } else {
        let upper = front * beta_fraction(1.0 - x, b, a) / b;
        (1.0 - upper, upper)
    }
}

/// The continued fraction of I_x(a, b) (DLMF 8.17.22) by Lentz's method. It
/// needs about √max(a, b) steps.
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    const STEPS: u32 = 1_000_000;
    let away_from_zero = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for step in 1..STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + term * d);
            c = away_from_zero(1.0 + term / c);
            change *= c * d;
        }
        value *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

/// The chance that Student's t with `df` degrees of freedom is above `t`.
pub fn t_sf(t: f64, df: f64) -> f64 {
    let tail = 0.5 * beta_cdf(df / (df + t * t), df / 2.0, 0.5);
    if t >= 0.0 { tail } else { 1.0 - tail }
}

/// The `t` that Student's t with `df` degrees of freedom exceeds with chance
/// `tail`, 0 < tail ≤ 0.5.
pub fn t_quantile_above(tail: f64, df: f64) -> f64 {
    first_true(0.0, 1e12, |t| t_sf(t, df) <= tail)
}

/// The chance that a noncentral t (noncentrality `nc` ≥ 0, `df` degrees of
/// freedom) is above `t` ≥ 0: the series of Lenth 1989, algorithm AS 243.
pub fn noncentral_t_sf(t: f64, df: f64, nc: f64) -> f64 {
    let x = t * t / (df + t * t);
    let half = nc * nc / 2.0;
    let mut even_weight = (-half).exp();
    let mut odd_weight = nc * (-half - ln_gamma(1.5)).exp() / SQRT_2;
    let mut below = normal_cdf(-nc);
    let mut j = 0.0;
    loop {
        below += 0.5
            * (even_weight * beta_cdf(x, j + 0.5, df / 2.0)
                + odd_weight * beta_cdf(x, j + 1.0, df / 2.0));
        j += 1.0;
        even_weight *= half / j;
        odd_weight *= half / (j + 0.5);
        if j > half && even_weight.max(odd_weight) < 1e-17 {
            return (1.0 - below).clamp(0.0, 1.0);
        }
    }
}

/// The smallest x in [low, high] from which on a monotone condition holds, to
/// the last bit; `high` where it holds nowhere. Every inverse here is found so.
pub fn first_true(mut low: f64, mut high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    if holds(low) {
        return low;
    }
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return high;
        }
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    /// scipy 1.17: `special.betainc`, `stats.beta.sf`, `stats.beta.ppf`.
    #[test]
    fn incomplete_beta_agrees_with_scipy_up_to_large_counts() {
        assert_close(beta_cdf(0.01, 0.5, 2.5), 0.1689177210279435, 1e-12);
        assert_close(beta_sf(0.9, 3.0, 5.0), 0.0001764999999999999, 1e-15);
        assert_close(beta_cdf(0.2, 20_001.0, 80_001.0), 0.498_738_443_042_993, 1e-9);
        assert_close(beta_cdf(0.2005, 20_001.0, 80_001.0), 0.652_426_564_928_793_7, 1e-9);
        assert_close(beta_quantile(0.95, 20_001.0, 80_000.0), 0.202_092_010_797_250_3, 1e-11);
    }

    #[test]
    fn beta_ends_and_whole_parameters() {
        assert_eq!((beta_cdf(0.0, 2.0, 3.0), beta_cdf(1.0, 2.0, 3.0)), (0.0, 1.0));
        assert_eq!((beta_sf(0.0, 2.0, 3.0), beta_sf(1.0, 2.0, 3.0)), (1.0, 0.0));
        // I_x(1, b) = 1 - (1-x)^b and I_x(a, 1) = x^a.
        for x in [0.01, 0.2, 0.5, 0.77, 0.99] {
            assert_close(beta_cdf(x, 1.0, 7.0), 1.0 - (1.0 - x).powi(7), 1e-14);
            assert_close(beta_cdf(x, 5.0, 1.0), x.powi(5), 1e-14);
            assert_close(beta_cdf(x, 4.0, 9.0) + beta_sf(x, 4.0, 9.0), 1.0, 1e-14);
        }
        assert_eq!(
            (beta_quantile(0.0, 2.0, 3.0), beta_quantile(1.0, 2.0, 3.0) > 0.999),
            (0.0, true)
        );
    }

    #[test]
    fn normal_quantiles() {
        assert_close(normal_quantile(0.95) + normal_quantile(0.8), 2.486474860524386, 1e-12);
        assert_close(normal_quantile(0.975), 1.959963984540054, 1e-12);
        assert_close(normal_quantile(0.5), 0.0, 1e-15);
        assert_close(normal_quantile(1e-10), -6.361340902404056, 1e-9);
        assert_close(normal_cdf(1.0), 0.841344746068543, 1e-14);
    }

    #[test]
    fn student_quantiles_and_tails() {
        assert_close(t_quantile_above(0.05, 29.0), 1.6991270265334972, 1e-11);
        assert_close(t_quantile_above(0.025, 9.0), 2.262157162798205, 1e-11);
        assert_close(t_quantile_above(0.05, 1.0), 6.313751514675037, 1e-10);
        assert_close(t_sf(1.4746174569342727, 9.0), 0.08720779490169049, 1e-12);
        assert_close(t_sf(-1.4746174569342727, 9.0), 1.0 - 0.08720779490169049, 1e-12);
        assert_close(t_sf(0.0, 9.0), 0.5, 1e-15);
    }

    #[test]
    fn noncentral_student_agrees_with_scipy() {
        assert_close(noncentral_t_sf(1.7, 29.0, 2.5), 0.7867724598857218, 1e-11);
        assert_close(noncentral_t_sf(6.3, 1.0, 9.0), 0.8417282268872873, 1e-11);
        assert_close(noncentral_t_sf(1.7, 29.0, 0.0), t_sf(1.7, 29.0), 1e-14);
    }

    #[test]
    fn first_true_finds_the_edge_from_either_end() {
        assert_eq!(first_true(0.0, 1.0, |x| x >= 0.3), 0.3);
        assert_eq!(first_true(0.0, 1.0, |_| true), 0.0);
        assert_eq!(first_true(0.0, 1.0, |_| false), 1.0);
    }
}
