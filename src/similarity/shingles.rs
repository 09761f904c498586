//! A value as the set of its pieces: what is compared exactly.

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::{NEAR, Normal};

/// Bytes of a piece.
pub(super) const PIECE: usize = 5;

/// Calls `visit` with each piece of normal text as a number.
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

/// The pieces of a value, each once, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shingles(Vec<u64>);

impl Shingles {
    /// The pieces of all texts inside a JSON value.
    pub fn of(value: &Value) -> Self {
        Self::of_normal(&Normal::of(value))
    }

    pub fn of_normal(normal: &Normal) -> Self {
        let mut all = Vec::with_capacity(normal.bytes().len());
        pieces(normal.bytes(), |piece| all.push(piece));
        all.sort_unstable();
        all.dedup();
        Self(all)
    }

    /// Jaccard similarity, 0 to 1; what has no text resembles nothing.
    pub fn similarity(&self, other: &Self) -> f64 {
        let (mut shared, mut at) = (0_usize, 0);
        for piece in &self.0 {
            while other.0.get(at).is_some_and(|theirs| theirs < piece) {
                at += 1;
            }
            shared += usize::from(other.0.get(at) == Some(piece));
        }
        self.jaccard(other, shared)
    }

    fn jaccard(&self, other: &Self, shared: usize) -> f64 {
        let all = self.0.len() + other.0.len() - shared;
        if all == 0 { 0.0 } else { shared as f64 / all as f64 }
    }

    /// Whether the two are near-duplicates.
    pub fn is_near(&self, other: &Self) -> bool {
        let (few, many) = (self.0.len().min(other.0.len()), self.0.len().max(other.0.len()));
        few as f64 >= NEAR * many as f64 && self.similarity(other) >= NEAR
    }
}

/// Values among which the one nearest to another is looked for, by the pieces
/// that they share.
#[derive(Debug, Default)]
pub struct Nearest {
    known: Vec<Shingles>,
    /// The values that have each piece.
    having: FxHashMap<u64, Vec<u32>>,
}

impl Nearest {
    pub fn new<'a>(values: impl IntoIterator<Item = &'a Value>) -> Self {
        let known: Vec<Shingles> = values.into_iter().map(Shingles::of).collect();
        let mut having: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (shingles, index) in known.iter().zip(0..) {
            for piece in &shingles.0 {
                having.entry(*piece).or_default().push(index);
            }
        }
        Self { known, having }
    }

    /// The index of the most similar value, the first of equals; `None` where
    /// there are no values.
    pub fn find(&self, value: &Value) -> Option<usize> {
        let own = Shingles::of(value);
        let mut shared = vec![0_u32; self.known.len()];
        for piece in &own.0 {
            for index in self.having.get(piece).into_iter().flatten() {
                shared[*index as usize] += 1;
            }
        }
        let similarity = |index: usize| self.known[index].jaccard(&own, shared[index] as usize);
        let mut best: Option<(f64, usize)> = None;
        for index in 0..self.known.len() {
            let found = similarity(index);
            if best.is_none_or(|(most, _)| found > most) {
                best = Some((found, index));
            }
        }
        best.map(|(_, index)| index)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn of(text: &str) -> Shingles {
        Shingles::of(&json!({"q": text}))
    }

    #[test]
    fn short_texts_are_near_when_they_are_the_same_and_only_then() {
        for (left, right) in [("Yes", "yes!"), ("", "  "), ("ok 1", "OK #1"), ("é", "e\u{301}")] {
            assert_eq!(of(left).similarity(&of(right)), if left.is_empty() { 0.0 } else { 1.0 });
        }
        let different = [
            ("yes", "no"),
            ("cancel order 81", "cancel order 82"),
            ("cancel order 8", "cancel order 81"),
            ("Please cancel order 81", "Please cancel order 82"),
            ("turn left", "turn right"),
        ];
        for (left, right) in different {
            assert!(!of(left).is_near(&of(right)), "{left}, {right}");
        }
    }

    /// Every character counts alike, wherever it stands.
    #[test]
    fn a_long_text_with_a_letter_changed_is_near_wherever_it_is() {
        let text = "abcdefghijklmnopqrstuvwxyz".repeat(3);
        let found: Vec<f64> = [0, 30, 77]
            .iter()
            .map(|at| {
                let mut other = text.clone();
                other.replace_range(at..&(at + 1), "7");
                of(&text).similarity(&of(&other))
            })
            .collect();
        let long = "the quick brown fox jumps over the lazy dog while nobody looks at it twice";
        assert!(of(long).is_near(&of(&long.replacen('q', "k", 1))));
        assert!(found.iter().all(|similarity| *similarity > 0.6), "{found:?}");
    }

    #[test]
    fn the_nearest_is_the_first_of_the_most_similar() {
        let values = ["turn left", "stop the car", "STOP the car!"].map(|text| json!({"q": text}));
        let nearest = Nearest::new(&values);
        assert_eq!(nearest.find(&json!({"q": "stop the bus"})), Some(1));
        assert_eq!(nearest.find(&json!({"q": "zzz"})), Some(0));
        assert_eq!(Nearest::default().find(&json!({})), None);
    }

    proptest! {
        #[test]
        fn the_index_finds_what_comparing_all_finds(
            texts in prop::collection::vec("[a-c ]{0,12}", 1..12),
            asked in "[a-c ]{0,12}",
        ) {
            let values: Vec<Value> = texts.iter().map(|text| json!(text)).collect();
            let asked = json!(asked);
            let found = Nearest::new(&values).find(&asked).unwrap();
            let similarity = |value: &Value| Shingles::of(value).similarity(&Shingles::of(&asked));
            let best = values.iter().map(similarity).fold(0.0, f64::max);
            prop_assert_eq!(similarity(&values[found]), best);
            prop_assert_eq!(values.iter().position(|value| similarity(value) == best), Some(found));
        }
    }
}
