//! Tokens of other issuers, that the user has named with where their keys are.

use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use super::{
    NAME,
    fetch::{self, Address, FetchFault},
    jwk::PublicKey,
    jwt::{self, Claims, Expected, Fault},
};
use crate::model::{
    issuer::{IssuerSettings, LONGEST_LIFE_S},
    key::{Scope, fault_of_name},
};

const MINUTE_MS: i64 = 60_000;

/// How long keys that were fetched are used without another look.
const FRESH_MS: i64 = 10 * MINUTE_MS;

/// How long they are used while their issuer cannot be reached.
const LONGEST_MS: i64 = 60 * MINUTE_MS;

/// How long is waited from one look to the next.
const PAUSE_MS: i64 = MINUTE_MS;

/// The longest `sub` that is taken, characters.
const LONGEST_SUBJECT: usize = 128;

/// What is wrong with an issuer as it was configured.
#[derive(Debug, thiserror::Error)]
#[error("serve.issuer {name}: {reason}")]
pub struct IssuerFault {
    name: String,
    reason: String,
}

/// Why a token of an issuer was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The token is to blame.
    #[error(transparent)]
    Token(#[from] Fault),
    /// Nobody knows: its issuer did not say which keys are its own.
    #[error("the keys of the issuer {issuer} could not be fetched: {fault}")]
    Unreachable { issuer: String, fault: FetchFault, retry_after_s: u64 },
}

/// Whoever a token of an issuer stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// Who acts, in histories: `issuer:subject`, which no key is called.
    pub name: String,
    pub scopes: Vec<Scope>,
    pub signature_ids: Vec<String>,
    /// How logs name the token.
    pub token_id: String,
}

/// All issuers that were named.
#[derive(Default)]
pub struct Issuers(Vec<Issuer>);

impl Issuers {
    /// # Errors
    /// When one was not configured well.
    pub fn new(settings: &[IssuerSettings]) -> Result<Self, IssuerFault> {
        let mut issuers: Vec<Issuer> = Vec::new();
        for one in settings {
            let fault = |reason: String| IssuerFault { name: one.name.clone(), reason };
            let issuer = Issuer::new(one).map_err(fault)?;
            if issuers.iter().any(|it| it.name == one.name || it.issuer == one.issuer) {
                return Err(fault("another one has its name or its issuer".to_owned()));
            }
            issuers.push(issuer);
        }
        Ok(Self(issuers))
    }

    /// The issuer that a token says it is of. That decides whose keys it is held
    /// against, and nothing else.
    pub fn of(&self, token: &str) -> Option<&Issuer> {
        #[derive(Deserialize)]
        struct Claimed {
            iss: String,
        }
        if self.0.is_empty() {
            return None;
        }
        let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
        let claimed: Claimed = serde_json::from_slice(&claims).ok()?;
        self.0.iter().find(|issuer| issuer.issuer == claimed.iss)
    }
}

/// An issuer with its keys, as far as they are known.
pub struct Issuer {
    name: String,
    issuer: String,
    audience: String,
    scopes: Vec<(String, Vec<Scope>)>,
    life_s: i64,
    address: Address,
    known: Mutex<Known>,
    /// Of many requests one looks.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Clone, Default)]
struct Known {
    keys: Vec<PublicKey>,
    fetched_ms: Option<i64>,
    /// The last look, and how it failed where it did.
    tried_ms: Option<i64>,
    fault: Option<FetchFault>,
}

impl Known {
    /// Also false where the clock went back.
    fn is_within(at_ms: Option<i64>, now_ms: i64, length_ms: i64) -> bool {
        at_ms.is_some_and(|at| (0..length_ms).contains(&(now_ms - at)))
    }

    fn is_usable(&self, now_ms: i64) -> bool {
        Self::is_within(self.fetched_ms, now_ms, LONGEST_MS)
    }

