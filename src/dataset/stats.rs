//! Counts of a dataset: splits, answers, tags, lengths.

use std::collections::BTreeMap;
use std::io;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::check::Row;
use super::json::{Kind, Scanner};
use super::lines::for_each_line;
use super::source::Source;

/// Different answers and tags that are counted one by one; others are summed.
const MAX_NAMES: usize = 10_000;

/// Counts of a file.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    pub rows: u64,
    /// Lines that are no row.
    pub broken: u64,
    /// Rows by split; `none` for rows without one.
    pub splits: BTreeMap<String, u64>,
    /// Rows by answer, as its JSON, and split.
    pub answers: Vec<Count>,
    /// Rows by tag and split.
    pub tags: Vec<Count>,
    /// Rows whose answer is none of those counted.
    pub other_answers: u64,
    pub lengths: Lengths,
}

/// How often something occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Count {
    pub name: String,
    pub total: u64,
    pub splits: BTreeMap<String, u64>,
}

/// Bytes of inputs and expected answers as they are written.
#[derive(Debug, Default, Serialize)]
pub struct Lengths {
    pub input: Spread,
    pub expected: Spread,
}

/// The spread of a length, in bytes.
#[derive(Debug, Default, Serialize)]
pub struct Spread {
    pub min: u32,
    pub median: u32,
    pub p95: u32,
    pub max: u32,
    #[serde(skip)]
    all: Vec<u32>,
}

impl Spread {
    fn settle(&mut self) {
        let mut all = std::mem::take(&mut self.all);
        all.sort_unstable();
        let Some(last) = all.len().checked_sub(1) else { return };
        let at = |share: usize| all[last * share / 100];
        (self.min, self.median, self.p95, self.max) = (at(0), at(50), at(95), at(100));
    }
}

#[derive(Default)]
struct Counter {
    indexes: FxHashMap<String, usize>,
    counts: Vec<Count>,
    other: u64,
}

impl Counter {
    fn add(&mut self, name: &str, split: &str) {
        let index = match self.indexes.get(name) {
            Some(&index) => index,
            None if self.counts.len() < MAX_NAMES => {
                self.counts.push(Count { name: name.to_owned(), ..Count::default() });
                self.indexes.insert(name.to_owned(), self.counts.len() - 1);
                self.counts.len() - 1
            }
            None => {
                self.other += 1;
                return;
            }
        };
        let count = &mut self.counts[index];
        count.total += 1;
        match count.splits.get_mut(split) {
            Some(total) => *total += 1,
            None => {
                count.splits.insert(split.to_owned(), 1);
            }
        }
    }

    fn settle(mut self) -> Vec<Count> {
        self.counts.sort_by(|left, right| {
            right.total.cmp(&left.total).then_with(|| left.name.cmp(&right.name))
        });
        self.counts
    }
}

impl Stats {
    /// Counts the rows of `source`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(source: &Source) -> io::Result<Self> {
        let mut stats = Self::default();
        let (mut answers, mut tags) = (Counter::default(), Counter::default());
        let (mut scanner, mut row) = (Scanner::default(), Row::default());
        for_each_line(source.range(0..source.len()), |line| {
            let text = line.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line.bytes).trim_ascii();
            if text.is_empty() {
                return;
            }
            if scanner.scan(text, 120).is_err() || scanner.tape.node(0).kind != Kind::Object {
                stats.broken += 1;
                return;
            }
            let tape = &scanner.tape;
            row.read(tape, text);
            stats.rows += 1;
            let split = row
                .split
                .filter(|split| tape.node(split.value).kind == Kind::String)
                .map_or("none".into(), |split| tape.text(text, split.value));
            *stats.splits.entry(split.as_ref().to_owned()).or_default() += 1;
            if let Some(input) = row.input {
                stats.lengths.input.all.push(tape.node(input.value).span().len() as u32);
            }
            if let Some(expected) = row.expected {
                let span = tape.node(expected.value).span();
                stats.lengths.expected.all.push(span.len() as u32);
                answers.add(&String::from_utf8_lossy(&text[span]), &split);
            }
            if let Some(list) = row.tags.filter(|list| tape.node(list.value).kind == Kind::Array) {
                for item in tape.items(list.value) {
                    if tape.node(item).kind == Kind::String {
                        tags.add(&tape.text(text, item), &split);
                    }
                }
            }
        })?;
        stats.lengths.input.settle();
        stats.lengths.expected.settle();
        stats.other_answers = answers.other;
        stats.answers = answers.settle();
        stats.tags = tags.settle();
        Ok(stats)
    }
}
