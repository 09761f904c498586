//! How a prediction is scored: each signal by itself, then their weighted mean.

use serde_json::{Value, json};

use crate::{
    canon,
    model::{eval::SignalScore, text},
};

/// The widest quote that is looked up, in UTF-16 code units, unless a signal says otherwise.
const MAX_QUOTE_CHARS: f64 = 4_000.0;

/// What one signal found, before its id and weight are put to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finding {
    /// 0 to 1.
    pub score: f64,
    /// The metric's own report, where a metric stands behind the signal.
    pub metric: Option<Value>,
    /// Why the score is what it is.
    pub notes: Option<String>,
}

impl Finding {
    /// A score without more to say.
    pub fn of(score: f64) -> Self {
        Self { score: clamp01(score), ..Self::default() }
    }

    /// No score, and why.
    pub fn failed(reason: impl Into<String>) -> Self {
        Self { notes: Some(reason.into()), ..Self::default() }
    }

    /// The finding as an evaluation reports it.
    pub fn weighted(self, signal_id: String, weight: f64) -> SignalScore {
        SignalScore { signal_id, weight, score: self.score, metric: self.metric, notes: self.notes }
    }
}

/// What a prediction used, as its receipt says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spent {
    pub duration_ms: f64,
    pub lm_calls: f64,
    pub tool_calls: f64,
}

/// `value` within 0 and 1; what is no finite number counts as 0.
pub fn clamp01(value: f64) -> f64 {
    if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 }
}

/// The weighted mean of signals, 0 to 1; 0 where the weights sum to nothing.
pub fn combine(signals: &[SignalScore]) -> f64 {
    let weight: f64 = signals.iter().fold(0.0, |sum, signal| sum + signal.weight);
    if weight <= 0.0 {
        return 0.0;
    }
    let score = signals.iter().fold(0.0, |sum, signal| sum + clamp01(signal.score) * signal.weight);
    clamp01(score / weight)
}

/// The mean of rewards in the order given; 0 of none.
pub fn mean(rewards: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = rewards.len();
    if count == 0 { 0.0 } else { rewards.fold(0.0, |sum, reward| sum + reward) / count as f64 }
}

/// 1 when decoding succeeded, else 0 with the error.
pub fn format_validity(prediction: Option<&Value>, error: Option<&str>) -> Finding {
    match prediction {
        Some(_) => Finding::of(1.0),
        None => Finding { notes: error.map(str::to_owned), ..Finding::default() },
    }
}

/// A metric that compares two values and can say no more than yes or no.
#[derive(Clone, Copy, Debug)]
pub struct Metric<'a> {
    pub id: &'a str,
    pub version: u32,
}

impl Metric<'_> {
    /// 1 when both values have the same canonical JSON.
    pub fn exact_json(self, prediction: Option<&Value>, expected: &Value) -> Finding {
        self.same(prediction, |prediction| {
            canon::to_string(prediction) == canon::to_string(expected)
        })
    }

    /// 1 when the text in `field` is the same on both sides but for space around it.
    pub fn exact_answer(
        self,
        prediction: Option<&Value>,
        expected: &Value,
        field: &str,
    ) -> Finding {
        let answer =
            |value: &Value| value.get(field)?.as_str().map(|text| text::trim(text).to_owned());
        let wanted = answer(expected);
        self.same(prediction, |prediction| wanted.is_some() && answer(prediction) == wanted)
    }

    fn same(self, prediction: Option<&Value>, test: impl Fn(&Value) -> bool) -> Finding {
        let Some(prediction) = prediction else {
            return Finding::default();
        };
        let score = if test(prediction) { 1.0 } else { 0.0 };
        let metric = json!({
            "metricId": self.id,
            "metricVersion": self.version,
            "kind": "deterministic",
            "score": score,
        });
        Finding { score, metric: Some(metric), notes: None }
    }

    /// What a judge's answer is worth: its `score`, and its `notes` where it gave any.
    pub fn judged(self, verdict: &Value, judge_id: &str, judge_compiled_id: &str) -> Finding {
        let score = judge_score(verdict);
        let notes = verdict.get("notes").and_then(Value::as_str).filter(|notes| !notes.is_empty());
        let mut metric = json!({
            "metricId": self.id,
            "metricVersion": self.version,
            "kind": "judge",
            "score": score,
        });
        if let Some(notes) = notes {
            metric["notes"] = json!(notes);
        }
        metric["judge"] = json!({"signatureId": judge_id, "compiled_id": judge_compiled_id});
        Finding { score, metric: Some(metric), notes: notes.map(str::to_owned) }
    }
}

