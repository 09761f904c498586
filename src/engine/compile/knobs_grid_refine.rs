//! `knobs_grid_refine.v1`: a knobs grid, then repairs of its best by what its
//! failures have in common.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    CompileError, candidate_params,
    demand::{Demand, Shape},
    estimate::{Estimate, different},
    knobs_grid::{self, KnobsGrid},
    optimizer::Optimizer,
    patch::{Patch, group},
    problem::Problem,
    search::{Search, pick_best},
};
use crate::model::{
    compile::Candidate,
    eval::ExampleResult,
    params::{BudgetLimits, Params},
};

/// Refinements that one search tries at most.
const MAX_REFINEMENTS: usize = 3;

const ACTION_REMINDER: &str = "Reply with exactly one JSON object that is a valid action of the \
    schema you were given: no prose around it, no code fence, no second object. When you have the \
    answer, the action is Final and its output fits the output schema.";

const QUOTE_RULE: &str = "Every evidence quote must be copied character by character from the \
    blob that it cites, without changed spacing, case or punctuation. Preview or search that blob \
    and check that the quote stands in it before you give the Final action.";

pub(super) struct KnobsGridRefine;

#[async_trait]
impl Optimizer for KnobsGridRefine {
    fn id(&self) -> &'static str {
        "knobs_grid_refine.v1"
    }

    fn estimate(&self, problem: &Problem<'_>, shape: &Shape) -> Result<Estimate, CompileError> {
        let grid = KnobsGrid.estimate(problem, shape)?;
        let candidates = knobs_grid::of(problem)?;
        let refined: Result<Vec<Demand>, CompileError> =
            candidates.iter().map(|params| widest(params, shape)).collect();
        let all = different(&candidates, shape).into_iter().chain(refined?);
        let dearest = all.reduce(Demand::dearer).unwrap_or_default();
        Ok(grid.and(Estimate::grid(vec![dearest; MAX_REFINEMENTS], shape.rows)))
    }

    async fn search(
        &self,
        search: &mut Search<'_>,
        problem: &Problem<'_>,
    ) -> Result<Candidate, CompileError> {
        let best = KnobsGrid.search(search, problem).await?;
        let patches = refinements(&best.params, search.results_of(&best));
        let refined: Result<Vec<Params>, CompileError> =
            patches.iter().map(|patch| candidate_params(&best.params, patch)).collect();
        let mut finalists = vec![best];
        finalists.extend(search.score(refined?).await?);
        Ok(finalists.swap_remove(pick_best(&finalists)))
    }
}

/// A candidate with the widest budgets that a refinement would give it.
fn widest(params: &Params, shape: &Shape) -> Result<Demand, CompileError> {
    let patch = group("budgets", wider(params.budgets.as_ref()));
    Ok(shape.demand(&candidate_params(params, &patch)?))
}

/// What to try for the examples that lost reward, in a fixed order.
fn refinements(params: &Params, results: Vec<&ExampleResult>) -> Vec<Patch> {
    let lost: Vec<&ExampleResult> =
        results.into_iter().filter(|result| result.reward < 1.0).collect();
    let failed_with = |name: &str| {
        lost.iter().any(|result| {
            result.error.as_ref().is_some_and(|error| error.error_name.contains(name))
        })
    };
    let misquoted = lost
        .iter()
        .flat_map(|result| &result.signals)
        .any(|signal| signal.signal_id == "evidence_quote_in_blob.v1" && signal.score <= 0.0);
    let controlled = params.strategy_id().starts_with("rlm_");
    let mut patches = Vec::new();
    if controlled && failed_with("OutputDecode") {
        patches.push(controller_instructions(ACTION_REMINDER));
    }
    if controlled && misquoted {
        patches.push(controller_instructions(QUOTE_RULE));
    }
    if failed_with("BudgetExceeded") {
        patches.push(group("budgets", wider(params.budgets.as_ref())));
    }
    patches
}

fn controller_instructions(text: &str) -> Patch {
    group("rlmLite", json!({"controllerInstructions": text}))
}

/// Budgets with more room: what is not limited gets a generous limit.
fn wider(budgets: Option<&BudgetLimits>) -> Value {
    let limits = budgets.cloned().unwrap_or_default();
    let whole = |limit: f64| limit.floor().max(0.0) as u64;
    json!({
        "maxTimeMs": whole(limits.max_time_ms.unwrap_or(15_000.0) * 2.0),
        "maxLmCalls": whole(limits.max_lm_calls.unwrap_or(20.0) * 2.0),
        "maxRlmIterations": whole(limits.max_rlm_iterations.unwrap_or(6.0) + 6.0),
        "maxSubLmCalls": whole(limits.max_sub_lm_calls.unwrap_or(10.0) + 10.0),
        "maxOutputChars": whole(limits.max_output_chars.unwrap_or(120_000.0) * 2.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(reward: f64, error: Option<&str>, quote_score: f64) -> ExampleResult {
        let mut result = json!({
            "exampleId": "e",
            "signatureId": "s",
            "compiled_id": "c",
            "datasetHash": "d",
            "rewardId": "r",
            "rewardVersion": 1,
            "reward": reward,
            "signals": [
                {"signalId": "evidence_quote_in_blob.v1", "weight": 1, "score": quote_score},
            ],
        });
        if let Some(name) = error {
            result["error"] = json!({"errorName": name, "message": ""});
        }
        serde_json::from_value(result).unwrap()
    }

    fn groups(strategy: &str, examples: &[ExampleResult]) -> Vec<String> {
        let params = json!({"paramsVersion": 1, "strategy": {"id": strategy}});
        let patches = refinements(&Params::parse(params).unwrap(), examples.iter().collect());
        patches.iter().flat_map(|patch| patch.keys().cloned()).collect()
    }

    #[test]
    fn every_kind_of_failure_is_answered_once_and_in_order() {
        let failures = [
            example(0.0, Some("BudgetExceededError"), 0.0),
            example(0.0, Some("OutputDecodeError"), 0.0),
            example(0.5, None, 0.0),
        ];
        assert_eq!(groups("rlm_lite.v1", &failures), ["rlmLite", "rlmLite", "budgets"]);
        assert_eq!(groups("direct.v1", &failures), ["budgets"]);
    }

    #[test]
    fn examples_without_loss_ask_for_nothing() {
        assert!(groups("rlm_lite.v1", &[example(1.0, None, 0.0)]).is_empty());
        assert!(groups("rlm_lite.v1", &[example(0.9, None, 0.5)]).is_empty());
    }
}
