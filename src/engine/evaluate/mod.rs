//! Evaluation: the score of parameters over a dataset.
//!
//! All (parameters, row) pairs of one call run through one window that is
//! wider than what the model takes at once, so that the model never waits for
//! a row, and no row for another candidate's last one. Results come in dataset order, whatever order they ended in.

mod attempt;
mod judging;
mod places;
mod prompted;
mod reward;
mod score;
mod watch;

use std::sync::Arc;

use futures::{StreamExt, stream::FuturesUnordered};
use serde_json::json;

pub use judging::{Judged, judge_scores};
pub use reward::{Judge, JudgeMissing, Pinned, Reward};
pub(crate) use score::Scored;

use super::{
    core::reward::mean,
    ports::{
        Clock, EvalCache, PortError, Progress, ProgressSink, ReceiptSink, ToolExecutor, Workspaces,
    },
    predict::Failure,
};
use crate::{
    canon,
    lm::Lm,
    model::{
        dataset::{Dataset, DatasetExample},
        eval::{EvalReport, EvalSummary, ExampleResult, ReportedExample, Undecoded},
        receipt::Cost,
        signature::PreparedContract,
    },
};
use places::Places;
use prompted::Prompted;
use score::Task;

/// What an evaluation needs of the world.
#[derive(Clone, Copy)]
pub struct EvalEnv<'a> {
    pub lm: &'a dyn Lm,
    /// Each prediction gets a workspace of its own.
    pub workspaces: &'a dyn Workspaces,
    /// Where the receipts of predictions and judges go. A sink that moves
    /// canary counters is the wrong one: this is no traffic.
    pub receipts: &'a dyn ReceiptSink,
    pub tools: Option<&'a dyn ToolExecutor>,
    pub clock: &'a dyn Clock,
    pub cache: Option<&'a dyn EvalCache>,
    pub progress: Option<&'a dyn ProgressSink>,
}

/// What is judged, and by what.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub contract: &'a PreparedContract,
    pub reward: &'a Reward,
}

/// Evaluates the parameters of one signature by one reward.
#[derive(Clone, Copy)]
pub struct Evaluator<'a> {
    pub env: EvalEnv<'a>,
    pub subject: Subject<'a>,
}

/// The score of parameters over a dataset.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// The parameters that were evaluated.
    pub compiled_id: String,
    pub summary: EvalSummary,
    /// In dataset order.
    pub examples: Vec<ReportedExample>,
    pub cost: Cost,
    /// What its predictions ask of the model, kept answers included and judges not.
    pub asked: Cost,
    /// When the newest answer behind it came, milliseconds since the epoch;
    /// `None` where the model does not tell, or all scores were known.
    pub newest_ms: Option<i64>,
    /// Rows whose score says nothing about the parameters, because the model
    /// or a store failed. They stand at the reward of an error and are not
    /// cached; whoever keeps a result decides whether it may contain any.
    pub unanswered: Vec<Unanswered>,
}

/// A row that got no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("example {example_id} got no answer: {cause}")]
pub struct Unanswered {
    pub example_id: String,
    pub compiled_id: String,
    pub cause: Cause,
}

/// Why a row got no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Cause {
    /// The prediction, or that of a judge.
    #[error("{name}: {0}", name = .0.name())]
    Predict(Failure),
    /// A text that a signal needs could not be read.
    #[error(transparent)]
    Store(PortError),
}

/// Why there is no evaluation.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EvalError {
    /// No row of the dataset got an answer, or a replay does not hold one.
    /// Scoring that as 0 would blame the parameters for a dead model.
    #[error("{0}")]
    Unanswered(Unanswered),
    #[error("example {example_id}: the evaluation cache failed: {source}")]
    Cache { example_id: String, source: PortError },
}

impl Evaluation {
    /// The mean reward, 0 to 1.
    pub fn reward(&self) -> f64 {
        self.summary.reward.unwrap_or_default()
    }

    /// The document to store.
    pub fn report(&self, with_examples: bool) -> EvalReport {
        EvalReport {
            format: "openagents.dse.eval_report".to_owned(),
            format_version: 1,
            summary: self.summary.clone(),
            examples: with_examples.then(|| self.examples.clone()),
            cost: Some(self.cost),
            undecoded: Undecoded::among(self.results()),
        }
    }

