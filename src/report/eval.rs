//! The report of one evaluation.

use super::document::{Document, code, linked, plain};
use super::link::Link;
use super::scale::Scale;
use super::{confusion, gate, identity, words};
use crate::api::eval::ReportResponse;
use crate::model::eval::{EvalReport, ExampleResult, ReportedExample, Undecoded};
use crate::model::example::Split;

/// How many wrong answers a report lists before it counts the rest.
const LISTED: usize = 20;

/// The report as a document of its own.
pub fn document(signature_id: &str, found: &ReportResponse) -> Document {
    let ReportResponse { report, compiled_id, split, .. } = found;
    let summary = &report.summary;
    let most = report.undecoded().filter(Undecoded::is_most);
    let lead = plain(
        most.map_or_else(|| lead(split, report), |found| format!("{}.", words::undecoded(&found))),
    );
    let title = format!("Evaluation of {}", words::short_signature(signature_id));
    let mut document = Document::new(title, lead);
    identity::describe(found.identity.as_ref(), found.outdated.as_ref(), &mut document);
    if let Some(examples) = &report.examples {
        let erased = examples.iter().filter(|one| one.erased).count() as u64;
        if erased > 0 {
            document.paragraph(plain(format!(
                "The texts of {} were erased since, because the rows were forgotten; the scores \
                 are as they were.",
                words::count(erased, "example")
            )));
        }
        confusion::describe(examples, &mut document);
        describe_failures(examples, &mut document);
    }
    if Split::parse(split).map(Split::effective) == Some(Split::Holdout) {
        gate::describe(found.gate.as_ref(), &mut document);
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

/// How many answers are right, where the answers were kept.
fn lead(split: &str, report: &EvalReport) -> String {
    let summary = &report.summary;
    let n = words::count(summary.n.unwrap_or(0), "example");
    let reward = words::reward(summary.reward.unwrap_or(0.0));
    match &report.examples {
        Some(examples) => {
            let scale = Scale::of(examples);
            let good = examples.iter().filter(|one| scale.is_good(one.result.reward)).count();
            let said = scale.good_ones();
            format!("{good} of {n} of the split {split} {said}; mean reward {reward}.")
        }
        None => format!("Mean reward {reward} over {n} of the split {split}."),
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
