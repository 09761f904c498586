//! The loop from compile to verdict, many times over, with a model whose noise
//! is seeded: how often does it call a candidate better that is the control in
//! disguise, and how often one that is better?

use serde_json::json;

use super::{GateRequest, gate, sight};
use crate::{
    engine::{
        compile::{CompileRequest, compile},
        evaluate::Pinned,
        testing::{FakeLm, World, asked_row, job, right_word, rows},
    },
    model::{gate::Demands, job::job_hash},
    stats::{ledger::level_of_look, mcnemar, power, verdict::Verdict},
};

const HELD_OUT: usize = 40;
const DISGUISE: &str = "Answer once more.";

/// A number from 0 to 1 that only its arguments decide.
fn noise(seed: u64, side: u64, row: &str) -> f64 {
    let start = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ side.wrapping_mul(0xD1B5_4A32_D192_ED03);
    let mixed = row.bytes().fold(start, |hash, byte| {
        let hash = (hash ^ u64::from(byte)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        hash ^ hash >> 29
    });
    (mixed >> 11) as f64 / (1u64 << 53) as f64
}

/// Whether one night calls the candidate better. Each side is right with its
/// own chance, row by row.
async fn improved(seed: u64, control_right: f64, candidate_right: f64) -> bool {
    let lm = FakeLm::new(64, move |prompt| {
        let disguised = prompt.contains(DISGUISE);
        let chance = if disguised { candidate_right } else { control_right };
        let right = noise(seed, u64::from(disguised), asked_row(prompt)) < chance;
        Ok(if right { right_word(prompt) } else { json!({"word": "?"}).to_string() })
    });
    let (world, dataset) = (World::new(), rows(2, HELD_OUT));
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
    let request = GateRequest {
        compiled_id: &found.artifact.compiled_id,
        min_holdout_delta: -1.0,
        require_holdout: true,
    };
    let hash = job_hash(&job.document(dataset.id()));
    let control = world.defaults();
    let passed = gate(&evaluator, request, &dataset, &hash, Some(&found.report), Some(&control))
        .await
        .unwrap();
    let candidate = Pinned {
        compiled_id: found.artifact.compiled_id.clone(),
        params: found.artifact.params.clone(),
    };
    let scored = evaluator.evaluate(&candidate, &dataset.holdout(), None).await.unwrap();
    let demands = Demands { max_p: Some(0.05), ..Demands::default() };
    let evidence = sight(&dataset, passed.control.unwrap(), scored)
        .gate_evidence(&demands, 1, None, None)
        .unwrap();
    evidence.verdict == Verdict::Improved
}

async fn count(nights: u64, control_right: f64, candidate_right: f64) -> u64 {
    let mut found = 0;
    for seed in 0..nights {
        found += u64::from(improved(seed, control_right, candidate_right).await);
    }
    found
}

#[tokio::test]
async fn a_control_in_disguise_is_rarely_called_better() {
    let found = count(200, 0.7, 0.7).await;
    // At most .0304 of them, which is 6; 13 would be one chance in a hundred.
    assert!(found <= 12, "{found} of 200");
}

#[tokio::test]
async fn a_better_candidate_is_found_as_often_as_the_power_says() {
    let level = level_of_look(0.05, 1);
    let expected = power::chance(HELD_OUT as u64, 0.9 * 0.4, 0.1 * 0.6, |gains, losses| {
        mcnemar::p_greater(gains, losses) <= level
    });
    let found = count(100, 0.6, 0.9).await;
    assert!((found as f64 / 100.0 - expected).abs() < 0.12, "{found} of 100, power {expected}");
}
