//! Who may ask: whoever knows the server's secret, or has a key or a token of
//! the scope that a route needs.

mod access;
mod audit;
mod brake;
mod caller;
pub mod key;
mod pace;
mod ring;

use std::net::{IpAddr, Ipv4Addr};

use axum::http::{Extensions, HeaderMap, header};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{
    App, Call, Failure,
    token::{self, Issuer, Refusal},
};
use crate::{api::error::Code, model::key::Scope, store::StoredKey};

pub use access::{Access, OPEN, Reach, found, named, nothing, whole};
pub use audit::Asked;
pub use brake::Brake;
pub use caller::{Caller, E2E, TOKEN};
pub use ring::Ring;

/// The secret as it is compared: hashed, so that neither its length nor how
/// much of it was right shows in the time that a comparison takes.
pub struct Guard([Option<[u8; 32]>; 2]);

impl Guard {
    /// A guard that lets in who knows one of the secrets; without one, or with a
    /// blank one, nobody.
    pub fn new(secrets: [Option<SecretString>; 2]) -> Self {
        Self(secrets.map(|secret| {
            let secret = secret?;
            let text = secret.expose_secret().trim();
            (!text.is_empty()).then(|| Sha256::digest(text).into())
        }))
    }

    /// Whether this is a secret of them.
    pub fn admits(&self, bearer: &[u8]) -> bool {
        let given: [u8; 32] = Sha256::digest(bearer).into();
        // Each is compared, whether or not one before was the right one.
        let found = self.0.map(|secret| secret.is_some_and(|it| bool::from(it.ct_eq(&given))));
        found.contains(&true)
    }
}

/// Where a request comes from, as the connection knows it.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

impl Peer {
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self(Ipv4Addr::UNSPECIFIED.into()))
    }
}

/// Whoever the headers of a request prove to be, if they have the scope. The
/// body of the request was not touched.
///
/// # Errors
/// When nobody, or somebody without the scope; that is written down.
pub async fn authorize(
    app: &App,
    headers: &HeaderMap,
    asked: &Asked,
    scope: Scope,
) -> Result<Caller, Failure> {
    let header = headers.get(header::AUTHORIZATION);
    let bearer = header.and_then(|value| bearer(value.as_bytes()));
    let caller = match bearer {
        Some(bearer) => identify(app, bearer, asked.peer).await,
        None => Err(missing()),
    };
    let caller = caller.inspect_err(|failure| {
        let claimed = bearer.and_then(|bearer| std::str::from_utf8(bearer).ok());
        asked.refused_unknown(claimed.and_then(key::parts).map(|(key_id, _)| key_id), failure);
    })?;
    let allowed = caller.count(app.clock.now_ms()).and_then(|()| caller.need(scope));
    allowed.inspect_err(|failure| asked.refused(Some(&caller), failure))?;
    Ok(caller)
}

fn missing() -> Failure {
    let message = "send the server's secret or a key as `Authorization: Bearer …`";
    Failure::new(Code::Unauthorized, message)
}

/// Whose secret, key or token this is. Whoever was wrong too often may still
/// come with a key, which nobody can guess; secrets that people chose are not
/// looked at for a while.
///
/// # Errors
/// When it is nobody's, or not looked at.
pub async fn identify(app: &App, bearer: &[u8], peer: Peer) -> Result<Caller, Failure> {
    let now_ms = app.clock.now_ms();
    let wait = app.brake.wait(peer.0, now_ms);
    if wait.is_none() && app.guard.admits(bearer) {
        return Ok(Caller::admin());
    }
    if let Some(caller) = of_key(app, bearer).await? {
        return Ok(caller);
    }
    if let Some(caller) = of_token(app, bearer).await? {
        return Ok(caller);
    }
    Err(wrong(app, peer))
}

/// Proves a request by a secret that is for it alone.
///
/// # Errors
/// When it does not carry that.
pub fn prove(call: &Call, secret: &Guard) -> Result<(), Failure> {
    let header = call.headers.get(header::AUTHORIZATION);
    let Some(bearer) = header.and_then(|value| bearer(value.as_bytes())) else {
        return call.refused(Err(missing()));
    };
    let braked = call.brake.wait(call.peer().0, call.clock.now_ms()).is_some();
    if !braked && secret.admits(bearer) {
        return Ok(());
    }
    call.refused(Err(wrong(call, call.peer())))
}

/// Counts a wrong secret.
fn wrong(app: &App, peer: Peer) -> Failure {
    let now_ms = app.clock.now_ms();
    if let Some(seconds) = app.brake.wait(peer.0, now_ms) {
        let message = format!("too many wrong secrets came from there; wait {seconds} s");
        let failure = Failure::new(Code::TooManyFailures, message);
        return Failure { retry_after: Some(seconds), ..failure };
    }
    app.brake.failed(peer.0, now_ms);
    let message = "that is neither the server's secret nor a live key or token of this server";
    Failure::new(Code::Unauthorized, message)
}

