//! The report of a signature: what runs now, what ran before, what was tried.

use serde::Serialize;

use super::document::{Document, Inline, code, plain};
use super::words;
use crate::api::compile::CompileReportRow;
use crate::api::eval::EvalReportRow;
use crate::model::canary::{Canary, HistoryEntry};

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
    /// Newest first.
    pub compiles: Vec<CompileReportRow>,
    /// Newest first.
    pub evals: Vec<EvalReportRow>,
}

/// The signature as a document.
pub fn document(evidence: &SignatureEvidence) -> Document {
    let active = match &evidence.compiled_id {
        Some(id) => format!("The artifact {} is live", words::short_id(id)),
        None => "The defaults are live".to_owned(),
    };
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
    section(&mut document, "History", &["time", "what", "from", "to", "why"], history(evidence));
    section(
        &mut document,
        "Compile reports",
        &["time", "winner", "#candidates", "#train", "#holdout", "dataset"],
        compiles(evidence),
    );
    section(
        &mut document,
        "Eval reports",
        &["time", "artifact", "split", "#n", "#reward", "report"],
        evals(evidence),
    );
    document
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
            plain(words::time(entry.created_at_ms)),
            plain(format!("{} {}", entry.kind, entry.action)),
            short(&entry.from_compiled_id),
            short(&entry.to_compiled_id),
            plain(entry.reason.clone().unwrap_or_default()),
        ]
    };
    evidence.history.iter().map(row).collect()
}

fn compiles(evidence: &SignatureEvidence) -> Vec<Vec<Inline>> {
    let row = |report: &CompileReportRow| {
        vec![
            plain(words::time(report.created_at_ms)),
            code(words::short_id(&report.compiled_id)),
            plain(report.candidates.to_string()),
            plain(words::reward(report.train_reward)),
            plain(words::reward(report.holdout_reward)),
            code(words::short_id(&report.dataset_hash)),
        ]
    };
    evidence.compiles.iter().map(row).collect()
}

fn evals(evidence: &SignatureEvidence) -> Vec<Vec<Inline>> {
    let row = |report: &EvalReportRow| {
        vec![
            plain(words::time(report.created_at_ms)),
            code(words::short_id(&report.compiled_id)),
            plain(&report.split),
            plain(report.n.to_string()),
            plain(words::reward(report.reward)),
            code(words::short_id(&report.eval_hash)),
        ]
    };
    evidence.evals.iter().map(row).collect()
}
