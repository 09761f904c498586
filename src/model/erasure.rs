//! Rows that were forgotten: their texts are gone, and that they were there is
//! not.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What stands in the place of a text that was erased.
pub const ERASED: &str = "(erased)";

/// The media type of a blob whose text was erased.
pub const ERASED_MIME: &str = "application/x-erased";

/// What stands in the place of a row that was erased.
pub fn erased_row() -> Value {
    json!({"_tag": "erased"})
}

/// Whether a row was erased.
pub fn is_erased(row: &Value) -> bool {
    *row == erased_row()
}

/// What forgetting rows did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Forgotten {
    /// One tombstone a row; also those of rows that were mined from runs of the
    /// named ones.
    pub rows: Vec<Tombstone>,
    /// Ids of which nothing was found.
    pub missing: Vec<String>,
    /// Ids that were forgotten before, and of which nothing was left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub already: Vec<String>,
    /// How many records lost texts, by what they are.
    pub erased: Vec<Count>,
    /// What still holds a text of these rows and was left as it is, because it
    /// is something else as well: an artifact, another row.
    pub remaining: Vec<String>,
    /// Nothing of what was erased is left in the database's files. False while
    /// another process keeps them from being tidied.
    pub wiped: bool,
}

impl Forgotten {
    /// Adds what forgetting further rows did.
    pub fn add(&mut self, more: Self) {
        self.rows.extend(more.rows);
        self.missing.extend(more.missing);
        self.already.extend(more.already);
        for count in more.erased {
            match self.erased.iter_mut().find(|known| known.what == count.what) {
                Some(known) => known.count += count.count,
                None => self.erased.push(count),
            }
        }
        let new = more.remaining.into_iter().filter(|one| !self.remaining.contains(one));
        let new: Vec<String> = new.collect();
        self.remaining.extend(new);
        self.wiped &= more.wiped;
    }
}

/// Records of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Count {
    pub what: String,
    pub count: u64,
}

/// That a row was forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Tombstone {
    pub signature_id: String,
    pub example_id: String,
    /// The id of the row as it was; absent where only its traces were left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_hash: Option<String>,
}