/// The score that a verdict names, 0 to 1; one that names none scores 0.
pub fn judge_score(verdict: &Value) -> f64 {
    clamp01(verdict.get("score").and_then(Value::as_f64).unwrap_or(f64::NAN))
}

/// What a judge is asked: the question, the predicted and the expected summary.
pub fn judge_input(input: &Value, prediction: &Value, expected: &Value) -> Value {
    json!({
        "question": as_text(input.get("question")),
        "predSummary": as_text(prediction.get("summary")),
        "expectedSummary": as_text(expected.get("summary")),
    })
}

/// Text as it stands, anything else by its canonical JSON, nothing as nothing.
fn as_text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => canon::to_string(other),
    }
}

/// Fewer failed tools score higher; the count stands in the row's `meta.toolFailures`.
pub fn tool_failures(meta: Option<&Value>, max_failures: Option<f64>) -> Finding {
    let counted = meta.and_then(|meta| meta.get("toolFailures")).and_then(Value::as_f64);
    let failures = counted.unwrap_or(0.0).floor().max(0.0);
    let most = max_failures.unwrap_or(1.0).floor().max(1.0);
    let notes = (failures > 0.0).then(|| format!("toolFailures={failures}"));
    Finding { notes, ..Finding::of(1.0 - (failures / most).min(1.0)) }
}

/// What a prediction may use before its score falls. Each is floored.
#[derive(Clone, Copy, Debug)]
pub struct CostTargets {
    /// Milliseconds, at least 1.
    pub duration_ms: f64,
    /// At least 1.
    pub lm_calls: f64,
    /// At least 0.
    pub tool_calls: f64,
}

impl CostTargets {
    /// Targets as a signal gives them: 800 ms, 1 call and no tool unless it says otherwise.
    pub fn new(duration_ms: Option<f64>, lm_calls: Option<f64>, tool_calls: Option<f64>) -> Self {
        Self {
            duration_ms: duration_ms.unwrap_or(800.0).floor().max(1.0),
            lm_calls: lm_calls.unwrap_or(1.0).floor().max(1.0),
            tool_calls: tool_calls.unwrap_or(0.0).floor().max(0.0),
        }
    }
}

/// The product of what time, model calls and tool calls are worth against their
/// targets; 0 where no receipt tells.
pub fn predict_cost(spent: Option<Spent>, targets: CostTargets) -> Finding {
    let Some(spent) = spent else {
        return Finding::failed("the prediction left no receipt");
    };
    let share = |used: f64, target: f64| if used <= 0.0 { 1.0 } else { clamp01(target / used) };
    let tools = if spent.tool_calls <= 0.0 {
        1.0
    } else {
        clamp01((targets.tool_calls + 1.0) / (spent.tool_calls + 1.0))
    };
    let score = share(spent.duration_ms, targets.duration_ms)
        * share(spent.lm_calls, targets.lm_calls)
        * tools;
    let notes = format!(
        "durationMs={} lmCalls={} toolCalls={}",
        spent.duration_ms, spent.lm_calls, spent.tool_calls
    );
    Finding { notes: Some(notes), ..Finding::of(score) }
}

/// The evidence that a prediction cites: the id of a blob and a quote from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence<'a> {
    pub blob_id: &'a str,
    pub quote: &'a str,
}

