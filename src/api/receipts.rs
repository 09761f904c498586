//! Debug reads: receipts and blobs.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Empty, endpoint::Endpoint};
use crate::model::receipt::Receipt;
pub use crate::model::receipt::ReceiptRow;

pub const LIST: Endpoint<ListRequest, ListResponse> = Endpoint::get("/api/dse/receipts/list");
pub const SHOW: Endpoint<Empty, ShowResponse> = Endpoint::get("/api/dse/receipt/{receiptId}");
pub const FORGET: Endpoint<ForgetRequest, ForgetResponse> =
    Endpoint::post("/api/dse/receipt/forget").within(60).repeatable();
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
