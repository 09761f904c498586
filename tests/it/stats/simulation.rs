//! What the gate and the canary promise, tried on seeded coin tosses: false
//! "improved" and false alarms stay at their level, and true effects are found
//! as often as the exact power says.

use dse::stats::{
    binomial, canary,
    evidence::{Scored, Settings, compare},
    mcnemar, pairs,
    power::chance,
    rng::SplitMix64,
    selection::{holm, max_t},
    sequential::Betting,
    sign_flip,
    two_arms::Arm,
    verdict::{Verdict, verdict},
};

const TRIALS: u32 = 10_000;
const LEVEL: f64 = 0.05;
/// The level and what 10,000 trials may stray from it.
const AT_MOST: f64 = 0.055;

/// The share of trials in which something happens.
fn share(trials: u32, seed: u64, mut happens: impl FnMut(&mut SplitMix64) -> bool) -> f64 {
    let mut rng = SplitMix64::new(seed);
    let count = (0..trials).filter(|_| happens(&mut rng)).count();
    count as f64 / f64::from(trials)
}

/// Gains and losses among `n` rows that turn right with chance `gain` and wrong
/// with chance `loss`.
fn holdout(rng: &mut SplitMix64, n: u32, gain: f64, loss: f64) -> (u64, u64) {
    let (mut gains, mut losses) = (0, 0);
    for _ in 0..n {
        let toss = rng.unit();
        gains += u64::from(toss < gain);
        losses += u64::from(toss >= gain && toss < gain + loss);
    }
    (gains, losses)
}

#[test]
fn null_holdouts_seldom_look_improved() {
    for (n, exact) in [(10, 0.001), (30, 0.016), (50, 0.023), (100, 0.033), (200, 0.037)] {
        let improved = share(TRIALS, u64::from(n), |rng| {
            let (gains, losses) = holdout(rng, n, 0.1, 0.1);
            mcnemar::p_greater(gains, losses) <= LEVEL
        });
        assert!(improved <= AT_MOST, "{n} rows: {improved}");
        assert!((improved - exact).abs() < 0.01, "{n} rows: {improved}");
    }
}

#[test]
fn the_old_gate_passes_many_null_holdouts() {
    for (n, table) in [(10, 0.353), (30, 0.267), (50, 0.213), (100, 0.156), (200, 0.066)] {
        let passed = share(TRIALS, 7, |rng| {
            let (gains, losses) = holdout(rng, n, 0.1, 0.1);
            gains as f64 - losses as f64 >= 0.05 * f64::from(n) - 1e-9
        });
        assert!((passed - table).abs() < 0.01, "{n} rows: {passed}");
    }
}

#[test]
fn true_effects_are_found_as_often_as_the_table_says() {
    for (n, table) in [(30, 0.175), (50, 0.348), (100, 0.675), (200, 0.932)] {
        let found = share(2 * TRIALS, 11, |rng| {
            let (gains, losses) = holdout(rng, n, 0.15, 0.05);
            mcnemar::p_greater(gains, losses) <= LEVEL
        });
        assert!((found - table).abs() < 0.01, "{n} rows: {found}");
    }
}

/// The whole way from rewards to the verdict says "improved" exactly where the
/// exact test does, so the figures above are those of the gate.
#[test]
fn the_verdict_is_the_exact_test() {
    let names: Vec<String> = (0..100).map(|row| format!("row-{row}")).collect();
    let mut rng = SplitMix64::new(3);
    let mut improved = 0;
    for trial in 0..600 {
        let n = [10, 30, 50, 100][trial % 4];
        let gain = if trial % 3 == 0 { 0.1 } else { 0.3 };
        let (before, after): (Vec<_>, Vec<_>) = names[..n]
            .iter()
            .map(|id| match rng.unit() {
                toss if toss < gain => ((id, 0.0), (id, 1.0)),
                toss if toss < gain + 0.1 => ((id, 1.0), (id, 0.0)),
                _ => ((id, 1.0), (id, 1.0)),
            })
            .unzip();
        let evidence = compare(&view(&before), &view(&after), Settings::default()).unwrap();
        let by_test = mcnemar::p_greater(evidence.gains, evidence.losses) <= LEVEL;
        assert_eq!(verdict(&evidence, LEVEL, 0.0) == Verdict::Improved, by_test);
        improved += u32::from(by_test);
    }
    assert!((50..550).contains(&improved), "{improved}");
}

fn view<'a>(list: &[(&'a String, f64)]) -> Vec<Scored<'a>> {
    list.iter().map(|&(id, reward)| Scored { example_id: id, reward, group: None }).collect()
}

/// A graded difference, symmetric around zero: a multiple of 1/8.
fn graded(rng: &mut SplitMix64) -> f64 {
    (rng.below(9) as f64 - 4.0) / 8.0
}

#[test]
fn graded_null_holdouts_seldom_look_improved() {
    for n in [10, 40] {
        let improved = share(TRIALS, n, |rng| {
            let d: Vec<f64> = (0..n).map(|_| graded(rng)).collect();
            sign_flip::p_greater(&pairs::singles(&d), 0).0 <= LEVEL
        });
        assert!((0.03..=AT_MOST).contains(&improved), "{n} rows: {improved}");
    }
}

