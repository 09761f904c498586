//! `joint_instruction_grid_then_fewshot_greedy_forward.v1`: the best
//! instruction first, then the examples that help it.

use super::{CompileError, Problem, fewshot_greedy_forward, instruction_grid, search::Search};
use crate::model::compile::Candidate;

pub(super) const ID: &str = "joint_instruction_grid_then_fewshot_greedy_forward.v1";

pub(super) async fn search(
    search: &mut Search<'_>,
    problem: &Problem<'_>,
) -> Result<Candidate, CompileError> {
    let instruction = instruction_grid::search(search, problem).await?;
    fewshot_greedy_forward::grow(search, problem, instruction).await
}
