//! A labelled example, as a row of a dataset and of the store.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{signature::PreparedContract, text};

/// A split that rows can be in. `dev` is the old name of `holdout`: stored as
/// given, read as `holdout`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
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

/// Names a stored row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RowId {
    pub signature_id: String,
    pub example_id: String,
}

/// Why a row is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{reason}", if pointer.is_empty() { String::new() } else { format!("{pointer}: ") })]
pub struct RowFault {
    /// JSON pointer to the part of the row that is wrong; empty for all of it.
    pub pointer: String,
    pub reason: String,
}

impl RowFault {
    fn at(pointer: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), reason: reason.into() }
    }
}

impl Example {
    /// Reads a row, and cleans what may be cleaned: ids and tags are trimmed,
    /// tags are cut and each kept once, an unknown split is none. This is the
    /// one place that says what a row is, on a server and in a file.
    ///
    /// # Errors
    /// When the row is no object, or its id or input is missing or out of bounds.
    pub fn judge(row: &Value) -> Result<Self, RowFault> {
        let Value::Object(row) = row else {
            return Err(RowFault::at("", "a row must be a JSON object"));
        };
        let input_json = row.get("inputJson").cloned();
        Ok(Self {
            example_id: judged_id(row)?,
            input_json: input_json.ok_or_else(|| {
                RowFault::at("/inputJson", "is missing: every row needs an input")
            })?,
            expected_json: row.get("expectedJson").cloned().unwrap_or_default(),
            split: row.get("split").and_then(Value::as_str).and_then(Split::parse),
            tags: clean_tags(row.get("tags").and_then(Value::as_array).into_iter().flatten()),
            source: None,
            meta: row.get("meta").filter(|meta| !meta.is_null()).cloned(),
        })
    }

    /// Holds the input and the expected answer against the signature's schemas.
    ///
    /// # Errors
    /// The first part that does not fit.
    pub fn check(&self, contract: &PreparedContract) -> Result<(), RowFault> {
        let parts = [
            ("/inputJson", &self.input_json, contract.input_schema()),
            ("/expectedJson", &self.expected_json, contract.output_schema()),
        ];
        for (field, value, schema) in parts {
            schema.decode(value).map_err(|misfit| {
                RowFault::at(format!("{field}{}", misfit.pointer), misfit.reason)
            })?;
        }
        Ok(())
    }

    /// Adds tags that the row does not have yet, as long as there is room.
    pub fn append_tags(&mut self, tags: &[String]) {
        for tag in tags {
            push_tag(&mut self.tags, tag);
        }
    }
}

fn judged_id(row: &Map<String, Value>) -> Result<String, RowFault> {
    let fault = |reason: String| Err(RowFault::at("/exampleId", reason));
    let id = match row.get("exampleId") {
        Some(Value::String(id)) => text::trim(id),
        Some(_) => return fault("must be a string".to_owned()),
        None => return fault("is missing: every row needs an id of its own".to_owned()),
    };
    match text::units(id) {
        0 => fault("is empty: every row needs an id of its own".to_owned()),
        units if units > limits::EXAMPLE_ID => {
            fault(format!("has {units} characters; at most {} are allowed", limits::EXAMPLE_ID))
        }
        _ => Ok(id.to_owned()),
    }
}

fn clean_tags<'a>(given: impl Iterator<Item = &'a Value>) -> Vec<String> {
    let mut tags = Vec::new();
    for tag in given.filter_map(Value::as_str) {
        push_tag(&mut tags, tag);
    }
    tags
}

fn push_tag(tags: &mut Vec<String>, tag: &str) {
    let tag = text::trim(text::head(text::trim(tag), limits::TAG));
    let known = tags.iter().any(|other| other == tag);
    if !tag.is_empty() && !known && tags.len() < limits::TAGS {
        tags.push(tag.to_owned());
    }
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
    /// Rows of one signature, unless a server is set to take more or fewer.
    pub const MAX_ROWS: usize = 50_000;
    /// Rows of one signature that deployed servers use; they say nothing of
    /// the others.
    pub const DEPLOYED_ROWS: u64 = 500;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_is_cleaned() {
        let row = json!({
            "exampleId": " a ", "inputJson": {}, "split": "other", "unknown": 1,
            "tags": [" x ", "x", 7, "", "y".repeat(130)], "meta": null,
        });
        let example = Example::judge(&row).unwrap();
        assert_eq!(example.example_id, "a");
        assert_eq!(example.expected_json, Value::Null);
        assert_eq!((example.split, example.meta), (None, None));
        assert_eq!(example.tags, ["x".to_owned(), "y".repeat(120)]);
    }

    #[test]
    fn a_faulty_row_is_told_what_is_wrong_and_where() {
        let fault = |row: Value| Example::judge(&row).unwrap_err().to_string();
        assert_eq!(fault(json!([])), "a row must be a JSON object");
        assert_eq!(fault(json!({"exampleId": 1})), "/exampleId: must be a string");
        assert!(fault(json!({"exampleId": " "})).starts_with("/exampleId: is empty"));
        assert!(fault(json!({"exampleId": "x".repeat(201)})).contains("201 characters"));
        assert!(fault(json!({"exampleId": "a"})).starts_with("/inputJson: is missing"));
    }

    #[test]
    fn tags_are_appended_once_and_within_bounds() {
        let mut example = Example::judge(&json!({"exampleId": "a", "inputJson": 1})).unwrap();
        let many: Vec<String> = (0..60).map(|n| format!("t{n}")).collect();
        example.append_tags(&["t1".to_owned()]);
        example.append_tags(&many);
        assert_eq!(example.tags.len(), limits::TAGS);
        assert_eq!(&example.tags[..3], ["t1", "t0", "t2"]);
    }
}
