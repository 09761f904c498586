//! Artifacts that are listed, and brought in. All of it *new*.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::endpoint::Endpoint;

pub const LIST: Endpoint<ListRequest, ListResponse> = Endpoint::get("/api/dse/artifacts");
pub const IMPORT: Endpoint<ImportRequest, ImportResponse> =
    Endpoint::post("/api/dse/artifact/import").repeatable();

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListRequest {
    pub signature_id: String,
    /// 0 to 200, 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ListResponse {
    /// Newest first.
    pub artifacts: Vec<ArtifactRow>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ArtifactRow {
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    pub created_at_ms: i64,
    pub optimizer_id: String,
    /// What its own evaluation reached, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reward: Option<f64>,
    /// It is what the signature runs now.
    pub active: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct ImportRequest {
    /// As `dse artifact export --as json` writes it.
    pub artifact: Map<String, Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ImportResponse {
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    /// It was there already.
    pub existed: bool,
}
