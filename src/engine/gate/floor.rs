//! What very simple answers reach: a candidate that does not beat them has
//! learned nothing.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use serde_json::Value;

use crate::{
    canon,
    engine::evaluate::{EvalEnv, EvalError, Evaluator, Pinned, Subject},
    lm::{Lm, LmError, LmReply, LmRequest, ModelRole},
    model::{
        dataset::{Dataset, DatasetExample},
        gate::{Floor, FloorKind},
        params::Params,
        prompt::PromptIr,
        sample,
        signature::{Contract, PreparedContract},
    },
    similarity::Nearest,
};

/// Train rows that the nearest one is looked for among: this floor is asked for
/// by every gate, and must not cost the product of all rows with all others.
const KNOWN: usize = 5_000;

/// Gives each row the answer that is fixed for it; judges get the real model.
struct Fixed<'a> {
    /// By the row's id.
    answers: HashMap<String, String>,
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
        let row = request.row.as_ref().and_then(|row| self.answers.get(&row.example_id));
        Ok(LmReply { text: row.cloned().unwrap_or_default(), ..LmReply::default() })
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
    let reward = zero_shot(evaluator, &defaults, &holdout).await?;
    let mut floors = vec![Floor { kind: FloorKind::ZeroShot, reward }];
    if train.hash() == holdout.hash() || train.is_empty() {
        return Ok(floors);
    }
    let direct = Pinned::from(with(&defaults, "strategy", serde_json::json!({"id": "direct.v1"})));
    if let Some(answer) = majority(&train) {
        let text = canon::to_string(&answer);
        let reward = answered(evaluator, &direct, &holdout, |_| text.clone()).await?;
        floors.push(Floor { kind: FloorKind::Majority, reward });
    }
    let reward = answered(evaluator, &direct, &holdout, nearest(&train)).await?;
    floors.push(Floor { kind: FloorKind::Nearest, reward });
    Ok(floors)
}

/// The mean reward of the signature's own parameters without any example.
async fn zero_shot(
    evaluator: &Evaluator<'_>,
    defaults: &Params,
    holdout: &Dataset,
) -> Result<f64, EvalError> {
    let contract = without_examples(evaluator.subject.contract.contract());
    let pinned = Pinned::from(with(defaults, "fewShot", serde_json::json!({"exampleIds": []})));
    // Kept scores are those of the contract itself.
    let env = EvalEnv { cache: None, ..evaluator.env };
    let subject = Subject { contract: &contract, ..evaluator.subject };
    Ok(Evaluator { env, subject }.evaluate(&pinned, holdout, None).await?.reward())
}

