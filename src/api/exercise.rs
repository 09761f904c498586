//! Traffic on demand.

use serde::{Deserialize, Serialize};

use super::{Empty, endpoint::Endpoint};

pub const ENSURE_THREAD: Endpoint<Empty, ThreadResponse> =
    Endpoint::post("/api/dse/exercise/thread/ensure").within(60).repeatable();
pub const PREDICT: Endpoint<PredictRequest, PredictResponse> =
    Endpoint::post("/api/dse/exercise/predict").within(600);

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ThreadResponse {
    /// The same ops-owned thread every time.
    pub thread_id: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct PredictRequest {
    pub signature_id: String,
    /// The ops-owned thread when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<String>,
    /// 1 to 200, 20 when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<f64>,
    /// `train` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
    /// *New*: threads to spread the predictions over in turn, 1 to 200, 1 when
    /// absent. The further ones are named after the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threads: Option<f64>,
    /// *New*: the strategy to use in place of the one that the parameters name.
    /// Such predictions count for no canary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy_id: Option<String>,
    /// Examples to cycle through, 1 to 500, 200 when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PredictResponse {
    pub signature_id: String,
    /// The first of the threads.
    pub thread_id: String,
    /// *New*: how many threads there were, where more than one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threads: Option<u64>,
    pub run_id: String,
    pub count: u64,
    pub ok_count: u64,
    pub error_count: u64,
    /// The first 50.
    pub receipt_ids: Vec<String>,
    #[serde(rename = "compiled_id", default, skip_serializing_if = "Option::is_none")]
    pub compiled_id: Option<String>,
}
