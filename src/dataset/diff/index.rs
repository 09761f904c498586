//! One side of a comparison: a few hashes a row.

use std::io;

use crate::dataset::json::{Kind, Scanner, mix, text_hash};
use crate::dataset::lines::{Line, for_each_line};
use crate::dataset::source::Source;
use crate::model::example::Split;
use crate::model::text::trim;

/// A row, or a line that is none.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    pub offset: u64,
    pub line: u32,
    /// Whether it is an object with an id; other lines are compared as text.
    pub is_row: bool,
    pub split: Option<Split>,
    /// Hashes of the id or the whole text, of the fields, and of the rest of
    /// the row.
    pub key: u64,
    pub input: u64,
    pub answer: u64,
    pub rest: u64,
}

impl Item {
    /// A hash of everything but the id.
    pub fn content(&self) -> u64 {
        let split = self.split.map_or(0, |split| split as u64 + 1);
        mix(mix(self.input, self.answer), self.rest.wrapping_add(split))
    }
}

/// All rows of a side, in its order.
#[derive(Debug, Default)]
pub struct Index {
    pub items: Vec<Item>,
}

impl Index {
    /// Reads a source.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(source: &Source) -> io::Result<Self> {
        let mut scanner = Scanner::default();
        let mut items = Vec::with_capacity((source.len() / 400) as usize);
        for_each_line(source.range(0..source.len()), |line| {
            items.extend(item(&mut scanner, &line));
        })?;
        Ok(Self { items })
    }

    /// Keys with their rows, ordered by key and then by place.
    pub(super) fn by_key(&self) -> Vec<(u64, u32)> {
        let mut order: Vec<_> =
            self.items.iter().zip(0u32..).map(|(item, row)| (item.key, row)).collect();
        order.sort_unstable();
        order
    }
}

/// The row of a line; blank lines have none.
fn item(scanner: &mut Scanner, line: &Line<'_>) -> Option<Item> {
    let start = if line.offset == 0 && line.bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let text = line.bytes[start..].trim_ascii();
    if text.is_empty() {
        return None;
    }
    let mut item = Item {
        offset: line.offset,
        line: line.number,
        is_row: false,
        split: None,
        key: mix(text_hash(&String::from_utf8_lossy(text)), line.length ^ 1),
        input: 0,
        answer: 0,
        rest: 0,
    };
    let sound = line.is_whole()
        && scanner.scan(text, 120).is_ok()
        && (!scanner.survey.traits.non_ascii || std::str::from_utf8(text).is_ok());
    if sound && scanner.tape.node(0).kind == Kind::Object && !scanner.tape.suspects.repeats {
        read(&mut item, scanner, text);
    }
    Some(item)
}

fn read(item: &mut Item, scanner: &Scanner, text: &[u8]) {
    let tape = &scanner.tape;
    for (key, value) in tape.members(0) {
        let node = tape.node(value);
        let hash = node.value_hash();
        match tape.text(text, key).as_ref() {
            "exampleId" if node.kind == Kind::String => {
                let id = tape.text(text, value);
                item.key = text_hash(trim(&id));
                item.is_row = true;
            }
            "inputJson" => item.input = hash,
            "expectedJson" => item.answer = hash,
            "split" if node.kind == Kind::String => {
                item.split = Split::parse(&tape.text(text, value));
                if item.split.is_none() {
                    item.rest = item.rest.wrapping_add(mix(tape.node(key).payload, hash));
                }
            }
            _ => item.rest = item.rest.wrapping_add(mix(tape.node(key).payload, hash)),
        }
    }
}
