//! The evidence that one comparison gives: candidate against control on the
//! same rows. Part of answers on the wire, and computed by the client from two
//! eval reports where a server does not give it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    DEFAULT_LEVEL, DEFAULT_POWER, TOLERANCE,
    interval::{self, Interval},
    mcnemar,
    pairs::{self, Cluster},
    power,
    sign_flip::{self, Counting},
};

/// The reward of one example.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored<'a> {
    pub example_id: &'a str,
    /// 0 to 1.
    pub reward: f64,
    /// Rows of one group are not independent (one thread, near-duplicates).
    /// That of the control's list counts; the candidate's is not read.
    pub group: Option<&'a str>,
}

/// How to judge a comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The accepted chance of a false "improved"; for the j-th look at one
    /// holdout what [`super::ledger::level_of_look`] gives.
    pub level: f64,
    /// The candidate was chosen on these same rows.
    pub in_sample: bool,
    /// Only used where sign choices are drawn.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { level: DEFAULT_LEVEL, in_sample: false, seed: 0 }
    }
}

/// What a comparison found. A gain is a row whose reward rose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// Rows compared.
    pub n: u64,
    pub gains: u64,
    pub losses: u64,
    pub ties: u64,
    /// Mean of candidate − control, −1 to 1.
    pub delta: f64,
    /// The chance of so good a result, or a better one, when the candidate is
    /// no better.
    pub p: f64,
    /// The chance of so bad a result, or a worse one, when it is no worse.
    pub p_worse: f64,
    pub method: Method,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
    /// The smallest difference that such rows show with power 80 %; absent
    /// where they can show none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mde: Option<f64>,
    /// The lower bound of the true difference at `level`, honest also where
    /// few rows changed: what "not worse" rests on.
    pub lower_bound: f64,
    /// Changed rows (or groups) without which no "improved" is possible.
    pub changes_needed: u64,
    /// The belief that a changed row is rather a gain, 0 to 1, starting from no
    /// opinion: for right/wrong rewards without groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance_better: Option<f64>,
    /// Independent groups, where rows were grouped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<u64>,
    /// Ids of the rows that rose, in the control's order.
    pub gained: Vec<String>,
    /// Ids of the rows that fell, in the control's order.
    pub lost: Vec<String>,
    /// The candidate was chosen on these same rows: nothing here shows that it
    /// is better elsewhere.
    pub in_sample: bool,
    /// The accepted chance of a false "improved".
    pub level: f64,
}

/// Where the p-values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// McNemar's exact test, for right/wrong rewards.
    McnemarExact,
    /// Sign flips, all counted.
    SignFlipExact,
    /// Sign flips, drawn from a seed.
    SignFlipDrawn,
}

/// The two lists do not hold the same rows.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PairingError {
    #[error("there is no row to compare")]
    Empty,
    #[error("row \"{0}\" is in the control's results only; evaluate both on the same rows")]
    MissingFromCandidate(String),
    #[error("row \"{0}\" is in the candidate's results only; evaluate both on the same rows")]
    MissingFromControl(String),
    #[error("row \"{0}\" stands twice in one list of results")]
    Repeated(String),
    #[error("the reward of row \"{0}\" is not between 0 and 1")]
    OutOfRange(String),
}

