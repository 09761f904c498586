//! Datasets on a server.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::endpoint::Endpoint;
use crate::model::{example::Example, import::ImportRecord};

pub const IMPORT: Endpoint<ImportRequest, ImportResponse> =
    Endpoint::post("/api/dse/examples/import").within(60).repeatable();
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
}
