//! A part of many rows that stands for all of them.

use std::{cmp::Ordering, collections::HashMap, num::NonZeroU64};

use serde::{Deserialize, Serialize};

use super::dataset::{Dataset, DatasetExample};
use crate::canon;

/// How many rows a job looks at while it searches. The rows that judge the
/// winner are never sampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// Rows that candidates are scored on; all of them where there are fewer.
    pub train: NonZeroU64,
}

impl Sample {
    /// The rows of `train` that the search looks at.
    pub fn of(sample: Option<&Self>, train: Dataset) -> Dataset {
        let size = sample.and_then(|sample| usize::try_from(sample.train.get()).ok());
        match size {
            Some(size) if size < train.len() => stratified(&train, size),
            _ => train,
        }
    }
}

/// `size` rows in which each answer has about the share it has in all of them,
/// and is there at all where there is room for each. Which rows these are
/// follows from the names of the dataset and of the row: as rows come and go,
/// most of the sample stays.
pub fn stratified(rows: &Dataset, size: usize) -> Dataset {
    let lot = |row: &DatasetExample| canon::text_id(&format!("{}\n{}", rows.id(), row.example_id));
    let mut drawn: Vec<(String, &str, String)> = rows
        .examples()
        .iter()
        .map(|row| (lot(row), row.example_id.as_str(), canon::to_string(&row.expected)))
        .collect();
    drawn.sort_unstable();
    let mut answers: HashMap<&str, usize> = HashMap::new();
    for (_, _, answer) in &drawn {
        *answers.entry(answer).or_default() += 1;
    }
    let is_room = answers.len() <= size;
    let mut taken: HashMap<&str, usize> = HashMap::new();
    // Taking rows by their place within their answer, as a share of that
    // answer's rows, gives each answer its share of any number of rows.
    let mut places: Vec<(f64, &str)> = drawn
        .iter()
        .map(|(_, id, answer)| {
            let before = taken.entry(answer).or_default();
            let place = (*before as f64 + 0.5) / answers[answer.as_str()] as f64;
            let place = if *before == 0 && is_room { 0.0 } else { place };
            *before += 1;
            (place, *id)
        })
        .collect();
    // The sort is stable: what is equal stays in the order of the draw.
    places.sort_by(|left, right| left.0.partial_cmp(&right.0).unwrap_or(Ordering::Equal));
    let kept: std::collections::HashSet<&str> =
        places.iter().take(size).map(|(_, id)| *id).collect();
    rows.subset(|row| kept.contains(row.example_id.as_str()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Rows with these answers, in order.
    fn rows(answers: impl IntoIterator<Item = String>) -> Dataset {
        let row = |(place, answer): (usize, String)| DatasetExample {
            example_id: format!("row-{place:05}"),
            input: json!({"q": place}),
            expected: json!(answer),
            split: Some("train".to_owned()),
            tags: Vec::new(),
            meta: None,
        };
        Dataset::new("d", answers.into_iter().enumerate().map(row).collect()).unwrap()
    }

    fn count(rows: &Dataset, answer: &str) -> usize {
        rows.examples().iter().filter(|row| row.expected == json!(answer)).count()
    }

    fn ids(rows: &Dataset) -> Vec<&str> {
        rows.examples().iter().map(|row| row.example_id.as_str()).collect()
    }

    #[test]
    fn each_answer_has_its_share_and_none_is_missing() {
        let answers = |n: usize| match n {
            0..700 => "often",
            700..997 => "now and then",
            _ => "rarely",
        };
        let all = rows((0..1000).map(|n| answers(n).to_owned()));
        let sample = stratified(&all, 100);
        assert_eq!(sample.len(), 100);
        let (often, some, rarely) =
            (count(&sample, "often"), count(&sample, "now and then"), count(&sample, "rarely"));
        assert!((69..=71).contains(&often) && (28..=30).contains(&some), "{often} {some}");
        assert_eq!(rarely, 1);
        assert_eq!(ids(&sample), ids(&stratified(&all, 100)), "the same rows give the same sample");
    }

    #[test]
    fn answers_that_are_all_different_give_a_plain_draw() {
        let all = rows((0..1000).map(|n| format!("answer {n}")));
        let sample = stratified(&all, 100);
        assert_eq!(sample.len(), 100);
        let late = ids(&sample).into_iter().filter(|id| *id >= "row-00500").count();
        assert!((30..=70).contains(&late), "not the first rows: {late}");
    }

    #[test]
    fn a_new_row_leaves_most_of_the_sample_as_it_was() {
        let answer = |n: usize| format!("{}", n % 3);
        let (before, after) = (rows((0..600).map(answer)), rows((0..601).map(answer)));
        let (before, after) = (stratified(&before, 60), stratified(&after, 60));
        let same = ids(&before).iter().filter(|id| ids(&after).contains(id)).count();
        assert!(same >= 57, "{same} of 60");
    }

    #[test]
    fn fewer_rows_than_the_sample_are_all_taken_and_nothing_else_is_sampled() {
        let all = rows((0..20).map(|n| n.to_string()));
        let sample = |json: &str| serde_json::from_str::<Sample>(json);
        let taken = |json: &str| Sample::of(Some(&sample(json).unwrap()), all.clone()).len();
        assert_eq!((taken(r#"{"train": 400}"#), taken(r#"{"train": 7}"#)), (20, 7));
        assert_eq!(Sample::of(None, all.clone()).hash(), all.hash());
        assert!(sample(r#"{"train": 0}"#).is_err());
        assert!(sample(r#"{"train": 9, "holdout": 9}"#).is_err());
    }
}
