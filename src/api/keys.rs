//! *New*: keys with scopes.

use serde::{Deserialize, Serialize};

use super::{Empty, endpoint::Endpoint};
pub use crate::model::key::{Key, KeyChange, Scope};
use crate::model::rate::Rate;

pub const CREATE: Endpoint<CreateRequest, IssuedKey> = Endpoint::post("/api/dse/keys/create");
pub const LIST: Endpoint<Empty, ListResponse> = Endpoint::get("/api/dse/keys");
pub const REVOKE: Endpoint<RevokeRequest, RevokeResponse> = Endpoint::post("/api/dse/keys/revoke");
pub const ROTATE: Endpoint<RotateRequest, IssuedKey> = Endpoint::post("/api/dse/keys/rotate");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreateRequest {
    /// Who acts, in histories: letters, digits and `. _ - @`.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub scopes: Vec<Scope>,
    /// Bind the key to these signatures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_ids: Option<Vec<String>>,
    /// Without it the key is good until it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_seconds: Option<f64>,
    /// How often it may ask: requests in a second, a minute or an hour, such as
    /// `20/s`, `600/min`, `5000/h`. Without it as often as it likes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
}

/// A key, shown this once.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct IssuedKey {
    pub key: String,
    pub key_id: String,
    pub name: String,
    pub scopes: Vec<Scope>,
    #[serde(default)]
    pub signature_ids: Vec<String>,
    /// RFC 3339; absent for a key without an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at_ms: Option<i64>,
    /// How often it may ask, such as `600/min`; without it as often as it likes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schemars(with = "Option<String>"))]
    pub rate: Option<Rate>,
    /// The keys that it is the successor of, with their new ends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<Key>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ListResponse {
    /// Newest first, also those that are over.
    pub keys: Vec<Key>,
    /// What became of them, newest first.
    #[serde(default)]
    pub changes: Vec<KeyChange>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct RevokeRequest {
    /// The name of keys, or the id of one.
    #[serde(default)]
    pub key: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct RevokeResponse {
    pub revoked: Vec<Key>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RotateRequest {
    /// The name of a key, or its id.
    #[serde(default)]
    pub key: String,
    /// How long the keys of before stay good; a day without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap_seconds: Option<f64>,
    /// When the successor ends; without it as long after now as the key of
    /// before was made for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_seconds: Option<f64>,
}
