//! Tokens of other issuers, whose keys the server fetches.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use dse::{
    engine::{memory::ManualClock, ports::Clock},
    model::{issuer::IssuerSettings, serve::ServeSettings},
    server::{
        Limits,
        token::{SigningKey, new_ed25519, new_rsa},
    },
};
use reqwest::Method;
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use super::support::{Answer, Server, Setup, answer};

const ISSUER: &str = "https://id.example/";
const NOW_MS: i64 = 1_700_000_000_000;
const MINUTE_MS: i64 = 60_000;

/// An issuer on loopback, and a server that takes its tokens.
struct Pair {
    clock: Arc<ManualClock>,
    issuer: MockServer,
    server: Server,
}

impl Pair {
    async fn with(keys: &[&SigningKey]) -> Self {
        let issuer = MockServer::start().await;
        let clock = Arc::new(ManualClock::new(NOW_MS));
        let scopes = [
            ("dse:read".to_owned(), vec!["read".to_owned()]),
            ("deploy".to_owned(), vec!["run".to_owned(), "rollout".to_owned()]),
        ];
        let settings = IssuerSettings {
            name: "corp".to_owned(),
            issuer: ISSUER.to_owned(),
            jwks_url: format!("{}/jwks", issuer.uri()),
            audience: "dse-of-corp".to_owned(),
            scopes: scopes.into(),
            max_life_seconds: 3_600,
        };
        let serve = ServeSettings { issuer: vec![settings], ..ServeSettings::default() };
        let limits = Limits { failures: u32::MAX, ..Limits::default() };
        let setup = Setup { clock: clock.clone(), serve, limits, ..Setup::default() };
        let pair = Self { clock, issuer, server: Server::with(setup).await };
        pair.publish(keys).await;
        pair
    }

    /// Shows these keys from now on.
    async fn publish(&self, keys: &[&SigningKey]) {
        let keys: Vec<Value> = keys.iter().map(|key| key.public.json()).collect();
        self.answers(ResponseTemplate::new(200).set_body_json(json!({ "keys": keys }))).await;
    }

    async fn answers(&self, template: ResponseTemplate) {
        self.issuer.reset().await;
        Mock::given(any()).respond_with(template).mount(&self.issuer).await;
    }

    /// How often the issuer was asked since it last changed.
    async fn looks(&self) -> usize {
        self.issuer.received_requests().await.unwrap().len()
    }

    fn claims(&self) -> Value {
        let now = self.clock.now_ms() / 1_000;
        json!({"iss": ISSUER, "aud": ["other", "dse-of-corp"], "sub": "alice", "iat": now,
               "exp": now + 300, "jti": "t1", "azp": "a-client", "scope": "openid dse:read deploy"})
    }

    async fn ask(&self, token: &str) -> Answer {
        answer(self.server.bare(Method::GET, "/api/dse/signatures").bearer_auth(token)).await
    }

    /// Asks with a good token of that key.
    async fn ask_by(&self, key: &SigningKey) -> Answer {
        self.ask(&signed(key, &head(key), &self.claims())).await
    }
}

fn key(text: &str) -> SigningKey {
    SigningKey::parse(text).unwrap()
}

fn head(key: &SigningKey) -> Value {
    json!({"alg": key.public.alg(), "kid": key.public.kid, "typ": "JWT"})
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn signed(key: &SigningKey, head: &Value, claims: &Value) -> String {
    let text = format!("{}.{}", part(head), part(claims));
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(key.sign(text.as_bytes())))
}

#[tokio::test]
async fn a_token_opens_what_its_scopes_stand_for() {
    let (rsa, okp) = (key(&new_rsa()), key(&new_ed25519()));
    let pair = Pair::with(&[&rsa, &okp]).await;
    for key in [&rsa, &okp] {
        pair.ask_by(key).await.ok();
        let token = signed(key, &head(key), &pair.claims());
        let run = key.public.alg();
        let start = pair.server.bare(Method::POST, "/api/dse/ops/run/start").bearer_auth(&token);
        answer(start.json(&json!({ "runId": run }))).await.ok();
        let kept = pair.server.get(&format!("/api/dse/ops/run/{run}")).await.ok();
        assert_eq!(kept["run"]["actorUserId"], "corp:alice");
        let keys = pair.server.bare(Method::GET, "/api/dse/keys").bearer_auth(&token);
        answer(keys).await.refused(403, "scope_missing");
        let mut claims = pair.claims();
        claims["scope"] = "openid admin read".into();
        pair.ask(&signed(key, &head(key), &claims)).await.refused(403, "scope_missing");
        let signed_in = pair.server.bare(Method::POST, "/dse/sign-in");
        let signed_in = signed_in.body(format!("secret={token}")).send().await.unwrap();
        assert_eq!(signed_in.status(), 401, "a session outlives a token");
    }
    assert_eq!(pair.looks().await, 1, "the keys are kept");
}

