//! An evaluation as JUnit XML: a case for each example, failed when its answer
//! does not get the full reward.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::Value;

use super::comparison::RIGHT;
use super::render::xml::escape;
use super::words;
use crate::canon;
use crate::model::escape as visible;
use crate::model::eval::{EvalReport, ReportedExample};

/// The longest answer that a message shows, characters.
const SHOWN: usize = 200;

/// Writes the examples of `report` as a suite called `name`. With the report of
/// what was there before, a case that failed tells whether it is a regression.
/// Nothing when the report was stored without its examples.
pub fn render(name: &str, report: &EvalReport, before: Option<&EvalReport>) -> Option<String> {
    let examples = report.examples.as_ref()?;
    let before: HashMap<&str, f64> = before
        .and_then(|before| before.examples.as_ref())
        .into_iter()
        .flatten()
        .map(|example| (example.result.example_id.as_str(), example.result.reward))
        .collect();
    let count = |of: fn(&ReportedExample) -> bool| examples.iter().filter(|one| of(one)).count();
    let errors = count(is_error);
    let failures = count(|example| !is_right(example) && !is_error(example));
    let time: f64 = examples.iter().map(seconds).sum();
    let counts = format!(
        "tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" time=\"{time:.3}\"",
        examples.len()
    );
    let name = escape(name);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"dse report\" {counts}>\n  \
         <testsuite name=\"{name}\" {counts} skipped=\"0\">\n"
    );
    for example in examples {
        let was = before.get(example.result.example_id.as_str()).copied();
        write_case(&mut out, &name, example, was);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    Some(out)
}

fn is_right(example: &ReportedExample) -> bool {
    example.result.reward >= RIGHT
}

fn is_error(example: &ReportedExample) -> bool {
    example.result.error.is_some()
}

fn seconds(example: &ReportedExample) -> f64 {
    example.result.predict_meta.as_ref().map_or(0.0, |meta| meta.duration_ms as f64 / 1_000.0)
}

fn write_case(out: &mut String, suite: &str, example: &ReportedExample, was: Option<f64>) {
    let id = escape(&example.result.example_id);
    let _ = write!(
        out,
        "    <testcase classname=\"{suite}\" name=\"{id}\" time=\"{:.3}\"",
        seconds(example)
    );
    if is_right(example) && !is_error(example) {
        out.push_str("/>\n");
        return;
    }
    let (tag, kind, message) = match &example.result.error {
        Some(error) => ("error", error.error_name.clone(), error.message.clone()),
        None => ("failure", kind(was).to_owned(), message(example)),
    };
    let _ = writeln!(
        out,
        ">\n      <{tag} type=\"{}\" message=\"{}\">{}</{tag}>\n    </testcase>",
        escape(&kind),
        escape(&visible::line(&message)),
        escape(&visible::block(&body(example)))
    );
}

/// A regression was right before; what was wrong already is an old fault.
fn kind(was: Option<f64>) -> &'static str {
    match was {
        Some(reward) if reward >= RIGHT => "regression",
        Some(_) => "still_wrong",
        None => "wrong",
    }
}

fn message(example: &ReportedExample) -> String {
    format!(
        "expected {}, given {} (reward {})",
        brief(example.expected_json.as_ref()),
        brief(example.output_json.as_ref()),
        words::reward(example.result.reward)
    )
}

fn brief(value: Option<&Value>) -> String {
    value.map_or_else(
        || "nothing".to_owned(),
        |value| visible::brief(&canon::to_string(value), SHOWN),
    )
}

fn body(example: &ReportedExample) -> String {
    let text = |value: &Option<Value>| {
        value.as_ref().map_or_else(|| "not kept".to_owned(), canon::to_string)
    };
    let mut out = format!(
        "input: {}\nexpected: {}\ngiven: {}",
        text(&example.input_json),
        text(&example.expected_json),
        text(&example.output_json)
    );
    for signal in &example.result.signals {
        let _ = write!(out, "\n{}: {}", signal.signal_id, words::reward(signal.score));
        if let Some(notes) = &signal.notes {
            let _ = write!(out, " ({notes})");
        }
    }
    out
}
