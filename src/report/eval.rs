//! The report of one evaluation.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::{Document, Inline, code, linked, plain};
use super::link::Link;
use super::words;
use crate::canon;
use crate::model::eval::{EvalReport, ExampleResult, ReportedExample};

/// How many wrong answers a report lists before it counts the rest.
const LISTED: usize = 20;

/// The report as a document of its own.
pub fn document(
    signature_id: &str,
    compiled_id: &str,
    split: &str,
    report: &EvalReport,
) -> Document {
    let summary = &report.summary;
    let n = summary.n.unwrap_or(0);
    let lead = plain(format!(
        "Mean reward {} over {} of the split {split}.",
        words::reward(summary.reward.unwrap_or(0.0)),
        words::count(n, "example"),
    ));
    let title = format!("Evaluation of {}", words::short_signature(signature_id));
    let mut document = Document::new(title, lead);
    if let Some(examples) = &report.examples {
        describe_confusion(examples, &mut document);
        describe_failures(examples, &mut document);
    }
    if let Some(cost) = &report.cost {
        document.paragraph(plain(super::compile::cost_line(cost)));
    }
    document.heading("Where the evidence is");
    let text = |value: &Option<String>| code(value.clone().unwrap_or_default());
    document.facts(vec![
        ("signature", linked(signature_id, Link::signature(signature_id))),
        ("artifact", code(compiled_id)),
        ("dataset", text(&summary.dataset_hash)),
        ("reward", text(&summary.metric_id)),
    ]);
    document
}

/// Which answers were given for which expectation, where answers are few.
fn describe_confusion(examples: &[ReportedExample], document: &mut Document) {
    let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
    for example in examples {
        let Some(expected) = &example.expected_json else { return };
        let given = example.output_json.as_ref().map_or_else(|| "no valid answer".to_owned(), name);
        *counts.entry((name(expected), given)).or_default() += 1;
    }
    let answers: std::collections::BTreeSet<&String> =
        counts.keys().map(|(expected, _)| expected).collect();
    if answers.len() < 2 || answers.len() > 20 {
        return;
    }
    let wrong = counts.iter().filter(|((expected, given), _)| expected != given);
    let rows: Vec<Vec<Inline>> = wrong
        .map(|((expected, given), count)| {
            vec![plain(expected), plain(given), plain(count.to_string())]
        })
        .collect();
    if !rows.is_empty() {
        document.heading("Answers that were mixed up");
        document.table(&["expected", "given", "#times"], rows);
    }
}

fn describe_failures(examples: &[ReportedExample], document: &mut Document) {
    let mut failures: Vec<&ReportedExample> =
        examples.iter().filter(|example| example.result.error.is_some()).collect();
    failures.sort_by(|left, right| left.result.example_id.cmp(&right.result.example_id));
    if failures.is_empty() {
        return;
    }
    document.heading(format!("Predictions that failed: {}", failures.len()));
    let items = failures.iter().take(LISTED).map(|example| {
        let error = example.result.error.as_ref().expect("failures have an error");
        let message = crate::model::escape::brief(&error.message, 120);
        let mut text = code(&example.result.example_id);
        text.extend(plain(format!(" {}: {message}", error.error_name)));
        text
    });
    document.list(items.collect());
}

/// Adds what each signal of the reward said about one example.
pub fn describe_signals(result: &ExampleResult, document: &mut Document) {
    if let Some(error) = &result.error {
        document.heading("Why there is no answer");
        document.paragraph(plain(format!("{}: {}", error.error_name, error.message)));
    }
    if result.signals.is_empty() {
        return;
    }
    document.heading("How the reward came about");
    let rows = result.signals.iter().map(|signal| {
        vec![
            code(&signal.signal_id),
            plain(words::number(signal.weight)),
            plain(words::reward(signal.score)),
            plain(signal.notes.clone().unwrap_or_default()),
        ]
    });
    document.table(&["signal", "#weight", "#score", "notes"], rows.collect());
}

/// What an answer is called in a table.
fn name(value: &Value) -> String {
    let text = match value {
        Value::Object(map) => map
            .values()
            .map(|value| value.as_str().map_or_else(|| canon::to_string(value), str::to_owned))
            .collect::<Vec<_>>()
            .join(" "),
        _ => canon::to_string(value),
    };
    crate::model::escape::brief(&text, 40)
}
