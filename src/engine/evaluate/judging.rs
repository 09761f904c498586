//! Asking a judge.

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;
use uuid::Uuid;

use super::{EvalEnv, Judge, Unanswered, attempt::Attempt, watch::WatchedBlobs};
use crate::{
    engine::{
        core::reward::judge_score,
        ports::Progress,
        predict::{PredictEnv, PredictRequest},
    },
    lm::Lm,
    model::example::RowId,
};

/// What a judge is asked.
pub struct Judged {
    pub input: Value,
    /// The stored row that it is about.
    pub row: Option<RowId>,
}

/// Asks `judge` in a workspace of its own.
pub(super) async fn ask(
    env: &EvalEnv<'_>,
    lm: &dyn Lm,
    judge: &Judge,
    input: &Value,
    row: Option<&RowId>,
) -> Attempt {
    let receipt_id = Uuid::new_v4().to_string();
    let workspace = env.workspaces.open(&receipt_id);
    let blobs = WatchedBlobs::new(workspace.blobs.as_ref());
    let request = PredictRequest::with_defaults(&judge.contract, input, &receipt_id)
        .pinned(&judge.pinned.compiled_id, &judge.pinned.params)
        .of_row(row)
        .as_judge();
    let env = PredictEnv {
        lm,
        blobs: workspace.blobs.as_ref(),
        vars: workspace.vars.as_ref(),
        receipts: env.receipts,
        tools: env.tools,
        clock: env.clock,
    };
    Attempt::make(env, &blobs, request).await
}

/// What `judge` scores each of `inputs`, 0 to 1 and in their order. As in an
/// evaluation, a verdict that cannot be read scores 0.
///
/// # Errors
/// When the model or a store failed: that would say nothing about the judge.
pub async fn judge_scores(
    env: &EvalEnv<'_>,
    judge: &Judge,
    inputs: &[Judged],
) -> Result<Vec<f64>, Unanswered> {
    let asked: Vec<_> =
        (1..).zip(inputs).map(|(place, input)| judge_score_of(env, judge, place, input)).collect();
    let mut scores = Vec::with_capacity(inputs.len());
    let mut answers = stream::iter(asked).buffered(env.lm.concurrency().max(1));
    while let Some(score) = answers.try_next().await? {
        scores.push(score);
        if let Some(progress) = env.progress {
            progress.report(Progress::Example { done: scores.len(), of: inputs.len() });
        }
    }
    Ok(scores)
}

async fn judge_score_of(
    env: &EvalEnv<'_>,
    judge: &Judge,
    place: usize,
    asked: &Judged,
) -> Result<f64, Unanswered> {
    let attempt = ask(env, env.lm, judge, &asked.input, asked.row.as_ref()).await;
    match attempt.fault {
        None => Ok(attempt.output.as_ref().map_or(0.0, judge_score)),
        Some(cause) => Err(Unanswered {
            example_id: format!("{place} of the labels"),
            compiled_id: judge.pinned.compiled_id.clone(),
            cause,
        }),
    }
}