    /// Whether it is time for another look, for a key that is not known or for
    /// any.
    fn is_due(&self, now_ms: i64, is_unknown: bool) -> bool {
        let is_fresh = Self::is_within(self.fetched_ms, now_ms, FRESH_MS);
        (is_unknown || !is_fresh) && !Self::is_within(self.tried_ms, now_ms, PAUSE_MS)
    }
}

impl Issuer {
    fn new(settings: &IssuerSettings) -> Result<Self, String> {
        let IssuerSettings { name, issuer, audience, .. } = settings;
        if let Some(fault) = fault_of_name(name) {
            return Err(format!("`name` {fault}"));
        }
        if issuer.is_empty() || issuer == NAME {
            return Err(format!("`issuer` is the `iss` of its tokens, and not `{NAME}`"));
        }
        if audience.is_empty() {
            return Err("`audience` is missing: the `aud` by which its tokens are meant for this \
                        server"
                .to_owned());
        }
        let life_s = settings.max_life_seconds;
        if !(1..=LONGEST_LIFE_S).contains(&life_s) {
            return Err(format!("`max_life_seconds` is not from 1 to {LONGEST_LIFE_S}"));
        }
        let scope = |ours: &String| {
            Scope::parse(ours).ok_or_else(|| format!("`scopes`: there is no scope `{ours}`"))
        };
        let mut scopes = Vec::new();
        for (theirs, ours) in &settings.scopes {
            let ours: Result<Vec<Scope>, String> = ours.iter().map(scope).collect();
            scopes.push((theirs.clone(), ours?));
        }
        if scopes.is_empty() {
            return Err("`scopes` is missing: what the scopes of its tokens open here".to_owned());
        }
        Ok(Self {
            name: name.clone(),
            issuer: issuer.clone(),
            audience: audience.clone(),
            scopes,
            life_s: i64::from(life_s),
            address: Address::new(&settings.jwks_url)?,
            known: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        })
    }

    /// Whoever the token stands for.
    ///
    /// # Errors
    /// When it is not good, or its issuer's keys cannot be had.
    pub async fn bearer(&self, token: &str, now_ms: i64) -> Result<Bearer, Refusal> {
        let known = self.known(now_ms, false).await?;
        let claims = match self.verify(token, &known, now_ms) {
            Err(Fault::UnknownKey) => {
                let known = self.known(now_ms, true).await?;
                let claims = self.verify(token, &known, now_ms);
                match (claims, &known.fault) {
                    // The key may be one that nobody could ask for.
                    (Err(Fault::UnknownKey), Some(fault)) => {
                        return Err(self.unreachable(fault, &known, now_ms));
                    }
                    (claims, _) => claims?,
                }
            }
            claims => claims?,
        };
        Ok(self.bearer_of(claims)?)
    }

    fn verify(&self, token: &str, known: &Known, now_ms: i64) -> Result<Claims, Fault> {
        let (issuer, audience) = (&*self.issuer, &*self.audience);
        let expected = Expected { issuer, audience, now_ms, life_s: self.life_s };
        jwt::verify(token, &known.keys, expected)
    }

    fn bearer_of(&self, claims: Claims) -> Result<Bearer, Fault> {
        let plain = |text: &str, most: usize| {
            text.len() <= most && text.bytes().all(|byte| byte.is_ascii_graphic())
        };
        if !plain(&claims.sub, LONGEST_SUBJECT) {
            return Err(Fault::Claims);
        }
        let granted = |theirs: &str| self.scopes.iter().find(|(known, _)| known == theirs);
        let granted = claims.scope.split(' ').filter_map(granted);
        let mut scopes: Vec<Scope> = granted.flat_map(|(_, ours)| ours.clone()).collect();
        scopes.sort_unstable();
        scopes.dedup();
        let jti = if plain(&claims.jti, LONGEST_SUBJECT) { &*claims.jti } else { "" };
        Ok(Bearer {
            name: format!("{}:{}", self.name, claims.sub),
            scopes,
            token_id: format!("{}:{jti}", self.name),
            signature_ids: claims.signature_ids,
        })
    }

