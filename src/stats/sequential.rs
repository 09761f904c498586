//! Evidence that stays valid however often one looks: stop whenever you like.
//!
//! Each `E` here is the wealth of a fair bet against "the error rate is at most
//! the limit". By Ville's inequality P(E ever reaches 1/α) ≤ α. This needs each
//! receipt's chance of an error to be at most the limit *given the past*: when a
//! model's outage brings errors in bursts, look at control too.

use super::special::{beta_sf, first_true, ln_beta};

/// The likelihood ratio of rate `other` against rate `limit` after `k` errors
/// in `n` receipts. With `other > limit` a large value speaks for "too many
/// errors"; with `other < limit` for "fewer than the limit".
pub fn likelihood_ratio(k: u64, n: u64, limit: f64, other: f64) -> f64 {
    log_likelihood_ratio(k, n, limit, other).exp()
}

/// The logarithm of [`likelihood_ratio`], which does not overflow.
pub fn log_likelihood_ratio(k: u64, n: u64, limit: f64, other: f64) -> f64 {
    log_power(other / limit, k) + log_power((1.0 - other) / (1.0 - limit), n - k)
}

/// ln(base^count) with 0⁰ = 1, also for a base that is not a number.
fn log_power(base: f64, count: u64) -> f64 {
    if count == 0 { 0.0 } else { count as f64 * base.ln() }
}

/// The mixture over all rates above `limit` (uniform on them), against `limit`:
/// needs no guess of the bad rate. `limit` lies strictly between 0 and 1.
pub fn mixture(k: u64, n: u64, limit: f64) -> f64 {
    let (a, b) = ((k + 1) as f64, (n - k + 1) as f64);
    let at_limit = log_power(limit, k) + log_power(1.0 - limit, n - k + 1);
    (ln_beta(a, b) - at_limit).exp() * beta_sf(limit, a, b)
}

/// The confidence sequence of a rate (Robbins 1970; Howard et al. 2021): all
/// rates p with p^k (1−p)^(n−k) ≥ α·B(k+1, n−k+1). It holds the true rate at
/// every n together with chance 1 − `alpha`.
pub fn confidence_sequence(k: u64, n: u64, alpha: f64) -> (f64, f64) {
    let bar = alpha.ln() + ln_beta((k + 1) as f64, (n - k + 1) as f64);
    let inside = |p: f64| log_power(p, k) + log_power(1.0 - p, n - k) >= bar;
    let estimate = if n == 0 { 0.5 } else { k as f64 / n as f64 };
    (first_true(0.0, estimate, inside), first_true(estimate, 1.0, |p| p >= 1.0 || !inside(p)))
}

/// A bet against "the mean of values in [0, 1] is at most `bound`", for graded
/// rewards (Waudby-Smith and Ramdas 2024): the stake follows the values seen so
/// far (aGRAPA), never the one to come.
#[derive(Clone, Debug)]
pub struct Betting {
    bound: f64,
    log_capital: f64,
    seen: f64,
    sum: f64,
    squares: f64,
}

impl Betting {
    /// `bound` lies strictly between 0 and 1.
    pub fn against_mean_at_most(bound: f64) -> Self {
        // One imagined value of mean ½ and variance ¼, as the authors advise.
        Self { bound, log_capital: 0.0, seen: 1.0, sum: 0.5, squares: 0.25 }
    }

    /// Takes the next value and gives the capital after it; at 1/α the
    /// hypothesis is refuted at level α.
    pub fn observe(&mut self, value: f64) -> f64 {
        self.log_capital += (self.stake() * (value - self.bound)).ln_1p();
        self.seen += 1.0;
        self.sum += value;
        self.squares += (value - self.sum / self.seen).powi(2);
        self.capital()
    }

    /// The wealth that started at 1.
    pub fn capital(&self) -> f64 {
        self.log_capital.exp()
    }

    /// The share put on the next value: 0 to ½/bound, so that capital stays positive.
    fn stake(&self) -> f64 {
        let lead = self.sum / self.seen - self.bound;
        (lead / (self.squares / self.seen + lead * lead)).clamp(0.0, 0.5 / self.bound)
    }
}

