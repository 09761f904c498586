//! Issuers of tokens beside the server itself: `[[serve.issuer]]`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The longest that tokens of another issuer may be good for, seconds: a day.
pub const LONGEST_LIFE_S: u32 = 86_400;

/// An issuer whose tokens open something here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerSettings {
    /// Stands before the subject of its tokens, in histories.
    pub name: String,
    /// The `iss` of its tokens, to the letter.
    pub issuer: String,
    /// Where its public keys are.
    pub jwks_url: String,
    /// The `aud` by which its tokens are meant for this server.
    pub audience: String,
    /// What the scopes of its tokens open here; others open nothing.
    pub scopes: BTreeMap<String, Vec<String>>,
    /// The longest that its tokens may be good for.
    #[serde(default = "an_hour")]
    pub max_life_seconds: u32,
}

fn an_hour() -> u32 {
    3_600
}
