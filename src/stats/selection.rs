//! The best of several candidates: how much of its lead is luck, and p-values
//! that allow for the choice.

use super::{
    TOLERANCE,
    rng::SplitMix64,
    sign_flip::ENUMERATED,
    special::{normal_cdf, normal_sf},
};

/// The expected maximum of `k` independent standard normal variables: 0 for
/// one, .56 for two, 2.49 for 96.
pub fn expected_maximum(k: u32) -> f64 {
    // E[max] = ∫₀^∞ P(max > z) dz − ∫₀^∞ P(max < −z) dz, by Simpson's rule; the
    // integrand is smooth and nothing is left beyond ±12.
    const STEPS: u32 = 4_096;
    const END: f64 = 12.0;
    if k == 0 {
        return 0.0;
    }
    let power = f64::from(k);
    let integrand = |z: f64| {
        let above = -(power * (-normal_sf(z)).ln_1p()).exp_m1();
        above - (power * normal_cdf(-z).ln()).exp()
    };
    let width = END / f64::from(STEPS);
    let inner: f64 = (1..STEPS)
        .map(|step| integrand(f64::from(step) * width) * if step % 2 == 1 { 4.0 } else { 2.0 })
        .sum();
    (integrand(0.0) + inner + integrand(END)) * width / 3.0
}

/// The lead that the best of `k` equally good candidates has on the `n` rows it
/// was chosen on, for nothing; `deviation` is that of one row's difference.
pub fn winners_curse(k: u32, deviation: f64, n: u64) -> f64 {
    expected_maximum(k) * deviation / (n as f64).sqrt()
}

/// P-values of `k` candidates compared with one control on the same rows.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxT {
    /// Each candidate's own one-sided sign-flip p-value.
    pub raw: Vec<f64>,
    /// The single-step max-T p-value (Westfall and Young 1993): valid for
    /// whichever candidate is looked at after the fact.
    pub adjusted: Vec<f64>,
}

/// The single-step max-T test of `differences[candidate][row]`. The *same* rows
/// flip for all candidates, which keeps what the candidates have in common.
/// Exact up to [`ENUMERATED`] rows, else from `draws` seeded choices.
///
/// # Panics
/// When the candidates do not have the same number of rows.
pub fn max_t(differences: &[Vec<f64>], draws: u64, seed: u64) -> MaxT {
    let rows = differences.first().map_or(0, Vec::len);
    assert!(differences.iter().all(|own| own.len() == rows), "candidates differ in rows");
    let observed: Vec<f64> = differences.iter().map(|own| own.iter().sum()).collect();
    let exact = rows <= ENUMERATED;
    let choices = if exact { 1u64 << rows } else { draws };
    let mut rng = SplitMix64::new(seed);
    // The observed signs count as one of the drawn choices.
    let start = u64::from(!exact);
    let (mut raw, mut adjusted) = (vec![start; observed.len()], vec![start; observed.len()]);
    let mut signs = vec![1.0; rows];
    let mut sums = vec![0.0; observed.len()];
    for choice in 0..choices {
        for (row, sign) in signs.iter_mut().enumerate() {
            let minus = if exact { choice >> row & 1 == 1 } else { rng.next_u64() >> 63 == 1 };
            *sign = if minus { -1.0 } else { 1.0 };
        }
        for (sum, own) in sums.iter_mut().zip(differences) {
            *sum = own.iter().zip(&signs).map(|(difference, sign)| difference * sign).sum();
        }
        let highest = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for (candidate, sum) in observed.iter().enumerate() {
            raw[candidate] += u64::from(sums[candidate] >= sum - TOLERANCE);
            adjusted[candidate] += u64::from(highest >= sum - TOLERANCE);
        }
    }
    let share = |hits: Vec<u64>| {
        hits.into_iter().map(|hits| hits as f64 / (choices + start) as f64).collect()
    };
    MaxT { raw: share(raw), adjusted: share(adjusted) }
}

/// Holm's adjustment (1979): valid for any dependence, weaker than max-T.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&left, &right| p_values[left].total_cmp(&p_values[right]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut highest: f64 = 0.0;
    for (rank, place) in order.into_iter().enumerate() {
        let left = (p_values.len() - rank) as f64;
        highest = highest.max((p_values[place] * left).min(1.0));
        adjusted[place] = highest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::super::{assert_close, sign_flip};
    use super::*;

    fn reference() -> Vec<Vec<f64>> {
        vec![
            vec![1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0],
            vec![1.0, 0.0, 1.0, -1.0, 1.0, 0.0, 0.0, 1.0],
            vec![0.0, 1.0, -1.0, 0.0, 1.0, 0.0, -1.0, 0.0],
        ]
    }

    #[test]
    fn max_t_reference_figures() {
        let MaxT { raw, adjusted } = max_t(&reference(), 0, 0);
        assert_eq!(raw, [0.015625, 0.1875, 0.6875]);
        assert_eq!(adjusted, [0.015625, 0.26953125, 0.890625]);
        assert_eq!(holm(&raw), [0.046875, 0.375, 0.6875]);
    }

    #[test]
    fn drawn_max_t_comes_near_the_exact_one() {
        // Sixteen zero rows make the table too large to count, and change nothing.
        let padded: Vec<Vec<f64>> = reference()
            .into_iter()
            .map(|mut own| {
                own.resize(24, 0.0);
                own
            })
            .collect();
        let drawn = max_t(&padded, 20_000, 9);
        for (own, exact) in drawn.raw.iter().zip([0.015625, 0.1875, 0.6875]) {
            assert_close(*own, exact, 0.012);
        }
        for (own, exact) in drawn.adjusted.iter().zip([0.015625, 0.26953125, 0.890625]) {
            assert_close(*own, exact, 0.012);
        }
        assert_eq!(max_t(&padded, 0, 9).adjusted, [1.0; 3]);
        assert_ne!(drawn, max_t(&padded, 20_000, 10));
    }

    #[test]
    fn one_candidate_needs_no_adjustment() {
        let d = vec![0.5, 0.25, -0.25, 1.0, 0.5, 0.75];
        let MaxT { raw, adjusted } = max_t(std::slice::from_ref(&d), 0, 0);
        assert_eq!(raw, adjusted);
        assert_eq!(raw, [sign_flip::enumerate(&d)]);
        assert_eq!(max_t(&[], 0, 0), MaxT { raw: vec![], adjusted: vec![] });
    }

    #[test]
    fn holm_follows_the_order_of_the_values_not_of_the_list() {
        assert_eq!(holm(&[0.04, 0.01, 0.03]), [0.06, 0.03, 0.06]);
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
        assert!(holm(&[]).is_empty());
    }

    #[test]
    fn expected_maxima_of_the_spec() {
        let exact = [
            (2, 0.5641895835477563),
            (4, 1.0293753730039643),
            (16, 1.7659913930547886),
            (96, 2.492967470383387),
        ];
        for ((k, expected), printed) in exact.into_iter().zip([0.56, 1.03, 1.77, 2.49]) {
            assert_close(expected_maximum(k), expected, 1e-9);
            assert_close(expected_maximum(k), printed, 0.005);
        }
        assert_close(expected_maximum(1), 0.0, 1e-12);
        assert_eq!(expected_maximum(0), 0.0);
    }

    #[test]
    fn leads_for_nothing_of_the_spec() {
        assert_close(winners_curse(4, 0.45, 30), 0.085, 0.0005);
        assert_close(winners_curse(96, 0.45, 30), 0.205, 0.0005);
    }
}
