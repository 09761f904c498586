//! Deterministic assignment of splits.
//!
//! A row's place follows from a hash of its input alone, so that it stays when
//! rows are added, removed or reordered. Near-duplicates are assigned as one,
//! by the smallest hash among them. Within each answer, the rows with the
//! smallest hashes become the holdout, so that every answer has its share and
//! none that occurs twice is missing from either split.

use std::io::{self, Write};

use rustc_hash::FxHashMap;

use super::check::{Row, Scope, Sketches, Table, View, cluster};
use super::finding::At;
use super::json::{Kind, Scanner, mix};
use super::lines::for_each_line;
use super::source::Source;
use crate::model::example::Split;
use crate::similarity::Groups;

/// How rows are split.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The share of the holdout, 0 to 1.
    pub holdout: f64,
    /// Another seed gives another assignment.
    pub seed: u64,
    /// The similarity from which on rows stay together.
    pub similarity: f64,
    /// Leave rows where they are that have a split already.
    pub keep: bool,
}

/// The split of each row, by the order of rows in the file.
#[derive(Debug)]
pub struct Assignment {
    pub splits: Vec<Option<Split>>,
    /// Rows that go to another split than they were in.
    pub moved: u64,
    /// Groups of rows that were kept together.
    pub groups: usize,
}

/// Assigns a split to every row of `source`.
///
/// # Errors
/// When it cannot be read.
pub fn assign(source: &Source, plan: Plan, threads: usize) -> io::Result<Assignment> {
    let (table, sketches) = read(source)?;
    let clusters = cluster(&table, &sketches, source, plan.similarity, Scope::Everywhere, threads);
    let mut groups = Groups::new(table.entries.len());
    for same in table.repeated(|entry| entry.input).groups() {
        same.iter().for_each(|&(_, row)| groups.join(same[0].1, row));
    }
    for cluster in &clusters.found {
        cluster.rows.iter().for_each(|&row| groups.join(cluster.rows[0], row));
    }
    let mut members: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for row in (0u32..).take(table.entries.len()) {
        members.entry(groups.lowest(row)).or_default().push(row);
    }
    let groups = members.values().filter(|rows| rows.len() > 1).count();
    let splits = settle(&table, members.into_values(), plan);
    let moved = table.entries.iter().zip(&splits);
    let moved = moved.filter(|(entry, split)| entry.split != **split).count() as u64;
    Ok(Assignment { splits, moved, groups })
}

fn settle(table: &Table, groups: impl Iterator<Item = Vec<u32>>, plan: Plan) -> Vec<Option<Split>> {
    let mut splits = vec![None; table.entries.len()];
    // Groups by the answer of their first row, each with its hash.
    let mut by_answer: FxHashMap<u64, Vec<(u64, Vec<u32>)>> = FxHashMap::default();
    for rows in groups {
        let hash = |row: &u32| mix(table.entries[*row as usize].input, plan.seed);
        let least = rows.iter().min_by_key(|row| hash(row)).copied().unwrap_or_default();
        let kept = rows.iter().filter_map(|&row| table.entries[row as usize].split);
        match kept.max().filter(|_| plan.keep) {
            Some(split) => rows.iter().for_each(|&row| splits[row as usize] = Some(split)),
            None => by_answer
                .entry(table.entries[least as usize].answer)
                .or_default()
                .push((hash(&least), rows)),
        }
    }
    // The place of a group must not depend on how many there are, so its hash
    // is held against the share itself and not against a rank.
    let limit = (plan.holdout.clamp(0.0, 1.0) * u64::MAX as f64) as u64;
    let both = plan.holdout > 0.0 && plan.holdout < 1.0;
    for mut groups in by_answer.into_values() {
        groups.sort_unstable();
        let mut count = groups.partition_point(|(hash, _)| *hash < limit);
        if both && groups.len() > 1 {
            // No answer is left out of either split by bad luck.
            count = count.clamp(1, groups.len() - 1);
        }
        for (position, (_, rows)) in groups.into_iter().enumerate() {
            let split = if position < count { Split::Holdout } else { Split::Train };
            rows.iter().for_each(|&row| splits[row as usize] = Some(split));
        }
    }
    splits
}

fn read(source: &Source) -> io::Result<(Table, Sketches)> {
    let (mut table, mut sketches) = (Table::default(), Sketches::default());
    let mut row = Row::default();
    for_each_row(source, |scanner, text, line| {
        row.read(&scanner.tape, text);
        let at = At { line: text, number: line.0, offset: line.1, base: 0 };
        let view = View { tape: &scanner.tape, text, at, survey: &scanner.survey };
        table.entries.push(row.entry(&view));
        sketches.push(&view, row.input.map(|member| member.value));
        Ok(())
    })?;
    Ok((table, sketches))
}

