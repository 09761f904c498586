//! *New*: short-lived tokens, and the keys that check them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Empty, endpoint::Endpoint, keys::Scope};

pub const MINT: Endpoint<MintRequest, MintResponse> = Endpoint::post("/api/dse/token");
pub const KEY_SET: Endpoint<Empty, KeySet> = Endpoint::get("/.well-known/jwks.json");
/// Where clients of deployed servers look for it.
pub const E2E_KEY_SET: Endpoint<Empty, KeySet> = Endpoint::get("/api/auth/e2e/jwks");
pub const E2E_LOGIN: Endpoint<LoginRequest, LoginResponse> = Endpoint::post("/api/auth/e2e/login");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MintRequest {
    #[serde(default)]
    pub scopes: Vec<Scope>,
    /// Bind the token to these signatures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_ids: Option<Vec<String>>,
    /// Who acts with it, in histories; whoever asks for it without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// 1 to 900, 900 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttl_seconds: Option<f64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MintResponse {
    /// Sent as `Authorization: Bearer …`.
    pub token: String,
    pub scopes: Vec<Scope>,
    /// RFC 3339.
    pub expires_at: String,
    pub expires_at_ms: i64,
}

/// RFC 7517, section 5: public keys alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct KeySet {
    pub keys: Vec<Value>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct LoginRequest {
    /// The same seed is the same user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LoginResponse {
    pub user_id: String,
    /// A token of the scope `read`, where the server signs tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}