    /// The keys as they are known, after another look where it is time for one.
    async fn known(&self, now_ms: i64, is_unknown: bool) -> Result<Known, Refusal> {
        if self.held().is_due(now_ms, is_unknown) {
            let _turn = self.turn.lock().await;
            // Somebody else may have looked meanwhile.
            if self.held().is_due(now_ms, is_unknown) {
                let found = fetch::keys(&self.address).await;
                self.keep(found, now_ms);
            }
        }
        let known = self.held().clone();
        match &known.fault {
            Some(fault) if !known.is_usable(now_ms) => Err(self.unreachable(fault, &known, now_ms)),
            _ => Ok(known),
        }
    }

    fn keep(&self, found: Result<Vec<PublicKey>, FetchFault>, now_ms: i64) {
        let mut known = self.held();
        known.tried_ms = Some(now_ms);
        match found {
            Ok(keys) => {
                *known = Known { keys, fetched_ms: Some(now_ms), fault: None, ..known.clone() };
            }
            Err(fault) => {
                tracing::warn!(issuer = self.name, %fault, "the keys of an issuer were not fetched");
                known.fault = Some(fault);
            }
        }
    }

    fn unreachable(&self, fault: &FetchFault, known: &Known, now_ms: i64) -> Refusal {
        let rest = known.tried_ms.map_or(0, |tried| tried + PAUSE_MS - now_ms);
        Refusal::Unreachable {
            issuer: self.name.clone(),
            fault: fault.clone(),
            retry_after_s: rest.clamp(1, PAUSE_MS).unsigned_abs().div_ceil(1_000),
        }
    }

    fn held(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> IssuerSettings {
        IssuerSettings {
            name: "corp".to_owned(),
            issuer: "https://id.example".to_owned(),
            jwks_url: "https://id.example/jwks".to_owned(),
            audience: "dse".to_owned(),
            scopes: [("dse:read".to_owned(), vec!["read".to_owned()])].into(),
            max_life_seconds: 3_600,
        }
    }

    #[test]
    fn an_issuer_that_was_not_configured_well_is_no_start() {
        let fault = |edit: fn(&mut IssuerSettings)| {
            let mut one = settings();
            edit(&mut one);
            Issuers::new(&[one]).err().map(|fault| fault.to_string()).unwrap_or_default()
        };
        assert_eq!(fault(|_| ()), "");
        assert_eq!(fault(|it| it.jwks_url = "http://127.0.0.1:9/jwks".to_owned()), "");
        for (said, edit) in [
            ("`name`", (|it| it.name = "a b".to_owned()) as fn(&mut IssuerSettings)),
            ("`issuer`", |it| it.issuer = NAME.to_owned()),
            ("`audience`", |it| it.audience.clear()),
            ("`scopes`", |it| it.scopes.clear()),
            ("`writ`", |it| drop(it.scopes.insert("w".to_owned(), vec!["writ".to_owned()]))),
            ("max_life", |it| it.max_life_seconds = 86_401),
            ("https", |it| it.jwks_url = "http://id.example/jwks".to_owned()),
            ("https", |it| it.jwks_url = "file:///etc/jwks".to_owned()),
            ("`jwks_url`", |it| it.jwks_url = "jwks".to_owned()),
        ] {
            let fault = fault(edit);
            assert!(fault.contains(said) && fault.contains("serve.issuer"), "{said}: {fault}");
        }
        assert!(Issuers::new(&[settings(), settings()]).is_err());
    }

    #[test]
    fn keys_are_looked_for_when_it_is_time() {
        let at = |fetched_ms, tried_ms| Known { fetched_ms, tried_ms, ..Known::default() };
        let now = 100 * MINUTE_MS;
        let ago = |minutes: i64| Some(now - minutes * MINUTE_MS);
        assert!(at(None, None).is_due(now, false));
        assert!(!at(ago(9), ago(9)).is_due(now, false), "they are fresh");
        assert!(at(ago(9), ago(9)).is_due(now, true));
        assert!(!at(ago(0), ago(0)).is_due(now, true), "once a minute at most");
        assert!(at(ago(10), ago(10)).is_due(now, false));
        assert!(!at(ago(10), ago(0)).is_due(now, false), "the issuer failed just now");
        assert!(at(ago(59), ago(0)).is_usable(now) && !at(ago(60), ago(0)).is_usable(now));
        assert!(at(ago(-5), ago(-5)).is_due(now, false), "a clock that went back");
    }
}
