//! Tokens, the keys that check them, and the sign-in of test users.

use axum::{body::Body, http::Response};
use sha2::{Digest, Sha256};

use crate::{
    api::{
        Empty, Success,
        error::Code,
        token::{KeySet, LoginRequest, LoginResponse, MintRequest, MintResponse},
    },
    model::{
        key::{Scope, fault_of_name},
        text,
        time::rfc3339,
    },
    server::{
        Call, Failure,
        auth::{self, key::hex},
        page, respond,
        token::{LONGEST_LIFE, Wanted},
    },
};

pub async fn mint(call: Call, request: MintRequest) -> Result<MintResponse, Failure> {
    let mut scopes = request.scopes;
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() {
        return Err(Failure::invalid("scopes is missing: a token without a scope opens nothing"));
    }
    let life = request.ttl_seconds.unwrap_or(LONGEST_LIFE as f64);
    if !(1.0..=LONGEST_LIFE as f64).contains(&life) {
        let message = format!("ttlSeconds is not from 1 to {LONGEST_LIFE}");
        return Err(Failure::invalid(message));
    }
    let subject = match request.subject.as_deref().map(text::trim) {
        None => call.store.actor(),
        Some(subject) => match fault_of_name(subject) {
            Some(fault) => return Err(Failure::invalid(format!("subject {fault}"))),
            None => subject,
        },
    };
    let signature_ids = request.signature_ids.unwrap_or_default();
    for id in &signature_ids {
        call.signature(id)?;
    }
    let now_ms = call.clock.now_ms();
    let wanted = Wanted {
        subject,
        scopes: &scopes,
        signature_ids: &signature_ids,
        key_id: call.caller.key_id.as_deref(),
        life_s: life as i64,
        now_ms,
    };
    let token = call.tokens.mint(&wanted).ok_or_else(no_key)?;
    let names: Vec<&str> = scopes.iter().map(|scope| scope.name()).collect();
    tracing::info!(
        key = call.caller.credential(),
        subject,
        scopes = names.join(" "),
        "a token was made"
    );
    let expires_at_ms = (now_ms.div_euclid(1_000) + wanted.life_s) * 1_000;
    Ok(MintResponse { token, scopes, expires_at: rfc3339(expires_at_ms), expires_at_ms })
}

fn no_key() -> Failure {
    let message = "this server signs no tokens: OA_E2E_JWT_PRIVATE_JWK is not set where it runs";
    Failure::new(Code::NotFound, message)
}

pub async fn key_set(call: Call, _: Empty) -> Result<KeySet, Failure> {
    if !call.tokens.are_made() {
        return Err(no_key());
    }
    Ok(KeySet { keys: call.tokens.key_set() })
}

/// Signs a test user in: to the pages by a cookie, and by a token that reads.
pub async fn login(call: Call, request: LoginRequest) -> Result<Response<Body>, Failure> {
    let Some(bypass) = &call.bypass else {
        return Err(Failure::new(Code::NotFound, "there is no such path"));
    };
    auth::prove(&call, bypass)?;
    let seed = request.seed.unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
    let user_id = format!("user_e2e_{}", &hex(&Sha256::digest(seed))[..16]);
    let token = call.tokens.mint(&Wanted {
        subject: &user_id,
        scopes: &[Scope::Read],
        signature_ids: &[],
        key_id: None,
        life_s: LONGEST_LIFE,
        now_ms: call.clock.now_ms(),
    });
    tracing::info!(user_id, "a test user was signed in");
    let answer = respond::json(200, &Success::of(LoginResponse { user_id, token }));
    Ok(page::with_session(&call, answer))
}
