//! The chain of hashes over what changed.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What checking the chain found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChainCheck {
    /// The hash of the newest link.
    pub head: String,
    /// Number of links.
    pub length: u64,
    /// Whether the head that was asked for is that of some link.
    #[serde(default)]
    pub head_found: bool,
    /// The first link that does not hold; absent where all do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_bad: Option<BadLink>,
    /// *New*: all of them, up to a hundred.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bad: Vec<BadLink>,
    /// *New*: what was there before the chain covered it, if anything was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub genesis: Option<Genesis>,
    /// Links whose rows lost texts of a row that was forgotten, as a later link
    /// says.
    #[serde(default)]
    pub erased: u64,
    /// All links with their rows, where they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<ChainLink>,
}

/// Rows that were linked after they were written, because the database is from
/// before that. Changes that somebody made to them earlier do not show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Genesis {
    pub rows: u64,
    /// When they were linked.
    pub created_at_ms: i64,
}

/// A link that does not hold, or a row that is not what the history says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BadLink {
    /// Its place in the chain, from 1; 0 for a row without a link.
    pub seq: i64,
    /// What sort of row it is, such as `pointer`, `canary`, `gate`, `event` or
    /// `erasure`.
    pub kind: String,
    /// *New*: the table that the row is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The row's place in its own table.
    pub row_seq: i64,
    pub reason: String,
}

/// A link with the row that it covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChainLink {
    pub seq: i64,
    pub kind: String,
    pub row_seq: i64,
    pub hash: String,
    /// The columns of the row; null when it is gone.
    pub row: Value,
}
