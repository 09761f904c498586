//! The rules at work: each line by itself, then the rows against each other.

mod contract;
mod near;
mod row;
mod safety;
mod syntax;
mod table;
mod whole;

pub use contract::Contract;
pub use near::{Scope, Sketches, cluster};
pub use row::{FIELDS, Row};
pub use table::{Entry, Table};
pub use whole::check_whole;

use super::finding::{At, Sink};
use super::json::Scanner;
use super::lines::Line;
use super::rule::Rule;
use super::settings::Profile;

/// Checks lines one after the other.
pub struct Checker<'a> {
    pub sink: Sink<'a>,
    pub table: Table,
    pub sketches: Option<Sketches>,
    contract: Option<&'a Contract>,
    scanner: Scanner,
    row: Row,
    line_ends: syntax::LineEnds,
    /// Where in the file the reader started.
    start: u64,
}

impl<'a> Checker<'a> {
    /// A checker for the lines that follow `start`, keeping at most `limit`
    /// findings of each rule.
    pub fn new(
        profile: &'a Profile,
        contract: Option<&'a Contract>,
        limit: usize,
        start: u64,
    ) -> Self {
        Self {
            sink: Sink::new(profile, limit),
            table: Table::default(),
            sketches: profile.is_on(Rule::NearDuplicate).then(Sketches::default),
            contract,
            scanner: Scanner::default(),
            row: Row::default(),
            line_ends: syntax::LineEnds::default(),
            start,
        }
    }

    /// Checks one line and remembers its row.
    pub fn line(&mut self, line: Line<'_>) {
        let at =
            At { line: line.bytes, number: line.number, offset: self.start + line.offset, base: 0 };
        let Some(at) = syntax::layout(&mut self.sink, &mut self.line_ends, at, &line) else {
            return;
        };
        let text = syntax::body(&at);
        if !syntax::parse(&mut self.sink, &mut self.scanner, &at, text) {
            return;
        }
        let tape = &self.scanner.tape;
        let survey = &self.scanner.survey;
        let view = View { tape, text, at, survey };
        self.row.read(tape, text);
        row::check(&mut self.sink, &view, &self.row);
        if let Some(contract) = self.contract {
            contract::check(&mut self.sink, &view, &self.row, contract);
        }
        safety::check(&mut self.sink, &view);
        let entry = self.row.entry(&view);
        self.table.entries.push(entry);
        if let Some(sketches) = &mut self.sketches {
            let input = self.row.input.filter(|_| entry.side().is_some());
            sketches.push(&view, input.map(|member| member.value));
        }
    }

    /// Ends the part that was read; what is told once a file is told then.
    pub fn finish(&mut self) {
        self.line_ends.report(&mut self.sink);
    }

    /// Adds the part that follows this one by `lines` lines.
    pub fn append(&mut self, other: Self, lines: u32) {
        self.sink.append(other.sink, lines);
        self.line_ends.append(other.line_ends, lines);
        self.table.append(other.table, lines);
        if let (Some(ours), Some(theirs)) = (&mut self.sketches, other.sketches) {
            ours.append(theirs);
        }
    }
}

/// A parsed row and where it stands.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub tape: &'a super::json::Tape,
    /// The row's text, which spans of the tape count from.
    pub text: &'a [u8],
    pub at: At<'a>,
    pub survey: &'a super::json::Survey,
}

impl View<'_> {
    /// The place of a node.
    pub fn place(&self, node: usize) -> super::finding::Place {
        self.at.place(self.tape.node(node).span())
    }

    /// The JSON pointer from the row to a node.
    pub fn pointer(&self, node: usize) -> String {
        let mut pointer = String::new();
        let mut here = 0;
        while here != node {
            let within =
                |child: usize| (child..self.tape.node(child).next as usize).contains(&node);
            let step = if self.tape.node(here).kind == super::json::Kind::Object {
                self.tape.members(here).find(|&(key, value)| key == node || within(value)).map(
                    |(key, value)| {
                        let name = self.tape.text(self.text, key);
                        let child = if key == node { node } else { value };
                        (name.replace('~', "~0").replace('/', "~1"), child)
                    },
                )
            } else {
                let mut items = self.tape.items(here).enumerate();
                items.find(|&(_, item)| within(item)).map(|(index, item)| (index.to_string(), item))
            };
            let Some((name, child)) = step else { break };
            pointer.push('/');
            pointer.push_str(&name);
            here = child;
        }
        pointer
    }
}
