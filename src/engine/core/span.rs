//! Positions in a long text, in UTF-16 units, without walking it every time.

use serde_json::{Value, json};

use crate::model::text;

/// Bytes between two marks of an index.
const STEP: usize = 1024;
/// Units beyond which lines are not counted.
const MAX_LINED: usize = 200_000;

/// A text with marks by which a position is found in constant time. Making it
/// walks the text once.
pub struct TextIndex<'a> {
    text: &'a str,
    marks: Vec<Position>,
    end: Position,
}

/// A place between two characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    pub byte: usize,
    pub units: usize,
    /// Line breaks before it.
    pub lines: usize,
}

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: Position,
    pub end: Position,
}

impl<'a> TextIndex<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        let mut end = Position::default();
        while end.byte < text.len() {
            marks.push(end);
            let mut next = (end.byte + STEP).min(text.len());
            while !text.is_char_boundary(next) {
                next += 1;
            }
            end = advanced(end, &text[end.byte..next]);
        }
        Self { text, marks, end }
    }

    /// The length in units.
    pub fn units(&self) -> usize {
        self.end.units
    }

    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The last position at or before `units`, so that no character is split.
    pub fn at(&self, units: usize) -> Position {
        let mark = self.mark(|mark| mark.units <= units);
        let rest = &self.text[mark.byte..];
        advanced(mark, text::head(rest, units.saturating_sub(mark.units)))
    }

    /// The position of a byte that begins a character.
    pub fn at_byte(&self, byte: usize) -> Position {
        let mark = self.mark(|mark| mark.byte <= byte);
        advanced(mark, &self.text[mark.byte..byte])
    }

    /// The position after the character that begins at `position`.
    pub fn after_one(&self, position: Position) -> Position {
        let next = self.text[position.byte..].chars().next();
        self.at_byte(position.byte + next.map_or(0, char::len_utf8))
    }

    pub fn slice(&self, span: Span) -> &'a str {
        &self.text[span.start.byte..span.end.byte]
    }

    /// A reference to a part of the text, for a reader to check a claim by.
    pub fn reference(&self, span: Span, source: &Value) -> Value {
        let mut reference = json!({
            "_tag": "SpanRef",
            "source": source,
            "startChar": span.start.units,
            "endChar": span.end.units,
            "totalChars": self.units(),
        });
        if span.end.units <= MAX_LINED {
            // An empty span has never known its line: the wire says 1.
            let before = if span.start == span.end { 0 } else { span.start.lines };
            reference["startLine"] = json!(before + 1);
            reference["endLine"] = json!(span.end.lines + 1);
        }
        reference
    }

    /// The last mark for which `holds`, which must hold for the first.
    fn mark(&self, holds: impl Fn(&Position) -> bool) -> Position {
        let after = self.marks.partition_point(holds);
        after.checked_sub(1).map_or_else(Position::default, |at| self.marks[at])
    }
}

fn advanced(from: Position, over: &str) -> Position {
    Position {
        byte: from.byte + over.len(),
        units: from.units + text::units(over),
        lines: from.lines + memchr::memchr_iter(b'\n', over.as_bytes()).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_found_by_units_and_by_bytes() {
        let text = format!("{}é😀\nz", "a".repeat(3_000));
        let index = TextIndex::new(&text);
        assert_eq!(index.units(), 3_005);
        let smile = index.at(3_001);
        assert_eq!((smile.byte, smile.units, smile.lines), (3_002, 3_001, 0));
        assert_eq!(index.at(3_002), smile, "a cut inside a pair moves before it");
        assert_eq!(index.at_byte(3_006).units, 3_003);
        assert_eq!(index.at(9_999), index.end);
    }

    #[test]
    fn lines_are_counted_from_one_and_an_empty_span_says_one() {
        let index = TextIndex::new("ab\ncd\n");
        let lines = |start, end| {
            let span = Span { start: index.at(start), end: index.at(end) };
            let reference = index.reference(span, &json!(null));
            (reference["startLine"].clone(), reference["endLine"].clone())
        };
        assert_eq!(lines(0, 2), (json!(1), json!(1)));
        assert_eq!(lines(3, 6), (json!(2), json!(3)));
        assert_eq!(lines(6, 6), (json!(1), json!(3)));
    }

    #[test]
    fn lines_are_left_out_far_into_a_text() {
        let text = "x".repeat(MAX_LINED + 1);
        let index = TextIndex::new(&text);
        let to = |end| index.reference(Span { start: index.at(0), end: index.at(end) }, &json!(0));
        assert!(to(MAX_LINED)["endLine"].is_number());
        assert!(to(MAX_LINED + 1)["endLine"].is_null());
    }
}
