//! Compile: a search for better parameters. A file an optimizer.
//!
//! Candidates are scored on the train rows only; the holdout is asked once,
//! for the winner. Candidates with equal parameters share one evaluation, so
//! the number of model calls depends on what is different, not on how often a
//! search comes by it.

mod artifact;
mod demand;
mod fewshot_greedy_forward;
mod instruction_grid;
mod joint;
mod knobs_grid;
mod knobs_grid_refine;
mod patch;
mod plan;
mod search;
mod search_space;

use serde_json::Value;

pub use plan::plan;

use super::evaluate::{EvalError, Evaluation, Evaluator, Pinned, Unanswered};
use crate::model::{
    artifact::Artifact,
    compile::{Candidate, CompileReport},
    dataset::Dataset,
    eval::Undecoded,
    job::JobSpec,
    params::Params,
    receipt::Cost,
    sample::Sample,
};
use patch::Patch;
use search::Search;
use search_space::SearchSpace;

/// What to compile.
#[derive(Clone, Copy)]
pub struct CompileRequest<'a> {
    /// Its reward is the one of the evaluator.
    pub job: &'a JobSpec,
    pub evaluator: &'a Evaluator<'a>,
    /// The parameters that the search starts from.
    pub base: &'a Params,
    pub dataset: &'a Dataset,
    /// Recorded in the artifact.
    pub compiler_version: Option<&'a str>,
    /// Recorded in the artifact.
    pub git_sha: Option<&'a str>,
}

/// What a compile found.
#[derive(Clone, Debug)]
pub struct Compiled {
    pub artifact: Artifact,
    pub report: CompileReport,
    /// The winner on the train rows.
    pub train: Evaluation,
    /// The winner on the holdout rows.
    pub holdout: Evaluation,
    /// Rows of any candidate that got no answer. A result that was made with
    /// some missing would be another one on another day: do not store it as
    /// the result of its job, run the job again instead.
    pub unanswered: Vec<Unanswered>,
}

/// Why a compile has no result. On the wire it is a `CompileError`.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    #[error(
        "there is no optimizer {id}: a job names one of {}",
        Optimizer::ALL.map(Optimizer::id).join(", ")
    )]
    UnknownOptimizer { id: String },
    #[error("the job's search space cannot be read: {0}")]
    SearchSpace(#[source] serde_json::Error),
    #[error("a variant of the search space gives no valid parameters: {0}")]
    Candidate(#[source] serde_json::Error),
    #[error("evaluating a candidate failed: {0}")]
    Evaluation(#[from] EvalError),
}

impl CompileError {
    /// The name on the wire.
    pub const NAME: &'static str = "CompileError";
}

/// What an optimizer starts from.
struct Problem<'a> {
    base: &'a Params,
    space: SearchSpace,
    config: Option<&'a Value>,
}

impl<'a> Problem<'a> {
    fn of(job: &'a JobSpec, base: &'a Params) -> Result<Self, CompileError> {
        let space = SearchSpace::parse(&job.search_space).map_err(CompileError::SearchSpace)?;
        Ok(Self { base, space, config: job.optimizer.config.as_ref() })
    }
}

/// The searches that a job can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Optimizer {
    InstructionGrid,
    FewshotGreedyForward,
    Joint,
    KnobsGrid,
    KnobsGridRefine,
}

impl Optimizer {
    const ALL: [Self; 5] = [
        Self::InstructionGrid,
        Self::FewshotGreedyForward,
        Self::Joint,
        Self::KnobsGrid,
        Self::KnobsGridRefine,
    ];

