//! Ops runs: the record of a night.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Empty, endpoint::Endpoint};
use crate::model::ops::{OpsEvent, OpsRun, RunLease};

pub const START: Endpoint<StartRequest, StartResponse> =
    Endpoint::post("/api/dse/ops/run/start").within(15);
pub const EVENT: Endpoint<EventRequest, Empty> =
    Endpoint::post("/api/dse/ops/run/event").within(15);
pub const FINISH: Endpoint<FinishRequest, Empty> =
    Endpoint::post("/api/dse/ops/run/finish").within(15);
/// *New*.
pub const LIST: Endpoint<ListRequest, ListResponse> = Endpoint::get("/api/dse/ops/runs").within(15);
/// *New*.
pub const SHOW: Endpoint<Empty, ShowResponse> =
    Endpoint::get("/api/dse/ops/run/{runId}").within(15);

/// *New*, as the three after it: one run a signature.
pub const ACQUIRE_LEASE: Endpoint<LeaseRequest, LeaseResponse> =
    Endpoint::post("/api/dse/ops/lease/acquire").within(15).repeatable();
pub const RENEW_LEASE: Endpoint<LeaseRequest, LeaseResponse> =
    Endpoint::post("/api/dse/ops/lease/renew").within(15).repeatable();
pub const RELEASE_LEASE: Endpoint<ReleaseRequest, LeaseResponse> =
    Endpoint::post("/api/dse/ops/lease/release").within(15).repeatable();
pub const LEASE: Endpoint<LeaseQuery, LeaseResponse> =
    Endpoint::get("/api/dse/ops/lease").within(15);

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct StartRequest {
    /// Made by the server when absent. With one, starting twice does no harm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit_sha: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature_ids: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct StartResponse {
    pub existed: bool,
    pub run_id: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct EventRequest {
    pub run_id: String,
    /// `info`, `warn` or `error`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ts_ms: Option<f64>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct FinishRequest {
    pub run_id: String,
    /// `finished` or `failed`.
    pub status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary_json: Option<Value>,
    /// *New*: takes the place of the links that the run was started with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Value>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ListRequest {
    /// 0 to 200, 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ListResponse {
    /// Newest first.
    pub runs: Vec<OpsRun>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ShowResponse {
    pub run: OpsRun,
    /// Oldest first, the order in which things happened.
    pub events: Vec<OpsEvent>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct LeaseRequest {
    pub signature_id: String,
    pub run_id: String,
    /// Tells the processes of one run apart. To acquire a lease with another
    /// one takes it over, as `--resume` does.
    pub token: String,
    /// How long it lasts unless it is renewed.
    pub lease_ms: f64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ReleaseRequest {
    pub signature_id: String,
    pub run_id: String,
    pub token: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LeaseQuery {
    pub signature_id: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LeaseResponse {
    pub signature_id: String,
    /// Whether whoever asked holds the lease now; of a release, whether it did.
    pub held: bool,
    /// Who works on the signature now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<RunLease>,
}
