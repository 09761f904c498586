//! Predictions for applications.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Empty, endpoint::Endpoint};
use crate::model::receipt::{ServedArm, Usage};

pub const PREDICT: Endpoint<PredictRequest, PredictResponse> =
    Endpoint::post("/api/dse/predict").within(600);

/// *New*: what Prometheus reads, as text.
pub const METRICS: Endpoint<Empty, String> = Endpoint::get("/metrics");

/// *New*: one prediction.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct PredictRequest {
    pub signature_id: String,
    /// Fits the signature's input schema.
    pub input: Value,
    /// Which conversation or user it belongs to, 1 to 200 characters: a thread
    /// stays on one side of a canary. A fresh one when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<String>,
    /// A UUID of the caller's own: the same request with the same id predicts
    /// once, however often it is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_id: Option<String>,
    /// The artifact to run, in place of what the rollout chooses.
    #[serde(rename = "compiled_id", skip_serializing_if = "Option::is_none")]
    pub compiled_id: Option<String>,
    /// At most 16, of 64 and 512 characters.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// How long the model may take in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<f64>,
    /// The model is asked, and nothing is stored or counted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// What is kept beside the receipt's hashes, in place of the server's own
    /// rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<Keep>,
    /// The receipt of the prediction that led to this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_receipt_id: Option<String>,
    /// Texts that the input refers to as blobs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blobs: Vec<BlobText>,
}

/// What is kept of a prediction's input and output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    Full,
    /// Hashes alone, on the receipt.
    Hashes,
    /// As `hashes`: a receipt is always stored.
    None,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct BlobText {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PredictResponse {
    /// Absent for a dry run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt_id: Option<String>,
    pub thread_id: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    pub arm: ServedArm,
    /// Fits the signature's output schema.
    pub output: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_usd: Option<f64>,
    pub timing: Timing,
    /// How often the model was asked to mend its answer.
    pub repairs: u64,
    /// The request was sent before, and this is what that was answered.
    pub joined: bool,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Timing {
    pub total_ms: f64,
    /// All model calls together.
    pub lm_ms: f64,
    /// What the server took besides.
    pub overhead_us: u64,
}