    fn id(self) -> &'static str {
        match self {
            Self::InstructionGrid => instruction_grid::ID,
            Self::FewshotGreedyForward => fewshot_greedy_forward::ID,
            Self::Joint => joint::ID,
            Self::KnobsGrid => knobs_grid::ID,
            Self::KnobsGridRefine => knobs_grid_refine::ID,
        }
    }

    fn of(job: &JobSpec) -> Result<Self, CompileError> {
        let id = &job.optimizer.id;
        Self::ALL
            .into_iter()
            .find(|optimizer| optimizer.id() == id)
            .ok_or_else(|| CompileError::UnknownOptimizer { id: id.clone() })
    }

    async fn search(
        self,
        search: &mut Search<'_>,
        problem: &Problem<'_>,
    ) -> Result<Candidate, CompileError> {
        match self {
            Self::InstructionGrid => instruction_grid::search(search, problem).await,
            Self::FewshotGreedyForward => fewshot_greedy_forward::search(search, problem).await,
            Self::Joint => joint::search(search, problem).await,
            Self::KnobsGrid => knobs_grid::search(search, problem).await,
            Self::KnobsGridRefine => knobs_grid_refine::search(search, problem).await,
        }
    }
}

/// Searches for the best parameters and pins them.
///
/// # Errors
/// When the job cannot be read, or an evaluation fails.
pub async fn compile(request: CompileRequest<'_>) -> Result<Compiled, CompileError> {
    let optimizer = Optimizer::of(request.job)?;
    let problem = Problem::of(request.job, request.base)?;

    let train_rows = Sample::of(request.job.sample.as_ref(), request.dataset.train());
    let mut search = Search::new(request.evaluator, &train_rows);
    let best = optimizer.search(&mut search, &problem).await?;
    let (candidates, evaluations) = search.finish();
    let train = evaluations
        .iter()
        .find(|evaluation| evaluation.compiled_id == best.compiled_id)
        .expect("the best candidate was evaluated");
    let holdout = holdout(&request, &best, train).await?;
    let asked_holdout = holdout.summary.dataset_hash != train.summary.dataset_hash;

    let mut cost = Cost::default();
    let mut unanswered: Vec<Unanswered> = Vec::new();
    let mut newest_ms = None;
    for evaluation in evaluations.iter().chain(asked_holdout.then_some(&holdout)) {
        cost.add(&evaluation.cost);
        newest_ms = newest_ms.max(evaluation.newest_ms);
        unanswered.extend_from_slice(&evaluation.unanswered);
    }

    // An artifact is as old as the newest answer that it was made from: the
    // same answers give the same artifact, whenever the search is run.
    let created_ms = newest_ms.unwrap_or_else(|| request.evaluator.env.clock.now_ms());
    let artifact = artifact::artifact(
        &request,
        &best,
        candidates.len(),
        train.reward(),
        &holdout,
        created_ms,
    )?;
    let asked =
        train.results().chain(asked_holdout.then(|| holdout.results()).into_iter().flatten());
    let undecoded = Undecoded::among(asked);
    let record = artifact::search_record(&evaluations);
    let rewards = (train.reward(), holdout.reward());
    let report = artifact::report(&request, candidates, best, rewards, cost, record, undecoded);
    let train = train.clone();
    // To free the scores of all candidates takes about as long as a call to
    // the model, and nobody needs to wait for it.
    tokio::task::spawn_blocking(|| drop(evaluations));
    Ok(Compiled { artifact, report, train, holdout, unanswered })
}

/// The winner on the holdout rows; where those are the train rows, their score stands.
async fn holdout(
    request: &CompileRequest<'_>,
    best: &Candidate,
    train: &Evaluation,
) -> Result<Evaluation, CompileError> {
    let rows = request.dataset.holdout();
    if train.summary.dataset_hash.as_deref() == Some(rows.hash()) {
        return Ok(train.clone());
    }
    let pinned = Pinned { compiled_id: best.compiled_id.clone(), params: best.params.clone() };
    Ok(request.evaluator.evaluate(&pinned, &rows, None).await?)
}

fn candidate_params(base: &Params, patch: &Patch) -> Result<Params, CompileError> {
    patch::apply(base, patch).map_err(CompileError::Candidate)
}

#[cfg(test)]
mod tests;
