//! The loop from compile to promotion, many times over, with a model and a
//! traffic whose noise is seeded: how often does it promote a candidate that is
//! the control in disguise, and how often one that is better?

use serde_json::json;

use super::{GateRequest, Sight, StoredCompile, judge, measure, sight};
use crate::{
    engine::{
        compile::{CompileRequest, compile},
        evaluate::Pinned,
        testing::{FakeLm, World, asked_row, job, right_word, rows},
    },
    model::{
        canary::{Arm, Arms, Canary, CanaryEvidence},
        gate::Demands,
        job::job_hash,
    },
    stats::{canary::State, ledger::level_of_look, mcnemar, power},
};

const HELD_OUT: usize = 40;
const DISGUISE: &str = "Answer once more.";

/// Requests that a canary gets at most, both arms together.
const TRAFFIC: usize = 400;

/// What one side is really like.
#[derive(Clone, Copy)]
struct Side {
    /// The chance that a held-out answer is right.
    right: f64,
    /// The chance that an answer to live traffic fails.
    fails: f64,
}

/// How many nights ended how.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    /// The gate called the candidate better.
    improved: u64,
    healthy: u64,
    unhealthy: u64,
    undecided: u64,
    /// Better, healthy, and better still when promotion asked again.
    promoted: u64,
}

