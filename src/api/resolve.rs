//! Ids from their fronts. *New*.

use serde::{Deserialize, Serialize};

use super::endpoint::Endpoint;
pub use crate::model::name::IdKind;

pub const RESOLVE: Endpoint<ResolveRequest, ResolveResponse> = Endpoint::get("/api/dse/resolve");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ResolveRequest {
    pub kind: IdKind,
    /// An id, the front of one, or a short name.
    pub name: String,
    /// The signature or the receipt to which it belongs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ResolveResponse {
    /// The ids that fit, at most ten.
    pub matches: Vec<String>,
}
