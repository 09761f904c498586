//! The searches that a job can name: a file each, and a line in [`ALL`].

use async_trait::async_trait;

use super::{
    CompileError, demand::Shape, estimate::Estimate, fewshot_bootstrap_race,
    fewshot_greedy_forward, fewshot_nearest, instruction_grid, instruction_propose_race,
    instruction_reflect_walk, joint, joint_race, knobs_grid, knobs_grid_refine, problem::Problem,
    search::Search,
};
use crate::model::{compile::Candidate, job::JobSpec};

/// Every optimizer.
pub(super) static ALL: &[&dyn Optimizer] = &[
    &instruction_grid::InstructionGrid,
    &fewshot_greedy_forward::FewshotGreedyForward,
    &joint::Joint,
    &knobs_grid::KnobsGrid,
    &knobs_grid_refine::KnobsGridRefine,
    &fewshot_bootstrap_race::FewshotBootstrapRace,
    &fewshot_nearest::FewshotNearest,
    &instruction_propose_race::InstructionProposeRace,
    &instruction_reflect_walk::InstructionReflectWalk,
    &joint_race::JointRace,
];

/// A search for better parameters, and what it asks at most.
#[async_trait]
pub(super) trait Optimizer: Sync {
    /// The name in jobs, reports and artifacts.
    fn id(&self) -> &'static str;

    /// The most that [`Optimizer::search`] asks. It also reads the settings, so
    /// that a faulty job is refused before anything is asked.
    ///
    /// # Errors
    /// When the job cannot be read.
    fn estimate(&self, problem: &Problem<'_>, shape: &Shape) -> Result<Estimate, CompileError>;

    /// Searches. The winner was scored on every train row that it may be.
    ///
    /// # Errors
    /// When the job cannot be read, or an evaluation or a proposal fails.
    async fn search(
        &self,
        search: &mut Search<'_>,
        problem: &Problem<'_>,
    ) -> Result<Candidate, CompileError>;

    /// Whether it puts rows into prompts.
    fn reads_rows(&self) -> bool {
        false
    }

    /// Whether it asks a model to propose something.
    fn proposes(&self, _: &Problem<'_>) -> bool {
        false
    }
}

/// The optimizer that a job names.
pub(super) fn of(job: &JobSpec) -> Result<&'static dyn Optimizer, CompileError> {
    let id = &job.optimizer.id;
    let found = ALL.iter().copied().find(|optimizer| optimizer.id() == id);
    found.ok_or_else(|| CompileError::UnknownOptimizer { id: id.clone() })
}

/// The ids of all of them.
pub(super) fn ids() -> Vec<&'static str> {
    ALL.iter().map(|optimizer| optimizer.id()).collect()
}
