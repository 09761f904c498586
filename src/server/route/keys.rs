//! Keys: who may do what.

use std::time::Duration;

use crate::{
    api::{
        Empty,
        keys::{
            CreateRequest, IssuedKey, Key, ListResponse, RevokeRequest, RevokeResponse,
            RotateRequest,
        },
    },
    model::{key::fault_of_name, rate::Rate, text, time::rfc3339},
    server::{Call, Failure, auth::key::Fresh},
    store::{ADMIN, NewKey},
};

/// How long the keys of before stay good when one is rotated.
const OVERLAP: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest time that a key is made for, seconds: ten years.
pub const LONGEST: f64 = 10.0 * 366.0 * 86_400.0;

/// Signatures that a key is bound to at most.
const SIGNATURES: usize = 100;

pub async fn create(call: Call, request: CreateRequest) -> Result<IssuedKey, Failure> {
    let name = text::trim(&request.name);
    if let Some(fault) = fault_of_name(name) {
        return Err(Failure::invalid(format!("name {fault}")));
    }
    if name == ADMIN {
        return Err(Failure::invalid(format!("name: {ADMIN} stands for the server's secret")));
    }
    let mut scopes = request.scopes;
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() {
        return Err(Failure::invalid("scopes is missing: a key without a scope opens nothing"));
    }
    let mut signature_ids = request.signature_ids.unwrap_or_default();
    signature_ids.sort_unstable();
    signature_ids.dedup();
    if signature_ids.len() > SIGNATURES {
        return Err(Failure::invalid(format!("signatureIds has over {SIGNATURES} ids")));
    }
    for id in &signature_ids {
        call.signature(id)?;
    }
    let now_ms = call.clock.now_ms();
    let expires_at_ms = until(now_ms, request.expires_in_seconds, "expiresInSeconds")?;
    let rate = request.rate.as_deref().map(str::parse::<Rate>).transpose();
    let rate = rate.map_err(|error| Failure::invalid(format!("rate: {error}")))?;
    let fresh = Fresh::draw();
    let (key_id, secret_hash) = (&*fresh.key_id, &*fresh.secret_hash);
    let new = NewKey { key_id, secret_hash, expires_at_ms, rate };
    let key = call.store.create_key(new, name, &scopes, &signature_ids).await?;
    Ok(issued(fresh, key, Vec::new()))
}

pub async fn list(call: Call, _: Empty) -> Result<ListResponse, Failure> {
    let (keys, changes) = call.store.keys().await?;
    Ok(ListResponse { keys, changes })
}

pub async fn revoke(call: Call, request: RevokeRequest) -> Result<RevokeResponse, Failure> {
    let revoked = call.store.revoke_key(required(&request.key)?).await?;
    Ok(RevokeResponse { revoked })
}

pub async fn rotate(call: Call, request: RotateRequest) -> Result<IssuedKey, Failure> {
    let name = required(&request.key)?;
    let now_ms = call.clock.now_ms();
    let overlap = request.overlap_seconds.unwrap_or(OVERLAP.as_secs_f64());
    if !(0.0..=LONGEST).contains(&overlap) {
        return Err(Failure::invalid("overlapSeconds is not a number of seconds from 0 on"));
    }
    let old_end_ms = now_ms + (overlap * 1_000.0) as i64;
    let chosen = until(now_ms, request.expires_in_seconds, "expiresInSeconds")?;
    let fresh = Fresh::draw();
    let successor = |before: &Key| {
        let as_long = before.expires_at_ms.map(|end| now_ms + (end - before.created_at_ms));
        (fresh.key_id.clone(), fresh.secret_hash.clone(), chosen.or(as_long))
    };
    let (key, replaces) = call.store.rotate_key(name, old_end_ms, successor).await?;
    Ok(issued(fresh, key, replaces))
}

fn issued(fresh: Fresh, key: Key, replaces: Vec<Key>) -> IssuedKey {
    IssuedKey {
        key: fresh.text,
        key_id: key.key_id,
        name: key.name,
        scopes: key.scopes,
        signature_ids: key.signature_ids,
        expires_at: key.expires_at_ms.map(rfc3339),
        expires_at_ms: key.expires_at_ms,
        rate: key.rate,
        replaces,
    }
}

fn required(given: &str) -> Result<&str, Failure> {
    let key = text::trim(given);
    if key.is_empty() { Err(Failure::invalid("key is missing: a name or an id")) } else { Ok(key) }
}

fn until(now_ms: i64, seconds: Option<f64>, field: &str) -> Result<Option<i64>, Failure> {
    let Some(seconds) = seconds else { return Ok(None) };
    if !(1.0..=LONGEST).contains(&seconds) {
        return Err(Failure::invalid(format!(
            "{field} is not a number of seconds from 1 to ten years"
        )));
    }
    Ok(Some(now_ms + (seconds * 1_000.0) as i64))
}
