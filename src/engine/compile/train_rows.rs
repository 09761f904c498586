//! The rows that a search may show to a model.

use serde_json::{Value, json};

use crate::{
    canon,
    model::{
        dataset::Dataset, eval::ReportedExample, example::Split, job::JobSpec, sample::Sample, text,
    },
};

/// Characters of a row that a proposer sees.
const ROW_CHARS: usize = 2_000;

/// The rows that a search may look at, show a model and put into parameters:
/// none that is held out, and none of the test. Only this can show a row to a
/// proposer, and it can be made of nothing but a whole dataset, which it takes
/// its rows from.
pub(super) struct TrainRows {
    rows: Dataset,
}

impl TrainRows {
    pub(super) fn of(job: &JobSpec, dataset: &Dataset) -> Self {
        let held_out = [Split::Holdout, Split::Dev, Split::Test].map(Split::name);
        let is_train = |split: Option<&str>| split.is_none_or(|split| !held_out.contains(&split));
        let rows = dataset.train().subset(|row| is_train(row.split.as_deref()));
        Self { rows: Sample::of(job.sample.as_ref(), rows) }
    }

    pub(super) fn rows(&self) -> &Dataset {
        &self.rows
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// A row as a proposer sees it, with what was answered where that is known.
    pub(super) fn shown(&self, row: usize, answered: Option<&ReportedExample>) -> ShownRow {
        let example = &self.rows.examples()[row];
        let mut line = json!({"input": example.input, "expected": example.expected});
        if let Some(answered) = answered {
            line["answered"] = answered.output_json.clone().unwrap_or(Value::Null);
            line["reward"] = json!(answered.result.reward);
            let notes = notes(answered);
            if !notes.is_empty() {
                line["notes"] = json!(notes);
            }
        }
        ShownRow(text::head(&canon::to_string(&line), ROW_CHARS).to_owned())
    }
}

/// What was wrong, in the words of the error and of the reward's signals, those
/// of a judge among them.
fn notes(answered: &ReportedExample) -> Vec<&str> {
    let result = &answered.result;
    let error = result.error.as_ref().map(|error| error.message.as_str());
    // What a prediction cost is no fault of what it said.
    let signals = result.signals.iter().filter(|signal| signal.signal_id != "predict_cost.v1");
    let signals = signals.flat_map(|signal| {
        let of_metric = signal.metric.as_ref().and_then(|metric| metric["notes"].as_str());
        [signal.notes.as_deref(), of_metric]
    });
    let mut notes: Vec<&str> = error.into_iter().chain(signals.flatten()).collect();
    notes.dedup();
    notes
}

/// A train row in a proposer's prompt: its input and answers, never its name.
/// Nothing but [`TrainRows`] makes one.
pub(super) struct ShownRow(String);

impl ShownRow {
    pub(super) fn line(&self) -> &str {
        &self.0
    }
}
