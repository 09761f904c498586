//! Short-lived tokens, signed by a private JWK that the server was given, and
//! those of other issuers.

mod fetch;
mod issuer;
mod jwk;
mod jwt;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::model::key::Scope;
pub use issuer::{Issuer, IssuerFault, Issuers, Refusal};
pub use jwk::{JwkFault, PublicKey, SigningKey, new_ed25519, new_rsa};
pub use jwt::{Claims, Fault, LONGEST_LIFE, looks_like};

/// Who makes the tokens of this server, and for whom: itself.
const NAME: &str = "dse";

/// The keys by which tokens are made and taken.
#[derive(Default)]
pub struct Tokens {
    signing: Option<SigningKey>,
    /// The public half of it, and the key of before while clients still have
    /// tokens of it.
    public: Vec<PublicKey>,
}

/// What a token is to say.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    pub subject: &'a str,
    pub scopes: &'a [Scope],
    pub signature_ids: &'a [String],
    /// The key that asked for it, and with which it ends.
    pub key_id: Option<&'a str>,
    pub life_s: i64,
    pub now_ms: i64,
}

impl Tokens {
    /// `private` is the JWK that signs, `previous` the one of before, of which
    /// the public half is enough.
    ///
    /// # Errors
    /// When one is no key that signs.
    pub fn new(private: &str, previous: Option<&str>) -> Result<Self, JwkFault> {
        let signing = SigningKey::parse(private)?;
        let mut public = vec![signing.public.clone()];
        let previous = previous.map(PublicKey::parse).transpose()?;
        public.extend(previous.filter(|key| key.kid != signing.public.kid));
        Ok(Self { signing: Some(signing), public })
    }

    /// Whether there is a key that signs.
    pub fn are_made(&self) -> bool {
        self.signing.is_some()
    }

    /// The public halves, as key sets show them.
    pub fn key_set(&self) -> Vec<Value> {
        self.public.iter().map(PublicKey::json).collect()
    }

    /// A new token, if there is a key that signs it.
    pub fn mint(&self, wanted: &Wanted<'_>) -> Option<String> {
        let signing = self.signing.as_ref()?;
        let scopes: Vec<&str> = wanted.scopes.iter().map(|scope| scope.name()).collect();
        let new = jwt::NewToken {
            issuer: NAME,
            audience: NAME,
            subject: wanted.subject,
            scope: &scopes.join(" "),
            jti: &uuid::Uuid::new_v4().simple().to_string(),
            key_id: wanted.key_id,
            signature_ids: wanted.signature_ids,
            now_s: wanted.now_ms.div_euclid(1_000),
            life_s: wanted.life_s.clamp(1, LONGEST_LIFE),
        };
        Some(jwt::mint(signing, &new))
    }

    /// What a token of ours claims.
    ///
    /// # Errors
    /// When it is none, or not good now.
    pub fn verify(&self, token: &str, now_ms: i64) -> Result<Claims, Fault> {
        let expected = jwt::Expected { issuer: NAME, audience: NAME, now_ms, life_s: LONGEST_LIFE };
        jwt::verify(token, &self.public, expected)
    }
}
