//! Which rows stand or fall together: rows of one thread, and near-duplicates.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::{dataset::DatasetExample, groups::Groups, likes::Likes};

/// Bytes of the overlapping pieces that texts are compared by.
const PIECE: usize = 5;

/// From this Jaccard similarity of their pieces on, texts are near-duplicates;
/// `dse dataset validate` has the same default.
pub const NEAR: f64 = 0.85;

/// Bytes of a text that are looked at.
const LOOKED_AT: usize = 20_000;

/// The pieces of a text, each as a number, in order.
#[derive(PartialEq, Eq, Hash)]
pub struct Pieces(BTreeSet<u64>);

impl Pieces {
    /// The pieces of all strings inside a JSON value.
    pub fn of(value: &Value) -> Self {
        let mut text = String::new();
        gather(value, &mut text);
        Self::of_text(&text)
    }

    /// The pieces of a text; case and white space do not matter.
    pub fn of_text(text: &str) -> Self {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let text = words.join(" ");
        let bytes = &text.as_bytes()[..text.len().min(LOOKED_AT)];
        let number = |piece: &[u8]| piece.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte));
        if bytes.len() < PIECE {
            return Self(BTreeSet::from([number(bytes)]));
        }
        Self(bytes.windows(PIECE).map(number).collect())
    }

    /// Each piece once.
    pub fn numbers(&self) -> impl Iterator<Item = u64> {
        self.0.iter().copied()
    }

    /// How many pieces there are; also the empty text has one.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Jaccard similarity, 0 to 1.
    pub fn similarity(&self, other: &Self) -> f64 {
        let (few, many) = if self.0.len() < other.0.len() { (self, other) } else { (other, self) };
        let common = few.0.iter().filter(|piece| many.0.contains(piece)).count();
        common as f64 / (few.0.len() + many.0.len() - common) as f64
    }

    /// Whether the two are near-duplicates.
    pub fn is_near(&self, other: &Self) -> bool {
        let (few, many) = (self.0.len().min(other.0.len()), self.0.len().max(other.0.len()));
        few as f64 >= NEAR * many as f64 && self.similarity(other) >= NEAR
    }
}

fn gather(value: &Value, text: &mut String) {
    match value {
        Value::String(part) => {
            text.push_str(part);
            text.push('\n');
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, text)),
        Value::Object(fields) => fields.values().for_each(|field| gather(field, text)),
        Value::Null => {}
        other => {
            text.push_str(&other.to_string());
            text.push('\n');
        }
    }
}

/// The thread that a row was taken from, where its `meta` names one.
pub fn thread(row: &DatasetExample) -> Option<&str> {
    row.meta.as_ref()?.get("threadId")?.as_str()
}

/// The group of each row, by its number; a row that stands alone has a group of
/// its own. Rows of one thread belong together, and so do near-duplicates.
pub fn groups<'a>(rows: impl IntoIterator<Item = (&'a Value, Option<&'a str>)>) -> Vec<usize> {
    let (inputs, threads): (Vec<&Value>, Vec<Option<&str>>) = rows.into_iter().unzip();
    let pieces: Vec<Pieces> = inputs.into_iter().map(Pieces::of).collect();
    let mut groups = Groups::new(pieces.len());
    let mut first: HashMap<&str, u32> = HashMap::new();
    for (row, thread) in (0u32..).zip(&threads) {
        if let Some(thread) = thread {
            groups.join(*first.entry(thread).or_insert(row), row);
        }
    }
    join_near(&pieces, &mut groups);
    (0u32..).take(pieces.len()).map(|row| groups.lowest(row) as usize).collect()
}

/// Of texts that are the same, one is looked at for all of them.
fn join_near(pieces: &[Pieces], groups: &mut Groups) {
    let mut known: HashMap<&Pieces, u32> = HashMap::new();
    let mut distinct: Vec<(u32, &Pieces)> = Vec::new();
    for (row, own) in (0u32..).zip(pieces) {
        let first = *known.entry(own).or_insert(row);
        groups.join(first, row);
        if first == row {
            distinct.push((row, own));
        }
    }
    let likes = Likes::of(distinct.iter().map(|(_, own)| *own).collect());
    for (place, (row, own)) in distinct.iter().enumerate() {
        for other in likes.candidates(own).into_iter().filter(|other| *other < place) {
            let (other, pieces) = distinct[other];
            if groups.lowest(other) != groups.lowest(*row) && pieces.is_near(own) {
                groups.join(other, *row);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_of_a_thread_and_near_duplicates_belong_together() {
        let long = "please rename the assistant to Otto and keep its friendly tone of voice";
        let rows = [
            (json!({"q": long}), None),
            (json!({"q": "what is the weather"}), Some("t1")),
            (json!({"q": format!("{long}!")}), None),
            (json!({"q": "tell me a joke"}), Some("t1")),
            (json!({"q": "tell me a story"}), None),
        ];
        assert_eq!(groups(rows.iter().map(|(input, thread)| (input, *thread))), [0, 1, 0, 1, 4]);
    }

    #[test]
    fn case_and_white_space_do_not_matter() {
        let (left, right) = (Pieces::of_text("Hello  World"), Pieces::of_text("hello world\n"));
        assert_eq!(left.similarity(&right), 1.0);
        assert!(!left.is_near(&Pieces::of_text("hello there")));
        assert!(Pieces::of_text("").is_near(&Pieces::of_text("")));
    }
}
