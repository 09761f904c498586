//! Whether the time that a comparison takes tells how much of a secret was right,
//! in the manner of dudect: both kinds in random order, Welch's t of the times.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use dse::server::Guard;

use super::{Row, percentile};

const COMPARES: usize = 100_000;
/// Comparisons that are timed as one: the clock is too coarse for a single one.
const AT_ONCE: u32 = 16;
const MOST_T: f64 = 4.5;
const MOST_SHARE: f64 = 0.01;
/// What the system did between two looks at the clock is beyond this.
const CROPPED: f64 = 0.95;

pub fn measure(_root: &Path) -> Result<Vec<Row>> {
    let secret = "x".repeat(40) + "0123456789abcdef";
    let guard = Guard::new([Some(secret.clone().into()), None]);
    let near = secret[..secret.len() - 1].to_owned() + "!";
    let far = "!".to_owned() + &secret[1..].replace('x', "y");
    let leaky = |given: &[u8]| secret.bytes().zip(given).all(|(one, other)| one == *other);
    let ours = compare(|given| guard.admits(given), &near, &far);
    // A comparison that stops at the first difference has to be found out.
    let control = compare(leaky, &near, &far);
    let asked = format!("difference < 1 % of the mean and |t| < {MOST_T}");
    Ok(vec![
        Row::new(
            format!(
                "{COMPARES} comparisons each of a secret right but for its end, and wrong from its start"
            ),
            &asked,
            ours.told(),
            ours.tells_nothing(),
        ),
        Row::new(
            "the same of `==`, to see whether the measurement can tell",
            "found out",
            control.told(),
            !control.tells_nothing(),
        ),
    ])
}

struct Told {
    near_ns: f64,
    far_ns: f64,
    t: f64,
}

impl Told {
    fn share(&self) -> f64 {
        (self.near_ns - self.far_ns).abs() / ((self.near_ns + self.far_ns) / 2.0)
    }

    fn tells_nothing(&self) -> bool {
        self.share() < MOST_SHARE && self.t.abs() < MOST_T
    }

    fn told(&self) -> String {
        format!(
            "{:.1} and {:.1} ns, difference {:.2} %, t = {:.2}",
            self.near_ns,
            self.far_ns,
            self.share() * 100.0,
            self.t
        )
    }
}

fn compare(admits: impl Fn(&[u8]) -> bool, near: &str, far: &str) -> Told {
    let given = [near.as_bytes(), far.as_bytes()];
    let mut times = [Vec::new(), Vec::new()];
    // The order is random, so that what else happens falls on both alike.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    while times.iter().any(|times| times.len() < COMPARES) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let kind = usize::from(state >> 40 & 1 == 1);
        let started = Instant::now();
        for _ in 0..AT_ONCE {
            black_box(admits(black_box(given[kind])));
        }
        times[kind].push(started.elapsed().as_nanos() as f64 / f64::from(AT_ONCE));
    }
    // One bound for both kinds, or the crop itself would make a difference.
    let mut all: Vec<f64> = times.iter().flatten().copied().collect();
    all.sort_unstable_by(f64::total_cmp);
    let bound = percentile(&all, CROPPED);
    let [near, far] = times.map(|times| moments(times.into_iter().filter(|time| *time <= bound)));
    let t = (near.mean - far.mean) / (near.of_mean + far.of_mean).sqrt();
    Told { near_ns: near.mean, far_ns: far.mean, t }
}

struct Moments {
    mean: f64,
    /// The variance of the mean.
    of_mean: f64,
}

fn moments(times: impl Iterator<Item = f64>) -> Moments {
    let times: Vec<f64> = times.collect();
    let count = times.len() as f64;
    let mean = times.iter().sum::<f64>() / count;
    let variance = times.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
    Moments { mean, of_mean: variance / count }
}
