//! What very simple answers reach: a candidate that does not beat them has
//! learned nothing.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde_json::Value;

use crate::{
    canon,
    engine::evaluate::{EvalEnv, EvalError, Evaluator, Pinned},
    lm::{Lm, LmError, LmReply, LmRequest, ModelRole},
    model::{
        alike::Pieces,
        dataset::{Dataset, DatasetExample},
        gate::{Floor, FloorKind},
        params::Params,
    },
};

/// Gives one answer to whatever it is asked; judges get the real model.
struct Fixed<'a> {
    text: String,
    judges: &'a dyn Lm,
}

#[async_trait]
impl Lm for Fixed<'_> {
    fn label(&self) -> String {
        "a fixed answer (no LLM)".to_owned()
    }

    fn concurrency(&self) -> usize {
        self.judges.concurrency()
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        if request.role == ModelRole::Judge {
            return self.judges.complete(request).await;
        }
        Ok(LmReply { text: self.text.clone(), ..LmReply::default() })
    }
}

/// Measures every floor over the holdout rows of `dataset`. Floors that look
/// at train rows are left out where no row is in train only.
///
/// # Errors
/// When the model or a store fails.
pub async fn floors(evaluator: &Evaluator<'_>, dataset: &Dataset) -> Result<Vec<Floor>, EvalError> {
    let (train, holdout) = (dataset.train(), dataset.holdout());
    let defaults = evaluator.subject.contract.contract().default_params.clone();
    let zero_shot = Pinned::from(with(&defaults, "fewShot", serde_json::json!({"exampleIds": []})));
    let mut floors = vec![Floor {
        kind: FloorKind::ZeroShot,
        reward: evaluator.evaluate(&zero_shot, &holdout, None).await?.reward(),
    }];
    if train.hash() == holdout.hash() || train.is_empty() {
        return Ok(floors);
    }
    let direct = Pinned::from(with(&defaults, "strategy", serde_json::json!({"id": "direct.v1"})));
    if let Some(answer) = majority(&train) {
        let reward = answered(evaluator, &direct, &holdout, |_| answer.clone()).await?;
        floors.push(Floor { kind: FloorKind::Majority, reward });
    }
    let known: Vec<(Pieces, &Value)> =
        train.examples().iter().map(|row| (Pieces::of(&row.input), &row.expected)).collect();
    let reward = answered(evaluator, &direct, &holdout, |row| nearest(&known, row)).await?;
    floors.push(Floor { kind: FloorKind::Nearest, reward });
    Ok(floors)
}

/// Parameters with one group replaced.
fn with(params: &Params, key: &str, value: Value) -> Params {
    let mut document = serde_json::to_value(params).expect("parameters serialize");
    document[key] = value;
    Params::parse(document).expect("parameters with a known group are parameters")
}

/// The most frequent expectation, the first of equals in canonical order.
fn majority(train: &Dataset) -> Option<Value> {
    let mut counts: BTreeMap<String, (usize, &Value)> = BTreeMap::new();
    for row in train.examples() {
        counts.entry(canon::to_string(&row.expected)).or_insert((0, &row.expected)).0 += 1;
    }
    let most = counts.values().map(|(count, _)| *count).max()?;
    counts.into_values().find(|(count, _)| *count == most).map(|(_, answer)| answer.clone())
}

/// The expectation of the known row that is most like `row`, the first of equals.
fn nearest(known: &[(Pieces, &Value)], row: &DatasetExample) -> Value {
    let pieces = Pieces::of(&row.input);
    let mut best: (f64, &Value) = (-1.0, &Value::Null);
    for (other, expected) in known {
        let similarity = pieces.similarity(other);
        if similarity > best.0 {
            best = (similarity, expected);
        }
    }
    best.1.clone()
}

/// The mean reward of answers that a rule gives: rows with the same answer are
/// scored together, by the signature's own reward.
async fn answered(
    evaluator: &Evaluator<'_>,
    direct: &Pinned,
    holdout: &Dataset,
    answer: impl Fn(&DatasetExample) -> Value,
) -> Result<f64, EvalError> {
    let mut by_answer: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for row in holdout.examples() {
        by_answer.entry(canon::to_string(&answer(row))).or_default().push(&row.example_id);
    }
    let mut sum = 0.0;
    for (text, ids) in by_answer {
        let rows = holdout.subset(|row| ids.contains(&row.example_id.as_str()));
        let lm = Fixed { text, judges: evaluator.env.lm };
        let env = EvalEnv { lm: &lm, cache: None, progress: None, ..evaluator.env };
        let fixed = Evaluator { env, subject: evaluator.subject };
        sum += fixed.evaluate(direct, &rows, None).await?.reward() * rows.len() as f64;
    }
    Ok(sum / holdout.len().max(1) as f64)
}
