//! Receipts of RLM runs become labelled examples.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::endpoint::Endpoint;

pub const EXPORT: Endpoint<ExportRequest, ExportResponse> =
    Endpoint::post("/api/dse/trace/export").within(30);

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ExportRequest {
    pub receipt_id: String,
    /// `trace:<receiptId>` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
    /// *New*: export receipts of failed runs too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_failed: Option<bool>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExportResponse {
    pub dry_run: bool,
    /// Absent from a dry run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existed: Option<bool>,
    pub signature_id: String,
    pub example_id: String,
    /// A dry run's example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Value>,
}
