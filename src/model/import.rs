//! Imports: what they brought, what they changed, and which are not done yet.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::canon;

/// How long an import's id may be, UTF-16 units; what is longer is cut.
pub const IMPORT_ID: usize = 200;

/// An import that changed something, and how many rows of each kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ImportRecord {
    /// Who sent it chose it, or the server, for each request.
    pub import_id: String,
    pub signature_id: String,
    pub source: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ops_run_id: Option<String>,
    /// Rows that were not there before.
    pub added: u64,
    /// Rows whose expected answer changed.
    pub relabelled: u64,
    /// Rows that count for another split and kept their answer.
    pub moved: u64,
    /// Rows that changed in any other way.
    pub edited: u64,
    /// Rows that are not there any more.
    #[serde(default)]
    pub removed: u64,
    pub started_at_ms: i64,
    pub ended_at_ms: i64,
}

impl ImportRecord {
    /// Rows that were there and are not as they were.
    pub fn changed(&self) -> u64 {
        self.relabelled + self.moved + self.edited + self.removed
    }
}

/// An import of which not all rows are in yet: the dataset is as it was before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UnfinishedImport {
    pub import_id: String,
    pub source: String,
    pub received_rows: u64,
    pub total_rows: u64,
    pub started_at_ms: i64,
}

impl UnfinishedImport {
    /// `import_1 of file:rows.jsonl, 500 of 6000 rows`.
    pub fn words(&self) -> String {
        let Self { import_id, source, received_rows, total_rows, .. } = self;
        format!("{import_id} of {source}, {received_rows} of {total_rows} rows")
    }
}

/// Names the rows that an import takes away, so that it takes away no others
/// than those that somebody has looked at. Their order does not matter.
pub fn removes_hash<'a>(example_ids: impl IntoIterator<Item = &'a str>) -> String {
    let mut ids: Vec<&str> = example_ids.into_iter().collect();
    ids.sort_unstable();
    canon::id(&json!({"exampleIds": ids}))
}

/// What became of a row that was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    Relabelled,
    Moved,
    Edited,
    Removed,
}

impl ChangeKind {
    pub const ALL: [Self; 4] = [Self::Relabelled, Self::Moved, Self::Edited, Self::Removed];

    pub fn name(self) -> &'static str {
        match self {
            Self::Relabelled => "relabelled",
            Self::Moved => "moved",
            Self::Edited => "edited",
            Self::Removed => "removed",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A row before and after an import, without its id and its source. Of a row
/// that was removed, `new` is null.
#[derive(Clone, Debug, PartialEq)]
pub struct RowChange {
    pub example_id: String,
    pub kind: ChangeKind,
    pub old: Value,
    pub new: Value,
}