/// Compares a candidate with control, row by row. The order of the rows does
/// not matter for the figures.
///
/// # Errors
/// When the lists do not hold the same rows, or a reward is no reward.
pub fn compare(
    control: &[Scored],
    candidate: &[Scored],
    settings: Settings,
) -> Result<Evidence, PairingError> {
    let rows = pair(control, candidate)?;
    let differences: Vec<f64> = rows.iter().map(Row::difference).collect();
    let clusters = pairs::gather(rows.iter().map(|row| (row.difference(), row.group)));
    let grouped = clusters.len() < rows.len();
    // Rows that differ by nothing or by one and the same step are right or wrong,
    // whatever a right answer is worth: bounds for shares hold, and need none of
    // the symmetry that flipping signs does.
    let step = if grouped { None } else { common_step(&rows) };
    let ids = |direction: f64| -> Vec<String> {
        rows.iter()
            .filter(|row| row.difference() * direction > 0.0)
            .map(|row| row.example_id.to_owned())
            .collect()
    };
    let (gained, lost) = (ids(1.0), ids(-1.0));
    let (n, gains, losses) = (rows.len() as u64, gained.len() as u64, lost.len() as u64);
    let level = settings.level;
    let interval = interval::mean_difference(&clusters, level);
    let (p, p_worse, method) = if step.is_some() {
        let (p, p_worse) = (mcnemar::p_greater(gains, losses), mcnemar::p_greater(losses, gains));
        (p, p_worse, Method::McnemarExact)
    } else {
        sign_flips(&clusters, settings.seed)
    };
    let mde = match step {
        Some(step) => power::visible_share_observed(n, gains + losses, level, DEFAULT_POWER)
            .map(|share| share * step),
        None => visible_mean(&clusters, level),
    };
    let lower_bound = match step {
        Some(step) => step * interval::lower_score_bound(gains, losses, n, level),
        None => graded_lower_bound(&clusters, interval, level),
    };
    Ok(Evidence {
        n,
        gains,
        losses,
        ties: n - gains - losses,
        delta: differences.iter().sum::<f64>() / n as f64,
        p,
        p_worse,
        method,
        interval,
        mde,
        lower_bound,
        changes_needed: mcnemar::changes_needed(level),
        chance_better: step.map(|_| mcnemar::chance_better(gains, losses)),
        groups: grouped.then_some(clusters.len() as u64),
        gained,
        lost,
        in_sample: settings.in_sample,
        level,
    })
}

/// The one size of all differences that are not 0; `None` for graded rewards,
/// and where nothing differs and the rewards do not say what a step would be.
fn common_step(rows: &[Row]) -> Option<f64> {
    let differences = rows.iter().map(|row| row.difference().abs());
    let mut sizes = differences.filter(|size| *size > 0.0);
    let Some(first) = sizes.next() else {
        let whole = |row: &Row| [0.0, 1.0].contains(&row.control);
        return rows.iter().all(whole).then_some(1.0);
    };
    sizes.all(|size| (size - first).abs() <= TOLERANCE).then_some(first)
}

/// The lower bound for graded or grouped rewards. On few rows the interval
/// rests on a symmetry that nobody can check, so that two gains among six rows
/// would seem to rule every loss out. There the share of rows that may fall
/// bounds it as well, at the size of the largest difference seen.
fn graded_lower_bound(clusters: &[Cluster], interval: Option<Interval>, level: f64) -> f64 {
    let count = clusters.len();
    let moved = |direction: f64| {
        clusters.iter().filter(|cluster| cluster.sum * direction > 0.0).count() as u64
    };
    let (gains, losses) = (moved(1.0), moved(-1.0));
    let by_share = || interval::lower_score_bound(gains, losses, count as u64, level);
    if gains + losses == 0 {
        return by_share();
    }
    let low = interval.map_or(-1.0, |interval| interval.low.max(-1.0));
    if count >= interval::ENOUGH_FOR_T {
        return low;
    }
    let sizes = clusters.iter().map(|cluster| (cluster.sum / cluster.size).abs());
    low.min(sizes.fold(0.0, f64::max) * by_share())
}

/// The sign-flip p-values of both directions.
fn sign_flips(clusters: &[Cluster], seed: u64) -> (f64, f64, Method) {
    let negated: Vec<Cluster> =
        clusters.iter().map(|cluster| Cluster { sum: -cluster.sum, ..*cluster }).collect();
    let (p, counting) = sign_flip::p_greater(clusters, seed);
    let (p_worse, _) = sign_flip::p_greater(&negated, seed);
    let method = match counting {
        Counting::Enumerated | Counting::Convolved => Method::SignFlipExact,
        Counting::Drawn => Method::SignFlipDrawn,
    };
    (p, p_worse, method)
}

/// The smallest visible mean difference of graded or grouped rewards, from the
/// spread that was seen. `None` where there was none, as it is then unknown.
fn visible_mean(clusters: &[Cluster], level: f64) -> Option<f64> {
    let count = clusters.len() as u64;
    let spread = pairs::standard_error(clusters)? * (count as f64).sqrt();
    let enough = (count >= mcnemar::changes_needed(level)) && spread > TOLERANCE;
    let visible =
        enough.then(|| power::visible_mean(count, level, DEFAULT_POWER)).flatten()? * spread;
    (visible <= 1.0).then_some(visible)
}