/// A number from 0 to 1 that only its arguments decide.
fn noise(seed: u64, side: u64, row: &str) -> f64 {
    let start = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ side.wrapping_mul(0xD1B5_4A32_D192_ED03);
    let mixed = row.bytes().fold(start, |hash, byte| {
        let hash = (hash ^ u64::from(byte)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        hash ^ hash >> 29
    });
    (mixed >> 11) as f64 / (1u64 << 53) as f64
}

/// What both sides make of one night's held-out rows, after a compile and
/// through the gate.
async fn compared(seed: u64, control: Side, candidate: Side) -> Sight {
    let lm = FakeLm::new(64, move |prompt| {
        let disguised = prompt.contains(DISGUISE);
        let side = if disguised { candidate } else { control };
        let right = noise(seed, u64::from(disguised), asked_row(prompt)) < side.right;
        Ok(if right { right_word(prompt) } else { json!({"word": "?"}).to_string() })
    });
    let right_or_wrong = json!([{"kind": "exact_json_match", "metricId": "m", "metricVersion": 1}]);
    let (world, dataset) = (World::with_signals(right_or_wrong), rows(2, HELD_OUT));
    let job =
        job("instruction_grid.v1", json!({"instructionVariants": [{"id": "a", "text": DISGUISE}]}));
    let evaluator = world.evaluator(&lm);
    let found = compile(CompileRequest {
        job: &job,
        evaluator: &evaluator,
        base: &world.contract.contract().default_params,
        dataset: &dataset,
        compiler_version: None,
        git_sha: None,
    })
    .await
    .unwrap();
    let request = GateRequest { compiled_id: &found.artifact.compiled_id, require_holdout: true };
    let hash = job_hash(&job.document(dataset.id()));
    let defaults = world.defaults();
    let measured = measure(
        &evaluator,
        request,
        &dataset,
        &hash,
        StoredCompile::Current(&found.report),
        &defaults,
    )
    .await
    .unwrap();
    let pinned = Pinned {
        compiled_id: found.artifact.compiled_id.clone(),
        params: found.artifact.params.clone(),
    };
    let scored = evaluator.evaluate(&pinned, &dataset.holdout(), None).await.unwrap();
    sight(&dataset, measured.control, scored)
}

/// Gives a canary traffic until it is decided, half of it to each arm.
fn canary(seed: u64, control: Side, candidate: Side) -> State {
    let mut canary: Canary = serde_json::from_value(json!({
        "signatureId": "s", "enabled": true, "control_compiled_id": "old",
        "canary_compiled_id": "new", "rolloutPct": 50, "salt": seed.to_string(), "okCount": 0,
        "errorCount": 0, "minSamples": 20, "maxErrorRate": 0.2, "createdAtMs": 0, "updatedAtMs": 0,
    }))
    .unwrap();
    let mut arms = Arms::default();
    for request in 0..TRAFFIC {
        let thread = format!("thread-{request}");
        let arm = canary.arm(&thread);
        let (side, counts) = match arm {
            Arm::Canary => (candidate, &mut arms.canary),
            _ => (control, &mut arms.control),
        };
        let failed = noise(seed, 2 + u64::from(arm == Arm::Canary), &thread) < side.fails;
        counts.threads += 1;
        *(if failed { &mut counts.errors } else { &mut counts.ok }) += 1;
        if arm != Arm::Canary {
            continue;
        }
        *(if failed { &mut canary.error_count } else { &mut canary.ok_count }) += 1;
        if canary.total() < canary.min_samples {
            continue;
        }
        // The alarm of the wire stands beside the evidence.
        if canary.error_rate() > canary.max_error_rate {
            return State::Unhealthy;
        }
        match CanaryEvidence::of(&canary, Some(arms)).state() {
            State::Undecided => {}
            decided => return decided,
        }
    }
    State::Undecided
}

async fn nights(count: u64, control: Side, candidate: Side) -> Tally {
    let mut tally = Tally::default();
    let demands = Demands { max_p: Some(0.05), ..Demands::default() };
    for seed in 0..count {
        let sight = compared(seed, control, candidate).await;
        let first = sight.gate_evidence(&demands, 1, None, None).unwrap();
        let opens = judge(&sight, &first, &[], &demands).is_ok();
        let health = canary(seed, control, candidate);
        tally.improved += u64::from(opens);
        match health {
            State::Healthy => tally.healthy += 1,
            State::Unhealthy => tally.unhealthy += 1,
            State::Undecided => tally.undecided += 1,
        }
        if opens && health == State::Healthy {
            // Promotion asks again; the same pair is the same look.
            let again = sight.gate_evidence(&demands, 1, Some(first.comparison.p), None).unwrap();
            tally.promoted += u64::from(judge(&sight, &again, &[], &demands).is_ok());
        }
    }
    tally
}

const SOUND: Side = Side { right: 0.7, fails: 0.05 };

// The nights are seeded, so that their counts are always the same: they stand
// in docs/evidence.md, and the bounds beside them say what they show.

#[tokio::test]
async fn a_control_in_disguise_is_rarely_promoted() {
    let tally = nights(200, SOUND, SOUND).await;
    // At most .0304 of them, which is 6; 13 would be one chance in a hundred.
    assert!(tally.improved <= 12 && tally.promoted <= 12, "{tally:?}");
    // A sound canary is wrongly stopped one time in twenty at most.
    assert!(tally.unhealthy <= 17, "{tally:?}");
    assert_eq!(tally, Tally { improved: 0, healthy: 194, unhealthy: 5, undecided: 1, promoted: 0 });
}

#[tokio::test]
async fn a_better_candidate_is_promoted_as_often_as_the_power_says() {
    let level = level_of_look(0.05, 1);
    let expected = power::chance(HELD_OUT as u64, 0.9 * 0.4, 0.1 * 0.6, |gains, losses| {
        mcnemar::p_greater(gains, losses) <= level
    });
    let tally = nights(100, Side { right: 0.6, ..SOUND }, Side { right: 0.9, ..SOUND }).await;
    assert!((tally.improved as f64 / 100.0 - expected).abs() < 0.12, "{tally:?}, {expected}");
    assert!(tally.promoted + tally.unhealthy + tally.undecided >= tally.improved, "{tally:?}");
    assert_eq!(
        tally,
        Tally { improved: 88, healthy: 97, unhealthy: 3, undecided: 0, promoted: 85 }
    );
}

#[tokio::test]
async fn a_candidate_that_breaks_under_traffic_is_not_promoted_however_right_it_is() {
    let tally = nights(50, Side { right: 0.6, ..SOUND }, Side { right: 0.9, fails: 0.3 }).await;
    assert!(tally.promoted == 0 && tally.healthy <= 5, "{tally:?}");
}
