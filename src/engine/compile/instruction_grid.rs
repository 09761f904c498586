//! `instruction_grid.v1`: every instruction variant is tried once.

use super::{CompileError, Problem, candidate_params, search::Search};
use crate::model::{compile::Candidate, params::Params};

pub(super) const ID: &str = "instruction_grid.v1";

/// Scores one candidate for each variant. The base parameters are a candidate
/// only where there is no variant.
pub(super) async fn search(
    search: &mut Search<'_>,
    problem: &Problem<'_>,
) -> Result<Candidate, CompileError> {
    search.score_for_best(candidates(problem)?).await
}

pub(super) fn candidates(problem: &Problem<'_>) -> Result<Vec<Params>, CompileError> {
    let variants = problem.space.instructions();
    if variants.is_empty() {
        return Ok(vec![problem.base.clone()]);
    }
    variants.iter().map(|patch| candidate_params(problem.base, patch)).collect()
}
