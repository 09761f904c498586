//! `joint_instruction_grid_then_fewshot_greedy_forward.v1`: the best
//! instruction first, then the examples that help it.

use async_trait::async_trait;

use super::{
    CompileError, demand::Shape, estimate::Estimate, fewshot_greedy_forward,
    instruction_grid::InstructionGrid, optimizer::Optimizer, problem::Problem, search::Search,
};
use crate::model::compile::Candidate;

pub(super) struct Joint;

#[async_trait]
impl Optimizer for Joint {
    fn id(&self) -> &'static str {
        "joint_instruction_grid_then_fewshot_greedy_forward.v1"
    }

    fn estimate(&self, problem: &Problem<'_>, shape: &Shape) -> Result<Estimate, CompileError> {
        let grown = fewshot_greedy_forward::growth(problem, shape);
        Ok(InstructionGrid.estimate(problem, shape)?.and(grown))
    }

    async fn search(
        &self,
        search: &mut Search<'_>,
        problem: &Problem<'_>,
    ) -> Result<Candidate, CompileError> {
        let instruction = InstructionGrid.search(search, problem).await?;
        fewshot_greedy_forward::grow(search, problem, instruction).await
    }
}
