//! Datasets as sets of examples: order, hash and filter.

use std::{collections::HashSet, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{example::Split, text};
use crate::canon;

/// One example of a dataset. Its values are those that the signature's
/// schemas decoded, because the hash covers them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DatasetExample {
    pub example_id: String,
    pub input: Value,
    pub expected: Value,
    /// Any name; only those of [`Split`] mean something to compile and gates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Not hashed: what signals and blob seeding read beside the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Value>,
}

/// A set of examples in locale order of their ids, with the hash that names it.
/// Subsets share the rows they were taken from.
#[derive(Clone, Debug)]
pub struct Dataset {
    id: String,
    examples: Vec<Arc<DatasetExample>>,
    hash: String,
}

/// Why rows do not make a dataset.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatasetError {
    #[error("the dataset has no id: give it one that is not blank")]
    BlankDatasetId,
    #[error("example {position} has no exampleId: every row needs one that is not blank")]
    BlankExampleId {
        /// Counted from 1, in the order the rows were given.
        position: usize,
    },
    #[error("these exampleIds occur more than once: {}", ids.join(", "))]
    DuplicateExampleIds { ids: Vec<String> },
}

/// Which rows of a dataset to keep. The default keeps all.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DatasetFilter {
    #[serde(default)]
    pub split: Option<String>,
    #[serde(default)]
    pub require_all_tags: Vec<String>,
}

impl Dataset {
    /// Makes a dataset: ids and tags are trimmed, rows come into locale order.
    ///
    /// # Errors
    /// When an id is blank or occurs twice.
    pub fn new(id: &str, rows: Vec<DatasetExample>) -> Result<Self, DatasetError> {
        let id = text::trim(id);
        if id.is_empty() {
            return Err(DatasetError::BlankDatasetId);
        }
        let mut rows: Vec<_> = rows.into_iter().map(DatasetExample::cleaned).collect();
        if let Some(at) = rows.iter().position(|row| row.example_id.is_empty()) {
            return Err(DatasetError::BlankExampleId { position: at + 1 });
        }
        refuse_duplicates(&rows)?;
        canon::sort_locale_by(&mut rows, |row| &row.example_id);
        Ok(Self::ordered(id.to_owned(), rows.into_iter().map(Arc::new).collect()))
    }

    fn ordered(id: String, examples: Vec<Arc<DatasetExample>>) -> Self {
        let rows: Vec<Value> = examples.iter().map(|example| example.hashed_part()).collect();
        let hash = canon::id(&json!({
            "format": "openagents.dse.dataset",
            "formatVersion": 1,
            "datasetId": id,
            "examples": rows,
        }));
        Self { id, examples, hash }
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    /// The id of the rows, their order and the dataset's own id.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The rows in locale order of their ids.
    pub fn examples(&self) -> &[Arc<DatasetExample>] {
        &self.examples
    }

    pub fn len(&self) -> usize {
        self.examples.len()
    }

    pub fn is_empty(&self) -> bool {
        self.examples.is_empty()
    }

    /// The id of the list of example ids.
    pub fn example_ids_hash(&self) -> String {
        let ids: Vec<&str> = self.examples.iter().map(|row| row.example_id.as_str()).collect();
        canon::id(&json!({"exampleIds": ids}))
    }

    /// The rows for which `keep` holds, under the same dataset id.
    pub fn subset(&self, keep: impl Fn(&DatasetExample) -> bool) -> Self {
        let kept: Vec<_> = self.examples.iter().filter(|row| keep(row)).cloned().collect();
        if kept.len() == self.len() { self.clone() } else { Self::ordered(self.id.clone(), kept) }
    }

    /// The rows of one split that carry all of the tags.
    pub fn filter(&self, filter: &DatasetFilter) -> Self {
        let split = filter.split.as_deref().filter(|split| !split.is_empty());
        let tags = clean_tags(filter.require_all_tags.clone());
        self.subset(|row| {
            split.is_none_or(|split| row.split.as_deref() == Some(split))
                && tags.iter().all(|tag| row.tags.contains(tag))
        })
    }

    /// Whether any row is in `split`.
    pub fn has(&self, split: Split) -> bool {
        self.examples.iter().any(|row| row.split.as_deref() == Some(split.name()))
    }

    /// The rows that candidates are scored on: split `train`, or all rows
    /// where none is in it.
    pub fn train(&self) -> Self {
        if !self.has(Split::Train) {
            return self.clone();
        }
        self.subset(|row| row.split.as_deref() == Some(Split::Train.name()))
    }

    /// The rows that a winner is judged on: split `holdout`, or those of
    /// [`train`](Self::train) where none is in it.
    pub fn holdout(&self) -> Self {
        if !self.has(Split::Holdout) {
            return self.train();
        }
        self.subset(|row| row.split.as_deref() == Some(Split::Holdout.name()))
    }
}

impl DatasetExample {
    fn cleaned(self) -> Self {
        Self {
            example_id: text::trim(&self.example_id).to_owned(),
            split: self.split.filter(|split| !split.is_empty()),
            tags: clean_tags(self.tags),
            ..self
        }
    }

