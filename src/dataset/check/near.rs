//! Near-duplicates among the rows of a file, read without making values.

use crate::dataset::json::{Kind, Scanner, Tape, decode};
use crate::dataset::source::Source;
use crate::similarity::{Clusters, Crowds, Normal, Rows, Shingles, Sketch, clusters, sketch};

use super::{Entry, Table, View};

/// The sketches of all rows, in the order of the table.
#[derive(Debug, Default)]
pub struct Sketches {
    rows: Vec<Sketch>,
    normal: Normal,
}

impl Sketches {
    /// Adds the sketch of the next row; `input` is the node of its input.
    pub fn push(&mut self, view: &View<'_>, input: Option<usize>) {
        self.normal.restart(false);
        if let Some(input) = input {
            read(&mut self.normal, view.tape, view.text, input);
        }
        self.rows.push(sketch(self.normal.bytes()));
    }

    pub fn append(&mut self, other: Self) {
        self.rows.reserve_exact(other.rows.len());
        self.rows.extend_from_slice(&other.rows);
    }
}

/// Reads the texts of a value; where punctuation is all there is, that.
fn read(normal: &mut Normal, tape: &Tape, line: &[u8], value: usize) {
    add(normal, tape, line, value);
    if normal.is_blank() {
        normal.restart(true);
        add(normal, tape, line, value);
    }
}

fn add(normal: &mut Normal, tape: &Tape, line: &[u8], value: usize) {
    let node = tape.node(value);
    match node.kind {
        Kind::Object => {
            for (_, member) in tape.members(value) {
                add(normal, tape, line, member);
            }
        }
        Kind::Array => {
            for item in tape.items(value) {
                add(normal, tape, line, item);
            }
        }
        Kind::String => {
            let raw = &line[node.start as usize + 1..node.end as usize - 1];
            if node.special || !raw.is_ascii() {
                normal.text(&decode(raw, node.special));
            } else {
                normal.ascii(raw);
            }
        }
        Kind::Number => normal.number_text(&line[node.span()]),
        Kind::Bool => normal.flag(node.payload == 1),
        Kind::Null => {}
    }
}

/// Which rows may be linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Only rows in different splits, and only unequal inputs.
    AcrossSplits,
    /// Any two rows.
    Everywhere,
}

/// Finds the clusters of rows whose similarity is at least `threshold`.
pub fn cluster(
    table: &Table,
    sketches: &Sketches,
    source: &Source,
    threshold: f64,
    scope: Scope,
    threads: usize,
) -> Clusters {
    let entry = |row: u32| &table.entries[row as usize];
    let sides: Option<Vec<u8>> = (scope == Scope::AcrossSplits)
        .then(|| table.entries.iter().map(|entry| entry.side().unwrap_or(0)).collect());
    let rows = Rows {
        sketches: &sketches.rows,
        sides: sides.as_deref(),
        // Equal inputs in different splits are told by a rule of their own.
        is_known: &|left, right| {
            scope == Scope::AcrossSplits && entry(left).input == entry(right).input
        },
        crowds: Crowds::Few,
    };
    let mut reader = Reader { source, scanner: Scanner::default(), normal: Normal::default() };
    clusters(rows, threshold, threads, |left, right| {
        let (left, right) = (reader.shingles(entry(left))?, reader.shingles(entry(right))?);
        Some(left.similarity(&right))
    })
}

/// Reads rows again, to compare them exactly.
struct Reader<'a> {
    source: &'a Source,
    scanner: Scanner,
    normal: Normal,
}

impl Reader<'_> {
    fn shingles(&mut self, entry: &Entry) -> Option<Shingles> {
        let line = self.source.line_at(entry.offset).ok()?;
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        self.scanner.scan(line, 120).ok()?;
        let input = self.scanner.tape.member(line, 0, "inputJson")?;
        self.normal.restart(false);
        read(&mut self.normal, &self.scanner.tape, line, input);
        Some(Shingles::of_normal(&self.normal))
    }
}
