//! The sign-flip permutation test of a mean difference.
//!
//! When neither side is better, a difference is as likely as its negative, so
//! every choice of signs is as likely as the observed one. The p-value is the
//! share of choices whose sum is at least the observed sum. It is valid when
//! differences are symmetric under the null.

use serde::{Deserialize, Serialize};

use super::{TOLERANCE, pairs::Cluster, rng::SplitMix64};

/// Up to this many non-zero differences all 2ⁿ sign choices are counted.
pub const ENUMERATED: usize = 20;
/// The number of sign choices drawn where counting all is too much.
pub const DRAWS: u32 = 100_000;
/// Rewards are usually given to three decimals: sums on this grid can be
/// counted exactly for any n.
const GRID: f64 = 1_000.0;
/// Above this many additions, drawing is quicker than counting.
const MOST_WORK: f64 = 1e9;

/// How a sign-flip p-value came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Counting {
    /// All sign choices were counted.
    Enumerated,
    /// All sign choices were counted, as sums on a grid of 1/1000.
    Convolved,
    /// [`DRAWS`] sign choices were drawn from a seed; p is `(1 + hits)/(1 + draws)`.
    Drawn,
}

/// The one-sided p-value that the mean of the clusters is above zero, and how
/// it was counted. A cluster's rows flip together. `seed` is used by draws only.
pub fn p_greater(clusters: &[Cluster], seed: u64) -> (f64, Counting) {
    // A zero is the same whatever its sign.
    let sums: Vec<f64> =
        clusters.iter().map(|cluster| cluster.sum).filter(|sum| sum.abs() > TOLERANCE).collect();
    if sums.len() <= ENUMERATED {
        return (enumerate(&sums), Counting::Enumerated);
    }
    match convolve(&sums) {
        Some(p) => (p, Counting::Convolved),
        None => (draw(&sums, DRAWS, seed), Counting::Drawn),
    }
}

/// The exact p-value, from all 2ⁿ sign choices in about 2^(n/2) steps: the
/// possible sums of each half are sorted, and pairs counted from both ends.
///
/// A choice reaches the observed sum iff the differences whose sign it flips
/// add up to at most zero.
///
/// # Panics
/// With more than 60 differences, which no caller can afford anyway.
pub fn enumerate(differences: &[f64]) -> f64 {
    assert!(differences.len() <= 60, "too many sign choices to count");
    let (left, right) = differences.split_at(differences.len() / 2);
    let (left, right) = (subset_sums(left), subset_sums(right));
    let mut partners = right.len();
    let mut hits: u64 = 0;
    for sum in left {
        while partners > 0 && sum + right[partners - 1] > TOLERANCE {
            partners -= 1;
        }
        hits += partners as u64;
    }
    hits as f64 / (1u64 << differences.len()) as f64
}

/// The sums of all subsets, in ascending order.
fn subset_sums(values: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0];
    for &value in values {
        let with: Vec<f64> = sums.iter().map(|sum| sum + value).collect();
        sums = merge(&sums, &with);
    }
    sums
}

fn merge(left: &[f64], right: &[f64]) -> Vec<f64> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        if left[i] <= right[j] {
            merged.push(left[i]);
            i += 1;
        } else {
            merged.push(right[j]);
            j += 1;
        }
    }
    merged.extend_from_slice(&left[i..]);
    merged.extend_from_slice(&right[j..]);
    merged
}

/// The exact p-value of differences that are whole thousandths: the
/// distribution of the flipped sum by convolution. `None` off the grid, or
/// where the grid is too wide to be counted.
fn convolve(differences: &[f64]) -> Option<f64> {
    let steps: Vec<i64> = differences.iter().map(|&d| on_grid(d)).collect::<Option<_>>()?;
    let unit = steps.iter().fold(0, |unit, &step| gcd(unit, step.unsigned_abs())).max(1);
    let sizes: Vec<usize> =
        steps.iter().map(|step| (step.unsigned_abs() / unit) as usize).collect();
    let total: usize = sizes.iter().sum();
    if total as f64 * sizes.len() as f64 > MOST_WORK {
        return None;
    }
    // The sum is 2·(what has a plus) − total, so the plus part decides alone.
    let observed: usize =
        steps.iter().zip(&sizes).filter(|(step, _)| **step > 0).map(|(_, size)| size).sum();
    let mut chance = vec![0.0; total + 1];
    chance[0] = 1.0;
    let mut reach = 0;
    for size in sizes {
        reach += size;
        for plus in (0..=reach).rev() {
            let without = chance[plus];
            let with = if plus >= size { chance[plus - size] } else { 0.0 };
            chance[plus] = (without + with) / 2.0;
        }
    }
    // Adding the small ends first keeps the sum exact to the last bits.
    Some(chance[observed..].iter().rev().sum::<f64>().min(1.0))
}

