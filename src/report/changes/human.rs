//! The difference for people. Label changes come first, because they change
//! what counts as correct.

use serde_json::Value;

use super::words::{Run, runs};
use super::{Changes, Row};
use crate::dataset::diff::{Change, Details};
use crate::dataset::words::{clip, grouped};
use crate::model::{escape, tone::Tone};

/// The whole difference.
pub fn human(changes: &Changes) -> String {
    let mut text = format!(
        "{}\n",
        Tone::Strong.paint(&escape::line(&format!("{} → {}", changes.old, changes.new)))
    );
    section(&mut text, "Labels changed", Tone::Bad, &changes.labels);
    section(&mut text, "Moved between splits", Tone::Warn, &changes.moved);
    section(&mut text, "Changed", Tone::Strong, &changes.changed);
    if !changes.renamed.is_empty() {
        heading(&mut text, "Renamed", Tone::Strong);
        for (old, new) in &changes.renamed {
            text.push_str(&format!("  {} → {}\n", escape::brief(old, 80), escape::brief(new, 80)));
        }
    }
    rows(&mut text, "Added", Tone::Good, '+', &changes.added);
    rows(&mut text, "Removed", Tone::Bad, '-', &changes.removed);
    text.push_str(&format!("\n{}, {} unchanged\n", changes.summary(), grouped(changes.unchanged)));
    text
}

/// Counts only: by kind, split and answer.
pub fn stat(changes: &Changes) -> String {
    let mut text = format!("{}, {} unchanged\n", changes.summary(), grouped(changes.unchanged));
    for (title, counts) in [("split", &changes.splits), ("answer", &changes.answers)] {
        if counts.is_empty() {
            continue;
        }
        text.push_str(&format!("\n{title:<44} {:>9} {:>9} {:>9}\n", "before", "after", "change"));
        for (name, &(before, after)) in counts {
            let change = after as i64 - before as i64;
            text.push_str(&format!(
                "{:<44} {:>9} {:>9} {:>+9}\n",
                escape::brief(name, 44),
                grouped(before),
                grouped(after),
                change
            ));
        }
    }
    text
}

/// The ids of all rows that differ, one a line.
pub fn names(changes: &Changes) -> String {
    let changed = changes.labels.iter().chain(&changes.moved).chain(&changes.changed);
    let ids = changed
        .map(|details| &details.id)
        .chain(changes.renamed.iter().map(|(_, new)| new))
        .chain(changes.added.iter().chain(&changes.removed).map(|row| &row.id));
    ids.map(|id| format!("{}\n", escape::line(id))).collect()
}

fn heading(text: &mut String, title: &str, tone: Tone) {
    text.push_str(&format!("\n{}\n", tone.paint(title)));
}

fn section(text: &mut String, title: &str, tone: Tone, rows: &[Details]) {
    if rows.is_empty() {
        return;
    }
    heading(text, title, tone);
    for row in rows {
        text.push_str(&format!("  {}\n", escape::brief(&row.id, 120)));
        for change in &row.changes {
            text.push_str(&format!(
                "    {}: {}\n",
                escape::line(&change.pointer),
                value_change(change)
            ));
        }
    }
}

fn value_change(change: &Change) -> String {
    match (&change.old, &change.new) {
        (Some(Value::String(old)), Some(Value::String(new))) if is_prose(old) || is_prose(new) => {
            runs(old, new)
                .into_iter()
                .map(|(kind, run)| {
                    let run = escape::line(&run);
                    match kind {
                        Run::Same => run,
                        Run::Removed => Tone::Bad.paint(&format!("[-{run}-]")),
                        Run::Added => Tone::Good.paint(&format!("{{+{run}+}}")),
                    }
                })
                .collect()
        }
        (old, new) => {
            format!("{} → {}", side(old.as_ref(), Tone::Bad), side(new.as_ref(), Tone::Good))
        }
    }
}

/// Text of several words is compared by word.
pub(in crate::report) fn is_prose(text: &str) -> bool {
    text.split_whitespace().nth(2).is_some()
}

fn side(value: Option<&Value>, tone: Tone) -> String {
    match value {
        Some(value) => tone.paint(&escape::brief(&value.to_string(), 200)),
        None => Tone::Faint.paint("(absent)"),
    }
}

fn rows(text: &mut String, title: &str, tone: Tone, sign: char, rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    heading(text, title, tone);
    for row in rows {
        let split = row.split.map(|split| format!(" [{split}]")).unwrap_or_default();
        let answer = if row.answer.is_empty() {
            String::new()
        } else {
            format!(" → {}", clip(&row.answer, 60))
        };
        let line =
            format!("{sign} {}{split}: {}{answer}", clip(&row.id, 80), clip(&row.input, 100));
        text.push_str(&format!("  {}\n", tone.paint(&escape::line(&line))));
    }
}
