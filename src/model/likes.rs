//! Which of many texts are like another one, without comparing it with each.
//!
//! Pieces are ordered from the rarest to the most common one. Two texts that
//! are near share most of their pieces, so that the first one they share comes
//! early in both: only texts that hold one of a text's rarest pieces need to be
//! looked at, and of those only the ones that are about as long. This is the
//! prefix and position filter of Xiao et al., "Efficient similarity joins for
//! near-duplicate detection"; it misses none.

use rustc_hash::{FxHashMap, FxHashSet};

use super::alike::{NEAR, Pieces};

/// What rounding may cost a bound; counts are whole numbers.
const SLACK: f64 = 1e-6;

/// Texts, found by their rarest pieces.
pub struct Likes<'a> {
    texts: Vec<&'a Pieces>,
    /// How many of the texts hold each piece.
    held: FxHashMap<u64, u32>,
    /// By piece: the texts that may share it as the first one, shortest first.
    places: FxHashMap<u64, Vec<Place>>,
}

/// Where a piece stands in a text.
#[derive(Clone, Copy)]
struct Place {
    text: u32,
    /// Pieces of the text.
    len: u32,
    /// Those of them that are rarer.
    before: u32,
}

impl<'a> Likes<'a> {
    pub fn of(texts: Vec<&'a Pieces>) -> Self {
        let mut held: FxHashMap<u64, u32> = FxHashMap::default();
        for piece in texts.iter().flat_map(|text| text.numbers()) {
            *held.entry(piece).or_default() += 1;
        }
        let mut likes = Self { texts, held, places: FxHashMap::default() };
        for (text, pieces) in (0u32..).zip(&likes.texts) {
            let len = whole(pieces.count());
            for (before, piece) in (0u32..).zip(likes.first_shared(pieces)) {
                likes.places.entry(piece).or_default().push(Place { text, len, before });
            }
        }
        for places in likes.places.values_mut() {
            places.sort_by_key(|place| place.len);
        }
        likes
    }

    /// Texts that may be near `own`, each once; all that are near are among
    /// them. Whoever asks compares.
    pub fn candidates(&self, own: &Pieces) -> Vec<usize> {
        let len = own.count() as f64;
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        for (before, piece) in self.first_shared(own).into_iter().enumerate() {
            let Some(places) = self.places.get(&piece) else { continue };
            let left = len - before as f64;
            // A longer text would have to share more than is left of this one.
            let longest = (left * (1.0 + NEAR) / NEAR - len).min(len / NEAR) + SLACK;
            let shortest = NEAR * len - SLACK;
            let first = places.partition_point(|place| f64::from(place.len) < shortest);
            let fitting =
                places[first..].iter().take_while(|place| f64::from(place.len) <= longest);
            for place in fitting {
                let shared = left.min(f64::from(place.len - place.before));
                let needed = NEAR / (1.0 + NEAR) * (len + f64::from(place.len)) - SLACK;
                if shared >= needed && seen.insert(place.text) {
                    found.push(place.text as usize);
                }
            }
        }
        found
    }

    /// Whether any of the texts is near `own`.
    pub fn has_near(&self, own: &Pieces) -> bool {
        self.candidates(own).into_iter().any(|text| self.texts[text].is_near(own))
    }

    /// The pieces of a text, rarest first, of which one must be the first that
    /// it shares with a text that is near.
    fn first_shared(&self, text: &Pieces) -> Vec<u64> {
        let mut pieces: Vec<(u32, u64)> = text
            .numbers()
            .map(|piece| (self.held.get(&piece).copied().unwrap_or_default(), piece))
            .collect();
        pieces.sort_unstable();
        let shared = (NEAR * pieces.len() as f64 - SLACK).ceil() as usize;
        let first = pieces.len() + 1 - shared.clamp(1, pieces.len().max(1));
        pieces.into_iter().take(first).map(|(_, piece)| piece).collect()
    }
}

/// Texts by all of their pieces, to find the one that is most like another.
pub struct Nearest {
    /// How many pieces each has.
    counts: Vec<usize>,
    holders: FxHashMap<u64, Vec<u32>>,
}

impl Nearest {
    pub fn of(texts: Vec<Pieces>) -> Self {
        let mut holders: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (text, pieces) in (0u32..).zip(&texts) {
            for piece in pieces.numbers() {
                holders.entry(piece).or_default().push(text);
            }
        }
        Self { counts: texts.iter().map(Pieces::count).collect(), holders }
    }

    /// The text that is most like `own`, of several the first; `None` where
    /// there is none at all.
    pub fn to(&self, own: &Pieces) -> Option<usize> {
        let mut shared = vec![0_usize; self.counts.len()];
        for holder in own.numbers().filter_map(|piece| self.holders.get(&piece)).flatten() {
            shared[*holder as usize] += 1;
        }
        let likeness = |(text, shared): (usize, usize)| {
            let all = own.count() + self.counts[text] - shared;
            (shared as f64 / all as f64, text)
        };
        // The last of the greatest, backwards, is the first.
        let best = shared.into_iter().enumerate().rev().map(likeness);
        best.max_by(|left, right| left.0.total_cmp(&right.0)).map(|(_, text)| text)
    }
}

fn whole(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of a few words, many of them near to others.
    fn texts(count: usize) -> Vec<Pieces> {
        let mut state = 7_u64;
        let mut below = move |n: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        let words = ["please", "cancel", "order", "the", "refund", "for", "my", "ticket", "now"];
        let text = |_| {
            let long = 3 + below(18);
            let mut text: Vec<String> =
                (0..long).map(|_| words[below(9) as usize].to_owned()).collect();
            // The same template with another number is the usual near-duplicate.
            if below(3) == 0 {
                text = format!("please cancel my order number {} and refund it now", below(40))
                    .split(' ')
                    .map(str::to_owned)
                    .collect();
            }
            Pieces::of_text(&text.join(" "))
        };
        (0..count).map(text).collect()
    }

    #[test]
    fn every_text_that_is_near_is_a_candidate() {
        let all = texts(400);
        let likes = Likes::of(all.iter().collect());
        let (mut near, mut looked_at) = (0, 0);
        for own in &all {
            let found = likes.candidates(own);
            looked_at += found.len();
            for (place, other) in all.iter().enumerate().filter(|(_, other)| other.is_near(own)) {
                near += 1;
                assert!(found.contains(&place), "a near text was missed: {:?}", other.count());
            }
        }
        assert!(near > 400, "there are near texts to find");
        assert!(looked_at < 400 * 400, "not every pair is looked at");
        assert!(likes.has_near(&all[0]));
        assert!(!likes.has_near(&Pieces::of_text("something else altogether")));
    }

    #[test]
    fn the_nearest_is_the_one_that_a_comparison_with_each_finds() {
        let (all, again) = (texts(120), texts(120));
        let (known, asked) = all.split_at(80);
        let nearest = Nearest::of(again.into_iter().take(80).collect());
        for own in asked.iter().chain([&Pieces::of_text("zzzzzzzz")]) {
            let mut best = (-1.0, 0);
            for (place, other) in known.iter().enumerate() {
                let likeness = own.similarity(other);
                if likeness > best.0 {
                    best = (likeness, place);
                }
            }
            assert_eq!(nearest.to(own), Some(best.1));
        }
        assert_eq!(Nearest::of(Vec::new()).to(&all[0]), None);
    }
}
