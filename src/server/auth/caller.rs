//! Who calls, and what they may do.

use std::sync::Arc;

use crate::{api::error::Code, model::key::Scope, server::Failure};

use super::{pace::Pace, ring::Held};

/// What stands before the name of a token, where logs name it.
pub const TOKEN: &str = "token:";

/// How sessions name the test user.
pub const E2E: &str = "e2e";

/// Whoever a request comes from.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who acts, in histories.
    pub name: Arc<str>,
    /// The key's id, or that of the token; none for the server's secret.
    pub key_id: Option<String>,
    pub scopes: Vec<Scope>,
    /// The signatures that they are bound to; empty for all of them.
    pub signature_ids: Vec<String>,
    /// How often their key may ask, where that is bounded.
    pub pace: Option<Pace>,
}

impl Caller {
    /// Whoever knows the server's secret.
    pub fn admin() -> Self {
        Self { name: crate::store::ADMIN.into(), scopes: vec![Scope::Admin], ..Self::nobody() }
    }

    /// A user that end-to-end tests sign in.
    pub fn test_user() -> Self {
        Self {
            name: "user_e2e".into(),
            key_id: Some(E2E.to_owned()),
            scopes: vec![Scope::Read],
            ..Self::nobody()
        }
    }

    /// Whoever asks what everybody may ask.
    pub fn nobody() -> Self {
        Self {
            name: "nobody".into(),
            key_id: None,
            scopes: Vec::new(),
            signature_ids: Vec::new(),
            pace: None,
        }
    }

    pub fn of_key(held: &Held) -> Self {
        let key = &held.stored.key;
        Self {
            name: key.name.as_str().into(),
            key_id: Some(key.key_id.clone()),
            scopes: key.scopes.clone(),
            signature_ids: key.signature_ids.clone(),
            pace: held.pace(),
        }
    }

    /// How logs and sessions name the credential.
    pub fn credential(&self) -> &str {
        self.key_id.as_deref().unwrap_or("admin")
    }

    /// Whether a token and no key stands behind them.
    pub fn is_token(&self) -> bool {
        self.key_id.as_deref().is_some_and(|id| id.starts_with(TOKEN))
    }

    pub fn is_bound(&self) -> bool {
        !self.signature_ids.is_empty()
    }

    /// Counts a request of theirs.
    ///
    /// # Errors
    /// When their key has asked as often as it may.
    pub fn count(&self, now_ms: i64) -> Result<(), Failure> {
        self.pace.as_ref().map_or(Ok(()), |pace| pace.count(&self.name, now_ms))
    }

    /// # Errors
    /// When they lack the scope.
    pub fn need(&self, scope: Scope) -> Result<(), Failure> {
        if scope.is_in(&self.scopes) {
            return Ok(());
        }
        let message = format!("the key {} lacks the scope `{}`", self.name, scope.name());
        Err(Failure { scope: Some(scope), ..Failure::new(Code::ScopeMissing, message) })
    }

    /// # Errors
    /// When they are bound to other signatures.
    pub fn reach(&self, signature_id: &str) -> Result<(), Failure> {
        if !self.is_bound() || self.signature_ids.iter().any(|id| id == signature_id) {
            return Ok(());
        }
        Err(self.beyond(&format!("not to {signature_id}")))
    }

    /// # Errors
    /// When they are bound to signatures, and this is about all of them.
    pub fn reach_all(&self) -> Result<(), Failure> {
        if self.is_bound() { Err(self.beyond("not to all of the server")) } else { Ok(()) }
    }

    fn beyond(&self, what: &str) -> Failure {
        let bound = self.signature_ids.join(", ");
        let message = format!("the key {} is bound to {bound}, and {what}", self.name);
        Failure::new(Code::SignatureNotAllowed, message)
    }
}
