use super::*;
use crate::stats::{mcnemar, rng::SplitMix64, special::normal_quantile};

const WORLDS: usize = 200;
const CANDIDATES: usize = 16;
const ROWS: usize = 120;

/// What a world's rows have in common, so that a fifth of them tell two equal
/// candidates apart.
const SHARED: f64 = 0.809;

fn normal(rng: &mut SplitMix64) -> f64 {
    normal_quantile(rng.unit().clamp(1e-12, 1.0 - 1e-12))
}

/// Right answers of candidates with these true accuracies on rows that are
/// hard or easy for all of them.
fn answers(rng: &mut SplitMix64, truth: &[f64], rows: usize) -> Vec<Vec<f64>> {
    let hard: Vec<f64> = (0..rows).map(|_| normal(rng)).collect();
    let answer = |rng: &mut SplitMix64, truth: f64, hard: f64| {
        let latent = SHARED.sqrt() * hard + (1.0 - SHARED).sqrt() * normal(rng);
        f64::from(u8::from(latent < normal_quantile(truth)))
    };
    truth.iter().map(|&truth| hard.iter().map(|&hard| answer(rng, truth, hard)).collect()).collect()
}

/// The winner of a race, and how many scores it took.
fn race(rule: Rule, rewards: &[Vec<f64>]) -> (usize, usize) {
    let rows = rewards[0].len();
    let mut race = Race::new(rule, rewards.len(), rows);
    let (mut seen_by, mut calls) = (vec![0; rewards.len()], 0);
    while let Some((left, seen)) = race.next() {
        for one in left {
            calls += seen - seen_by[one];
            seen_by[one] = seen;
        }
        let reward = |one: usize, row: usize| (row < seen_by[one]).then(|| rewards[one][row]);
        race.judge(&reward, &|_| 0.0);
    }
    assert_eq!(seen_by[race.leader()], rows, "the winner ran to the end");
    (race.leader(), calls)
}

fn best(rewards: &[Vec<f64>]) -> usize {
    let sums: Vec<f64> = rewards.iter().map(|rewards| rewards.iter().sum()).collect();
    (0..sums.len()).fold(0, |best, one| if sums[one] > sums[best] { one } else { best })
}

#[test]
fn a_race_finds_about_what_a_grid_does_for_less_than_half_its_calls() {
    let mut rng = SplitMix64::new(20);
    let (mut regret, mut grid_regret, mut halving_regret, mut calls) = (0.0, 0.0, 0.0, 0);
    for _ in 0..WORLDS {
        let truth: Vec<f64> =
            (0..CANDIDATES).map(|_| (0.60 + 0.05 * normal(&mut rng)).clamp(0.05, 0.95)).collect();
        let rewards = answers(&mut rng, &truth, ROWS);
        let top = truth.iter().fold(0.0_f64, |top, &one| top.max(one));
        let (winner, asked) = race(Rule::PREDICTIVE, &rewards);
        calls += asked;
        regret += top - truth[winner];
        grid_regret += top - truth[best(&rewards)];
        let (halved, asked) = race(Rule::HALVING, &rewards);
        assert_eq!(asked, CANDIDATES * ROWS * 5 / 16, "halving is a plan");
        halving_regret += top - truth[halved];
        let (lossless, _) = race(Rule::LOSSLESS, &rewards);
        assert_eq!(lossless, best(&rewards), "what cannot catch up would not have won");
    }
    let points = |sum: f64| 100.0 * sum / WORLDS as f64;
    let share = calls as f64 / (WORLDS * CANDIDATES * ROWS) as f64;
    assert!(share <= 0.47, "{share} of a grid's calls");
    let (regret, grid, halving) = (points(regret), points(grid_regret), points(halving_regret));
    assert!(regret <= grid + 0.8, "race {regret}, grid {grid}");
    assert!(regret <= halving + 0.3, "race {regret}, halving {halving}");
    assert!(grid < 2.0 && halving < 2.5, "grid {grid}, halving {halving}");
}

#[test]
fn identical_candidates_are_promoted_no_more_often_than_the_level_says() {
    let mut rng = SplitMix64::new(21);
    let mut promoted = 0;
    for _ in 0..WORLDS {
        let truth = [0.6; CANDIDATES + 1];
        let (winner, _) = race(Rule::PREDICTIVE, &answers(&mut rng, &truth[1..], ROWS));
        // Rows that the search has not seen tell the winner from the control.
        let held_out = answers(&mut rng, &truth, 100);
        let mut pair = Pair::default();
        for (&control, &candidate) in held_out[0].iter().zip(&held_out[winner + 1]) {
            pair.add(control, candidate);
        }
        let p = mcnemar::p_greater(pair.gains as u64, pair.losses as u64);
        promoted += usize::from(p <= 0.05);
    }
    assert!(promoted * 20 <= WORLDS, "{promoted} of {WORLDS}");
}

#[test]
fn of_candidates_that_answer_alike_the_first_wins() {
    let alike = vec![vec![1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0]; 9];
    assert_eq!(race(Rule::PREDICTIVE, &alike).0, 0);
    assert_eq!(race(Rule::HALVING, &alike).0, 0);
}

#[test]
fn a_small_field_runs_until_it_is_settled() {
    let mut rewards = vec![vec![1.0; 41]; 3];
    rewards[1] = vec![0.0; 41];
    let (winner, calls) = race(Rule::PREDICTIVE, &rewards);
    assert_eq!((winner, calls), (0, 41 + 21 + 41), "the second stopped at half of the rows");
}

#[test]
fn the_plan_is_the_most_that_a_race_takes() {
    assert_eq!(Rule::PREDICTIVE.plan(16, 120), [(16, 15), (12, 15), (8, 30), (4, 60)]);
    assert_eq!(Rule::PREDICTIVE.most(16, 120), 900);
    assert_eq!(Rule::PREDICTIVE.most(7, 120), 840);
    let mut rng = SplitMix64::new(22);
    for (field, rows) in [(16, 120), (9, 7), (8, 1), (48, 61), (3, 20)] {
        let truth = vec![0.6; field];
        let (_, calls) = race(Rule::PREDICTIVE, &answers(&mut rng, &truth, rows));
        assert!(calls <= Rule::PREDICTIVE.most(field, rows), "{field} over {rows}: {calls}");
    }
}

#[test]
fn the_predictive_bound_is_the_published_formula() {
    let mut pair = Pair::default();
    for _ in 0..4 {
        pair.add(1.0, 0.0);
    }
    for _ in 0..11 {
        pair.add(1.0, 1.0);
    }
    pair.of = 120;
    // D = 4, S = 4, n = 15, N = 120, R = 105, v = (4 + 1) / 17.
    let expected = 4.0 * (120.0_f64 / (15.0 * (5.0 / 17.0) * 105.0)).sqrt();
    assert!((pair.z().unwrap() - expected).abs() < 1e-12);
    assert!(!pair.is_settled());
    pair.of = 18;
    assert!(pair.is_settled(), "four behind with three rows to come");
}
