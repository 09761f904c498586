//! What a server knows: signatures, jobs, artifacts. All of it *new*.

use serde::{Deserialize, Serialize};

use super::{Empty, endpoint::Endpoint};
use crate::model::{artifact::Artifact, job::JobSpec, reward::RewardBundle, signature::Contract};

pub const SIGNATURES: Endpoint<Empty, SignaturesResponse> = Endpoint::get("/api/dse/signatures");
pub const SIGNATURE: Endpoint<Empty, SignatureResponse> =
    Endpoint::get("/api/dse/signature/{signatureId}");
pub const ARTIFACT: Endpoint<Empty, ArtifactResponse> =
    Endpoint::get("/api/dse/artifact/{compiledId}/{signatureId}");
pub const HEALTH: Endpoint<Empty, HealthResponse> = Endpoint::get("/healthz").within(5);
/// *New*: whether it is worth sending predictions here.
pub const READY: Endpoint<Empty, HealthResponse> = Endpoint::get("/readyz").within(5);
pub const DOCTOR: Endpoint<DoctorRequest, DoctorResponse> =
    Endpoint::get("/api/dse/doctor").within(60);

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct SignaturesResponse {
    /// In locale order of their ids.
    pub signatures: Vec<SignatureRow>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SignatureRow {
    pub signature_id: String,
    /// `shipped`, or the file of the workspace that defines it.
    pub origin: String,
    pub reward_id: String,
    pub optimizer_id: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SignatureResponse {
    pub contract: Contract,
    pub job: JobSpec,
    pub reward: RewardBundle,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ArtifactResponse {
    pub artifact: Artifact,
}

/// What anybody may know.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct HealthResponse {
    pub version: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct DoctorRequest {
    /// False only tries whether the model can be reached; else it is asked for
    /// a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<bool>,
}

/// What a signed-in operator may know of the server's state.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DoctorResponse {
    pub version: String,
    pub sqlite_version: String,
    /// The server's clock, milliseconds since the epoch.
    pub now_ms: i64,
    /// What reports call the model.
    pub lm: String,
    /// Null when the model answered, or could be reached, else why not.
    pub lm_error: Option<String>,
    /// *New*: what is wrong with the database or its disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database_faults: Option<Vec<String>>,
    /// Canaries that run now.
    pub canaries: Vec<crate::model::canary::Canary>,
}
