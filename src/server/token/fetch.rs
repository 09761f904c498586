//! Key sets of other issuers, fetched within bounds.

use std::time::Duration;

use reqwest::{Client, Url, redirect::Policy};
use serde::Deserialize;
use serde_json::Value;

use super::jwk::PublicKey;
use crate::server::observe::is_loopback;

/// For all of an answer.
const TIME: Duration = Duration::from_secs(5);

/// Bytes of a key set.
const LONGEST: usize = 64 << 10;

/// Keys of a set, also of those that sign nothing here.
const MOST_KEYS: usize = 20;

/// Why a key set was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchFault {
    #[error("no connection, or no whole answer within {} s", TIME.as_secs())]
    Unreachable,
    #[error("it answers with status {0}")]
    Status(u16),
    #[error("the answer has over {LONGEST} bytes")]
    Long,
    #[error("the answer is no JSON Web Key Set")]
    NoSet,
    #[error("the key set has over {MOST_KEYS} keys")]
    Many,
    #[error("the key set has no key for RS256 or EdDSA (Ed25519)")]
    NoKey,
}

/// Where a key set is, and how it is asked for.
pub struct Address {
    url: Url,
    http: Client,
}

impl Address {
    /// # Errors
    /// When the URL is none, or would be asked in clear text over a network.
    pub fn new(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("`jwks_url`: {error}"))?;
        let is_here = url.host_str().is_some_and(is_loopback);
        match url.scheme() {
            "https" => {}
            "http" if is_here => {}
            _ => return Err("`jwks_url` must begin with https, but on loopback".to_owned()),
        }
        crate::tls::install();
        let builder = Client::builder()
            .redirect(Policy::none())
            .timeout(TIME)
            .user_agent(concat!("dse/", env!("CARGO_PKG_VERSION")));
        let builder = if is_here { builder.no_proxy() } else { builder.https_only(true) };
        let http = builder.build().map_err(|error| format!("`jwks_url`: {error}"))?;
        Ok(Self { url, http })
    }
}

/// The keys that are there now.
///
/// # Errors
/// When they are not there, or not as they must be.
pub async fn keys(address: &Address) -> Result<Vec<PublicKey>, FetchFault> {
    let unreachable = |_: reqwest::Error| FetchFault::Unreachable;
    let asked = address.http.get(address.url.clone()).header("accept", "application/json");
    let mut answer = asked.send().await.map_err(unreachable)?;
    // A redirect is no key set: what it leads to nobody has named.
    if answer.status() != 200 {
        return Err(FetchFault::Status(answer.status().as_u16()));
    }
    let mut text = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(unreachable)? {
        if text.len() + piece.len() > LONGEST {
            return Err(FetchFault::Long);
        }
        text.extend_from_slice(&piece);
    }
    parse(&text)
}

fn parse(text: &[u8]) -> Result<Vec<PublicKey>, FetchFault> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<Value>,
    }
    let set: Set = serde_json::from_slice(text).map_err(|_| FetchFault::NoSet)?;
    if set.keys.len() > MOST_KEYS {
        return Err(FetchFault::Many);
    }
    let signs = |key: &&Value| key.get("use").is_none_or(|usage| usage == "sig");
    // Keys of other kinds may stand beside those that are of use here.
    let keys = set.keys.iter().filter(signs);
    let keys: Vec<PublicKey> =
        keys.filter_map(|key| PublicKey::parse(&key.to_string()).ok()).collect();
    if keys.is_empty() { Err(FetchFault::NoKey) } else { Ok(keys) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_set_is_taken_for_what_of_it_signs_here() {
        let ours: Value = serde_json::from_str(&super::super::new_ed25519()).unwrap();
        let with = |name: &str, value: &str| {
            let mut key = ours.clone();
            key[name] = value.into();
            key
        };
        let read = |keys: Value| parse(json!({ "keys": keys }).to_string().as_bytes());
        let ec = json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"});
        let shared = json!({"kty": "oct", "k": "c2VjcmV0"});
        assert_eq!(read(json!([ec, shared, ours])).unwrap().len(), 1);
        for bad in
            [json!([]), json!([ec]), json!([with("use", "enc")]), json!([with("alg", "HS256")])]
        {
            assert_eq!(read(bad).err(), Some(FetchFault::NoKey));
        }
        assert_eq!(read(json!(vec![ours.clone(); 21])).err(), Some(FetchFault::Many));
        assert_eq!(parse(b"<html>").err(), Some(FetchFault::NoSet));
    }
}
