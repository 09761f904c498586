//! What a compile would need, told before anything is asked.

use std::collections::HashSet;

use super::{
    CompileError, Optimizer, Problem,
    fewshot_greedy_forward::{Choice, preselected},
    instruction_grid, knobs_grid,
    knobs_grid_refine::{MAX_REFINEMENTS, wider},
    patch::{self, group},
};
use crate::{
    engine::evaluate::Reward,
    model::{dataset::Dataset, job::JobSpec, params::Params},
};

/// The most that a compile can need. It needs less where predictions succeed
/// without repairs, where a greedy search stops early, and where answers are
/// known already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Different sets of parameters.
    pub candidates: u64,
    pub train_rows: u64,
    /// Rows that only the winner is asked about; 0 where they are the train rows.
    pub holdout_rows: u64,
    /// Predictions, those of judges not among them.
    pub predictions: u64,
    /// Model calls, those of judges among them.
    pub lm_calls: u64,
}

/// Plans a compile of `job` from `base`.
///
/// # Errors
/// When the job cannot be read.
pub fn plan(
    job: &JobSpec,
    base: &Params,
    reward: &Reward,
    dataset: &Dataset,
) -> Result<Plan, CompileError> {
    let judges = reward
        .judges()
        .fold(0, |sum: u64, judge| sum.saturating_add(calls_per_prediction(&judge.pinned.params)));
    let candidates = calls_by_candidate(Optimizer::of(job)?, &Problem::of(job, base)?)?;
    let dearest = candidates.iter().copied().max().unwrap_or_default();
    let (train, holdout) = (dataset.train(), dataset.holdout());
    let train_rows = train.len() as u64;
    let holdout_rows = if holdout.hash() == train.hash() { 0 } else { holdout.len() as u64 };

    let count = candidates.len() as u64;
    let row_calls = candidates
        .iter()
        .fold(0, |sum: u64, calls| sum.saturating_add(calls.saturating_add(judges)));
    let train_calls = row_calls.saturating_mul(train_rows);
    let holdout_calls = dearest.saturating_add(judges).saturating_mul(holdout_rows);
    Ok(Plan {
        candidates: count,
        train_rows,
        holdout_rows,
        predictions: count.saturating_mul(train_rows).saturating_add(holdout_rows),
        lm_calls: train_calls.saturating_add(holdout_calls),
    })
}

/// For each different candidate that a search may come by, the most calls that
/// one prediction with it makes.
fn calls_by_candidate(
    optimizer: Optimizer,
    problem: &Problem<'_>,
) -> Result<Vec<u64>, CompileError> {
    let base = calls_per_prediction(problem.base);
    Ok(match optimizer {
        Optimizer::InstructionGrid => calls(&instruction_grid::candidates(problem)?),
        Optimizer::FewshotGreedyForward => vec![base; 1 + greedy_candidates(problem)],
        Optimizer::Joint => {
            let mut all = calls(&instruction_grid::candidates(problem)?);
            all.resize(all.len() + greedy_candidates(problem), base);
            all
        }
        Optimizer::KnobsGrid => calls(&knobs_grid::candidates(problem)?),
        Optimizer::KnobsGridRefine => {
            let candidates = knobs_grid::candidates(problem)?;
            let mut all = calls(&candidates);
            let refined: Result<Vec<u64>, CompileError> = candidates.iter().map(refined).collect();
            let dearest = all.iter().copied().chain(refined?).max().unwrap_or_default();
            all.resize(all.len() + MAX_REFINEMENTS, dearest);
            all
        }
    })
}

fn calls(candidates: &[Params]) -> Vec<u64> {
    let mut seen = HashSet::new();
    let different = candidates.iter().filter(|params| seen.insert(params.compiled_id()));
    different.map(calls_per_prediction).collect()
}

/// A candidate with the widest budgets that a refinement would give it.
fn refined(params: &Params) -> Result<u64, CompileError> {
    let patch = group("budgets", wider(params.budgets.as_ref()));
    let wider = patch::apply(params, &patch).map_err(CompileError::Candidate)?;
    Ok(calls_per_prediction(&wider))
}

