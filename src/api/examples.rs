//! Datasets on a server.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::endpoint::Endpoint;
use crate::model::{
    erasure::Forgotten,
    example::Example,
    import::{ImportRecord, UnfinishedImport},
};

pub const IMPORT: Endpoint<ImportRequest, ImportResponse> =
    Endpoint::post("/api/dse/examples/import").within(60).repeatable();
/// *New*.
pub const ABANDON: Endpoint<AbandonRequest, AbandonResponse> =
    Endpoint::post("/api/dse/examples/import/abandon").within(60).repeatable();
/// *New*.
pub const REMOVE: Endpoint<RemoveRequest, RemoveResponse> =
    Endpoint::post("/api/dse/examples/remove").within(60).repeatable();
/// *New*.
pub const FORGET: Endpoint<ForgetRequest, ForgetResponse> =
    Endpoint::post("/api/dse/examples/forget").within(600).repeatable();
/// *New*.
pub const LIST: Endpoint<ListRequest, ListResponse> = Endpoint::get("/api/dse/examples");
/// *New*.
pub const IMPORTS: Endpoint<ImportsRequest, ImportsResponse> =
    Endpoint::get("/api/dse/examples/imports");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ImportRequest {
    pub signature_id: String,
    /// Rows as JSON lines; either this or `examples`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jsonl: Option<String>,
    /// Rows as values; the server judges each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub examples: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ops_run_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags_append: Option<Vec<String>>,
    /// *New*: what the requests of one import have in common; each request is
    /// an import of its own when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub import_id: Option<String>,
    /// *New*: rows of the whole import, over all its requests. With it the
    /// dataset changes when the last row is there and not before; without it
    /// each request is whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_rows: Option<u64>,
    /// *New*: the place of the request's first row in the import, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_row: Option<u64>,
    /// *New*: a hash of all rows of the import, by which an import that was cut
    /// off is found when the same is imported again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// *New*: remove every other row of the signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sync: Option<bool>,
    /// *New*: the rows that `sync` may remove: the id of their sorted example
    /// ids. If others would go, nothing is imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removes_hash: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ImportResponse {
    pub signature_id: String,
    pub inserted: u64,
    /// Rows that were there already, changed or not.
    pub updated: u64,
    pub total: u64,
    /// *New*: of the updated rows, those that came with the content they had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unchanged: Option<u64>,
    /// *New*: rows that `sync` removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<u64>,
    /// *New*: how far an import has come that says how many rows it has. The
    /// counts above are those of the whole import once it is complete, and 0
    /// before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<ImportProgress>,
    /// *New*: rows that had been forgotten and are there again, because they
    /// came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returned: Vec<String>,
    /// *New*: unfinished imports of the same source, whose place this one took.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub superseded: Vec<UnfinishedImport>,
    /// *New*: rows that the server takes for one signature, and uses. A server
    /// that does not tell uses the first 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_rows: Option<u64>,
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ImportProgress {
    pub received_rows: u64,
    pub total_rows: u64,
    /// All rows are there and in the dataset.
    pub complete: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct AbandonRequest {
    pub signature_id: String,
    /// One import; all unfinished ones of the signature when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub import_id: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AbandonResponse {
    pub signature_id: String,
    /// The imports that were given up.
    pub abandoned: Vec<UnfinishedImport>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct RemoveRequest {
    pub signature_id: String,
    /// Up to 500.
    pub example_ids: Vec<String>,
    /// Why, for the record of what changed in the dataset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RemoveResponse {
    pub signature_id: String,
    pub removed: u64,
    /// Ids that no row has.
    pub missing: Vec<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ForgetRequest {
    pub signature_id: String,
    /// Up to 500.
    pub example_ids: Vec<String>,
    /// Why, for the history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Only say what would be erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ForgetResponse {
    pub signature_id: String,
    pub dry_run: bool,
    #[serde(flatten)]
    pub found: Forgotten,
    /// The newest hash of the history, which covers the tombstones.
    pub history_head: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListRequest {
    pub signature_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
    /// 0 to 500, 200 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// The `nextCursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListResponse {
    /// In locale order of their ids.
    pub examples: Vec<Example>,
    /// Absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// *New*: how often the dataset has changed. Pages of different revisions
    /// are no dataset together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ImportsRequest {
    pub signature_id: String,
    /// 0 to 200, 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ImportsResponse {
    /// Those that changed something, newest first.
    pub imports: Vec<ImportRecord>,
    /// Those of which rows are still to come, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unfinished: Vec<UnfinishedImport>,
}
