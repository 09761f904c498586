//! Keys that sign tokens, and their public halves: RFC 7517, RFC 8037.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    rand::SystemRandom,
    rsa::{self, KeyPairComponents, PublicKeyComponents},
    signature::{
        ED25519, Ed25519KeyPair, KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair,
        UnparsedPublicKey,
    },
};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What is wrong with a key. Never what stands in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct JwkFault(String);

fn fault(reason: impl Into<String>) -> JwkFault {
    JwkFault(reason.into())
}

/// The members of a JWK that are read here. Others say nothing that changes
/// what is done.
#[derive(Deserialize)]
struct Members {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    d: Option<String>,
    p: Option<String>,
    q: Option<String>,
    dp: Option<String>,
    dq: Option<String>,
    qi: Option<String>,
}

/// A key that checks signatures. Its algorithm is its own and nobody else's to
/// choose.
#[derive(Clone)]
pub struct PublicKey {
    pub kid: String,
    kind: PublicKind,
}

#[derive(Clone)]
enum PublicKind {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    Ed25519 { x: Vec<u8> },
}

impl PublicKey {
    /// Reads a JWK; private members that it may have are left out.
    ///
    /// # Errors
    /// When it is none, or of a kind that signs nothing here.
    pub fn parse(text: &str) -> Result<Self, JwkFault> {
        Self::of(&members(text)?)
    }

    fn of(members: &Members) -> Result<Self, JwkFault> {
        let kind = match (members.kty.as_str(), members.crv.as_deref()) {
            ("RSA", _) => {
                let (n, e) = (bytes("n", &members.n)?, bytes("e", &members.e)?);
                if n.len() < 256 || n[0] == 0 {
                    return Err(fault("an RSA key has 2048 bits at least"));
                }
                PublicKind::Rsa { n, e }
            }
            ("OKP", Some("Ed25519")) => {
                let x = bytes("x", &members.x)?;
                if x.len() != 32 {
                    return Err(fault("the member `x` of an Ed25519 key has 32 bytes"));
                }
                PublicKind::Ed25519 { x }
            }
            _ => return Err(fault("a JWK here is of `kty` RSA, or OKP with `crv` Ed25519")),
        };
        let key = Self { kid: String::new(), kind };
        if members.alg.as_deref().is_some_and(|alg| alg != key.alg()) {
            return Err(fault(format!("the member `alg` of such a key is {}", key.alg())));
        }
        let kid = members.kid.clone().filter(|kid| !kid.is_empty());
        Ok(Self { kid: kid.unwrap_or_else(|| key.thumbprint()), ..key })
    }

    /// The one algorithm that the key signs with.
    pub fn alg(&self) -> &'static str {
        match self.kind {
            PublicKind::Rsa { .. } => "RS256",
            PublicKind::Ed25519 { .. } => "EdDSA",
        }
    }

    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.kind {
            PublicKind::Rsa { n, e } => rsa::PublicKeyComponents { n, e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok(),
            PublicKind::Ed25519 { x } => {
                UnparsedPublicKey::new(&ED25519, x).verify(message, signature).is_ok()
            }
        }
    }

    /// The key as a key set shows it.
    pub fn json(&self) -> Value {
        let mut key = self.needed();
        key["kid"] = self.kid.as_str().into();
        key["alg"] = self.alg().into();
        key["use"] = "sig".into();
        key
    }

    /// The members that make the key what it is, in the order of RFC 7638.
    fn needed(&self) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match &self.kind {
            PublicKind::Rsa { n, e } => json!({"e": text(e), "kty": "RSA", "n": text(n)}),
            PublicKind::Ed25519 { x } => json!({"crv": "Ed25519", "kty": "OKP", "x": text(x)}),
        }
    }

    fn thumbprint(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.needed().to_string()))
    }
}

/// A key that signs.
pub struct SigningKey {
    pub public: PublicKey,
    pair: Pair,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SigningKey").field("kid", &self.public.kid).finish_non_exhaustive()
    }
}

impl SigningKey {
    /// Reads a private JWK.
    ///
    /// # Errors
    /// When it is none, its halves do not fit, or it is of another kind.
    pub fn parse(text: &str) -> Result<Self, JwkFault> {
        let members = members(text)?;
        let public = PublicKey::of(&members)?;
        let rejected =
            |error: ring::error::KeyRejected| fault(format!("the key is no good: {error}"));
        let d = bytes("d", &members.d)?;
        let pair = match &public.kind {
            PublicKind::Rsa { n, e } => {
                let parts = KeyPairComponents {
                    public_key: PublicKeyComponents { n: n.clone(), e: e.clone() },
                    d,
                    p: bytes("p", &members.p)?,
                    q: bytes("q", &members.q)?,
                    dP: bytes("dp", &members.dp)?,
                    dQ: bytes("dq", &members.dq)?,
                    qInv: bytes("qi", &members.qi)?,
                };
                Pair::Rsa(RsaKeyPair::from_components(&parts).map_err(rejected)?)
            }
            PublicKind::Ed25519 { x } => {
                Pair::Ed25519(Ed25519KeyPair::from_seed_and_public_key(&d, x).map_err(rejected)?)
            }
        };
        Ok(Self { public, pair })
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
                    .expect("the signature is as long as the modulus");
                signature
            }
            Pair::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
        }
    }
}