/// Candidates of a greedy search beyond its start, if every step finds a gain.
fn greedy_candidates(problem: &Problem<'_>) -> usize {
    let Some(choice) = Choice::of(problem) else { return 0 };
    let selected = preselected(problem.base);
    let steps = choice.at_most.saturating_sub(selected.len());
    let remaining = choice.ids.iter().filter(|id| !selected.contains(id)).count();
    let cleaned = usize::from(!selected.is_empty());
    cleaned + (0..remaining).rev().take(steps).map(|left| left + 1).sum::<usize>()
}

/// The most model calls that one prediction makes.
fn calls_per_prediction(params: &Params) -> u64 {
    let limits = params.budgets.clone().unwrap_or_default();
    let whole = |limit: f64| limit.floor().max(0.0) as u64;
    let repairs = params.decode.as_ref().and_then(|decode| decode.max_repairs);
    let direct = 1 + whole(repairs.unwrap_or_default());
    let controlled = match (limits.max_rlm_iterations, limits.max_sub_lm_calls) {
        (Some(iterations), Some(sub_calls)) => whole(iterations).saturating_add(whole(sub_calls)),
        // Without both limits a controlled run does not start.
        _ => 0,
    };
    let calls = match params.strategy_id() {
        "rlm_lite.v1" => controlled,
        "distilled.search_line_extract.v1" => direct.max(controlled),
        _ => direct,
    };
    calls.min(limits.max_lm_calls.map_or(u64::MAX, whole))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::{dataset::DatasetExample, reward::RewardBundle};

    fn planned(optimizer: &str, space: Value, base: Value, splits: &[&str]) -> Plan {
        let job: JobSpec = serde_json::from_value(json!({
            "signatureId": "s",
            "rewardId": "r",
            "searchSpace": space,
            "optimizer": {"id": optimizer},
        }))
        .unwrap();
        let rows = splits.iter().enumerate().map(|(index, split)| DatasetExample {
            example_id: index.to_string(),
            input: json!({}),
            expected: json!({}),
            split: Some((*split).to_owned()),
            tags: Vec::new(),
            meta: None,
        });
        let dataset = Dataset::new("d", rows.collect()).unwrap();
        let bundle: RewardBundle =
            serde_json::from_value(json!({"rewardId": "r", "rewardVersion": 1, "signals": []}))
                .unwrap();
        let reward = Reward::new(bundle, Vec::new()).unwrap();
        plan(&job, &Params::parse(base).unwrap(), &reward, &dataset).unwrap()
    }

    #[test]
    fn equal_variants_are_planned_once_and_the_holdout_is_for_the_winner() {
        let space = json!({"instructionVariants": [
            {"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "A"},
        ]});
        let base = json!({"paramsVersion": 1, "decode": {"mode": "jsonish", "maxRepairs": 2}});
        let plan = planned("instruction_grid.v1", space, base, &["train", "train", "holdout"]);
        assert_eq!((plan.candidates, plan.predictions, plan.lm_calls), (2, 5, 15));
    }

    #[test]
    fn a_greedy_search_is_planned_to_its_end() {
        let space = json!({"fewShot": {"candidateExampleIds": ["a", "b", "c"], "kMax": 2}});
        let plan =
            planned("fewshot_greedy_forward.v1", space, json!({"paramsVersion": 1}), &["train"]);
        assert_eq!((plan.candidates, plan.holdout_rows, plan.lm_calls), (6, 0, 6));
    }

    #[test]
    fn budgets_cap_the_calls_of_a_controlled_run() {
        let base = |budgets: Value| json!({"paramsVersion": 1, "strategy": {"id": "rlm_lite.v1"}, "budgets": budgets});
        let calls =
            |budgets| planned("knobs_grid.v1", json!({}), base(budgets), &["train"]).lm_calls;
        assert_eq!(calls(json!({"maxRlmIterations": 6, "maxSubLmCalls": 10})), 16);
        assert_eq!(
            calls(json!({"maxRlmIterations": 6, "maxSubLmCalls": 10, "maxLmCalls": 9.5})),
            9
        );
        assert_eq!(calls(json!({"maxRlmIterations": 6})), 0);
    }
}