fn on_grid(difference: f64) -> Option<i64> {
    let steps = (difference * GRID).round();
    ((difference * GRID - steps).abs() < 1e-9).then_some(steps as i64)
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The p-value from `draws` random sign choices; the observed choice counts as
/// one more, so that p is never 0 and the test keeps its level.
pub fn draw(differences: &[f64], draws: u32, seed: u64) -> f64 {
    let mut rng = SplitMix64::new(seed);
    let mut hits = 0u32;
    for _ in 0..draws {
        let mut flipped = 0.0;
        for chunk in differences.chunks(64) {
            let mut bits = rng.next_u64();
            for difference in chunk {
                if bits & 1 == 1 {
                    flipped += difference;
                }
                bits >>= 1;
            }
        }
        hits += u32::from(flipped <= TOLERANCE);
    }
    f64::from(1 + hits) / f64::from(1 + draws)
}

#[cfg(test)]
mod tests {
    use super::super::{assert_close, mcnemar, pairs};
    use super::*;

    const REFERENCE: [f64; 10] = [1.0, 1.0, 1.0, 0.0, 0.0, -1.0, 0.5, 0.5, 0.25, -0.25];

    fn p(differences: &[f64]) -> (f64, Counting) {
        p_greater(&pairs::singles(differences), 1)
    }

    #[test]
    fn reference_figure_by_every_way() {
        assert_eq!(p(&REFERENCE), (108.0 / 1024.0, Counting::Enumerated));
        assert_eq!(enumerate(&REFERENCE), 0.10546875);
        assert_eq!(convolve(&REFERENCE), Some(0.10546875));
        assert_close(draw(&REFERENCE, DRAWS, 3), 0.10546875, 0.004);
    }

    /// The plain definition: every sign choice, its sum against the observed one.
    fn by_definition(differences: &[f64]) -> f64 {
        let observed: f64 = differences.iter().sum();
        let hits = (0..1u32 << differences.len())
            .filter(|signs| {
                let sum: f64 = differences
                    .iter()
                    .enumerate()
                    .map(|(place, d)| if signs >> place & 1 == 1 { -d } else { *d })
                    .sum();
                sum >= observed - TOLERANCE
            })
            .count();
        hits as f64 / f64::from(1u32 << differences.len())
    }

    #[test]
    fn counting_from_both_ends_agrees_with_the_definition() {
        let mut rng = SplitMix64::new(11);
        for n in 0..=11 {
            for _ in 0..20 {
                // A coarse grid makes ties, which are where counting goes wrong.
                let d: Vec<f64> = (0..n).map(|_| (rng.below(9) as f64 - 4.0) / 8.0).collect();
                assert_eq!(enumerate(&d), by_definition(&d), "{d:?}");
                assert_close(convolve(&d).unwrap(), by_definition(&d), 1e-14);
            }
        }
    }

    #[test]
    fn right_and_wrong_answers_give_mcnemars_test() {
        let mut d = vec![1.0; 25];
        d.extend([-1.0; 10]);
        d.extend([0.0; 65]);
        let (p, counting) = p(&d);
        assert_eq!(counting, Counting::Convolved);
        assert_close(p, mcnemar::p_greater(25, 10), 1e-15);
    }

    #[test]
    fn nothing_changed_is_no_evidence() {
        assert_eq!(p(&[0.0; 40]), (1.0, Counting::Enumerated));
        assert_eq!(p(&[]), (1.0, Counting::Enumerated));
    }

    #[test]
    fn the_way_of_counting_follows_number_and_grid() {
        let on: Vec<f64> = (1..=21).map(|k| f64::from(k) / 1000.0).collect();
        assert_eq!(p(&on[..20]).1, Counting::Enumerated);
        assert_eq!(p(&on), (0.5_f64.powi(21), Counting::Convolved));
        let off: Vec<f64> = on.iter().map(|d| d / 3.0).collect();
        assert_eq!(p(&off), (1.0 / 100_001.0, Counting::Drawn));
        // 2,000 differences of a thousand different sizes: too wide to count.
        let wide: Vec<f64> = (0..2_000).map(|k| f64::from(k % 1000 + 1) / 1000.0).collect();
        assert_eq!(convolve(&wide), None);
        // As many of one size are narrow, once their common step is taken out.
        assert!(convolve(&[0.5; 2_000]).is_some());
    }

    #[test]
    fn the_distribution_is_symmetric_around_its_middle() {
        let d: Vec<f64> = (1..=24)
            .map(|k| if k % 2 == 0 { 0.006 * f64::from(k) } else { -0.006 * f64::from(k) })
            .collect();
        let back: Vec<f64> = d.iter().map(|d| -d).collect();
        // P(sum ≥ s) + P(sum ≤ s) = 1 + P(sum = s), which is small but not nothing.
        let both = p(&d).0 + p(&back).0;
        assert!(both > 1.0 && both < 1.02, "{both}");
        assert_close(p(&d).0, enumerate(&d), 1e-14);
    }

    #[test]
    fn draws_follow_their_seed_and_the_truth() {
        let d: Vec<f64> = (0..70).map(|k| if k < 45 { 0.1234567 } else { -0.1234567 }).collect();
        let p = draw(&d, 20_000, 5);
        assert_eq!(p, draw(&d, 20_000, 5));
        assert_ne!(p, draw(&d, 20_000, 6));
        assert_close(p, mcnemar::p_greater(45, 25), 0.003);
    }

    #[test]
    fn rows_of_a_group_flip_together() {
        let rows = [
            (1.0, Some("a")),
            (1.0, Some("a")),
            (1.0, Some("a")),
            (1.0, Some("b")),
            (1.0, Some("b")),
        ];
        assert_eq!(p_greater(&pairs::gather(rows), 1).0, 0.25);
        assert_eq!(p(&[1.0; 5]).0, 0.03125);
    }
}
