//! `instruction_grid.v1`: every instruction variant is tried once.

use async_trait::async_trait;

use super::{
    CompileError, candidate_params,
    demand::Shape,
    estimate::{Estimate, different, grid_or_race},
    optimizer::Optimizer,
    problem::Problem,
    race,
    search::Search,
};
use crate::model::{compile::Candidate, params::Params};

/// Scores one candidate for each variant. The base parameters are a candidate
/// only where there is no variant.
pub(super) struct InstructionGrid;

#[async_trait]
impl Optimizer for InstructionGrid {
    fn id(&self) -> &'static str {
        "instruction_grid.v1"
    }

    fn estimate(&self, problem: &Problem<'_>, shape: &Shape) -> Result<Estimate, CompileError> {
        let each = different(&candidates(problem)?, shape);
        Ok(grid_or_race(each, problem.grid_race()?, shape.rows))
    }

    async fn search(
        &self,
        search: &mut Search<'_>,
        problem: &Problem<'_>,
    ) -> Result<Candidate, CompileError> {
        race::best_of(search, problem, candidates(problem)?).await
    }
}

pub(super) fn candidates(problem: &Problem<'_>) -> Result<Vec<Params>, CompileError> {
    let variants = problem.space.instructions();
    if variants.is_empty() {
        return Ok(vec![problem.base.clone()]);
    }
    variants.iter().map(|patch| candidate_params(problem.base, patch)).collect()
}
