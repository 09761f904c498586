//! Tokens: RFC 7519, of the one shape that is made and taken here. What a
//! token says of itself decides nothing before its signature is checked, and
//! never by which algorithm.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, de::IgnoredAny};
use serde_json::{Value, json};

use super::jwk::{PublicKey, SigningKey};

/// Bytes of a token.
const LONGEST: usize = 8 << 10;

/// Seconds that two clocks may differ.
const LEEWAY: f64 = 10.0;

/// Seconds that a token of ours is good at most.
pub const LONGEST_LIFE: i64 = 15 * 60;

/// Why a token is nobody's. For the log alone: whoever sent it learns nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("it is no token of three parts")]
    Shape,
    #[error("its head is not understood")]
    Head,
    #[error("its head has a member that is refused")]
    RefusedMember,
    #[error("no key of ours has that name")]
    UnknownKey,
    #[error("its algorithm is not that of the key")]
    Algorithm,
    #[error("the signature is wrong")]
    Signature,
    #[error("its claims are not understood, or one is missing")]
    Claims,
    #[error("it is over, not good yet, or good for too long")]
    Time,
    #[error("another issuer made it")]
    Issuer,
    #[error("it is meant for somebody else")]
    Audience,
}

/// The head of a token, as far as it is looked at.
#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    // Keys are ours to choose, and what must be understood is not.
    #[serde(default, deserialize_with = "present")]
    jku: bool,
    #[serde(default, deserialize_with = "present")]
    jwk: bool,
    #[serde(default, deserialize_with = "present")]
    x5u: bool,
    #[serde(default, deserialize_with = "present")]
    x5c: bool,
    #[serde(default, deserialize_with = "present")]
    crit: bool,
    #[serde(default, deserialize_with = "present")]
    b64: bool,
    #[serde(default, deserialize_with = "present")]
    zip: bool,
}

fn present<'de, D: Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(value).map(|_| true)
}

impl Head {
    fn has_refused_member(&self) -> bool {
        self.jku || self.jwk || self.x5u || self.x5c || self.crit || self.b64 || self.zip
    }
}

/// What a token claims. A claim of another type makes it no token at all.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub sub: String,
    aud: Audience,
    exp: f64,
    iat: f64,
    #[serde(default, deserialize_with = "given")]
    nbf: Option<f64>,
    /// Names of scopes with blanks between them.
    #[serde(default)]
    pub scope: String,
    /// Its own name, in logs.
    #[serde(default)]
    pub jti: String,
    /// The key whose token it is, and with which it ends.
    #[serde(default, deserialize_with = "given")]
    pub azp: Option<String>,
    /// The signatures that it is bound to.
    #[serde(default)]
    pub signature_ids: Vec<String>,
}

/// A value that must not be null where it is there.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn has(&self, wanted: &str) -> bool {
        match self {
            Self::One(one) => one == wanted,
            Self::Several(all) => all.iter().any(|one| one == wanted),
        }
    }
}

/// Who must have made a token, and for whom.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub audience: &'a str,
    pub now_ms: i64,
    /// Seconds that it may be good for.
    pub life_s: i64,
}

/// Whether a text may be a token at all.
pub fn looks_like(text: &str) -> bool {
    text.len() <= LONGEST && text.split('.').count() == 3 && text.starts_with("ey")
}

/// Checks a token against the keys, and reads what it claims.
///
/// # Errors
/// When anything is not as it must be.
pub fn verify(token: &str, keys: &[PublicKey], expected: Expected<'_>) -> Result<Claims, Fault> {
    if token.len() > LONGEST {
        return Err(Fault::Shape);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(Fault::Shape)?;
    let (head, claims) = signed.split_once('.').ok_or(Fault::Shape)?;
    if claims.contains('.') {
        return Err(Fault::Shape);
    }
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Fault::Shape);
    let (head, claims, signature) = (decode(head)?, decode(claims)?, decode(signature)?);
    let key = key_of(&head, keys)?;
    if !key.verifies(signed.as_bytes(), &signature) {
        return Err(Fault::Signature);
    }
    let claims: Claims = serde_json::from_slice(&claims).map_err(|_| Fault::Claims)?;
    check(&claims, expected)?;
    Ok(claims)
}

fn key_of<'a>(head: &[u8], keys: &'a [PublicKey]) -> Result<&'a PublicKey, Fault> {
    let head: Head = serde_json::from_slice(head).map_err(|_| Fault::Head)?;
    if head.has_refused_member() {
        return Err(Fault::RefusedMember);
    }
    let is_jwt = |typ: &str| typ.eq_ignore_ascii_case("JWT") || typ.eq_ignore_ascii_case("at+jwt");
    if !head.typ.as_deref().is_none_or(is_jwt) {
        return Err(Fault::Head);
    }
    let key = match &head.kid {
        Some(kid) => keys.iter().find(|key| key.kid == *kid),
        None => keys.first().filter(|_| keys.len() == 1),
    };
    let key = key.ok_or(Fault::UnknownKey)?;
    if head.alg == key.alg() { Ok(key) } else { Err(Fault::Algorithm) }
}

fn check(claims: &Claims, expected: Expected<'_>) -> Result<(), Fault> {
    if claims.sub.trim().is_empty() {
        return Err(Fault::Claims);
    }
    if claims.iss != expected.issuer {
        return Err(Fault::Issuer);
    }
    if !claims.aud.has(expected.audience) {
        return Err(Fault::Audience);
    }
    let now = expected.now_ms as f64 / 1_000.0;
    let is_over = now >= claims.exp + LEEWAY;
    let is_early = [Some(claims.iat), claims.nbf].into_iter().flatten().any(|at| at > now + LEEWAY);
    let is_long = claims.exp - claims.iat > expected.life_s as f64 || claims.exp <= claims.iat;
    if is_over || is_early || is_long { Err(Fault::Time) } else { Ok(()) }
}

/// A token to be made.
pub struct NewToken<'a> {
    pub issuer: &'a str,
    pub audience: &'a str,
    pub subject: &'a str,
    pub scope: &'a str,
    pub jti: &'a str,
    pub key_id: Option<&'a str>,
    pub signature_ids: &'a [String],
    pub now_s: i64,
    pub life_s: i64,
}

/// Makes a token.
pub fn mint(key: &SigningKey, new: &NewToken<'_>) -> String {
    let head = json!({"alg": key.public.alg(), "kid": key.public.kid, "typ": "JWT"});
    let mut claims = json!({
        "iss": new.issuer, "sub": new.subject, "aud": new.audience, "iat": new.now_s,
        "exp": new.now_s + new.life_s, "jti": new.jti, "scope": new.scope,
    });
    if let Some(key_id) = new.key_id {
        claims["azp"] = key_id.into();
    }
    if !new.signature_ids.is_empty() {
        claims["signature_ids"] = json!(new.signature_ids);
    }
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&head), part(&claims));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}