/// The contract with no example in its prompt: one that selects none would
/// show them all.
fn without_examples(contract: &Contract) -> PreparedContract {
    let mut document = contract.prompt_ir.raw().clone();
    if let Some(blocks) = document["blocks"].as_array_mut() {
        blocks.retain(|block| block["_tag"] != "FewShot");
    }
    let prompt_ir = PromptIr::parse(document).expect("a prompt with fewer blocks is a prompt");
    let contract = Contract { prompt_ir, ..contract.clone() };
    PreparedContract::new(contract).expect("the schemas are those of a contract")
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

/// The expectation of the train row that is most like a row, the first of
/// equals.
fn nearest(train: &Dataset) -> impl Fn(&DatasetExample) -> String {
    let known = if train.len() > KNOWN { sample::stratified(train, KNOWN) } else { train.clone() };
    let answers: Vec<String> =
        known.examples().iter().map(|row| canon::to_string(&row.expected)).collect();
    let nearest = Nearest::new(known.examples().iter().map(|row| &row.input));
    move |row| {
        let place = nearest.find(&row.input).expect("there are train rows");
        answers[place].clone()
    }
}

/// The mean reward of answers that a rule gives, by the signature's own reward.
async fn answered(
    evaluator: &Evaluator<'_>,
    direct: &Pinned,
    holdout: &Dataset,
    answer: impl Fn(&DatasetExample) -> String,
) -> Result<f64, EvalError> {
    let answers =
        holdout.examples().iter().map(|row| (row.example_id.clone(), answer(row))).collect();
    let lm = Fixed { answers, judges: evaluator.env.lm };
    let env = EvalEnv { lm: &lm, cache: None, progress: None, ..evaluator.env };
    let fixed = Evaluator { env, subject: evaluator.subject };
    Ok(fixed.evaluate(direct, holdout, None).await?.reward())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::testing::{FakeLm, World};

    /// Rows that ask a text and expect a word.
    fn rows(train: &[(&str, &str)], holdout: &[(&str, &str)]) -> Dataset {
        let all = train.iter().map(|row| (row, "train"));
        let all = all.chain(holdout.iter().map(|row| (row, "holdout")));
        let row = |(index, ((ask, word), split)): (usize, (&(&str, &str), &str))| DatasetExample {
            example_id: format!("{index}"),
            input: json!({"ask": ask}),
            expected: json!({"word": word}),
            split: Some(split.to_owned()),
            tags: Vec::new(),
            meta: None,
        };
        Dataset::new("d", all.enumerate().map(row).collect()).unwrap()
    }

    async fn rewards(world: &World, lm: &FakeLm, dataset: &Dataset) -> Vec<(FloorKind, String)> {
        let floors = floors(&world.evaluator(lm), dataset).await.unwrap();
        floors.into_iter().map(|floor| (floor.kind, format!("{:.3}", floor.reward))).collect()
    }

    fn says(word: &str) -> String {
        json!({"word": word}).to_string()
    }

    #[tokio::test]
    async fn each_floor_answers_by_its_own_rule() {
        let train = [("go left here", "left"), ("turn left", "left"), ("stop the car", "stop")];
        let holdout = [("go left now", "left"), ("stop the bus", "stop"), ("stop a car", "stop")];
        // The prompt of the contract has three examples; this floor shows none.
        let lm = FakeLm::new(2, |prompt| {
            Ok(says(if prompt.contains("Examples:") { "left" } else { "none" }))
        });
        // A wrong word in the right form earns 0.2.
        let expected = [
            (FloorKind::ZeroShot, "0.200".to_owned()),
            (FloorKind::Majority, "0.467".to_owned()),
            (FloorKind::Nearest, "1.000".to_owned()),
        ];
        let (world, dataset) = (World::new(), rows(&train, &holdout));
        // Scores of the same parameters with examples are none of this floor's.
        let none = json!({"exampleIds": []});
        let shown = Pinned::from(with(&world.defaults().params, "fewShot", none));
        world.evaluator(&lm).evaluate(&shown, &dataset.holdout(), None).await.unwrap();
        assert_eq!(rewards(&world, &lm, &dataset).await, expected);
        assert_eq!(lm.asked(), 3 + 3, "only the first floor asks the model");
    }

    #[tokio::test]
    async fn without_train_rows_of_their_own_there_is_one_floor() {
        let lm = FakeLm::new(2, |_| Ok(says("left")));
        let dataset = rows(&[], &[("go left", "left")]);
        let found = rewards(&World::new(), &lm, &dataset).await;
        assert_eq!(found, [(FloorKind::ZeroShot, "1.000".to_owned())]);
    }

    #[tokio::test]
    async fn judges_of_a_fixed_answer_are_the_real_model() {
        let judge = json!([{"kind": "judge", "weight": 1.0, "metricId": "m", "metricVersion": 1}]);
        let lm = FakeLm::new(2, |_| Ok(json!({"word": "left", "score": 0.5}).to_string()));
        let dataset = rows(&[("go left", "left")], &[("go right", "right")]);
        let found = rewards(&World::with_signals(judge), &lm, &dataset).await;
        assert_eq!(found.len(), 3);
        // The answer and its judge, then a judge for each of the other two.
        assert_eq!(lm.asked(), 4);
    }
}