/// One row, scored on both sides.
struct Row<'a> {
    example_id: &'a str,
    group: Option<&'a str>,
    control: f64,
    candidate: f64,
}

impl Row<'_> {
    /// Candidate − control, rounding noise being no difference.
    fn difference(&self) -> f64 {
        let difference = self.candidate - self.control;
        if difference.abs() <= TOLERANCE { 0.0 } else { difference }
    }
}

fn pair<'a>(
    control: &[Scored<'a>],
    candidate: &[Scored<'a>],
) -> Result<Vec<Row<'a>>, PairingError> {
    if control.is_empty() && candidate.is_empty() {
        return Err(PairingError::Empty);
    }
    let mut candidates = by_id(candidate)?;
    by_id(control)?;
    let rows = control
        .iter()
        .map(|own| {
            let candidate = candidates
                .remove(own.example_id)
                .ok_or_else(|| PairingError::MissingFromCandidate(own.example_id.to_owned()))?;
            Ok(Row { example_id: own.example_id, group: own.group, control: own.reward, candidate })
        })
        .collect::<Result<_, _>>()?;
    match candidates.keys().min() {
        Some(id) => Err(PairingError::MissingFromControl((*id).to_owned())),
        None => Ok(rows),
    }
}

fn by_id<'a>(scored: &[Scored<'a>]) -> Result<HashMap<&'a str, f64>, PairingError> {
    let mut rewards = HashMap::new();
    for row in scored {
        // A weighted mean of ones may come out a hair above 1.
        if !(-1e-9..=1.0 + 1e-9).contains(&row.reward) {
            return Err(PairingError::OutOfRange(row.example_id.to_owned()));
        }
        if rewards.insert(row.example_id, row.reward).is_some() {
            return Err(PairingError::Repeated(row.example_id.to_owned()));
        }
    }
    Ok(rewards)
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;
    use crate::stats::interval::IntervalMethod;

    fn scored<'a>(ids: &'a [String], rewards: &[f64]) -> Vec<Scored<'a>> {
        ids.iter()
            .zip(rewards)
            .map(|(id, &reward)| Scored { example_id: id, reward, group: None })
            .collect()
    }

    fn ids(n: usize) -> Vec<String> {
        (0..n).map(|place| format!("row-{place:03}")).collect()
    }

    /// Right/wrong rewards with these counts.
    fn counted(gains: usize, losses: usize, n: usize, settings: Settings) -> Evidence {
        let names = ids(n);
        let control: Vec<f64> = (0..n).map(|place| if place < gains { 0.0 } else { 1.0 }).collect();
        let candidate: Vec<f64> = (0..n)
            .map(|place| if (gains..gains + losses).contains(&place) { 0.0 } else { 1.0 })
            .collect();
        compare(&scored(&names, &control), &scored(&names, &candidate), settings).unwrap()
    }

    #[test]
    fn right_and_wrong_answers() {
        let evidence = counted(8, 2, 30, Settings::default());
        assert_eq!((evidence.n, evidence.gains, evidence.losses, evidence.ties), (30, 8, 2, 20));
        assert_eq!(evidence.method, Method::McnemarExact);
        assert_eq!(evidence.p, 0.0546875);
        assert_close(evidence.p_worse, 1.0 - 11.0 / 1024.0, 1e-15);
        assert_close(evidence.delta, 0.2, 1e-15);
        assert_close(evidence.chance_better.unwrap(), 0.96728515625, 1e-9);
        assert_eq!(evidence.changes_needed, 5);
        assert_eq!(evidence.gained.len(), 8);
        assert_eq!(evidence.lost, ["row-008", "row-009"]);
        assert_eq!(evidence.interval.unwrap().method, IntervalMethod::PairedT);
        assert_close(evidence.lower_bound, interval::lower_score_bound(8, 2, 30, 0.05), 1e-15);
        assert_close(
            evidence.mde.unwrap(),
            power::visible_share(30, 1.0 / 3.0, 0.05, 0.8).unwrap(),
            1e-12,
        );
        assert_eq!((evidence.groups, evidence.in_sample, evidence.level), (None, false, 0.05));
    }

    #[test]
    fn graded_rewards_use_sign_flips() {
        let names = ids(10);
        let control = [0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 0.25, 0.5, 0.5, 0.75];
        let candidate = [1.0, 1.0, 1.0, 0.5, 1.0, 0.0, 0.75, 1.0, 0.75, 0.5];
        let evidence =
            compare(&scored(&names, &control), &scored(&names, &candidate), Settings::default())
                .unwrap();
        assert_eq!(evidence.p, 0.10546875);
        assert_eq!((evidence.gains, evidence.losses, evidence.ties), (6, 2, 2));
        assert_eq!(evidence.method, Method::SignFlipExact);
        assert_eq!(evidence.interval.unwrap().method, IntervalMethod::SignFlip);
        assert!(evidence.lower_bound <= evidence.interval.unwrap().low);
        assert_eq!(evidence.chance_better, None);
        let spread = 0.6433419688539594;
        assert_close(
            evidence.mde.unwrap(),
            power::visible_mean(10, 0.05, 0.8).unwrap() * spread,
            1e-12,
        );
        assert!(evidence.p_worse > 0.9);
    }

    #[test]
    fn order_does_not_matter() {
        let names = ids(12);
        let control: Vec<f64> = (0..12).map(|k| f64::from(k % 3) / 2.0).collect();
        let candidate: Vec<f64> = (0..12).map(|k| f64::from(k % 4) / 3.0).collect();
        let (left, right) = (scored(&names, &control), scored(&names, &candidate));
        let mut turned = right.clone();
        turned.reverse();
        let settings = Settings::default();
        assert_eq!(compare(&left, &right, settings), compare(&left, &turned, settings));
    }

    #[test]
    fn rows_of_one_thread_count_once() {
        let names = ids(12);
        let grouped: Vec<Scored> = names
            .iter()
            .enumerate()
            .map(|(place, id)| Scored {
                example_id: id,
                reward: 0.0,
                group: Some(["a", "b", "c", "d"][place / 3]),
            })
            .collect();
        let all_right: Vec<Scored> =
            grouped.iter().map(|row| Scored { reward: 1.0, ..*row }).collect();
        let evidence = compare(&grouped, &all_right, Settings::default()).unwrap();
        assert_eq!((evidence.p, evidence.groups), (0.0625, Some(4)));
        assert_eq!(evidence.method, Method::SignFlipExact);
        assert_eq!((evidence.gains, evidence.mde, evidence.chance_better), (12, None, None));
        // Groups of one row are no groups.
        let lone: Vec<Scored> = names
            .iter()
            .map(|id| Scored { example_id: id, reward: 0.0, group: Some(id) })
            .collect();
        let evidence = compare(&lone, &all_right, Settings::default()).unwrap();
        assert_eq!((evidence.method, evidence.groups), (Method::McnemarExact, None));
    }

    #[test]
    fn a_right_answer_is_one_step_whatever_it_is_worth() {
        let names = ids(6);
        let side = |right: usize| -> Vec<f64> {
            (0..6).map(|place| if place < right { 1.0 } else { 0.2 }).collect()
        };
        let of = |control: usize, candidate: usize| {
            let (control, candidate) = (side(control), side(candidate));
            compare(&scored(&names, &control), &scored(&names, &candidate), Settings::default())
                .unwrap()
        };
        let evidence = of(0, 2);
        assert_eq!((evidence.method, evidence.p), (Method::McnemarExact, 0.25));
        let bound = interval::lower_score_bound(2, 0, 6, 0.05);
        assert_close(evidence.lower_bound, 0.8 * bound, 1e-12);
        // Two gains among six rows rule no loss out.
        assert!(evidence.lower_bound < -0.05, "{}", evidence.lower_bound);
        // Nor do they where one of the answers is worth a little more.
        let (mut control, candidate) = (side(0), side(2));
        control[5] = 0.3;
        let graded =
            compare(&scored(&names, &control), &scored(&names, &candidate), Settings::default())
                .unwrap();
        assert_eq!(graded.method, Method::SignFlipExact);
        assert!(graded.lower_bound < -0.05, "{}", graded.lower_bound);
    }

    #[test]
    fn no_change_on_few_rows_rules_little_out() {
        let same = counted(0, 0, 30, Settings::default());
        assert_eq!((same.p, same.p_worse, same.delta), (1.0, 1.0, 0.0));
        assert!(same.lower_bound < -0.08 && same.lower_bound > -0.09, "{}", same.lower_bound);
        let names = ids(30);
        let graded = vec![0.5; 30];
        let graded =
            compare(&scored(&names, &graded), &scored(&names, &graded), Settings::default())
                .unwrap();
        assert_eq!(graded.lower_bound, same.lower_bound);
        assert_eq!((graded.mde, graded.ties), (None, 30));
    }

    #[test]
    fn rounding_noise_is_no_change() {
        let names = ids(3);
        let evidence = compare(
            &scored(&names, &[0.3, 0.5, 1.0]),
            &scored(&names, &[0.1 + 0.2, 0.5, 1.0000000000000002]),
            Settings::default(),
        )
        .unwrap();
        assert_eq!((evidence.ties, evidence.p, evidence.delta), (3, 1.0, 0.0));
    }

    #[test]
    fn drawn_signs_say_so_and_follow_the_seed() {
        let names = ids(40);
        let zero = vec![0.0; 40];
        let odd: Vec<f64> =
            (0..40).map(|k| if k % 5 == 0 { 0.0 } else { f64::from(k).sqrt() / 7.0 }).collect();
        let settings = Settings { seed: 4, ..Settings::default() };
        let evidence = compare(&scored(&names, &zero), &scored(&names, &odd), settings).unwrap();
        assert_eq!(evidence.method, Method::SignFlipDrawn);
        assert_eq!(Ok(evidence), compare(&scored(&names, &zero), &scored(&names, &odd), settings));
    }

    #[test]
    fn smaller_levels_need_more_changes() {
        let settings = Settings { level: 0.0304, in_sample: true, seed: 0 };
        let evidence = counted(6, 0, 30, settings);
        assert_eq!(
            (evidence.changes_needed, evidence.level, evidence.in_sample),
            (6, 0.0304, true)
        );
        assert_close(evidence.interval.unwrap().confidence, 1.0 - 0.0608, 1e-12);
    }

    #[test]
    fn lists_must_hold_the_same_rows() {
        let names = ids(3);
        let all = scored(&names, &[0.0, 1.0, 0.5]);
        let settings = Settings::default();
        assert_eq!(compare(&[], &[], settings), Err(PairingError::Empty));
        assert_eq!(
            compare(&all, &all[..2], settings),
            Err(PairingError::MissingFromCandidate("row-002".into()))
        );
        assert_eq!(
            compare(&all[1..], &all, settings),
            Err(PairingError::MissingFromControl("row-000".into()))
        );
        let twice = [all[0], all[1], all[1]];
        assert_eq!(compare(&twice, &all, settings), Err(PairingError::Repeated("row-001".into())));
        assert_eq!(compare(&all, &twice, settings), Err(PairingError::Repeated("row-001".into())));
        for reward in [f64::NAN, f64::INFINITY, -0.5, 1.5] {
            let bad = [all[0], all[1], Scored { reward, ..all[2] }];
            assert_eq!(
                compare(&bad, &all, settings),
                Err(PairingError::OutOfRange("row-002".into()))
            );
        }
    }

    #[test]
    fn the_wire_form() {
        let evidence = counted(5, 1, 30, Settings::default());
        let json = serde_json::to_value(&evidence).unwrap();
        for field in
            ["n", "gains", "losses", "ties", "delta", "p", "pWorse", "interval", "mde", "level"]
        {
            assert!(!json[field].is_null(), "{field}");
        }
        assert_eq!(json["method"], "mcnemar_exact");
        assert_eq!(json["inSample"], false);
        assert_eq!(json["interval"]["method"], "pairedT");
        assert_eq!(serde_json::from_value::<Evidence>(json).unwrap(), evidence);
    }
}
