//! Looking into a long text: preview, search, chunks. Each is linear in the
//! length of the text.

use super::span::{Span, TextIndex};

/// A number that a controller gave: floored and clamped, or the default.
pub fn bounded(given: Option<f64>, default: usize, min: usize, max: usize) -> usize {
    let wanted = given.map_or(default as f64, f64::floor);
    wanted.clamp(min as f64, max.max(min) as f64) as usize
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// All matches, also those that are not listed.
    pub total: usize,
    pub matches: Vec<Match>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Where the match begins, in units.
    pub index: usize,
    /// The match with its context.
    pub snippet: Span,
}

/// The part of a text from `offset`, `length` units long.
pub fn preview(index: &TextIndex<'_>, offset: usize, length: usize) -> Span {
    let start = index.at(offset);
    Span { start, end: index.at(offset.saturating_add(length)) }
}

/// Plain, case-sensitive matches that do not overlap, each with `context`
/// units on both sides. `query` is not empty.
pub fn search(index: &TextIndex<'_>, query: &str, limit: usize, context: usize) -> Found {
    let mut found = Found { total: 0, matches: Vec::new() };
    for byte in memchr::memmem::find_iter(index.text().as_bytes(), query.as_bytes()) {
        found.total += 1;
        if found.matches.len() < limit {
            let start = index.at_byte(byte);
            let end = index.at_byte(byte + query.len());
            let snippet = Span {
                start: index.at(start.units.saturating_sub(context)),
                end: index.at(end.units + context),
            };
            found.matches.push(Match { index: start.units, snippet });
        }
    }
    found
}

/// At most `limit` parts of `size` units, each beginning `overlap` units
/// before the end of the one before. `overlap` is less than `size`.
pub fn chunks(index: &TextIndex<'_>, size: usize, overlap: usize, limit: usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = index.at(0);
    while start.units < index.units() && spans.len() < limit {
        let mut end = index.at(start.units + size);
        if end == start {
            // One character can be longer than a chunk.
            end = index.after_one(start);
        }
        spans.push(Span { start, end });
        if end.units >= index.units() {
            break;
        }
        let next = index.at(end.units.saturating_sub(overlap));
        start = if next.units > start.units { next } else { end };
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, size: usize, overlap: usize, limit: usize) -> Vec<&str> {
        let index = TextIndex::new(text);
        chunks(&index, size, overlap, limit).into_iter().map(|span| index.slice(span)).collect()
    }

    #[test]
    fn given_numbers_are_floored_and_clamped() {
        assert_eq!(bounded(None, 20, 1, 200), 20);
        assert_eq!(bounded(Some(2.9), 20, 1, 200), 2);
        assert_eq!(bounded(Some(-3.0), 20, 1, 200), 1);
        assert_eq!(bounded(Some(1e21), 20, 1, 200), 200);
    }

    #[test]
    fn matches_do_not_overlap_and_all_are_counted() {
        let index = TextIndex::new("aaaaa");
        let found = search(&index, "aa", 1, 1);
        assert_eq!((found.total, found.matches.len()), (2, 1));
        assert_eq!(index.slice(found.matches[0].snippet), "aaa");
    }

    #[test]
    fn context_never_splits_a_character() {
        let index = TextIndex::new("😀x😀");
        let found = search(&index, "x", 9, 1);
        assert_eq!(found.matches[0].index, 2);
        assert_eq!(index.slice(found.matches[0].snippet), "😀x");
    }

    #[test]
    fn chunks_overlap_advance_and_end_with_the_text() {
        assert_eq!(parts("abcdefg", 4, 2, 9), ["abcd", "cdef", "efg"]);
        assert_eq!(parts("abcdefg", 3, 0, 2), ["abc", "def"]);
        assert_eq!(parts("", 3, 0, 2), [""; 0]);
        assert_eq!(parts("😀😀", 1, 0, 9), ["😀", "😀"]);
        assert_eq!(parts("a😀b", 2, 1, 9), ["a", "😀", "b"]);
    }
}
