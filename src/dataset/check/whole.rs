//! Rules that hold rows against each other.

use rustc_hash::FxHashMap;

use crate::dataset::finding::{At, Finding, Place, Sink};
use crate::dataset::json::Scanner;
use crate::dataset::rule::Rule;
use crate::dataset::settings::Limits;
use crate::dataset::source::Source;
use crate::dataset::words::{clip, grouped, plural};
use crate::similarity::Clusters;

use super::near::{Scope, Sketches, cluster};
use super::table::{Entry, Repeated, SIDES, Table};

/// Checks the rows of a whole file. `threads` is how many may be used.
pub fn check_whole(
    sink: &mut Sink<'_>,
    table: &Table,
    sketches: Option<Sketches>,
    source: &Source,
    threads: usize,
) {
    let mut shown = Shown { source, scanner: Scanner::default() };
    let (ids, inputs) =
        both(threads, || table.repeated(|entry| entry.id), || table.repeated(|entry| entry.input));
    repeated_ids(sink, table, &ids, &mut shown);
    repeated_inputs(sink, table, &inputs, &mut shown);
    counts(sink, table);
    answers(sink, table, &mut shown);
    if let Some(sketches) = sketches {
        let threshold = sink.profile.limits.near_duplicate_similarity;
        let clusters = cluster(table, &sketches, source, threshold, Scope::AcrossSplits, threads);
        near_duplicates(sink, table, &clusters, &mut shown);
    }
}

/// Finds the parts of rows that findings point at, by reading them again.
struct Shown<'a> {
    source: &'a Source,
    scanner: Scanner,
}

impl Shown<'_> {
    /// The place of a field's value; the row's start if it cannot be read any
    /// more, which the check for changed files then tells.
    fn field(&mut self, entry: &Entry, name: &str) -> (Place, String) {
        let line = self.source.line_at(entry.offset).unwrap_or_default();
        let bom = if entry.offset == 0 && line.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let base = line.len() - line[bom..].trim_ascii_start().len();
        let at = At { line: &line, number: entry.line, offset: entry.offset, base };
        let text = line[base..].trim_ascii_end();
        if self.scanner.scan(text, 120).is_err() {
            return (at.place(0..0), String::new());
        }
        let tape = &self.scanner.tape;
        match tape.member(text, 0, name) {
            Some(node) => {
                let shown = String::from_utf8_lossy(&text[tape.node(node).span()]).into_owned();
                (at.place(tape.node(node).span()), shown)
            }
            None => (at.place(0..1), String::new()),
        }
    }
}