    /// The scores of the rows, in dataset order.
    pub fn results(&self) -> impl Iterator<Item = &ExampleResult> {
        self.examples.iter().map(|example| &example.result)
    }
}

impl Evaluator<'_> {
    /// Evaluates `pinned` over every row of `dataset`. Of a sample, `seed`
    /// tells how it was drawn.
    ///
    /// # Errors
    /// When no row got an answer, or the cache failed.
    pub async fn evaluate(
        &self,
        pinned: &Pinned,
        dataset: &Dataset,
        seed: Option<f64>,
    ) -> Result<Evaluation, EvalError> {
        let pins = std::slice::from_ref(pinned);
        let mut evaluations = self.evaluate_all(pins, dataset, &mut |_, _| ()).await?;
        let mut evaluation = evaluations.remove(0);
        evaluation.summary.seed = seed;
        Ok(evaluation)
    }

    /// Evaluates each of `pins` over `dataset`, all at once. `done` is told of
    /// each evaluation as it ends.
    ///
    /// # Errors
    /// As [`Evaluator::evaluate`], for the first of `pins` to which it happens.
    pub async fn evaluate_all(
        &self,
        pins: &[Pinned],
        dataset: &Dataset,
        done: &mut (dyn FnMut(usize, &Evaluation) + Send),
    ) -> Result<Vec<Evaluation>, EvalError> {
        let mut grid: Vec<Column> = pins.iter().map(|_| Column::of(dataset.len())).collect();
        let mut finished: Vec<Option<Evaluation>> = pins.iter().map(|_| None).collect();
        let cells: Vec<Cell> = (0..pins.len())
            .flat_map(|pin| (0..dataset.len()).map(move |row| Cell { pin, row }))
            .collect();
        let mut take = |Cell { pin, row }: Cell, scored: Scored| {
            grid[pin].put(row, scored);
            if grid[pin].is_full() {
                let evaluation = self.conclude(&pins[pin], dataset, grid[pin].take())?;
                done(pin, &evaluation);
                finished[pin] = Some(evaluation);
            }
            Ok(())
        };
        self.score_cells(pins, dataset, &cells, &mut take).await?;
        // Only an empty dataset leaves a column that no row has closed.
        finished
            .into_iter()
            .zip(pins)
            .map(|(ended, pin)| match ended {
                Some(evaluation) => Ok(evaluation),
                None => self.conclude(pin, dataset, Vec::new()),
            })
            .collect()
    }

    /// Scores some rows of some of `pins`, all at once; `take` is handed each
    /// score as it comes. The scores are kept as those of the whole `dataset`.
    ///
    /// # Errors
    /// The first fault, also of `take`. After one nothing new begins, but what
    /// was asked is waited for: its answers are paid for, and a journal may
    /// keep them.
    pub(crate) async fn score_cells(
        &self,
        pins: &[Pinned],
        dataset: &Dataset,
        cells: &[Cell],
        take: &mut (dyn FnMut(Cell, Scored) -> Result<(), EvalError> + Send),
    ) -> Result<(), EvalError> {
        // Twice what the model takes at once: while some rows read and keep
        // their answers, others wait for their turn, and no turn goes unused.
        let window = self.env.lm.concurrency().max(1).saturating_mul(2);
        let prompted: Vec<Prompted<'_>> = pins.iter().map(Prompted::new).collect();
        let mut places = Places::of(pins);
        let mut waiting = cells.iter().copied();
        let mut running = FuturesUnordered::new();
        let mut fault = None;
        for done in 1.. {
            while fault.is_none()
                && places.taken() < window
                && let Some(cell) = waiting.next()
            {
                places.take(cell.pin, cell.row);
                running.push(self.score(&prompted[cell.pin], dataset, cell));
            }
            let Some((cell, outcome)) = running.next().await else { break };
            places.leave(cell.pin, cell.row);
            let taken = outcome.and_then(|scored| {
                self.tell(Progress::Example { done, of: cells.len() });
                take(cell, scored)
            });
            if let Err(error) = taken {
                fault.get_or_insert(error);
            }
        }
        fault.map_or(Ok(()), Err)
    }

    async fn score(
        &self,
        prompted: &Prompted<'_>,
        dataset: &Dataset,
        cell: Cell,
    ) -> (Cell, Result<Scored, EvalError>) {
        let Self { env, subject } = self;
        let row: &Arc<DatasetExample> = &dataset.examples()[cell.row];
        let task = Task { env, subject, prompted, dataset_hash: dataset.hash(), row };
        (cell, task.score().await)
    }

    /// Sums up the scores of `pinned` on rows of `dataset`, which are told by
    /// their places and in their order. Scores without a single answer are no
    /// result.
    pub(crate) fn conclude(
        &self,
        pinned: &Pinned,
        dataset: &Dataset,
        scores: Vec<(usize, Scored)>,
    ) -> Result<Evaluation, EvalError> {
        let (mut cost, mut asked) = (Cost::default(), Cost::default());
        let mut examples = Vec::with_capacity(scores.len());
        let mut ids: Vec<&str> = Vec::with_capacity(scores.len());
        let mut unanswered = Vec::new();
        let mut newest_ms = None;
        let compiled_id = pinned.compiled_id.clone();
        for (row, scored) in scores {
            cost.add(&scored.cost);
            asked.add(&scored.asked);
            newest_ms = newest_ms.max(scored.newest_ms);
            examples.push(scored.example);
            let example_id = dataset.examples()[row].example_id.as_str();
            ids.push(example_id);
            if let Some(cause) = scored.unanswered {
                let (example_id, compiled_id) = (example_id.to_owned(), compiled_id.clone());
                unanswered.push(Unanswered { example_id, compiled_id, cause });
            }
        }
        if !examples.is_empty() && unanswered.len() == examples.len() {
            return Err(EvalError::Unanswered(unanswered.remove(0)));
        }
        let summary = self.summary(dataset, &examples, canon::id(&json!({"exampleIds": ids})));
        Ok(Evaluation { compiled_id, summary, examples, cost, asked, newest_ms, unanswered })
    }

    fn summary(
        &self,
        dataset: &Dataset,
        examples: &[ReportedExample],
        example_ids_hash: String,
    ) -> EvalSummary {
        EvalSummary {
            eval_version: 1,
            kind: "scored".to_owned(),
            reward: Some(mean(examples.iter().map(|example| example.result.reward))),
            notes: None,
            dataset_id: Some(dataset.id().to_owned()),
            dataset_hash: Some(dataset.hash().to_owned()),
            metric_id: Some(self.subject.reward.id().to_owned()),
            metric_version: Some(self.subject.reward.version()),
            n: Some(examples.len() as u64),
            seed: None,
            selected_example_ids_hash: Some(example_ids_hash),
        }
    }

    fn tell(&self, progress: Progress) {
        if let Some(sink) = self.env.progress {
            sink.report(progress);
        }
    }
}

