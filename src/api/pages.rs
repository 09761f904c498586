//! The way from a program to the pages. *New*.

use serde::{Deserialize, Serialize};

use super::{Empty, endpoint::Endpoint};

pub const LINK: Endpoint<Empty, LinkResponse> = Endpoint::post("/api/dse/pages/link").within(15);

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LinkResponse {
    /// A path below the server's address. Whoever opens it first is signed in.
    pub path: String,
    /// After that many seconds it signs nobody in.
    pub expires_in_seconds: u64,
}
