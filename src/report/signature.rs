//! The report of a signature: what runs now, what ran before, what was tried.

use std::collections::HashMap;

use serde::Serialize;

use super::document::{Chart, Document, Inline, Role, Series, Shape, Span, code, linked, plain};
use super::link::Link;
use super::{imports, words};
use crate::api::compile::CompileReportRow;
use crate::api::eval::EvalReportRow;
use crate::model::canary::Canary;
use crate::model::escape;
use crate::model::identity::ReportIdentity;
use crate::model::import::ImportRecord;
use crate::model::rollout::{HistoryEntry, HistoryKind, Review};

/// How much of a reason a list shows, characters.
const REASON: usize = 80;

/// All that a server tells of a signature.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignatureEvidence {
    pub signature_id: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: Option<String>,
    pub canary: Option<Canary>,
    /// Newest first.
    pub history: Vec<HistoryEntry>,
    /// What imports changed in the dataset, newest first.
    pub imports: Vec<ImportRecord>,
    /// Newest first.
    pub compiles: Vec<CompileReportRow>,
    /// Newest first.
    pub evals: Vec<EvalReportRow>,
}

/// The signature as a document.
pub fn document(evidence: &SignatureEvidence) -> Document {
    let active = live(evidence);
    let canary = match &evidence.canary {
        Some(canary) => format!("a canary takes {} % of threads", canary.rollout_pct),
        None => "no canary runs".to_owned(),
    };
    let mut document = Document::new(&evidence.signature_id, plain(format!("{active}; {canary}.")));
    if let Some(canary) = &evidence.canary {
        document.heading("Canary");
        document.facts(vec![
            ("control", code(&canary.control_compiled_id)),
            ("canary", code(&canary.canary_compiled_id)),
            ("counted", plain(format!("{} ok, {} failed", canary.ok_count, canary.error_count))),
        ]);
    }
    section(
        &mut document,
        "History",
        &["time (UTC)", "what", "from", "to", "why"],
        history(evidence),
    );
    document.heading("Compile reports");
    describe_compiles(&evidence.compiles, &mut document);
    document.heading("Eval reports");
    describe_evals(&evidence.evals, &mut document);
    document.heading("What imports changed in the dataset");
    imports::describe(&evidence.imports, &mut document);
    document
}

/// What is live, since when, and why.
fn live(evidence: &SignatureEvidence) -> String {
    let Some(id) = &evidence.compiled_id else {
        return "What the author wrote is live, unchanged".to_owned();
    };
    let live = format!("The version {} is live", words::short_id(id));
    let moved = |entry: &&HistoryEntry| {
        entry.kind == HistoryKind::Pointer && entry.to_compiled_id.as_ref() == Some(id)
    };
    match evidence.history.iter().find(moved) {
        None => live,
        Some(entry) => {
            let since = words::time(entry.created_at_ms);
            match entry.reason.as_deref() {
                Some(reason) => format!("{live} since {since} ({})", why(reason).text),
                None => format!("{live} since {since}"),
            }
        }
    }
}

/// Adds compile reports, newest first, and how the winners' rewards went.
pub fn describe_compiles(reports: &[CompileReportRow], document: &mut Document) {
    if reports.is_empty() {
        return document.paragraph(plain("None yet."));
    }
    picture(reports, document);
    let head = ["time (UTC)", "winner", "#candidates", "#train", "#holdout", "dataset", "model"];
    document.table(&head, reports.iter().map(compile_row).collect());
}

/// Adds eval reports, newest first.
pub fn describe_evals(reports: &[EvalReportRow], document: &mut Document) {
    if reports.is_empty() {
        return document.paragraph(plain("None yet."));
    }
    let head = ["time (UTC)", "artifact", "split", "#n", "#reward", "report", "model"];
    document.table(&head, reports.iter().map(eval_row).collect());
}

/// How the winners' rewards went with the model of the newest; another model's
/// belong on no line with them. One point is no picture.
fn picture(reports: &[CompileReportRow], document: &mut Document) {
    let model = |report: &CompileReportRow| report.identity.as_ref().map(ReportIdentity::model);
    let newest = reports.first().and_then(model);
    let reports: Vec<_> = reports.iter().filter(|report| model(report) == newest).collect();
    if reports.len() < 2 {
        return;
    }
    let values =
        |of: fn(&CompileReportRow) -> f64| reports.iter().rev().map(|report| of(report)).collect();
    let times = reports.iter().rev().map(|report| words::minute(report.created_at_ms));
    document.chart(Chart {
        title: match newest {
            Some(model) => format!("Mean reward of each compile's winner with {model}"),
            None => "Mean reward of each compile's winner".to_owned(),
        },
        shape: Shape::Lines,
        told: true,
        labels: times.map(|time| time[5..].to_owned()).collect(),
        series: vec![
            Series { name: "train".to_owned(), values: values(|report| report.train_reward) },
            Series { name: "holdout".to_owned(), values: values(|report| report.holdout_reward) },
        ],
    });
}

