//! Compile: a search for better parameters. A file an optimizer.
//!
//! Candidates are scored on the train rows only; the holdout is asked once,
//! for the winner. Candidates with equal parameters share one evaluation, so
//! the number of model calls depends on what is different, not on how often a
//! search comes by it.

mod artifact;
mod brief;
mod component;
mod demand;
mod estimate;
mod fewshot_bootstrap_race;
mod fewshot_greedy_forward;
mod fewshot_nearest;
mod identity;
mod instruction_grid;
mod instruction_propose_race;
mod instruction_reflect_walk;
mod joint;
mod joint_race;
mod knobs_grid;
mod knobs_grid_refine;
mod optimizer;
mod patch;
mod plan;
mod pool;
mod problem;
mod proposer;
mod race;
mod record;
mod search;
mod search_space;
mod shots;
mod train_rows;

pub use plan::plan;

use super::evaluate::{EvalError, Evaluation, Evaluator, Pinned, Unanswered};
use crate::lm::LmError;
use crate::model::{
    artifact::Artifact,
    compile::{Candidate, CompileReport},
    dataset::Dataset,
    eval::Undecoded,
    job::JobSpec,
    params::Params,
};
use patch::Patch;
use problem::Problem;
use search::{Finished, Search};

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
        optimizer::ids().join(", ")
    )]
    UnknownOptimizer { id: String },
    #[error("the job's search space cannot be read: {0}")]
    SearchSpace(#[source] serde_json::Error),
    #[error("a variant of the search space gives no valid parameters: {0}")]
    Candidate(#[source] serde_json::Error),
    #[error("the optimizer's config cannot be read: {0}")]
    Settings(#[source] serde_json::Error),
    #[error(
        "{optimizer} asks a model for proposals, and the embedded baseline writes none: set a \
         model in [lm], or take an optimizer that works offline, fewshot_bootstrap_race.v1 or \
         fewshot_nearest.v1"
    )]
    NoProposer { optimizer: &'static str },
    #[error(
        "{optimizer} puts rows into prompts, and every row of the dataset is held out: give some \
         the split train"
    )]
    NoTrainRows { optimizer: &'static str },
    #[error(
        "{optimizer} puts rows into prompts of one call, and strategy {strategy} is another kind"
    )]
    Unfit { optimizer: &'static str, strategy: String },
    #[error("{optimizer} writes instructions, and the prompt has no instruction to replace")]
    NoInstruction { optimizer: &'static str },
    #[error("asking for a proposal failed: {0}")]
    Proposal(#[source] LmError),
    #[error("evaluating a candidate failed: {0}")]
    Evaluation(#[from] EvalError),
}

impl CompileError {
    /// A setting of an optimizer that is out of its bounds.
    fn setting(fault: impl std::fmt::Display) -> Self {
        Self::Settings(serde::de::Error::custom(fault))
    }
}

impl CompileError {
    /// The name on the wire.
    pub const NAME: &'static str = "CompileError";
}

/// Searches for the best parameters and pins them.
///
/// # Errors
/// When the job cannot be read, or an evaluation fails.
pub async fn compile(request: CompileRequest<'_>) -> Result<Compiled, CompileError> {
    let optimizer = optimizer::of(request.job)?;
    let Evaluator { env, subject } = *request.evaluator;
    let problem = Problem::of(request.job, request.base, subject, request.dataset)?;
    if optimizer.proposes(&problem) {
        proposer::refuse_baseline(env.lm, &problem, optimizer.id())?;
    }

    let train_rows = problem.rows_of(optimizer, request.job, request.dataset)?;
    let mut search = Search::new(request.evaluator, &train_rows);
    let best = optimizer.search(&mut search, &problem).await?;
    let Finished { candidates, outcomes, predictions, story } = search.finish()?;
    let train = outcomes
        .iter()
        .map(|outcome| &outcome.evaluation)
        .find(|evaluation| evaluation.compiled_id == best.compiled_id)
        .expect("the best candidate was evaluated")
        .clone();
    let train = &train;
    let holdout = holdout(&request, &best, train).await?;
    let asked_holdout = holdout.summary.dataset_hash != train.summary.dataset_hash;

    let mut cost = story.cost;
    let mut unanswered: Vec<Unanswered> = Vec::new();
    let mut newest_ms = story.newest_ms;
    let evaluations = outcomes.iter().map(|outcome| &outcome.evaluation);
    for evaluation in evaluations.chain(asked_holdout.then_some(&holdout)) {
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
    let record = record::of(&outcomes, predictions, story, train_rows.len());
    let rewards = (train.reward(), holdout.reward());
    let report = artifact::report(&request, candidates, best, rewards, cost, record, undecoded);
    let train = train.clone();
    // To free the scores of all candidates takes about as long as a call to
    // the model, and nobody needs to wait for it.
    tokio::task::spawn_blocking(|| drop(outcomes));
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
mod proposal_tests;
#[cfg(test)]
mod race_tests;
#[cfg(test)]
mod tests;
