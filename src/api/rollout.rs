//! The gate, promotion, rollback, and what a signature runs now and ran before.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::endpoint::Endpoint;
pub use crate::model::gate::{Accept, GateResult};
use crate::model::rollout::{HistoryEntry, Review};

pub const PROMOTE: Endpoint<PromoteRequest, PromoteResponse> =
    Endpoint::post("/api/dse/promote").within(600);
/// *New*.
pub const ROLLBACK: Endpoint<RollbackRequest, RollbackResponse> =
    Endpoint::post("/api/dse/rollback").within(60);
/// *New*.
pub const ACTIVE: Endpoint<ActiveRequest, ActiveResponse> = Endpoint::get("/api/dse/active");
/// *New*.
pub const HISTORY: Endpoint<HistoryRequest, HistoryResponse> = Endpoint::get("/api/dse/history");

/// What a candidate must show before it goes on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct GateRequest {
    /// 0.05 when absent.
    #[serde(deserialize_with = "delta", skip_serializing_if = "Option::is_none")]
    pub min_holdout_delta: Option<f64>,
    /// True when absent.
    #[serde(deserialize_with = "flag", skip_serializing_if = "Option::is_none")]
    pub require_holdout: Option<bool>,
    /// *New*: the accepted chance of a false "improved", above 0 and below 1.
    /// With it the gate opens for what is shown to be better only.
    #[serde(deserialize_with = "max_p", skip_serializing_if = "Option::is_none")]
    pub max_p: Option<f64>,
    /// *New*: which verdicts pass; `improved` when absent and `maxP` is there.
    #[serde(deserialize_with = "accept", skip_serializing_if = "Option::is_none")]
    pub accept: Option<Accept>,
    /// *New*: the smallest gain that counts as one, 0 to 1.
    #[serde(deserialize_with = "min_effect", skip_serializing_if = "Option::is_none")]
    pub min_effect: Option<f64>,
    /// *New*: tags whose rows may not get worse.
    #[serde(deserialize_with = "must_pass", skip_serializing_if = "Option::is_none")]
    pub must_pass: Option<Vec<String>>,
    /// *New*: what candidate minus the highest floor must reach.
    #[serde(deserialize_with = "min_over_floor", skip_serializing_if = "Option::is_none")]
    pub min_over_floor: Option<f64>,
    /// *New*: why held-out text may stand in the candidate, or in train rows;
    /// lands in the history.
    #[serde(deserialize_with = "allow_leak", skip_serializing_if = "Option::is_none")]
    pub allow_leak: Option<String>,
    /// *New*: a person decides before anything goes live, so that what a judge
    /// says is enough here, whoever has confirmed it.
    #[serde(deserialize_with = "for_review", skip_serializing_if = "Option::is_none")]
    pub for_review: Option<bool>,
}

impl GateRequest {
    /// Whether it asks for what servers without evidence would not heed.
    pub fn demands_evidence(&self) -> bool {
        self.max_p.is_some()
            || self.accept.is_some()
            || self.min_effect.is_some()
            || self.min_over_floor.is_some()
            || self.must_pass.as_ref().is_some_and(|tags| !tags.is_empty())
    }
}

/// Readers of single fields: a flattened field loses its name in errors, so
/// each brings it along.
macro_rules! named {
    ($($reader:ident($name:literal) -> $kind:ty;)*) => {$(
        fn $reader<'de, D: Deserializer<'de>>(from: D) -> Result<Option<$kind>, D::Error> {
            Option::deserialize(from)
                .map_err(|error| D::Error::custom(format!(concat!($name, ": {}"), error)))
        }
    )*};
}

named! {
    delta("minHoldoutDelta") -> f64;
    flag("requireHoldout") -> bool;
    max_p("maxP") -> f64;
    accept("accept") -> Accept;
    min_effect("minEffect") -> f64;
    must_pass("mustPass") -> Vec<String>;
    min_over_floor("minOverFloor") -> f64;
    allow_leak("allowLeak") -> String;
    for_review("forReview") -> bool;
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct PromoteRequest {
    pub signature_id: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    #[serde(flatten)]
    pub gate: GateRequest,
    /// *New*: the salt of the canary on whose counts the promotion rests;
    /// refused when that one does not run any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_salt: Option<String>,
    /// *New*: who has looked at the candidate's answers; lands in the history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<String>,
    /// *New*: what they found; needed beside `reviewedBy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_reason: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PromoteResponse {
    pub signature_id: String,
    /// Null when nothing was active.
    pub from: Option<String>,
    pub to: String,
    /// What the gate saw; always there in an answer.
    #[serde(flatten)]
    pub gate: Option<GateResult>,
    /// *New*: the review as the history keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct RollbackRequest {
    pub signature_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct RollbackResponse {
    pub from: Option<String>,
    pub to: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActiveRequest {
    pub signature_id: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActiveResponse {
    pub signature_id: String,
    /// Null when the signature runs its defaults.
    #[serde(rename = "compiled_id")]
    pub compiled_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at_ms: Option<i64>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct HistoryRequest {
    pub signature_id: String,
    /// 0 to 200, 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct HistoryResponse {
    /// Newest first.
    pub history: Vec<HistoryEntry>,
}
