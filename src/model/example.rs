//! A labelled example, as a row of a dataset and of the store.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::text;

/// A split that rows can be in. `dev` is the old name of `holdout`: stored as
/// given, read as `holdout`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    Train,
    Dev,
    Holdout,
    Test,
}

impl Split {
    /// Every split by its wire name.
    pub const ALL: [Self; 4] = [Self::Train, Self::Dev, Self::Holdout, Self::Test];

    /// The split of that name; any other text is none.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|split| split.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Dev => "dev",
            Self::Holdout => "holdout",
            Self::Test => "test",
        }
    }

    /// What compile, eval and gates take this split for.
    pub fn effective(self) -> Self {
        if self == Self::Dev { Self::Holdout } else { self }
    }
}

/// One labelled row, cleaned and within its bounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Example {
    /// 1 to [`limits::EXAMPLE_ID`] units, trimmed, unique within a signature.
    pub example_id: String,
    pub input_json: Value,
    pub expected_json: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Where the row came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Value>,
}

/// Why a row cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {reason}")]
pub struct RowFault {
    /// The field of the row that is at fault.
    pub field: &'static str,
    pub reason: String,
}

impl Example {
    /// Judges and cleans a row as a file or a request has it: the id is
    /// trimmed, an unknown split is none, tags are trimmed, cut and limited,
    /// and a missing input or expectation is null. Whether they fit the
    /// signature is for its schemas to say.
    ///
    /// # Errors
    /// When the row is not an object, or its id is missing, empty or too long.
    pub fn judge(row: &Value) -> Result<Self, RowFault> {
        let fault = |field, reason: &str| RowFault { field, reason: reason.to_owned() };
        let Value::Object(row) = row else {
            return Err(fault("row", "must be a JSON object"));
        };
        let example_id = match row.get("exampleId") {
            Some(Value::String(id)) => text::trim(id),
            Some(_) => return Err(fault("exampleId", "must be a string")),
            None => return Err(fault("exampleId", "is missing")),
        };
        if example_id.is_empty() {
            return Err(fault("exampleId", "is empty"));
        }
        if text::units(example_id) > limits::EXAMPLE_ID {
            return Err(fault("exampleId", &format!("is over {} characters", limits::EXAMPLE_ID)));
        }
        let field = |name: &str| row.get(name).cloned();
        Ok(Self {
            example_id: example_id.to_owned(),
            input_json: field("inputJson").unwrap_or(Value::Null),
            expected_json: field("expectedJson").unwrap_or(Value::Null),
            split: row.get("split").and_then(Value::as_str).and_then(Split::parse),
            tags: clean_tags(row.get("tags")),
            source: None,
            meta: field("meta").filter(|meta| !meta.is_null()),
        })
    }

    /// Adds tags that are not there yet, up to [`limits::TAGS`] in all.
    pub fn append_tags(&mut self, tags: &[String]) {
        for tag in tags {
            if self.tags.len() < limits::TAGS && !self.tags.contains(tag) {
                self.tags.push(tag.clone());
            }
        }
    }
}

/// The strings of a list of tags, trimmed, without empty ones, within bounds.
pub fn clean_tags(tags: Option<&Value>) -> Vec<String> {
    let strings = tags.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let clean = strings.map(|tag| text::head(text::trim(tag), limits::TAG).to_owned());
    clean.filter(|tag| !tag.is_empty()).take(limits::TAGS).collect()
}

/// Bounds of rows and of the requests that carry them. Text is measured in
/// UTF-16 code units.
pub mod limits {
    pub const EXAMPLE_ID: usize = 200;
    pub const TAG: usize = 120;
    pub const TAGS: usize = 50;
    pub const TAGS_APPENDED: usize = 20;
    pub const SOURCE: usize = 300;
    /// Units of `jsonl` in one import request.
    pub const REQUEST_UNITS: usize = 400_000;
    /// Rows in one import request.
    pub const REQUEST_ROWS: usize = 500;
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_row_is_cleaned() {
        let row = json!({"exampleId": " a ", "inputJson": 1, "split": "nope", "tags": [" x ", "", 7, "y"]});
        let example = Example::judge(&row).unwrap();
        assert_eq!((example.example_id.as_str(), example.split), ("a", None));
        assert_eq!(example.tags, ["x", "y"]);
        assert_eq!(example.expected_json, Value::Null);
    }

    #[test]
    fn a_row_without_a_usable_id_is_refused() {
        for row in [json!([]), json!({}), json!({"exampleId": 1}), json!({"exampleId": " "})] {
            assert!(Example::judge(&row).is_err(), "{row}");
        }
        let long = json!({"exampleId": "x".repeat(201)});
        assert_eq!(
            Example::judge(&long).unwrap_err().to_string(),
            "`exampleId` is over 200 characters"
        );
    }
}
