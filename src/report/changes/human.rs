//! The difference for people. Label changes come first, because they change
//! what counts as correct.

use serde_json::Value;

use super::words::{Run, runs};
use super::{Changes, Row};
use crate::dataset::diff::{Change, Details};
use crate::dataset::words::{clip, grouped};
use crate::model::shown::{Shown, shown};
use crate::model::tone::Tone;

/// The whole difference.
pub fn human(changes: &Changes) -> Shown {
    let mut text = Tone::Strong.paint(shown!("{} → {}\n", changes.old, changes.new));
    section(&mut text, "Labels changed", Tone::Bad, &changes.labels);
    section(&mut text, "Moved between splits", Tone::Warn, &changes.moved);
    section(&mut text, "Changed", Tone::Strong, &changes.changed);
    if !changes.renamed.is_empty() {
        heading(&mut text, "Renamed", Tone::Strong);
        for (old, new) in &changes.renamed {
            text.push(shown!("  {} → {}\n", Shown::brief(old, 80), Shown::brief(new, 80)));
        }
    }
    rows(&mut text, "Added", Tone::Good, '+', &changes.added);
    rows(&mut text, "Removed", Tone::Bad, '-', &changes.removed);
    text.push(shown!("\n{}, {} unchanged", changes.summary(), grouped(changes.unchanged)));
    text
}

/// Counts only: by kind, split and answer.
pub fn stat(changes: &Changes) -> Shown {
    let mut text = shown!("{}, {} unchanged", changes.summary(), grouped(changes.unchanged));
    for (title, counts) in [("split", &changes.splits), ("answer", &changes.answers)] {
        if counts.is_empty() {
            continue;
        }
        text.push(shown!("\n\n{:<44} {:>9} {:>9} {:>9}", title, "before", "after", "change"));
        for (name, &(before, after)) in counts {
            let change = after as i64 - before as i64;
            text.push(shown!(
                "\n{:<44} {:>9} {:>9} {:>9}",
                Shown::brief(name, 44),
                grouped(before),
                grouped(after),
                format!("{change:+}")
            ));
        }
    }
    text
}

/// The ids of all rows that differ, one a line.
pub fn names(changes: &Changes) -> Shown {
    let changed = changes.labels.iter().chain(&changes.moved).chain(&changes.changed);
    let ids = changed
        .map(|details| &details.id)
        .chain(changes.renamed.iter().map(|(_, new)| new))
        .chain(changes.added.iter().chain(&changes.removed).map(|row| &row.id));
    Shown::join(ids.map(|id| Shown::line(id)), "\n")
}

fn heading(text: &mut Shown, title: &'static str, tone: Tone) {
    text.push(shown!("\n{}\n", tone.paint(title)));
}

fn section(text: &mut Shown, title: &'static str, tone: Tone, rows: &[Details]) {
    if rows.is_empty() {
        return;
    }
    heading(text, title, tone);
    for row in rows {
        text.push(shown!("  {}\n", Shown::brief(&row.id, 120)));
        for change in &row.changes {
            text.push(shown!("    {}: {}\n", change.pointer, value_change(change)));
        }
    }
}

fn value_change(change: &Change) -> Shown {
    match (&change.old, &change.new) {
        (Some(Value::String(old)), Some(Value::String(new))) if is_prose(old) || is_prose(new) => {
            runs(old, new)
                .into_iter()
                .map(|(kind, run)| match kind {
                    Run::Same => Shown::line(&run),
                    Run::Removed => Tone::Bad.paint(shown!("[-{}-]", run)),
                    Run::Added => Tone::Good.paint(shown!("{{+{}+}}", run)),
                })
                .collect()
        }
        (old, new) => {
            shown!("{} → {}", side(old.as_ref(), Tone::Bad), side(new.as_ref(), Tone::Good))
        }
    }
}

/// Text of several words is compared by word.
pub(in crate::report) fn is_prose(text: &str) -> bool {
    text.split_whitespace().nth(2).is_some()
}

fn side(value: Option<&Value>, tone: Tone) -> Shown {
    match value {
        Some(value) => tone.paint(Shown::brief(&value.to_string(), 200)),
        None => Tone::Faint.paint("(absent)"),
    }
}

fn rows(text: &mut Shown, title: &'static str, tone: Tone, sign: char, rows: &[Row]) {
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
        text.push(shown!("  {}\n", tone.paint(Shown::line(&line))));
    }
}
