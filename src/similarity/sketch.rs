//! Sketches: what is kept of a text to estimate its similarity to others.

use crate::dataset::check::View;
use crate::dataset::json::{Kind, Tape, decode, mix};

/// Values of a sketch.
pub(super) const LANES: usize = 32;

/// Texts with fewer pieces are too short to resemble each other by anything
/// but chance; equal ones are found without sketches.
const MIN_PIECES: usize = 16;

/// Bytes of a piece.
pub(super) const PIECE: usize = 5;

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// The sketch of a text: of the hashes of its pieces, spread over the lanes,
/// the smallest in each. Zeros stand for a text that has none.
pub(super) type Sketch = [u16; LANES];

/// The sketches of all rows, in the order of the table.
#[derive(Debug, Default)]
pub struct Sketches {
    rows: Vec<Sketch>,
    text: Vec<u8>,
}

impl Sketches {
    /// Adds the sketch of the next row; `input` is the node of its input.
    pub fn push(&mut self, view: &View<'_>, input: Option<usize>) {
        self.text.clear();
        if let Some(input) = input {
            normalise(&mut self.text, view.tape, view.text, input);
        }
        let sketch = sketch(&self.text);
        self.rows.push(sketch);
    }

    pub fn append(&mut self, other: Self) {
        self.rows.reserve_exact(other.rows.len());
        self.rows.extend_from_slice(&other.rows);
    }

    pub(super) fn rows(&self) -> &[Sketch] {
        &self.rows
    }
}

/// The text of a value: its strings and numbers one after the other, in lower
/// case and without the keys.
pub(super) fn normalise(out: &mut Vec<u8>, tape: &Tape, line: &[u8], value: usize) {
    let node = tape.node(value);
    match node.kind {
        Kind::Object => {
            for (_, member) in tape.members(value) {
                normalise(out, tape, line, member);
            }
        }
        Kind::Array => {
            for item in tape.items(value) {
                normalise(out, tape, line, item);
            }
        }
        Kind::String => {
            let raw = &line[node.start as usize + 1..node.end as usize - 1];
            let from = out.len();
            if node.special || !raw.is_ascii() {
                out.extend_from_slice(decode(raw, node.special).to_lowercase().as_bytes());
            } else {
                out.extend_from_slice(raw);
                out[from..].make_ascii_lowercase();
            }
            out.push(b'\n');
        }
        Kind::Number => out.extend_from_slice(&line[node.span()]),
        Kind::Null | Kind::Bool => {}
    }
}

fn sketch(text: &[u8]) -> Sketch {
    let mut lanes = [u32::MAX; LANES];
    if text.len() < MIN_PIECES + PIECE - 1 {
        return [0; LANES];
    }
    pieces(text, |piece| {
        let hash = piece.wrapping_mul(MULTIPLIER);
        let hash = hash ^ (hash >> 29);
        let lane = &mut lanes[(hash >> 59) as usize];
        *lane = (*lane).min((hash >> 27) as u32 >> 1);
    });
    fill(&mut lanes);
    lanes.map(|lane| (lane as u16).max(1))
}

/// Calls `visit` with each piece of `text` as a number.
#[inline]
pub(super) fn pieces(text: &[u8], mut visit: impl FnMut(u64)) {
    const MASK: u64 = (1 << (PIECE * 8)) - 1;
    for window in text.windows(8) {
        let word: [u8; 8] = window.try_into().expect("a window of eight bytes");
        visit(u64::from_le_bytes(word) & MASK);
    }
    let tail = &text[text.len().saturating_sub(7)..];
    for window in tail.windows(PIECE) {
        visit(window.iter().rev().fold(0, |piece, &byte| piece << 8 | u64::from(byte)));
    }
}

/// Gives empty lanes the value of the next lane that has one, changed by the
/// distance, so that equal texts stay equal and others do not become so.
fn fill(lanes: &mut [u32; LANES]) {
    let given = *lanes;
    for (index, lane) in lanes.iter_mut().enumerate().filter(|(_, lane)| **lane == u32::MAX) {
        let next = (1..LANES).find(|step| given[(index + step) % LANES] != u32::MAX);
        if let Some(step) = next {
            *lane = mix(u64::from(given[(index + step) % LANES]), step as u64) as u32;
        }
    }
}

/// How many values two sketches share.
#[inline]
pub(super) fn equal_lanes(left: &Sketch, right: &Sketch) -> u8 {
    left.iter().zip(right).map(|(left, right)| u8::from(left == right)).sum()
}