    fn hashed_part(&self) -> Value {
        let mut part = Map::new();
        part.insert("exampleId".to_owned(), json!(self.example_id));
        if let Some(split) = &self.split {
            part.insert("split".to_owned(), json!(split));
        }
        if !self.tags.is_empty() {
            part.insert("tags".to_owned(), json!(self.tags));
        }
        part.insert("input".to_owned(), self.input.clone());
        part.insert("expected".to_owned(), self.expected.clone());
        Value::Object(part)
    }
}

/// Tags as datasets hold them: trimmed, none empty, each once, in plain order.
fn clean_tags(tags: Vec<String>) -> Vec<String> {
    let mut clean: Vec<String> = tags
        .into_iter()
        .map(|tag| text::trim(&tag).to_owned())
        .filter(|tag| !tag.is_empty())
        .collect();
    clean.sort_by(|left, right| canon::compare_utf16(left, right));
    clean.dedup();
    clean
}

fn refuse_duplicates(rows: &[DatasetExample]) -> Result<(), DatasetError> {
    let mut seen = HashSet::new();
    let mut ids: Vec<String> = Vec::new();
    for row in rows {
        if !seen.insert(&row.example_id) && !ids.contains(&row.example_id) {
            ids.push(row.example_id.clone());
        }
    }
    if ids.is_empty() { Ok(()) } else { Err(DatasetError::DuplicateExampleIds { ids }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, split: Option<&str>) -> DatasetExample {
        DatasetExample {
            example_id: id.to_owned(),
            input: json!({"q": id}),
            expected: json!(1),
            split: split.map(str::to_owned),
            tags: Vec::new(),
            meta: None,
        }
    }

    fn ids(dataset: &Dataset) -> Vec<&str> {
        dataset.examples().iter().map(|row| row.example_id.as_str()).collect()
    }

    #[test]
    fn without_splits_train_and_holdout_are_the_whole() {
        let whole = Dataset::new("d", vec![row("b", None), row("a", None)]).unwrap();
        assert_eq!(ids(&whole.train()), ["a", "b"]);
        assert_eq!(whole.holdout().hash(), whole.hash());
    }

    #[test]
    fn a_missing_split_falls_back_as_compile_expects() {
        let only_train =
            Dataset::new("d", vec![row("a", Some("train")), row("b", Some("test"))]).unwrap();
        assert_eq!(ids(&only_train.holdout()), ["a"]);
        let only_holdout =
            Dataset::new("d", vec![row("a", Some("holdout")), row("b", None)]).unwrap();
        assert_eq!(ids(&only_holdout.train()), ["a", "b"]);
        assert_eq!(ids(&only_holdout.holdout()), ["a"]);
    }

    #[test]
    fn duplicates_are_named_once_each() {
        let rows = ["a", "b", "a ", "a", "b"].map(|id| row(id, None)).to_vec();
        let error = Dataset::new("d", rows).unwrap_err();
        assert_eq!(
            error,
            DatasetError::DuplicateExampleIds { ids: vec!["a".to_owned(), "b".to_owned()] }
        );
    }

    #[test]
    fn a_blank_id_is_named_by_its_place_in_the_input() {
        let error = Dataset::new("d", vec![row("z", None), row(" ", None)]).unwrap_err();
        assert_eq!(error, DatasetError::BlankExampleId { position: 2 });
    }
}
