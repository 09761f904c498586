//! A labelled example, as a row of a dataset and of the store.

use serde::{Deserialize, Serialize};
use serde_json::Value;

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