fn section(document: &mut Document, title: &str, head: &[&str], rows: Vec<Vec<Inline>>) {
    document.heading(title);
    if rows.is_empty() {
        document.paragraph(plain("None yet."));
    } else {
        document.table(head, rows);
    }
}

fn history(evidence: &SignatureEvidence) -> Vec<Vec<Inline>> {
    let short =
        |id: &Option<String>| code(id.as_deref().map_or_else(|| "–".to_owned(), words::short_id));
    let row = |entry: &HistoryEntry| {
        vec![
            plain(words::minute(entry.created_at_ms)),
            plain(what(entry)),
            short(&entry.from_compiled_id),
            short(&entry.to_compiled_id),
            vec![why(entry.reason.as_deref().unwrap_or_default())],
        ]
    };
    evidence.history.iter().map(row).collect()
}

/// What happened, and what a canary had counted by then.
fn what(entry: &HistoryEntry) -> String {
    if let Some(example_id) = &entry.example_id {
        return format!("row {} forgotten", escape::brief(example_id, 60));
    }
    let what = format!("{} {}", entry.kind, entry.action);
    match entry.ok_count.zip(entry.error_count) {
        Some((ok, failed)) if ok + failed > 0 => format!("{what}: {ok} ok, {failed} failed"),
        _ => what,
    }
}

/// Why, in few words; the reason in full is behind it where there is room.
fn why(reason: &str) -> Span {
    let (before, review) = Review::split(reason);
    let mut span = why_alone(before);
    if let Some(Review { by, reason: found }) = review {
        span.text +=
            &format!(", reviewed by {}: {}", escape::brief(&by, 60), escape::brief(&found, REASON));
        span.whole = Some(reason.to_owned());
    }
    span
}

fn why_alone(reason: &str) -> Span {
    let parts: HashMap<&str, &str> =
        reason.split_whitespace().filter_map(|part| part.split_once('=')).collect();
    let number = |name: &str| parts.get(name)?.parse::<f64>().ok();
    let rewards = number("baselineHoldoutReward").zip(number("candidateHoldoutReward"));
    let brief = match rewards {
        Some((before, now)) => format!(
            "passed the gate: {} instead of {} ({})",
            words::reward(now),
            words::reward(before),
            words::delta(now - before)
        ),
        None if reason == "seed_control_defaults" => {
            "the defaults, kept to be compared with".to_owned()
        }
        None => escape::brief(reason, REASON),
    };
    let whole = (brief != escape::line(reason)).then(|| reason.to_owned());
    Span { whole, ..Span::new(Role::Plain, brief) }
}

fn compile_row(report: &CompileReportRow) -> Vec<Inline> {
    let link = Link::compile_report(
        &report.job_hash,
        &report.dataset_hash,
        &report.signature_id,
        report.report_hash.as_deref(),
    );
    vec![
        plain(words::minute(report.created_at_ms)),
        linked(words::short_id(&report.compiled_id), link),
        plain(report.candidates.to_string()),
        plain(words::reward(report.train_reward)),
        plain(words::reward(report.holdout_reward)),
        code(words::short_id(&report.dataset_hash)),
        model(report.identity.as_ref()),
    ]
}

fn eval_row(report: &EvalReportRow) -> Vec<Inline> {
    let link =
        Link::eval_report(&report.eval_hash, &report.signature_id, report.report_hash.as_deref());
    vec![
        plain(words::minute(report.created_at_ms)),
        code(words::short_id(&report.compiled_id)),
        plain(&report.split),
        plain(report.n.to_string()),
        plain(words::reward(report.reward)),
        linked(words::short_id(&report.eval_hash), link),
        model(report.identity.as_ref()),
    ]
}

/// Who answered, as far as the report records it.
fn model(identity: Option<&ReportIdentity>) -> Inline {
    plain(identity.map_or_else(|| "not recorded".to_owned(), ReportIdentity::model))
}
