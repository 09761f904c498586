//! How alike two texts are: TF-IDF vectors of words, word pairs and pieces of
//! words, compared by cosine (Salton and McGill, 1983).

use std::collections::{BTreeMap, BTreeSet};

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

/// Features and their weights. The order is fixed, so that sums are the same
/// on every machine.
type Vector = BTreeMap<String, f64>;

/// The words of a text, in lower case, without apostrophes.
pub(super) fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace(['\'', '’'], "");
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Whether a word says little alone.
pub(super) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

fn features(text: &str) -> Vector {
    let mut features = Vector::new();
    let mut add = |feature: String, weight: f64| *features.entry(feature).or_default() += weight;
    let words = words(text);
    for word in words.iter().filter(|word| !is_stop_word(word)) {
        add(format!("w:{word}"), 1.0);
        let marked: Vec<char> = format!("^{word}$").chars().collect();
        for length in PIECE_LENGTHS {
            for piece in marked.windows(length) {
                add(format!("c:{}", piece.iter().collect::<String>()), PIECE_WEIGHT);
            }
        }
    }
    for pair in words.windows(2).filter(|pair| !pair.iter().all(|word| is_stop_word(word))) {
        add(format!("b:{} {}", pair[0], pair[1]), 1.0);
    }
    if text.contains('?') {
        add("?".to_owned(), 1.0);
    }
    features
}

/// Texts by topic. A feature counts the more, the fewer topics have it.
#[derive(Default)]
pub(super) struct Corpus {
    topics: BTreeMap<String, BTreeSet<usize>>,
    topic_count: usize,
}

impl Corpus {
    /// A corpus of texts, each with the number of its topic.
    pub(super) fn new<'a>(texts: impl IntoIterator<Item = (usize, &'a str)>) -> Self {
        let mut corpus = Self::default();
        for (topic, text) in texts {
            corpus.topic_count = corpus.topic_count.max(topic + 1);
            for feature in features(text).into_keys() {
                corpus.topics.entry(feature).or_default().insert(topic);
            }
        }
        corpus
    }

    /// The vector of a text; what the corpus does not know weighs nothing.
    pub(super) fn vector(&self, text: &str) -> Vector {
        let weight = |feature: &str, count: f64| {
            let topics = self.topics.get(feature)?.len() as f64;
            let rarity = ((self.topic_count as f64 + SMOOTHING) / topics).ln();
            let frequency = if count >= 1.0 { 1.0 + count.ln() } else { count };
            Some(frequency * rarity)
        };
        let known = features(text)
            .into_iter()
            .filter_map(|(feature, count)| weight(&feature, count).map(|weight| (feature, weight)));
        known.collect()
    }

    /// Likeness of two texts: 0 when they share nothing, 1 when equal.
    pub(super) fn likeness(&self, left: &str, right: &str) -> f64 {
        cosine(&self.vector(left), &self.vector(right))
    }
}

/// The cosine between two vectors, 0 when one of them is empty.
pub(super) fn cosine(left: &Vector, right: &Vector) -> f64 {
    let dot: f64 = left.iter().filter_map(|(key, x)| right.get(key).map(|y| x * y)).sum();
    let norm = |vector: &Vector| vector.values().map(|x| x * x).sum::<f64>().sqrt();
    let norms = norm(left) * norm(right);
    if norms > 0.0 { dot / norms } else { 0.0 }
}

/// Likeness of two texts on their own, 0 to 1.
pub(super) fn likeness(left: &str, right: &str) -> f64 {
    Corpus::new([(0, left), (1, right), (2, "")]).likeness(left, right)
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
        let corpus = Corpus::new([(0, "add rain"), (1, "add snow"), (2, "add hail")]);
        assert!(corpus.likeness("add rain", "rain") > corpus.likeness("add rain", "add"));
    }
}
