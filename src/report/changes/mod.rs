//! The difference of two datasets as text.

mod human;
mod json;
mod markdown;
pub(super) mod words;

use std::collections::BTreeMap;
use std::io;

use crate::dataset::diff::{Details, Diff, load};
use crate::dataset::source::Source;

pub(super) use human::is_prose;
pub use human::{human, names, stat};
pub use json::document;
pub use markdown::markdown;

/// A row that was added or removed.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: String,
    pub line: u32,
    pub split: Option<&'static str>,
    /// The expected answer as JSON; empty for a line that is no row.
    pub answer: String,
    pub input: String,
}

/// A difference with everything that reports show of it.
#[derive(Debug)]
pub struct Changes {
    pub old: String,
    pub new: String,
    /// Rows whose expected answer differs: what counts as correct changed.
    pub labels: Vec<Details>,
    /// Rows that count for another split, and otherwise may differ too.
    pub moved: Vec<Details>,
    /// Rows that changed in any other way.
    pub changed: Vec<Details>,
    /// Old and new id.
    pub renamed: Vec<(String, String)>,
    pub added: Vec<Row>,
    pub removed: Vec<Row>,
    pub unchanged: u64,
    /// Rows before and after by split.
    pub splits: BTreeMap<String, (u64, u64)>,
    /// Rows before and after by answer, where answers are labels.
    pub answers: BTreeMap<String, (u64, u64)>,
}

impl Changes {
    /// Reads the rows that differ.
    ///
    /// # Errors
    /// When a side cannot be read any more.
    pub fn of(diff: &Diff, old: &Source, new: &Source) -> io::Result<Self> {
        let mut changes = Self {
            old: old.name.clone(),
            new: new.name.clone(),
            labels: Vec::new(),
            moved: Vec::new(),
            changed: Vec::new(),
            renamed: Vec::new(),
            added: Vec::new(),
            removed: Vec::new(),
            unchanged: diff.unchanged,
            splits: BTreeMap::new(),
            answers: BTreeMap::new(),
        };
        for &pair in &diff.changed {
            let details = Details::of(diff, pair, old, new)?;
            if diff.is_label_change(pair) {
                changes.labels.push(details);
            } else if diff.is_move(pair) {
                changes.moved.push(details);
            } else {
                changes.changed.push(details);
            }
        }
        for &pair in &diff.renamed {
            let (before, after) = diff.items(pair);
            changes.renamed.push((load(old, before)?.id, load(new, after)?.id));
        }
        for &row in &diff.added {
            changes.added.push(row_of(new, &diff.new.items[row as usize])?);
        }
        for &row in &diff.removed {
            changes.removed.push(row_of(old, &diff.old.items[row as usize])?);
        }
        changes.count(diff, old, new)?;
        Ok(changes)
    }

    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
            && self.moved.is_empty()
            && self.changed.is_empty()
            && self.renamed.is_empty()
            && self.added.is_empty()
            && self.removed.is_empty()
    }

    /// The counts in words.
    pub fn summary(&self) -> String {
        let counts = [
            (self.labels.len(), "label change"),
            (self.moved.len(), "move between splits"),
            (self.changed.len(), "other change"),
            (self.renamed.len(), "rename"),
            (self.added.len(), "added row"),
            (self.removed.len(), "removed row"),
        ];
        let words: Vec<_> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, unit)| match unit {
                "move between splits" if count > 1 => format!("{count} moves between splits"),
                _ => crate::dataset::words::plural(count, unit),
            })
            .collect();
        if words.is_empty() { "no differences".to_owned() } else { words.join(", ") }
    }

    fn count(&mut self, diff: &Diff, old: &Source, new: &Source) -> io::Result<()> {
        const MAX_LABELS: usize = 64;
        let mut labels: BTreeMap<u64, (u64, u64, &Source, u64)> = BTreeMap::new();
        for (is_new, source, index) in [(false, old, &diff.old), (true, new, &diff.new)] {
            for item in &index.items {
                let split = item.split.map_or("none", |split| split.name());
                bump(self.splits.entry(split.to_owned()).or_default(), is_new);
                if item.is_row && labels.len() <= MAX_LABELS {
                    let label = labels.entry(item.answer).or_insert((0, 0, source, item.offset));
                    if is_new { label.1 += 1 } else { label.0 += 1 }
                }
            }
        }
        if labels.len() > MAX_LABELS {
            return Ok(());
        }
        for (before, after, source, offset) in labels.into_values() {
            let line = source.line_at(offset)?;
            let row: serde_json::Value =
                serde_json::from_slice(line.trim_ascii()).unwrap_or_default();
            let name = row.get("expectedJson").map_or("none".to_owned(), ToString::to_string);
            self.answers.insert(name, (before, after));
        }
        Ok(())
    }
}

fn bump(counts: &mut (u64, u64), is_new: bool) {
    if is_new {
        counts.1 += 1;
    } else {
        counts.0 += 1;
    }
}

fn row_of(source: &Source, item: &crate::dataset::diff::Item) -> io::Result<Row> {
    let row = load(source, item)?;
    let text = |field: &str| row.fields.get(field).map(ToString::to_string).unwrap_or_default();
    Ok(Row {
        line: item.line,
        split: item.split.map(|split| split.name()),
        answer: text("expectedJson"),
        input: text("inputJson"),
        id: row.id,
    })
}
