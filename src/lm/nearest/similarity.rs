//! How alike two texts are: TF-IDF vectors of words, word pairs and pieces of
//! words, compared by cosine (Salton and McGill, 1983).

use std::collections::{BTreeSet, HashMap};

/// Words that say little alone. Negation is not among them.
const STOP_WORDS: &[&str] = &[
    "a", "about", "also", "an", "and", "are", "as", "at", "be", "been", "by", "can", "could",
    "did", "do", "does", "for", "from", "had", "has", "have", "he", "here", "i", "if", "in",
    "into", "is", "it", "its", "just", "of", "on", "or", "out", "over", "she", "should", "so",
    "than", "that", "the", "then", "there", "these", "they", "this", "those", "to", "too", "up",
    "very", "was", "we", "were", "will", "with", "would", "you",
];

/// How much a piece of a word counts beside a whole word. Pieces forgive
/// typing errors and endings.
const PIECE_WEIGHT: f64 = 0.25;

/// Lengths of the pieces, in characters, with a mark at both ends of a word.
const PIECE_LENGTHS: [usize; 2] = [3, 4];

/// Keeps a feature that every topic has from weighing nothing at all.
const SMOOTHING: f64 = 0.5;

/// Features by number with their weights, in the order of the numbers, so that
/// sums are the same on every machine.
pub(crate) type Vector = Vec<(u64, f64)>;

/// The words of a text, in lower case, without apostrophes.
pub(crate) fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace(['\'', '’'], "");
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Whether a word says little alone.
pub(crate) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

/// What kind of feature a number stands for.
#[derive(Clone, Copy)]
enum Kind {
    Word,
    Pair,
    Piece,
    Question,
}

/// The number of a feature: FNV-1a, 64 bits, over its kind and its text.
fn number(kind: Kind, text: impl IntoIterator<Item = char>) -> u64 {
    let codes = text.into_iter().map(u64::from);
    std::iter::once(kind as u64)
        .chain(codes)
        .fold(0xcbf2_9ce4_8422_2325, |hash, code| (hash ^ code).wrapping_mul(0x0000_0100_0000_01b3))
}

/// How often each feature stands in a text; pieces count less.
pub(crate) fn features(text: &str) -> Vector {
    let mut found: Vector = Vec::new();
    let words = words(text);
    for word in words.iter().filter(|word| !is_stop_word(word)) {
        found.push((number(Kind::Word, word.chars()), 1.0));
        let marked: Vec<char> = "^".chars().chain(word.chars()).chain("$".chars()).collect();
        for length in PIECE_LENGTHS {
            let pieces = marked.windows(length);
            found.extend(
                pieces.map(|piece| (number(Kind::Piece, piece.iter().copied()), PIECE_WEIGHT)),
            );
        }
    }
    for pair in words.windows(2).filter(|pair| !pair.iter().all(|word| is_stop_word(word))) {
        let text = pair[0].chars().chain(" ".chars()).chain(pair[1].chars());
        found.push((number(Kind::Pair, text), 1.0));
    }
    if text.contains('?') {
        found.push((number(Kind::Question, []), 1.0));
    }
    found.sort_unstable_by_key(|(feature, _)| *feature);
    found.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    found
}

/// How many topics speak of each feature. A feature counts the more, the
/// fewer topics have it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Corpus {
    topics: HashMap<u64, BTreeSet<usize>>,
    topic_count: usize,
}

impl Corpus {
    /// A corpus of texts as features, each with the number of its topic.
    pub(crate) fn new<'a>(texts: impl IntoIterator<Item = (usize, &'a Vector)>) -> Self {
        let mut corpus = Self::default();
        for (topic, features) in texts {
            corpus.topic_count = corpus.topic_count.max(topic + 1);
            for (feature, _) in features {
                corpus.topics.entry(*feature).or_default().insert(topic);
            }
        }
        corpus
    }

    /// The weighted form of a text's features; what the corpus does not know
    /// weighs nothing.
    pub(crate) fn vector(&self, features: &Vector) -> Vector {
        let weight = |(feature, count): &(u64, f64)| {
            let topics = self.topics.get(feature)?.len() as f64;
            let rarity = ((self.topic_count as f64 + SMOOTHING) / topics).ln();
            let frequency = if *count >= 1.0 { 1.0 + count.ln() } else { *count };
            Some((*feature, frequency * rarity))
        };
        features.iter().filter_map(weight).collect()
    }
}

/// The cosine between two vectors, 0 when one of them is empty.
pub(crate) fn cosine(left: &Vector, right: &Vector) -> f64 {
    let shared = left.iter().filter_map(|(feature, x)| {
        let at = right.binary_search_by_key(feature, |(feature, _)| *feature).ok()?;
        Some(x * right[at].1)
    });
    let dot: f64 = shared.sum();
    let norm = |vector: &Vector| vector.iter().map(|(_, x)| x * x).sum::<f64>().sqrt();
    let norms = norm(left) * norm(right);
    if norms > 0.0 { dot / norms } else { 0.0 }
}

/// Likeness of two texts on their own: 0 when they share nothing, 1 when equal.
pub(crate) fn likeness(left: &str, right: &str) -> f64 {
    let (left, right, nobody) = (features(left), features(right), Vector::new());
    let corpus = Corpus::new([(0, &left), (1, &right), (2, &nobody)]);
    cosine(&corpus.vector(&left), &corpus.vector(&right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_sorted_and_hold_no_negation() {
        assert!(STOP_WORDS.is_sorted());
        for word in ["not", "no", "never", "dont"] {
            assert!(!is_stop_word(word));
        }
    }

    #[test]
    fn equal_texts_are_alike_and_strangers_are_not() {
        assert!((likeness("water the plants", "water the plants") - 1.0).abs() < 1e-12);
        assert_eq!(likeness("water the plants", "quick brown fox"), 0.0);
        assert_eq!(likeness("", "anything"), 0.0);
    }

    #[test]
    fn a_typing_error_costs_little() {
        assert!(likeness("bluprint", "blueprint") > 0.05);
        assert_eq!(likeness("bluprint", "sunshine"), 0.0);
    }

    #[test]
    fn rare_features_count_more() {
        let texts = ["add rain", "add snow", "add hail"].map(features);
        let corpus = Corpus::new(texts.iter().enumerate());
        let likeness = |text| cosine(&corpus.vector(&texts[0]), &corpus.vector(&features(text)));
        assert!(likeness("rain") > likeness("add"));
    }
}