/// Calls `visit` with each line that is an object, its number and offset.
fn for_each_row(
    source: &Source,
    mut visit: impl FnMut(&Scanner, &[u8], (u32, u64)) -> io::Result<()>,
) -> io::Result<()> {
    let mut scanner = Scanner::default();
    let mut result = Ok(());
    for_each_line(source.range(0..source.len()), |line| {
        let text = line.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line.bytes).trim_ascii();
        if result.is_err() || text.is_empty() {
            return;
        }
        let sound = line.is_whole()
            && std::str::from_utf8(text).is_ok()
            && scanner.scan(text, 120).is_ok()
            && scanner.tape.node(0).kind == Kind::Object;
        result = if sound {
            visit(&scanner, text, (line.number, line.offset))
        } else {
            let message =
                format!("line {} is not a row; `dse dataset validate` tells why", line.number);
            Err(io::Error::new(io::ErrorKind::InvalidData, message))
        };
    })?;
    result
}

/// Writes the rows of `source` with the splits of `assignment`; everything
/// else of a row stays as it is written.
///
/// # Errors
/// When reading or writing fails.
pub fn write(source: &Source, assignment: &Assignment, out: &mut dyn Write) -> io::Result<()> {
    let mut splits = assignment.splits.iter();
    for_each_row(source, |scanner, text, _| {
        let split = splits.next().copied().flatten();
        let tape = &scanner.tape;
        match (split, tape.member(text, 0, "split")) {
            (Some(split), Some(value)) => {
                let span = tape.node(value).span();
                out.write_all(&text[..span.start])?;
                write!(out, "\"{}\"", split.name())?;
                out.write_all(&text[span.end..])?;
            }
            (Some(split), None) => {
                let end = text.len() - 1;
                let comma = if tape.node(0).count > 0 { "," } else { "" };
                out.write_all(text[..end].trim_ascii_end())?;
                write!(out, "{comma}\"split\":\"{}\"}}", split.name())?;
            }
            (None, _) => out.write_all(text)?,
        }
        out.write_all(b"\n")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: Plan = Plan { holdout: 0.3, seed: 0, similarity: 0.85, keep: false };

    fn rows(range: std::ops::Range<usize>) -> Vec<String> {
        range
            .map(|row| {
                let word = crate::canon::text_id(&row.to_string());
                let answer = row % 3;
                format!("{{\"exampleId\":\"r{row}\",\"inputJson\":\"{word}\",\"expectedJson\":{answer}}}")
            })
            .collect()
    }

    fn split(rows: &[String]) -> std::collections::BTreeMap<String, String> {
        let source = Source::spooled("test", rows.join("\n").as_bytes()).unwrap();
        let assignment = assign(&source, PLAN, 1).unwrap();
        let mut out = Vec::new();
        write(&source, &assignment, &mut out).unwrap();
        String::from_utf8(out)
            .unwrap()
            .lines()
            .map(|line| {
                let row: serde_json::Value = serde_json::from_str(line).unwrap();
                (
                    row["exampleId"].as_str().unwrap().to_owned(),
                    row["split"].as_str().unwrap().to_owned(),
                )
            })
            .collect()
    }

    #[test]
    fn a_row_stays_where_it_is_when_others_come_and_go() {
        let all = split(&rows(0..300));
        let mut some = rows(100..400);
        some.reverse();
        let some = split(&some);
        for row in 100..300 {
            let id = format!("r{row}");
            assert_eq!(all[&id], some[&id], "{id}");
        }
        let holdout = all.values().filter(|split| *split == "holdout").count();
        assert!((60..120).contains(&holdout), "{holdout}");
    }

    #[test]
    fn near_duplicates_are_never_separated() {
        let mut rows = Vec::new();
        for (number, row) in rows_of_words().into_iter().enumerate() {
            for copy in ["", "!", "?", " now"] {
                rows.push(format!("{{\"exampleId\":\"{number}{copy}\",\"inputJson\":\"{row}{copy}\",\"expectedJson\":1}}"));
            }
        }
        let splits = split(&rows);
        for number in 0..40 {
            let of = |copy: &str| &splits[&format!("{number}{copy}")];
            assert!(["!", "?", " now"].iter().all(|copy| of(copy) == of("")), "{number}");
        }
    }

    fn rows_of_words() -> Vec<String> {
        (0..40).map(|row| crate::canon::text_id(&format!("w{row}")).replace('a', " ")).collect()
    }
}