async fn of_key(app: &App, bearer: &[u8]) -> Result<Option<Caller>, Failure> {
    let text = std::str::from_utf8(bearer).ok();
    let Some((key_id, secret)) = text.and_then(key::parts) else { return Ok(None) };
    let Some(held) = app.keys.find(&app.store, key_id).await? else { return Ok(None) };
    let (StoredKey { key, secret_hash }, now_ms) = (&held.stored, app.clock.now_ms());
    if !key::is_secret(secret, secret_hash) || !key.is_live(now_ms) {
        return Ok(None);
    }
    if held.is_use_due(now_ms) {
        note_use(app, key.key_id.clone());
    }
    Ok(Some(Caller::of_key(&held)))
}

/// Nobody waits for it.
fn note_use(app: &App, key_id: String) {
    let store = app.store.clone();
    app.tasks.spawn(async move {
        if let Err(error) = store.key_used(&key_id).await {
            tracing::debug!(%error, "the use of a key was not noted");
        }
    });
}

/// Whoever a token stands for, as long as the key is good that it was made by.
async fn of_token(app: &App, bearer: &[u8]) -> Result<Option<Caller>, Failure> {
    let text = std::str::from_utf8(bearer).ok().filter(|text| token::looks_like(text));
    let Some(text) = text else { return Ok(None) };
    if let Some(issuer) = app.issuers.of(text) {
        return of_issuer(app, issuer, text).await;
    }
    let claims = match app.tokens.verify(text, app.clock.now_ms()) {
        Ok(claims) => claims,
        Err(fault) => {
            tracing::info!(%fault, "a token was refused");
            return Ok(None);
        }
    };
    let pace = match &claims.azp {
        None => None,
        Some(key_id) => match of_credential(app, key_id).await? {
            Some(asker) => asker.pace,
            None => return Ok(None),
        },
    };
    Ok(Some(Caller {
        name: claims.sub.into(),
        key_id: Some(format!("{TOKEN}{}", claims.jti)),
        scopes: claims.scope.split(' ').filter_map(Scope::parse).collect(),
        signature_ids: claims.signature_ids,
        pace,
    }))
}

/// Whoever a token of another issuer stands for. Its `azp` is a client there and
/// no key here.
async fn of_issuer(app: &App, issuer: &Issuer, token: &str) -> Result<Option<Caller>, Failure> {
    match issuer.bearer(token, app.clock.now_ms()).await {
        Ok(bearer) => Ok(Some(Caller {
            name: bearer.name.into(),
            key_id: Some(format!("{TOKEN}{}", bearer.token_id)),
            scopes: bearer.scopes,
            signature_ids: bearer.signature_ids,
            pace: None,
        })),
        Err(Refusal::Token(fault)) => {
            tracing::info!(%fault, "a token of another issuer was refused");
            Ok(None)
        }
        Err(unreachable @ Refusal::Unreachable { retry_after_s, .. }) => {
            let failure = Failure::new(Code::IssuerUnreachable, unreachable.to_string());
            Err(Failure { retry_after: Some(retry_after_s), ..failure })
        }
    }
}

/// Whoever a credential that was proved earlier stands for now: nobody, once the
/// key is revoked or over.
///
/// # Errors
/// When the database fails.
pub async fn of_credential(app: &App, credential: &str) -> Result<Option<Caller>, Failure> {
    if credential == Caller::admin().credential() {
        return Ok(Some(Caller::admin()));
    }
    if credential == E2E {
        return Ok(app.bypass.as_ref().map(|_| Caller::test_user()));
    }
    let held = app.keys.find(&app.store, credential).await?;
    let live = held.filter(|held| held.stored.key.is_live(app.clock.now_ms()));
    Ok(live.map(|held| Caller::of_key(&held)))
}

/// The token of a header value; the scheme's name is the same in any case.
fn bearer(value: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = value.split_at_checked(7)?;
    let token = scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())?;
    Some(token).filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_secret_admits() {
        let secret = |text: &str| Some(SecretString::from(text.to_owned()));
        let guard = Guard::new([secret(" s3cret\n"), secret("before")]);
        assert!(guard.admits(b"s3cret") && guard.admits(b"before"));
        assert!(!guard.admits(b"s3cre"));
        assert!(!guard.admits(b""));
    }

    #[test]
    fn without_a_secret_nobody_is_admitted() {
        assert!(!Guard::new([None, None]).admits(b""));
        let blank = SecretString::from("  ".to_owned());
        assert!(!Guard::new([Some(blank), None]).admits(b""));
    }

    #[test]
    fn a_token_follows_its_scheme() {
        assert_eq!(bearer(b"Bearer  abc"), Some(&b"abc"[..]));
        assert_eq!(bearer(b"bearer abc"), Some(&b"abc"[..]));
        assert_eq!(bearer(b"Basic abcd"), None);
        assert_eq!(bearer(b"Bearer  "), None);
        assert_eq!(bearer(b"Bear"), None);
    }
}