/// Does two things, at once where there are two threads.
fn both<A, B: Send>(
    threads: usize,
    first: impl FnOnce() -> A,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    if threads < 2 {
        return (first(), second());
    }
    std::thread::scope(|scope| {
        let second = scope.spawn(second);
        let first = first();
        let joined = second.join();
        (first, joined.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

fn repeated_ids(sink: &mut Sink<'_>, table: &Table, ids: &Repeated, shown: &mut Shown<'_>) {
    if !sink.profile.is_on(Rule::DuplicateId) {
        return;
    }
    for group in ids.groups() {
        let first = &table.entries[group[0].1 as usize];
        for &(_, row) in &group[1..] {
            sink.report(Rule::DuplicateId, || {
                let (place, id) = shown.field(&table.entries[row as usize], "exampleId");
                let message = format!("the id {} occurs again", clip(&id, 60));
                Finding::new(Rule::DuplicateId, Some(place), message)
                    .related(shown.field(first, "exampleId").0, "it was first used here")
                    .help("the later row would replace the earlier one; give it an id of its own")
            });
        }
    }
}

fn repeated_inputs(sink: &mut Sink<'_>, table: &Table, inputs: &Repeated, shown: &mut Shown<'_>) {
    for group in inputs.groups() {
        repeated_input(sink, table, group, shown);
    }
}

fn repeated_input(sink: &mut Sink<'_>, table: &Table, group: &[(u64, u32)], shown: &mut Shown<'_>) {
    let first = &table.entries[group[0].1 as usize];
    // The first row of each split, to show what a later one repeats.
    let mut of_side: [Option<u32>; 3] = [None; 3];
    for (position, &(_, row)) in group.iter().enumerate() {
        let entry = &table.entries[row as usize];
        let side = entry.side();
        let elsewhere = side.and_then(|side| {
            (0..3).filter(|&other| other != side).find_map(|other| of_side[usize::from(other)])
        });
        if let Some(other) = elsewhere {
            leaked(sink, shown, entry, &table.entries[other as usize]);
        }
        if position > 0 && entry.answer != first.answer {
            conflicting(sink, shown, entry, first);
        } else if position > 0 && elsewhere.is_none() {
            same_again(sink, shown, entry, first);
        }
        if let Some(side) = side {
            of_side[usize::from(side)].get_or_insert(row);
        }
    }
}

fn same_again(sink: &mut Sink<'_>, shown: &mut Shown<'_>, entry: &Entry, first: &Entry) {
    sink.report(Rule::DuplicateInput, || {
        let place = shown.field(entry, "inputJson").0;
        let message = "the same input occurs again, with the same answer";
        Finding::new(Rule::DuplicateInput, Some(place), message)
            .related(shown.field(first, "inputJson").0, "it was first used here")
            .help("remove one of the two rows")
    });
}

fn split_name(entry: &Entry) -> &'static str {
    entry.split.map_or("no split", |split| split.name())
}

fn leaked(sink: &mut Sink<'_>, shown: &mut Shown<'_>, entry: &Entry, other: &Entry) {
    sink.report(Rule::LeakedInput, || {
        let message =
            format!("the same input is in {} and {}", split_name(other), split_name(entry));
        let place = shown.field(entry, "inputJson").0;
        Finding::new(Rule::LeakedInput, Some(place), message)
            .related(
                shown.field(other, "inputJson").0,
                format!("it is in {} here", split_name(other)),
            )
            .help("keep it in one split, or `dse dataset split` the file anew")
    });
}

fn conflicting(sink: &mut Sink<'_>, shown: &mut Shown<'_>, entry: &Entry, first: &Entry) {
    sink.report(Rule::ConflictingAnswers, || {
        let (place, answer) = shown.field(entry, "expectedJson");
        let (other, expected) = shown.field(first, "expectedJson");
        let message = format!(
            "the same input is answered {} here and {} before",
            clip(&answer, 60),
            clip(&expected, 60)
        );
        Finding::new(Rule::ConflictingAnswers, Some(place), message)
            .related(other, "the other answer is here")
            .help("decide which is right, or add to the input what tells them apart")
    });
}

fn counts(sink: &mut Sink<'_>, table: &Table) {
    let Limits { min_examples, min_holdout, .. } = sink.profile.limits;
    let rows = table.entries.len() as u64;
    let holdout = table.entries.iter().filter(|entry| entry.side() == Some(1)).count() as u64;
    let told = |count: u64, unit: &str, limit: u64| {
        let count = plural(count as usize, unit);
        format!("the dataset has {count}, at least {} are wanted", grouped(limit))
    };
    if rows < min_examples {
        sink.report(Rule::TooFewExamples, || {
            Finding::new(Rule::TooFewExamples, None, told(rows, "example", min_examples))
                .help("add examples, or set `min_examples` in [lint.limits]")
        });
    }
    if holdout < min_holdout {
        sink.report(Rule::TooFewHoldout, || {
            Finding::new(Rule::TooFewHoldout, None, told(holdout, "holdout example", min_holdout))
                .help("`dse dataset split --holdout 30%` moves rows there, or set `min_holdout`")
        });
    }
}

/// How often an answer occurs, and where first.
#[derive(Default)]
struct Answer {
    total: u64,
    train: u64,
    holdout: u64,
    first: u32,
    first_holdout: Option<u32>,
}

/// The answers by their hash, where they are labels: few, and each one used
/// twice on average.
fn labels(table: &Table, max_labels: usize) -> Option<FxHashMap<u64, Answer>> {
    let mut answers: FxHashMap<u64, Answer> = FxHashMap::default();
    for (entry, index) in table.entries.iter().zip(0u32..).filter(|(entry, _)| entry.answer != 0) {
        let answer = answers
            .entry(entry.answer)
            .or_insert_with(|| Answer { first: index, ..Answer::default() });
        answer.total += 1;
        answer.train += u64::from(entry.side() == Some(0));
        if entry.side() == Some(1) {
            answer.holdout += 1;
            answer.first_holdout.get_or_insert(index);
        }
        if answers.len() > max_labels {
            return None;
        }
    }
    (answers.len() * 2 <= table.entries.len()).then_some(answers)
}

fn answers(sink: &mut Sink<'_>, table: &Table, shown: &mut Shown<'_>) {
    let limits = sink.profile.limits;
    let Some(answers) = labels(table, limits.max_labels) else { return };
    let trained = answers.values().any(|answer| answer.train > 0);
    let mut missing: Vec<_> =
        answers.values().filter(|answer| answer.train == 0 && answer.holdout > 0).collect();
    missing.sort_by_key(|answer| answer.first_holdout);
    for answer in missing.into_iter().filter(|_| trained) {
        sink.report(Rule::HoldoutOnlyAnswer, || {
            let first = answer.first_holdout.unwrap_or(answer.first);
            let (place, text) = shown.field(&table.entries[first as usize], "expectedJson");
            let message = format!(
                "the answer {} occurs in the holdout only, in {}",
                clip(&text, 60),
                plural(answer.holdout as usize, "row")
            );
            Finding::new(Rule::HoldoutOnlyAnswer, Some(place), message)
                .help("give train at least one example of it")
        });
    }
    let most =
        answers.values().max_by_key(|answer| (answer.total, std::cmp::Reverse(answer.first)));
    let least = answers.values().min_by_key(|answer| (answer.total, answer.first));
    if let (Some(most), Some(least)) = (most, least)
        && most.total as f64 > least.total as f64 * limits.max_imbalance
    {
        sink.report(Rule::UnbalancedAnswers, || {
            let mut text = |answer: &Answer| {
                shown.field(&table.entries[answer.first as usize], "expectedJson")
            };
            let (place, rare) = text(least);
            let message = format!(
                "{} occurs {} times, but {} {}",
                clip(&text(most).1, 60),
                grouped(most.total),
                clip(&rare, 60),
                if least.total == 1 {
                    "once".to_owned()
                } else {
                    format!("{} times", grouped(least.total))
                },
            );
            Finding::new(Rule::UnbalancedAnswers, Some(place), message)
                .help("add examples of the rare answer, or raise `max_imbalance`")
        });
    }
}

fn near_duplicates(sink: &mut Sink<'_>, table: &Table, clusters: &Clusters, shown: &mut Shown<'_>) {
    for found in &clusters.found {
        sink.report(Rule::NearDuplicate, || {
            let (left, right) = found.pair;
            let (first, second) = (left.min(right), left.max(right));
            let (first, second) = (&table.entries[first as usize], &table.entries[second as usize]);
            let mut message = format!(
                "nearly the same input is in {} and {}, similarity {:.2}",
                split_name(first),
                split_name(second),
                found.similarity
            );
            if found.rows.len() > 2 {
                let sides = (0..3u8).filter_map(|side| {
                    let count = found
                        .rows
                        .iter()
                        .filter(|&&row| table.entries[row as usize].side() == Some(side))
                        .count();
                    (count > 0).then(|| {
                        format!("{} in {}", grouped(count as u64), SIDES[usize::from(side)])
                    })
                });
                let sides: Vec<_> = sides.collect();
                message.push_str(&format!(
                    "; a cluster of {}: {}",
                    plural(found.rows.len(), "row"),
                    sides.join(", ")
                ));
            }
            Finding::new(Rule::NearDuplicate, Some(shown.field(second, "inputJson").0), message)
                .related(
                    shown.field(first, "inputJson").0,
                    format!("it is in {} here", split_name(first)),
                )
                .help("keep the cluster in one split; `dse dataset split` does")
        });
    }
    if clusters.capped > 0 {
        sink.report(Rule::NearDuplicateCap, || {
            let rows = plural(clusters.capped as usize, "row");
            let message =
                format!("{rows} resemble so many others that not every pair was compared");
            Finding::new(Rule::NearDuplicateCap, None, message)
                .help("clusters may be larger than told; the data is probably made from templates")
        });
    }
}