/// The mixture sequential probability ratio test of two shares (Johari et al.
/// 2022) with `n` receipts in each arm; `spread` is τ², the variance of the
/// effects that are thought possible. **Asymptotic**: good for thousands of
/// receipts, not valid at n = 20. Infinite where an arm's variance is 0 and the
/// shares differ, 1 where they do not.
pub fn msprt(canary_errors: u64, control_errors: u64, n: u64, spread: f64) -> f64 {
    let n = n as f64;
    let (canary, control) = (canary_errors as f64 / n, control_errors as f64 / n);
    let variance = canary * (1.0 - canary) + control * (1.0 - control);
    let lead = canary - control;
    if variance == 0.0 {
        return if lead == 0.0 { 1.0 } else { f64::INFINITY };
    }
    let total = variance + n * spread;
    (variance / total).sqrt() * (n * n * spread * lead * lead / (2.0 * variance * total)).exp()
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    #[test]
    fn likelihood_ratios_of_the_spec() {
        for (k, expected) in [(8, 8.109146), (9, 21.624390), (10, 57.665039)] {
            assert_close(likelihood_ratio(k, 20, 0.2, 0.4), expected, 5e-7);
        }
        assert_close(likelihood_ratio(8, 20, 0.2, 0.4), 2f64.powi(8) * 0.75f64.powi(12), 1e-9);
        assert_eq!(likelihood_ratio(0, 0, 0.2, 0.4), 1.0);
        // A certain rate is refuted by one exception, and only by it.
        assert_eq!(likelihood_ratio(0, 3, 0.2, 1.0), 0.0);
        assert_close(likelihood_ratio(3, 3, 0.2, 1.0), 125.0, 1e-9);
        assert_eq!(likelihood_ratio(1, 9, 0.0, 0.5), f64::INFINITY);
    }

    #[test]
    fn mixtures_of_the_spec() {
        assert_close(mixture(3, 3, 0.2), 39.0, 1e-9);
        assert_close(mixture(8, 20, 0.2), 2.6472705141435746, 1e-9);
        assert_close(mixture(10, 20, 0.2), 29.273254093687495, 1e-9);
        assert_close(mixture(0, 0, 0.2), 1.0, 1e-12);
    }

    /// A bet is fair: its expectation at the limit is 1 at any n.
    #[test]
    fn bets_are_fair_at_the_limit() {
        for n in [1, 7, 40] {
            let expectation = |bet: &dyn Fn(u64) -> f64| -> f64 {
                (0..=n).map(|k| super::super::binomial::pmf(k, n, 0.2) * bet(k)).sum()
            };
            assert_close(expectation(&|k| likelihood_ratio(k, n, 0.2, 0.4)), 1.0, 1e-10);
            assert_close(expectation(&|k| mixture(k, n, 0.2)), 1.0, 1e-10);
        }
    }

    #[test]
    fn confidence_sequences_of_the_spec() {
        let cells = [
            (0, 20, 0.0, 0.260671),
            (4, 20, 0.029894, 0.526435),
            (20, 100, 0.092769, 0.348208),
            (27, 30, 0.651275, 0.992105),
        ];
        for (k, n, low, high) in cells {
            let sequence = confidence_sequence(k, n, 0.05);
            assert_close(sequence.0, low, 5e-7);
            assert_close(sequence.1, high, 5e-7);
        }
        assert_eq!(confidence_sequence(0, 0, 0.05), (0.0, 1.0));
        let (low, high) = confidence_sequence(20, 20, 0.05);
        assert_close(low, 1.0 - 0.2606706, 1e-6);
        assert_eq!(high, 1.0);
    }

    /// Replicated step by step in Python from the formulas of the spec.
    #[test]
    fn betting_capital_step_by_step() {
        let values = [1.0, 0.5, 0.75, 0.0, 1.0, 0.9, 0.2, 1.0, 0.6, 0.8];
        let capital = [
            1.2307692307692306,
            1.3846153846153844,
            1.990384615384615,
            0.9951923076923075,
            1.5850842470319817,
            2.565720344169438,
            1.9242902581270784,
            3.3372976243327854,
            4.171622030415982,
            6.257433045623973,
        ];
        let mut bet = Betting::against_mean_at_most(0.4);
        assert_eq!(bet.capital(), 1.0);
        for (value, expected) in values.into_iter().zip(capital) {
            assert_close(bet.observe(value), expected, 1e-9);
        }
        assert_eq!(bet.capital(), bet.clone().capital());
    }

    #[test]
    fn betting_never_bets_on_the_wrong_side() {
        let mut bet = Betting::against_mean_at_most(0.9);
        for _ in 0..50 {
            assert_eq!(bet.observe(0.2), 1.0);
        }
    }

    #[test]
    fn msprt_is_its_formula() {
        assert_close(msprt(40, 20, 200, 0.01), 11.669087681936114, 1e-9);
        assert_close(msprt(400, 300, 1000, 0.01), 8604.902468295915, 1e-7);
        assert_eq!(msprt(0, 0, 20, 0.01), 1.0);
        assert_eq!(msprt(20, 0, 20, 0.01), f64::INFINITY);
    }
}