/// A new Ed25519 key as a private JWK.
pub fn new_ed25519() -> String {
    let seed = crate::server::auth::key::random::<32>();
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("a seed has 32 bytes");
    let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let x = text(pair.public_key().as_ref());
    finished(json!({"kty": "OKP", "crv": "Ed25519", "x": x, "d": text(&seed)}))
}

/// A new RSA key of 2048 bits as a private JWK. It takes a moment.
pub fn new_rsa() -> String {
    use ::rsa::traits::{PrivateKeyParts, PublicKeyParts};
    // Only for drawing the primes: what signs is `ring`.
    let key = ::rsa::PrivateKey::new(&mut getrandom::SysRng, 2_048)
        .expect("2048 bits are allowed, and the system has random bytes");
    let text = |bytes: Box<[u8]>| {
        let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
        URL_SAFE_NO_PAD.encode(&bytes[first..])
    };
    let part = |part: Option<String>| part.expect("a new key has all its parts");
    finished(json!({
        "kty": "RSA",
        "n": text(key.n().to_be_bytes()),
        "e": text(key.e().to_be_bytes()),
        "d": text(key.d().to_be_bytes()),
        "p": text(key.primes()[0].to_be_bytes()),
        "q": text(key.primes()[1].to_be_bytes()),
        "dp": part(key.dp().map(|dp| text(dp.to_be_bytes()))),
        "dq": part(key.dq().map(|dq| text(dq.to_be_bytes()))),
        "qi": part(key.crt_coefficient().map(|qi| text(qi.to_be_bytes()))),
    }))
}

/// A private key with its name and its algorithm.
fn finished(mut key: Value) -> String {
    let public = PublicKey::parse(&key.to_string()).expect("a new key is sound");
    key["kid"] = public.kid.as_str().into();
    key["alg"] = public.alg().into();
    key["use"] = "sig".into();
    key.to_string()
}

fn members(text: &str) -> Result<Members, JwkFault> {
    // What serde says may hold pieces of the key.
    serde_json::from_str(text).map_err(|error| {
        fault(format!("it is no JWK in JSON (line {}, column {})", error.line(), error.column()))
    })
}

fn bytes(name: &str, member: &Option<String>) -> Result<Vec<u8>, JwkFault> {
    let text = member.as_deref().ok_or_else(|| fault(format!("the member `{name}` is missing")))?;
    let bytes = URL_SAFE_NO_PAD.decode(text);
    let bytes = bytes.map_err(|_| fault(format!("the member `{name}` is not base64url")))?;
    if bytes.is_empty() { Err(fault(format!("the member `{name}` is empty"))) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8037, appendix A.
    const OKP: &str = r#"{"kty":"OKP","crv":"Ed25519",
        "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

    #[test]
    fn a_key_of_the_standard_signs_as_the_standard_says() {
        let key = SigningKey::parse(OKP).unwrap();
        assert_eq!(key.public.kid, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        let message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt\
                         9g7sVvpAr_MuM0KAg";
        assert_eq!(URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes())), signature);
        assert!(!format!("{key:?}").contains("nWGx"));
    }

    #[test]
    fn new_keys_sign_what_their_public_halves_verify() {
        for text in [new_ed25519(), new_rsa()] {
            let key = SigningKey::parse(&text).unwrap();
            let shown = key.public.json().to_string();
            let public = PublicKey::parse(&shown).unwrap();
            assert_eq!(public.kid, key.public.kid);
            let signature = key.sign(b"message");
            assert!(public.verifies(b"message", &signature));
            assert!(!public.verifies(b"massage", &signature));
            let members: Value = serde_json::from_str(&shown).unwrap();
            for private in ["d", "p", "q", "dp", "dq", "qi", "k", "oth"] {
                assert!(members.get(private).is_none(), "{private}");
            }
        }
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_shown() {
        let private: Value = serde_json::from_str(OKP).unwrap();
        let with = |name: &str, value: Value| {
            let mut key = private.clone();
            key[name] = value;
            key.to_string()
        };
        let other: Value = serde_json::from_str(&new_ed25519()).unwrap();
        for text in [
            String::new(),
            "nWGxne_9".to_owned(),
            with("kty", "oct".into()),
            with("crv", "X25519".into()),
            with("alg", "RS256".into()),
            with("d", Value::Null),
            with("d", "!".into()),
            with("d", "AAAA".into()),
            with("x", other["x"].clone()),
        ] {
            let error = SigningKey::parse(&text).unwrap_err().to_string();
            assert!(!error.contains("nWGx"), "{error}");
        }
        let short = json!({"kty": "RSA", "n": "3q2-7w", "e": "AQAB"}).to_string();
        assert!(PublicKey::parse(&short).is_err());
    }
}
