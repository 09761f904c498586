//! `fewshot_greedy_forward.v1`: few-shot examples are added one by one, each
//! time the one that helps most.

use async_trait::async_trait;
use serde_json::json;

use super::{
    CompileError, candidate_params,
    demand::Shape,
    estimate::Estimate,
    optimizer::Optimizer,
    patch::group,
    problem::Problem,
    search::{Search, TIE, pick_best},
};
use crate::{
    canon,
    model::{compile::Candidate, params::Params, text},
};

/// Scores the base parameters, then grows a selection from them.
pub(super) struct FewshotGreedyForward;

#[async_trait]
impl Optimizer for FewshotGreedyForward {
    fn id(&self) -> &'static str {
        "fewshot_greedy_forward.v1"
    }

    fn estimate(&self, problem: &Problem<'_>, shape: &Shape) -> Result<Estimate, CompileError> {
        let base = Estimate::grid(vec![shape.demand(problem.base)], shape.rows);
        Ok(base.and(growth(problem, shape)))
    }

    async fn search(
        &self,
        search: &mut Search<'_>,
        problem: &Problem<'_>,
    ) -> Result<Candidate, CompileError> {
        let base = search.score_for_best(vec![problem.base.clone()]).await?;
        grow(search, problem, base).await
    }
}

/// What growing a selection asks beyond its start, if every step finds a gain.
pub(super) fn growth(problem: &Problem<'_>, shape: &Shape) -> Estimate {
    let candidates = Choice::of(problem).map_or(0, |choice| {
        let selected = preselected(problem.base);
        let steps = choice.at_most.saturating_sub(selected.len());
        let remaining = choice.ids.iter().filter(|id| !selected.contains(id)).count();
        let cleaned = usize::from(!selected.is_empty());
        cleaned + (0..remaining).rev().take(steps).map(|left| left + 1).sum::<usize>()
    });
    Estimate::grid(vec![shape.demand(problem.base); candidates], shape.rows)
}

/// Grows a selection from `start` until no example helps, or as many are
/// chosen as the search space allows.
pub(super) async fn grow(
    search: &mut Search<'_>,
    problem: &Problem<'_>,
    start: Candidate,
) -> Result<Candidate, CompileError> {
    let Some(choice) = Choice::of(problem) else {
        return Ok(start);
    };
    let mut selected = preselected(&start.params);
    let initial = initial(&start.params, &selected)?;
    let mut best = search.score_for_best(vec![initial]).await?;
    while selected.len() < choice.at_most {
        let remaining: Vec<&String> =
            choice.ids.iter().filter(|id| !selected.contains(id)).collect();
        if remaining.is_empty() {
            break;
        }
        let step: Result<Vec<Params>, CompileError> =
            remaining.iter().map(|id| with_one_more(&best.params, &selected, id)).collect();
        let scored = search.score(step?).await?;
        let winner = pick_best(&scored);
        if scored[winner].reward - best.reward <= TIE {
            break;
        }
        selected = clean_ids(selected.iter().chain([remaining[winner]]));
        best = scored[winner].clone();
    }
    Ok(best)
}

/// What a greedy search may choose from.
struct Choice {
    /// Trimmed, in plain order, each once; never empty.
    ids: Vec<String>,
    /// At least 1.
    at_most: usize,
}

impl Choice {
    /// The choice that a search space gives, where it gives one.
    fn of(problem: &Problem<'_>) -> Option<Self> {
        let few_shot = problem.space.few_shot.as_ref()?;
        let ids = clean_ids(&few_shot.candidate_example_ids);
        let at_most = few_shot.k_max.floor().max(0.0) as usize;
        (at_most > 0 && !ids.is_empty()).then_some(Self { ids, at_most })
    }
}

/// The examples that parameters select already.
fn preselected(params: &Params) -> Vec<String> {
    params.few_shot.as_ref().map_or_else(Vec::new, |choice| clean_ids(&choice.example_ids))
}

/// The start of the search: a selection that is there is cleaned and counted.
fn initial(start: &Params, selected: &[String]) -> Result<Params, CompileError> {
    if start.few_shot.as_ref().is_none_or(|choice| choice.example_ids.is_empty()) {
        return Ok(start.clone());
    }
    select(start, selected)
}

/// The new example stands last: its place among the others is settled only
/// once it is accepted, and the id of a candidate covers the order.
fn with_one_more(params: &Params, selected: &[String], id: &str) -> Result<Params, CompileError> {
    let mut ids = selected.to_vec();
    ids.push(id.to_owned());
    select(params, &ids)
}

fn select(params: &Params, ids: &[String]) -> Result<Params, CompileError> {
    candidate_params(params, &group("fewShot", json!({"exampleIds": ids, "k": ids.len()})))
}

fn clean_ids<'a>(ids: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    let mut clean: Vec<String> =
        ids.into_iter().map(|id| text::trim(id).to_owned()).filter(|id| !id.is_empty()).collect();
    clean.sort_by(|left, right| canon::compare_utf16(left, right));
    clean.dedup();
    clean
}
