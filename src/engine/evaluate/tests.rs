use std::sync::Mutex;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::*;
use crate::{
    engine::ports::BlobStore,
    engine::testing::{FakeLm, World, asked_row, right_word, rows},
    lm::LmErrorKind,
    model::{blob::BlobRef, params::Params},
};

fn pins(count: usize) -> Vec<Pinned> {
    let params = |n| json!({"paramsVersion": 1, "instruction": {"text": format!("Try {n}.")}});
    (0..count).map(|n| Pinned::from(Params::parse(params(n)).unwrap())).collect()
}

fn ids(evaluation: &Evaluation) -> Vec<&str> {
    evaluation.examples.iter().map(|example| example.result.example_id.as_str()).collect()
}

#[tokio::test]
async fn the_window_is_full_across_candidates_and_never_wider() {
    let (world, lm) = (World::new(), FakeLm::new(8, |prompt| Ok(right_word(prompt))));
    let dataset = rows(10, 0);
    let mut order = Vec::new();
    let mut done = |pin: usize, _: &Evaluation| order.push(pin);
    let evaluated = world.evaluator(&lm).evaluate_all(&pins(3), &dataset, &mut done).await.unwrap();
    assert_eq!((lm.asked(), lm.peak()), (30, 16));
    order.sort_unstable();
    assert_eq!(order, [0, 1, 2]);
    for evaluation in &evaluated {
        assert!(ids(evaluation).is_sorted());
        assert_eq!((evaluation.reward(), evaluation.cost.lm_calls), (1.0, 10));
    }
}

#[tokio::test]
async fn what_is_cached_is_not_asked_again() {
    let (world, lm) = (World::new(), FakeLm::new(4, |prompt| Ok(right_word(prompt))));
    let dataset = rows(6, 0);
    let first = world.evaluator(&lm).evaluate(&world.defaults(), &dataset, Some(3.0)).await;
    let second = world.evaluator(&lm).evaluate(&world.defaults(), &dataset, None).await.unwrap();
    assert_eq!(lm.asked(), 6);
    let first = first.unwrap();
    assert_eq!(first.examples, second.examples);
    assert_eq!((first.summary.seed, second.summary.seed), (Some(3.0), None));
    assert_eq!(second.cost, Cost::default());
}

#[tokio::test]
async fn a_row_without_an_answer_is_told_and_not_cached() {
    let lm = FakeLm::new(4, |prompt| match asked_row(prompt) {
        "row-002" => Err(LmErrorKind::Failed),
        _ => Ok(right_word(prompt)),
    });
    let (world, dataset) = (World::new(), rows(4, 0));
    let flawed = world.evaluator(&lm).evaluate(&world.defaults(), &dataset, None).await.unwrap();
    assert_eq!(flawed.reward(), 0.75);
    let [missing] = &flawed.unanswered[..] else { panic!("one row: {:?}", flawed.unanswered) };
    assert_eq!(
        missing.to_string(),
        "example row-002 got no answer: LmClientError: the model is away"
    );
    let error = flawed.examples[2].result.error.as_ref().unwrap();
    assert_eq!(error.error_name, "LmClientError");
    assert_eq!(world.cache.keys().len(), 3);

    let healed = FakeLm::new(4, |prompt| Ok(right_word(prompt)));
    let whole = world.evaluator(&healed).evaluate(&world.defaults(), &dataset, None).await.unwrap();
    assert_eq!((healed.asked(), whole.reward()), (1, 1.0));
}

#[tokio::test]
async fn a_dead_model_is_no_score_and_ends_the_work_early() {
    let (world, lm) = (World::new(), FakeLm::new(4, |_| Err(LmErrorKind::Timeout)));
    let outcome = world.evaluator(&lm).evaluate_all(&pins(50), &rows(4, 0), &mut |_, _| ()).await;
    let EvalError::Unanswered(first) = outcome.unwrap_err() else { panic!("no answer at all") };
    assert!(lm.asked() < 4 * 50);
    assert!(first.example_id.starts_with("row-"));
    assert!(world.cache.keys().is_empty());
}

#[tokio::test]
async fn a_model_that_will_not_be_asked_ends_the_work() {
    for kind in [LmErrorKind::NotRecorded, LmErrorKind::Unreachable, LmErrorKind::Stopping] {
        ends_the_work(kind).await;
    }
}

