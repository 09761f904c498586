//! *New*: the chain of hashes over the histories.

use serde::{Deserialize, Serialize};

use super::{Empty, endpoint::Endpoint};
pub use crate::model::history::ChainCheck;

pub const HEAD: Endpoint<Empty, HeadResponse> = Endpoint::get("/api/dse/history/head");
pub const VERIFY: Endpoint<VerifyRequest, ChainCheck> =
    Endpoint::get("/api/dse/history/verify").within(60);

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct HeadResponse {
    /// The hash of the newest link.
    pub head: String,
    /// Number of links.
    pub length: u64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct VerifyRequest {
    /// A head that was noted earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// Whether to give all links with their rows: 1, true or yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export: Option<String>,
}
