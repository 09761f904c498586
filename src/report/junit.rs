//! An evaluation as JUnit XML: a case for each example. What fails is what was
//! right before and is wrong now; what was wrong already is skipped with its
//! reason, so that a good night is green.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::Value;

use super::render::xml::escape;
use super::scale::Scale;
use super::words;
use crate::canon;
use crate::model::escape as visible;
use crate::model::eval::{EvalReport, ReportedExample};

/// The longest answer that a message shows, characters.
const SHOWN: usize = 200;

/// Which cases fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fail {
    /// Those that were right before; with nothing before, those without an
    /// answer.
    #[default]
    Regressions,
    /// All that are wrong.
    Wrong,
}

/// Writes the examples of `report` as a suite called `name`. The report of what
/// was there before tells regressions from what was wrong already. Nothing when
/// the report was stored without its examples.
pub fn render(
    name: &str,
    report: &EvalReport,
    before: Option<&EvalReport>,
    fail: Fail,
) -> Option<String> {
    let examples = report.examples.as_ref()?;
    let verdicts = verdicts(report, before, fail)?;
    let count = |tag: &str| verdicts.iter().filter(|verdict| verdict.tag == tag).count();
    let time: f64 = examples.iter().map(seconds).sum();
    let counts = format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{time:.3}\"",
        examples.len(),
        count("failure"),
        count("error"),
    );
    let skipped = count("skipped");
    let name = escape(name);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"dse report\" {counts}>\n  \
         <testsuite name=\"{name}\" {counts} skipped=\"{skipped}\">\n"
    );
    for (example, verdict) in examples.iter().zip(&verdicts) {
        write_case(&mut out, &name, example, verdict);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    Some(out)
}

/// What is said of each example, in their order.
pub(super) fn verdicts(
    report: &EvalReport,
    before: Option<&EvalReport>,
    fail: Fail,
) -> Option<Vec<Verdict>> {
    let examples = report.examples.as_ref()?;
    let before_examples = before.and_then(|before| before.examples.as_deref()).unwrap_or_default();
    let before: HashMap<&str, f64> = before_examples
        .iter()
        .map(|example| (example.result.example_id.as_str(), example.result.reward))
        .collect();
    let scale = Scale::of(examples.iter().chain(before_examples));
    let verdict = |example: &ReportedExample| {
        let was = before.get(example.result.example_id.as_str()).copied();
        Verdict::of(example, was.map(|reward| scale.is_good(reward)), scale, fail)
    };
    Some(examples.iter().map(verdict).collect())
}

/// What a case's element says of it; an empty tag is a case that passed.
pub(super) struct Verdict {
    /// `failure`, `error` or `skipped`.
    pub tag: &'static str,
    pub kind: String,
    pub message: String,
}

impl Verdict {
    /// `was` tells whether the case was right before, where that is known.
    fn of(example: &ReportedExample, was: Option<bool>, scale: Scale, fail: Fail) -> Self {
        let right = scale.is_good(example.result.reward);
        let (kind, message) = match (&example.result.error, right) {
            (None, true) => {
                return Self { tag: "", kind: String::new(), message: String::new() };
            }
            (Some(error), _) => (error.error_name.clone(), error.message.clone()),
            (None, false) => (kind(was).to_owned(), message(example)),
        };
        let was_right = was == Some(true);
        let failed = match fail {
            Fail::Wrong => true,
            // Without anything before, an answer that is none is news.
            Fail::Regressions => was_right || (was.is_none() && example.result.error.is_some()),
        };
        let tag = match (failed, &example.result.error) {
            (false, _) => "skipped",
            (true, Some(_)) => "error",
            (true, None) => "failure",
        };
        Self { tag, kind, message }
    }
}

fn seconds(example: &ReportedExample) -> f64 {
    example.result.predict_meta.as_ref().map_or(0.0, |meta| meta.duration_ms as f64 / 1_000.0)
}

fn write_case(out: &mut String, suite: &str, example: &ReportedExample, verdict: &Verdict) {
    let id = escape(&example.result.example_id);
    let _ = write!(
        out,
        "    <testcase classname=\"{suite}\" name=\"{id}\" time=\"{:.3}\"",
        seconds(example)
    );
    let Verdict { tag, kind, message } = verdict;
    let _ = match *tag {
        "" => writeln!(out, "/>"),
        // The schema gives what is skipped a message and nothing else.
        "skipped" => writeln!(
            out,
            ">\n      <skipped message=\"{}\"/>\n    </testcase>",
            escape(&visible::line(&format!("{kind}: {message}")))
        ),
        _ => writeln!(
            out,
            ">\n      <{tag} type=\"{}\" message=\"{}\">{}</{tag}>\n    </testcase>",
            escape(kind),
            escape(&visible::line(message)),
            escape(&visible::block(&body(example)))
        ),
    };
}

/// A regression was right before; what was wrong already is an old fault.
fn kind(was: Option<bool>) -> &'static str {
    match was {
        Some(true) => "regression",
        Some(false) => "still_wrong",
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