#[tokio::test]
async fn a_token_with_anything_wrong_is_refused() {
    let (rsa, okp, other) = (key(&new_rsa()), key(&new_ed25519()), key(&new_ed25519()));
    let pair = Pair::with(&[&rsa, &okp]).await;
    pair.ask_by(&okp).await.ok();
    let now = NOW_MS / 1_000;
    let mut bad = Vec::new();
    for (name, value) in [
        ("iss", json!("https://id.example")),
        ("iss", json!("dse")),
        ("iss", Value::Null),
        ("aud", json!("dse")),
        ("aud", Value::Null),
        ("sub", json!(" ")),
        ("sub", json!("two words")),
        ("sub", json!("x".repeat(129))),
        ("sub", Value::Null),
        ("exp", json!(now - 11)),
        ("exp", json!(now + 3_601)),
        ("exp", json!("soon")),
        ("exp", Value::Null),
        ("iat", json!(now + 11)),
        ("nbf", json!(now + 11)),
    ] {
        let mut claims = pair.claims();
        claims[name] = value;
        bad.push(signed(&okp, &head(&okp), &claims));
    }
    for (name, value) in [
        ("jku", json!("https://evil.example/jwks")),
        ("x5u", json!("https://evil.example/cert")),
        ("jwk", other.public.json()),
        ("crit", json!(["exp"])),
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("alg", json!("RS256")),
        ("typ", json!("JOSE")),
    ] {
        let mut head = head(&okp);
        head[name] = value;
        bad.push(signed(&okp, &head, &pair.claims()));
    }
    // Of another key under the name of this one, and without any signature.
    bad.push(signed(&other, &head(&okp), &pair.claims()));
    bad.push(signed(&okp, &head(&rsa), &pair.claims()));
    bad.push(format!("{}.{}.", part(&head(&okp)), part(&pair.claims())));
    for token in &bad {
        pair.ask(token).await.refused(401, "unauthorized");
    }
    assert!(bad.len() >= 24, "{}", bad.len());
    assert_eq!(pair.looks().await, 1);
    // Clocks may differ.
    let mut late = pair.claims();
    late["exp"] = json!(now - 9);
    late["iat"] = json!(now - 309);
    pair.ask(&signed(&okp, &head(&okp), &late)).await.ok();
}

#[tokio::test]
async fn a_key_that_is_not_known_is_looked_for_once_a_minute() {
    let (old, new, unknown) = (key(&new_ed25519()), key(&new_ed25519()), key(&new_ed25519()));
    let pair = Pair::with(&[&old]).await;
    pair.ask_by(&old).await.ok();
    pair.publish(&[&old, &new]).await;
    pair.ask_by(&new).await.refused(401, "unauthorized");
    assert_eq!(pair.looks().await, 0, "it was asked within this minute");
    pair.clock.advance(MINUTE_MS);
    pair.ask_by(&new).await.ok();
    for _ in 0..20 {
        pair.ask_by(&unknown).await.refused(401, "unauthorized");
    }
    assert_eq!(pair.looks().await, 1);
    // A key that the issuer has withdrawn ends when the keys are too old.
    pair.publish(&[&new]).await;
    pair.ask_by(&old).await.ok();
    pair.clock.advance(10 * MINUTE_MS);
    pair.ask_by(&old).await.refused(401, "unauthorized");
    pair.ask_by(&new).await.ok();
    assert_eq!(pair.looks().await, 1);
}

#[tokio::test]
async fn an_issuer_that_is_gone_is_done_without_for_an_hour() {
    let (known, unknown) = (key(&new_ed25519()), key(&new_ed25519()));
    let pair = Pair::with(&[&known]).await;
    pair.ask_by(&known).await.ok();
    pair.answers(ResponseTemplate::new(500)).await;
    for _ in 0..5 {
        pair.clock.advance(11 * MINUTE_MS);
        pair.ask_by(&known).await.ok();
    }
    // It may be one of the issuer's keys, or not: nobody can say.
    let message = pair.ask_by(&unknown).await.refused(503, "issuer_unreachable");
    assert!(message.contains("corp") && message.contains("status 500"), "{message}");
    pair.clock.advance(5 * MINUTE_MS);
    let refused = pair.ask_by(&known).await;
    assert_eq!(refused.headers["retry-after"], "60");
    refused.refused(503, "issuer_unreachable");
    // Others are not to blame.
    pair.server.get("/api/dse/signatures").await.ok();
    pair.publish(&[&known]).await;
    pair.ask_by(&known).await.refused(503, "issuer_unreachable");
    pair.clock.advance(MINUTE_MS);
    pair.ask_by(&known).await.ok();
}

#[tokio::test]
async fn what_an_issuer_answers_is_bounded() {
    let key = key(&new_ed25519());
    let pair = Pair::with(&[&key]).await;
    let elsewhere = MockServer::start().await;
    let target = format!("{}/jwks", elsewhere.uri());
    let many = json!({"keys": vec![key.public.json(); 21]});
    let long = json!({"keys": [key.public.json()], "more": "x".repeat(64 << 10)});
    let shared = json!({"keys": [{"kty": "oct", "k": "c2VjcmV0", "alg": "HS256"}]});
    for (template, said) in [
        (ResponseTemplate::new(302).insert_header("location", target.as_str()), "status 302"),
        (ResponseTemplate::new(200).set_body_string("<html>"), "no JSON Web Key Set"),
        (ResponseTemplate::new(200).set_body_json(many), "over 20 keys"),
        (ResponseTemplate::new(200).set_body_json(long), "over 65536 bytes"),
        (ResponseTemplate::new(200).set_body_json(shared), "no key for RS256 or EdDSA"),
    ] {
        pair.answers(template).await;
        let message = pair.ask_by(&key).await.refused(503, "issuer_unreachable");
        assert!(message.contains(said), "{message}");
        pair.clock.advance(MINUTE_MS);
    }
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
    pair.publish(&[&key]).await;
    pair.ask_by(&key).await.ok();
}