/// One of several parameters on one row of a dataset, by their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) pin: usize,
    pub(crate) row: usize,
}

/// The scores of one set of parameters, as they come in.
struct Column {
    rows: Vec<Option<Scored>>,
    missing: usize,
}

impl Column {
    fn of(len: usize) -> Self {
        Self { rows: (0..len).map(|_| None).collect(), missing: len }
    }

    fn put(&mut self, row: usize, scored: Scored) {
        self.rows[row] = Some(scored);
        self.missing -= 1;
    }

    fn is_full(&self) -> bool {
        self.missing == 0
    }

    /// Its scores with their places.
    fn take(&mut self) -> Vec<(usize, Scored)> {
        let rows = std::mem::take(&mut self.rows).into_iter().enumerate();
        rows.filter_map(|(row, scored)| Some((row, scored?))).collect()
    }
}

/// The id under which an evaluation report is stored. `split` is the name that
/// was asked for, also where it stands for another.
pub fn eval_hash(
    signature_id: &str,
    compiled_id: &str,
    reward: &Reward,
    dataset: &Dataset,
    split: &str,
) -> String {
    canon::id(&json!({
        "signatureId": signature_id,
        "compiled_id": compiled_id,
        "datasetHash": dataset.hash(),
        "rewardId": reward.id(),
        "rewardVersion": reward.version(),
        "split": split,
        "selectedExampleIdsHash": dataset.example_ids_hash(),
    }))
}

#[cfg(test)]
mod tests;