impl<'a> Evidence<'a> {
    /// The evidence of a prediction.
    ///
    /// # Errors
    /// What is missing of it.
    pub fn of(prediction: Option<&'a Value>) -> Result<Self, &'static str> {
        let prediction = prediction.ok_or("there is no prediction")?;
        let evidence = prediction.get("evidence").ok_or("the prediction cites no evidence")?;
        let part = |key: &str| evidence.get(key).and_then(Value::as_str);
        let blob_id = part("blobId").map(text::trim).filter(|id| !id.is_empty());
        let quote = part("quote").filter(|quote| !text::trim(quote).is_empty());
        Ok(Self {
            blob_id: blob_id.ok_or("the evidence names no blob")?,
            quote: quote.ok_or("the evidence quotes nothing")?,
        })
    }

    /// 1 when the quote stands in `blob` to the letter.
    pub fn found_in(self, blob: Option<&str>, max_quote_chars: Option<f64>) -> Finding {
        let Some(blob) = blob else {
            return Finding::failed(format!("there is no blob {}", self.blob_id));
        };
        let limit = max_quote_chars.unwrap_or(MAX_QUOTE_CHARS).floor().max(1.0) as usize;
        if blob.contains(text::head(self.quote, limit)) {
            Finding::of(1.0)
        } else {
            Finding::failed("the quote does not stand in the blob")
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const METRIC: Metric<'static> = Metric { id: "m.v1", version: 1 };

    fn signal(score: f64, weight: f64) -> SignalScore {
        Finding { score, ..Finding::default() }.weighted("s".to_owned(), weight)
    }

    proptest! {
        #[test]
        fn rewards_stay_within_0_and_1(
            pairs in prop::collection::vec((any::<f64>(), -2.0f64..5.0), 0..6),
        ) {
            let signals: Vec<_> = pairs.into_iter().map(|(score, weight)| signal(score, weight)).collect();
            prop_assert!((0.0..=1.0).contains(&combine(&signals)));
        }
    }

    #[test]
    fn weights_need_not_sum_to_one_but_to_something() {
        assert_eq!(combine(&[signal(1.0, 3.0), signal(0.0, 1.0)]), 0.75);
        assert_eq!(combine(&[signal(1.0, 0.0)]), 0.0);
        assert_eq!(combine(&[]), 0.0);
    }

    #[test]
    fn falsy_predictions_are_predictions() {
        for prediction in [json!(0), json!(""), json!(false)] {
            assert_eq!(format_validity(Some(&prediction), None).score, 1.0);
            assert_eq!(METRIC.exact_json(Some(&prediction), &prediction).score, 1.0);
        }
    }

    #[test]
    fn answers_are_compared_without_the_space_around_them() {
        let expected = json!({"answer": "b2"});
        let score =
            |prediction: Value| METRIC.exact_answer(Some(&prediction), &expected, "answer").score;
        assert_eq!(score(json!({"answer": " b2\n"})), 1.0);
        assert_eq!(score(json!({"answer": "B2"})), 0.0);
        assert_eq!(METRIC.exact_answer(Some(&json!({})), &json!({}), "answer").score, 0.0);
    }

    #[test]
    fn cost_falls_with_each_use_beyond_its_target() {
        let targets = CostTargets::new(Some(100.0), Some(2.0), None);
        let cost = |duration_ms, lm_calls, tool_calls| {
            predict_cost(Some(Spent { duration_ms, lm_calls, tool_calls }), targets).score
        };
        assert_eq!(cost(0.0, 0.0, 0.0), 1.0);
        assert_eq!(cost(200.0, 2.0, 0.0), 0.5);
        assert_eq!(cost(100.0, 4.0, 1.0), 0.25);
        assert_eq!(predict_cost(None, targets).score, 0.0);
    }

    #[test]
    fn tool_failures_are_whole_and_never_negative() {
        let score = |meta: Value, most| tool_failures(Some(&meta), most).score;
        assert_eq!(score(json!({"toolFailures": 1.9}), Some(4.0)), 0.75);
        assert_eq!(score(json!({"toolFailures": -1}), None), 1.0);
        assert_eq!(score(json!({"toolFailures": "2"}), None), 1.0);
        assert_eq!(score(json!({"toolFailures": 1}), Some(0.0)), 0.0);
    }

    #[test]
    fn a_quote_is_cut_before_it_is_looked_up() {
        let prediction = json!({"evidence": {"blobId": " b ", "quote": "abcdef"}});
        let evidence = Evidence::of(Some(&prediction)).unwrap();
        assert_eq!(evidence.blob_id, "b");
        assert_eq!(evidence.found_in(Some("xxabcxx"), Some(3.0)).score, 1.0);
        assert_eq!(evidence.found_in(Some("xxabcxx"), None).score, 0.0);
        assert_eq!(evidence.found_in(None, None).score, 0.0);
    }

    #[test]
    fn a_judge_that_gives_no_number_gives_nothing() {
        assert_eq!(METRIC.judged(&json!({"score": 7}), "j", "c").score, 1.0);
        assert_eq!(METRIC.judged(&json!({"notes": "hm"}), "j", "c").score, 0.0);
    }
}
