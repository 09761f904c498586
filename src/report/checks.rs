//! What a run's checks found: commands of the workspace, and long-context runs
//! that were read back.

use super::document::{Document, code, linked, plain};
use super::link::Link;
use super::words;
use crate::model::overnight::{CheckRun, LongContextRun, Summary};

/// Names and ids that are shown of each check.
const SHOWN: usize = 20;

/// Adds the checks of a run, where it made any.
pub fn describe(summary: &Summary, document: &mut Document) {
    let commands: Vec<CheckRun> = summary.steps.iter().flat_map(|step| step.checks()).collect();
    let steps = summary.steps.iter().filter(|step| step.name == "long-context");
    let runs: Vec<LongContextRun> = steps.flat_map(|step| step.long_context_runs()).collect();
    if commands.is_empty() && runs.is_empty() {
        return;
    }
    document.heading("Checks");
    for run in &commands {
        describe_command(run, document);
    }
    if !runs.is_empty() {
        describe_runs(&runs, document);
    }
}

fn describe_command(run: &CheckRun, document: &mut Document) {
    let how = match run.exit_code {
        Some(0) => "passed.".to_owned(),
        Some(code) => format!("failed with exit code {code}."),
        None => "was stopped.".to_owned(),
    };
    let mut line = code(run.command.clone());
    line.extend(plain(format!(" {how}")));
    document.paragraph(line);
    let named = [("Failed", &run.failing, run.failed), ("Requests", &run.request_ids, 0)];
    for (what, names, all) in named {
        if names.is_empty() {
            continue;
        }
        document.paragraph(plain(format!("{what}:")));
        let mut items: Vec<_> = names.iter().take(SHOWN).map(code).collect();
        let more = all.max(names.len() as u64) - items.len() as u64;
        if more > 0 {
            items.push(plain(format!("and {more} more, in the run's record")));
        }
        document.list(items);
    }
}

fn describe_runs(runs: &[LongContextRun], document: &mut Document) {
    document.paragraph(plain("Long-context runs that were read back from outside:"));
    let rows = runs.iter().map(|run| {
        let usage = &run.budget.usage;
        vec![
            plain(words::short_signature(&run.signature_id)),
            plain(usage.rlm_iterations.to_string()),
            plain(usage.lm_calls.to_string()),
            linked(&run.receipt_id, Link::receipt(&run.receipt_id)),
            linked(words::count(run.trace_events, "event"), Link::trace(&run.receipt_id)),
        ]
    });
    let columns = ["signature", "#iterations", "#model calls", "receipt", "trace"];
    document.table(&columns, rows.collect());
    let look = runs.iter().map(|run| code(format!("dse trace show {}", run.receipt_id)));
    document.list(look.collect());
}
