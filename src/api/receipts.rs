//! Debug reads: receipts and blobs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Empty, endpoint::Endpoint};
pub use crate::model::receipt::ReceiptRow;
use crate::model::receipt::{Receipt, Usage};

pub const LIST: Endpoint<ListRequest, ListResponse> = Endpoint::get("/api/dse/receipts/list");
pub const SHOW: Endpoint<Empty, ShowResponse> = Endpoint::get("/api/dse/receipt/{receiptId}");
pub const FORGET: Endpoint<ForgetRequest, ForgetResponse> =
    Endpoint::post("/api/dse/receipt/forget").within(60).repeatable();
pub const IMPORT: Endpoint<ImportRequest, ImportResponse> =
    Endpoint::post("/api/dse/receipts/import").within(60).repeatable();
/// Answers `text/plain`.
pub const BLOB: Endpoint<Empty, String> = Endpoint::get("/api/dse/blob/{receiptId}/{blobId}");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListRequest {
    pub signature_id: String,
    /// 0 to 200, 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// `1`, `true` or `yes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require_rlm_trace: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_tag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy_id: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ListResponse {
    /// Newest first.
    pub receipts: Vec<ReceiptRow>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ShowResponse {
    /// Null when there is none of that id.
    pub receipt: Option<Receipt>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at_ms: Option<i64>,
    /// *New*: what was asked and answered, where that is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<ReceiptContent>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ReceiptContent {
    pub input: Value,
    /// Null where the prediction failed.
    pub output: Option<Value>,
}

/// *New*: predictions that an application made offline, 1 to 500.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct ImportRequest {
    pub receipts: Vec<Spooled>,
}

/// A prediction of an application that could not reach the server and ran an
/// exported artifact against its model itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Spooled {
    /// A UUID; one that is stored already changes nothing.
    pub receipt_id: String,
    pub signature_id: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    /// 1 to 200 characters; a thread of its own when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<String>,
    /// Milliseconds since the epoch.
    pub started_at_ms: i64,
    /// Milliseconds since the epoch.
    pub ended_at_ms: i64,
    pub input: Value,
    /// What the model wrote; the server decodes it. Absent where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Why there is no text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The model's name at its provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// At most 16, of 64 and 512 characters.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ImportResponse {
    /// Receipts that are stored now.
    pub imported: u64,
    /// Those whose ids were stored before.
    pub existed: u64,
    /// Of the imported ones, those whose prediction failed or whose text does
    /// not fit the output schema.
    pub failed: u64,
}

/// *New*: whose texts are to be erased, a receipt's or all of a thread's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ForgetRequest {
    /// `receipt` or `thread`.
    pub kind: String,
    /// The id of either.
    pub id: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ForgetResponse {
    /// Receipts whose texts are erased; they stay, with their hashes.
    pub receipts: u64,
}