/// Four rows of each thread rise and fall together: tested as if they were
/// independent they fool the gate, tested by thread they do not.
#[test]
fn rows_of_a_thread_are_tested_together() {
    let rises = |grouped: bool| {
        share(TRIALS / 2, 17, |rng| {
            let threads: Vec<f64> = (0..15).map(|_| graded(rng)).collect();
            let clusters = if grouped {
                threads.iter().map(|d| pairs::Cluster { sum: 4.0 * d, size: 4.0 }).collect()
            } else {
                pairs::singles(&threads.iter().flat_map(|d| [*d; 4]).collect::<Vec<_>>())
            };
            sign_flip::p_greater(&clusters, 0).0 <= LEVEL
        })
    };
    let (together, apart) = (rises(true), rises(false));
    assert!(together <= AT_MOST, "{together}");
    assert!(apart > 0.1, "{apart}");
}

#[test]
fn the_best_of_eight_equals_is_seldom_improved() {
    let mut naive = 0;
    let mut by_holm = 0;
    let trials = 3_000;
    let by_max = share(trials, 5, |rng| {
        let differences: Vec<Vec<f64>> =
            (0..8).map(|_| (0..8).map(|_| graded(rng)).collect()).collect();
        let found = max_t(&differences, 0, 0);
        let any = |p: &[f64]| p.iter().any(|&p| p <= LEVEL);
        naive += u32::from(any(&found.raw));
        by_holm += u32::from(any(&holm(&found.raw)));
        any(&found.adjusted)
    });
    assert!(by_max <= AT_MOST, "{by_max}");
    assert!(f64::from(by_holm) / f64::from(trials) <= by_max);
    assert!(f64::from(naive) / f64::from(trials) > 0.2, "{naive}");
}

#[test]
fn null_canary_streams_seldom_alarm() {
    let (error, success) = (2_f64.ln(), 0.75_f64.ln());
    let bar = 20_f64.ln();
    let alarms = share(TRIALS, 23, |rng| {
        let mut evidence = 0.0;
        (0..1_000).any(|_| {
            evidence += if rng.unit() < 0.2 { error } else { success };
            evidence >= bar
        })
    });
    assert!(alarms <= AT_MOST, "{alarms}");
    // The exact chance, 3.85 %, so the streams are what they should be.
    assert!((alarms - 0.0385).abs() < 0.006, "{alarms}");
}

#[test]
fn canaries_at_the_limit_are_seldom_called_healthy() {
    let healthy = |limit: f64, looks: &[(u64, canary::Rule)]| {
        share(TRIALS / 2, 29, |rng| {
            let mut arm = Arm::default();
            looks.iter().any(|&(total, rule)| {
                while arm.total < total {
                    arm.total += 1;
                    arm.errors += u64::from(rng.unit() < limit);
                }
                canary::is_below_limit(arm, rule)
            })
        })
    };
    let planned = canary::Rule { limit: 0.2, alpha: LEVEL, looks: canary::Looks::Planned(2) };
    let called = healthy(0.2, &[(20, planned), (50, planned)]);
    assert!(called <= AT_MOST, "{called}");
    let any = canary::Rule { looks: canary::Looks::Any, ..planned };
    let always: Vec<_> = (1..=300).map(|total| (total, any)).collect();
    let called = healthy(0.2, &always);
    assert!(called <= AT_MOST && called > 0.01, "{called}");
}

#[test]
fn the_whole_canary_verdict_seldom_errs() {
    let rule = canary::Rule { limit: 0.2, alpha: LEVEL, looks: canary::Looks::Planned(1) };
    let draw = |rng: &mut SplitMix64, total: u64, rate: f64| {
        let errors = (0..total).filter(|_| rng.unit() < rate).count() as u64;
        Arm { errors, total }
    };
    // Both arms err alike, well below the limit.
    let unhealthy = share(TRIALS / 10, 31, |rng| {
        let (own, control) = (draw(rng, 50, 0.05), draw(rng, 200, 0.05));
        canary::canary_verdict(own, control, rule).state == canary::State::Unhealthy
    });
    assert!(unhealthy <= AT_MOST, "{unhealthy}");
    let caught = share(TRIALS / 10, 37, |rng| {
        let (own, control) = (draw(rng, 50, 0.4), draw(rng, 200, 0.05));
        canary::canary_verdict(own, control, rule).state == canary::State::Unhealthy
    });
    assert!(caught > 0.99, "{caught}");
}

#[test]
fn bets_on_graded_streams_seldom_win_by_luck() {
    let wins = share(TRIALS / 4, 41, |rng| {
        let mut bet = Betting::against_mean_at_most(0.5);
        (0..300).any(|_| bet.observe(0.5 + graded(rng)) >= 20.0)
    });
    assert!(wins <= AT_MOST, "{wins}");
}

#[test]
fn simulated_and_enumerated_chances_agree() {
    let simulated = share(TRIALS, 43, |rng| {
        let (gains, losses) = holdout(rng, 20, 0.2, 0.1);
        gains >= losses + 3
    });
    let exact = chance(20, 0.2, 0.1, |gains, losses| gains >= losses + 3);
    assert!((simulated - exact).abs() < 0.015, "{simulated} {exact}");
    let heads = share(TRIALS, 47, |rng| (0..20).filter(|_| rng.unit() < 0.3).count() >= 8);
    assert!((heads - binomial::at_least(8, 20, 0.3)).abs() < 0.015, "{heads}");
}
