//! Demonstrations that are chosen for each input: the rows that are most like it.

use std::collections::HashMap;

use serde_json::Value;

use super::sections::shown_row;
use crate::{
    canon,
    lm::nearest::similarity::{Corpus, Vector, features},
    model::{demos::NearestDemos, text},
};

/// Rows, found by what they have in common with an input.
#[derive(Clone, Debug)]
pub(super) struct NearestRows {
    demos: NearestDemos,
    corpus: Corpus,
    /// By feature: the rows that have it, with its weight there.
    holders: HashMap<u64, Vec<(usize, f64)>>,
    lengths: Vec<f64>,
    is_plain: bool,
}

impl NearestRows {
    pub(super) fn of(demos: NearestDemos, is_plain: bool) -> Self {
        let texts: Vec<Vector> =
            demos.corpus.iter().map(|demo| features(&text_of(&demo.input))).collect();
        let corpus = Corpus::new(texts.iter().enumerate());
        let mut holders: HashMap<u64, Vec<(usize, f64)>> = HashMap::new();
        let mut lengths = Vec::with_capacity(texts.len());
        for (row, text) in texts.iter().enumerate() {
            let vector = corpus.vector(text);
            lengths.push(length(&vector));
            for (feature, weight) in vector {
                holders.entry(feature).or_default().push((row, weight));
            }
        }
        Self { demos, corpus, holders, lengths, is_plain }
    }

    /// The lines for an input, the most similar row last. A row that is itself
    /// asked about, `own` by name, sees neither itself nor its group.
    pub(super) fn lines(&self, input: &Value, own: Option<&str>) -> Vec<String> {
        let rows = &self.demos.corpus;
        let asked = own.and_then(|own| rows.iter().find(|demo| demo.id == own));
        let is_own = |row: usize| {
            asked.is_some_and(|asked| {
                rows[row].id == asked.id
                    || rows[row].group.is_some() && rows[row].group == asked.group
            })
        };
        let mut ranked: Vec<(f64, usize)> = self
            .likeness(input)
            .into_iter()
            .enumerate()
            .map(|(row, likeness)| (likeness, row))
            .filter(|&(likeness, row)| likeness >= self.demos.min_similarity && !is_own(row))
            .collect();
        // The corpus is in the order of the rows' names, which settles ties.
        ranked.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        ranked.truncate(self.demos.k);
        let mut room = self.demos.max_demo_chars.unwrap_or(usize::MAX);
        let fitting = ranked.into_iter().filter(|&(_, row)| {
            let chars = text::units(&shown_row(0, &rows[row], self.is_plain));
            let fits = chars <= room;
            room = if fits { room - chars } else { room };
            fits
        });
        let mut chosen: Vec<usize> = fitting.map(|(_, row)| row).collect();
        chosen.reverse();
        let line = |(place, row): (usize, usize)| shown_row(place + 1, &rows[row], self.is_plain);
        chosen.into_iter().enumerate().map(line).collect()
    }

    /// Cosine of each row with an input.
    fn likeness(&self, input: &Value) -> Vec<f64> {
        let asked = self.corpus.vector(&features(&text_of(input)));
        let mut products = vec![0.0; self.lengths.len()];
        for (feature, weight) in &asked {
            for (row, own) in self.holders.get(feature).into_iter().flatten() {
                products[*row] += weight * own;
            }
        }
        let asked = length(&asked);
        let cosine = |(product, own): (f64, &f64)| {
            let lengths = asked * own;
            if lengths > 0.0 { product / lengths } else { 0.0 }
        };
        products.into_iter().zip(&self.lengths).map(cosine).collect()
    }
}

fn length(vector: &Vector) -> f64 {
    vector.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt()
}

/// The texts of an input, which is what rows are alike by.
pub fn text_of(value: &Value) -> String {
    let mut lines = Vec::new();
    gather(value, &mut lines);
    lines.join("\n")
}

fn gather(value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::String(text) => lines.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| gather(item, lines)),
        Value::Object(fields) => fields.values().for_each(|field| gather(field, lines)),
        Value::Null => {}
        other => lines.push(canon::to_string(other)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::demos::{Demo, SIMILARITY};

    fn rows(k: usize, max_demo_chars: Option<usize>) -> NearestRows {
        let demo = |id: &str, text: &str, group| Demo {
            id: id.to_owned(),
            input: json!({"q": text}),
            output: json!(id),
            group,
        };
        let corpus = vec![
            demo("a", "cancel my order please", Some(1)),
            demo("b", "please cancel the order", Some(1)),
            demo("c", "where is my parcel", None),
            demo("d", "the parcel has not come", None),
        ];
        let similarity = SIMILARITY.to_owned();
        let demos = NearestDemos { k, corpus, similarity, min_similarity: 0.0, max_demo_chars };
        NearestRows::of(demos, false)
    }

    #[test]
    fn the_most_similar_row_stands_last_and_ids_are_places() {
        let lines = rows(2, None).lines(&json!({"q": "parcel has not come yet"}), None);
        assert_eq!(
            lines,
            [
                r#"{"id":"1","input":{"q":"where is my parcel"},"output":"c"}"#,
                r#"{"id":"2","input":{"q":"the parcel has not come"},"output":"d"}"#,
            ]
        );
    }

    #[test]
    fn a_row_of_the_corpus_sees_neither_itself_nor_its_group() {
        let asked = json!({"q": "cancel my order please"});
        let shown = |own| rows(4, None).lines(&asked, own).join("\n");
        assert!(shown(None).contains("cancel my order please"));
        assert!(!shown(Some("a")).contains("cancel"));
        assert_eq!(rows(4, None).lines(&asked, Some("a")).len(), 2);
    }

    #[test]
    fn rows_that_do_not_fit_are_left_out() {
        let one = rows(4, Some(65)).lines(&json!({"q": "where is my parcel"}), None);
        assert_eq!(one.len(), 1);
        assert!(one[0].contains("where is my parcel"));
    }
}