async fn ends_the_work(kind: LmErrorKind) {
    // Which row ends first depends on the machine's timer; what holds always is
    // that after the missing answer at most the other row of the window ends.
    let after = Arc::new(Mutex::new(None));
    let counter = Arc::clone(&after);
    let lm = FakeLm::new(1, move |prompt| {
        let mut after = counter.lock().unwrap();
        if asked_row(prompt) == "row-001" {
            *after = Some(0);
            return Err(kind);
        }
        if let Some(count) = after.as_mut() {
            *count += 1;
        }
        Ok(right_word(prompt))
    });
    let world = World::new();
    let outcome = world.evaluator(&lm).evaluate(&world.defaults(), &rows(50, 0), None).await;
    let EvalError::Unanswered(missing) = outcome.unwrap_err() else { panic!("a missing answer") };
    assert_eq!(missing.example_id, "row-001");
    let after = after.lock().unwrap().expect("row-001 was asked");
    assert!(after <= 1, "{after} more rows were answered");
}

#[tokio::test]
async fn a_judge_that_is_away_leaves_the_row_unanswered() {
    let world = World::with_signals(json!([
        {"kind": "format_validity"},
        {"kind": "judge", "metricId": "j", "metricVersion": 1},
    ]));
    let lm = FakeLm::new(2, |prompt| {
        if prompt.contains("predSummary") {
            return Err(LmErrorKind::Failed);
        }
        Ok(right_word(prompt))
    });
    let outcome = world.evaluator(&lm).evaluate(&world.defaults(), &rows(2, 0), None).await;
    assert!(matches!(outcome, Err(EvalError::Unanswered(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_judge_that_babbles_scores_nothing_and_says_why() {
    let world =
        World::with_signals(json!([{"kind": "judge", "metricId": "j", "metricVersion": 1}]));
    let lm = FakeLm::new(2, |prompt| {
        Ok(if prompt.contains("predSummary") { "well".to_owned() } else { right_word(prompt) })
    });
    let outcome = world.evaluator(&lm).evaluate(&world.defaults(), &rows(1, 0), None).await;
    let evaluation = outcome.unwrap();
    let signal = &evaluation.examples[0].result.signals[0];
    assert_eq!((signal.score, signal.metric.clone()), (0.0, None::<Value>));
    assert!(signal.notes.as_ref().unwrap().starts_with("OutputDecodeError: "));
    assert!(evaluation.unanswered.is_empty());
}

#[tokio::test]
async fn an_empty_dataset_has_an_empty_evaluation() {
    let (world, lm) = (World::new(), FakeLm::new(2, |_| Err(LmErrorKind::Failed)));
    let evaluation =
        world.evaluator(&lm).evaluate(&world.defaults(), &rows(0, 0), None).await.unwrap();
    assert_eq!((evaluation.summary.n, evaluation.summary.reward), (Some(0), Some(0.0)));
}

#[test]
fn a_reward_whose_judge_is_not_there_is_refused() {
    let signal = json!({
        "kind": "judge", "metricId": "j", "metricVersion": 1, "judgeSignatureId": "@other/Judge.v1",
    });
    let bundle = json!({"rewardId": "r", "rewardVersion": 1, "signals": [signal]});
    let missing = Reward::new(serde_json::from_value(bundle).unwrap(), Vec::new()).unwrap_err();
    assert_eq!(
        missing.to_string(),
        "reward r, signal j.signal.v1: there is no pinned judge of signature @other/Judge.v1"
    );
}

/// Texts of a store that is down.
struct Down;

#[async_trait]
impl BlobStore for Down {
    async fn put_text(&self, _: &str, _: Option<&str>) -> Result<BlobRef, PortError> {
        self.get_text("").await.map(|_| BlobRef::of("", None))
    }

    async fn get_text(&self, _: &str) -> Result<Option<String>, PortError> {
        Err(PortError { call: "get text", reason: "the disk is gone".to_owned() })
    }
}

#[tokio::test]
async fn a_store_that_fails_inside_a_prediction_is_no_score() {
    let lm = FakeLm::new(2, |prompt| Ok(right_word(prompt)));
    let world = World::new().over(Arc::new(Down));
    let dataset = rows(2, 0);
    let mut examples: Vec<DatasetExample> =
        dataset.examples().iter().map(|row| DatasetExample::clone(row)).collect();
    examples[1].input = json!({"ask": "row-001", "text": BlobRef::of("x", None)});
    let dataset = Dataset::new("d", examples).unwrap();
    let flawed = world.evaluator(&lm).evaluate(&world.defaults(), &dataset, None).await.unwrap();
    let [missing] = &flawed.unanswered[..] else { panic!("one row: {:?}", flawed.unanswered) };
    assert_eq!(missing.cause.to_string(), "get text: the disk is gone");
    assert_eq!(flawed.examples[1].result.error.as_ref().unwrap().error_name, "PromptRenderError");
    assert_eq!(world.cache.keys().len(), 1);
}
