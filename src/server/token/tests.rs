//! Tokens that must not be taken, made by hand: no line of the code under test
//! builds them but the signature, which is by the primitive itself.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::Sha256;

use super::*;

const NOW: i64 = 1_700_000_000;
const SEED: [u8; 32] = [7; 32];
const OTHER_SEED: [u8; 32] = [8; 32];

fn pair(seed: &[u8; 32]) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(seed).unwrap()
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn private(seed: &[u8; 32], kid: &str) -> String {
    let x = text(pair(seed).public_key().as_ref());
    format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"{kid}","x":"{x}","d":"{}"}}"#, text(seed))
}

fn tokens() -> Tokens {
    Tokens::new(&private(&SEED, "one"), None).unwrap()
}

fn head() -> Value {
    json!({"alg": "EdDSA", "kid": "one", "typ": "JWT"})
}

fn claims() -> Value {
    json!({
        "iss": "dse", "aud": "dse", "sub": "ci", "iat": NOW, "exp": NOW + 600, "jti": "t",
        "scope": "read",
    })
}

fn signed_raw(head: &str, claims: &str, seed: &[u8; 32]) -> String {
    let signed = format!("{}.{}", text(head), text(claims));
    let signature = text(pair(seed).sign(signed.as_bytes()).as_ref());
    format!("{signed}.{signature}")
}

fn signed(head: &Value, claims: &Value) -> String {
    signed_raw(&head.to_string(), &claims.to_string(), &SEED)
}

fn with(document: &Value, name: &str, value: Value) -> Value {
    let mut document = document.clone();
    document[name] = value;
    document
}

fn without(document: &Value, name: &str) -> Value {
    let mut document = document.clone();
    document.as_object_mut().unwrap().remove(name);
    document
}

/// Every kind of bad token with the fault that it must be refused for.
fn bad() -> Vec<(&'static str, String, Fault)> {
    let good = signed(&head(), &claims());
    let (front, signature) = good.rsplit_once('.').unwrap();
    let (head_part, claims_part) = front.split_once('.').unwrap();
    let public = pair(&SEED).public_key().as_ref().to_vec();
    let hmac_by = |alg: &str, key: &[u8]| {
        let head = with(&head(), "alg", alg.into());
        let signed = format!("{}.{}", text(head.to_string()), claims_part);
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(signed.as_bytes());
        format!("{signed}.{}", text(mac.finalize().into_bytes()))
    };
    let of_head = |name: &str, value: Value| signed(&with(&head(), name, value), &claims());
    let of_claim = |name: &str, value: Value| signed(&head(), &with(&claims(), name, value));
    let twice = |document: &Value, part: &str| {
        let text = document.to_string();
        format!("{},{part}}}", &text[..text.len() - 1])
    };
    let mut flipped = URL_SAFE_NO_PAD.decode(signature).unwrap();
    flipped[0] ^= 1;
    let own_key = json!({"kty": "OKP", "crv": "Ed25519",
        "x": text(pair(&OTHER_SEED).public_key().as_ref())});
    vec![
        (
            "alg none, no signature",
            {
                let head = with(&head(), "alg", "none".into());
                format!("{}.{claims_part}.", text(head.to_string()))
            },
            Fault::Algorithm,
        ),
        ("alg none, with a signature", of_head("alg", "none".into()), Fault::Algorithm),
        ("alg NoNe", of_head("alg", "NoNe".into()), Fault::Algorithm),
        ("HS256 by the public key", hmac_by("HS256", &public), Fault::Algorithm),
        ("EdDSA that is an HMAC", hmac_by("EdDSA", &public), Fault::Signature),
        ("RS256 of an Ed25519 key", of_head("alg", "RS256".into()), Fault::Algorithm),
        ("alg is missing", signed(&without(&head(), "alg"), &claims()), Fault::Head),
        ("no signature", format!("{front}."), Fault::Signature),
        ("a flipped bit", format!("{front}.{}", text(flipped)), Fault::Signature),
        (
            "another claim under the signature",
            {
                let other = with(&claims(), "scope", "admin".into());
                format!("{head_part}.{}.{signature}", text(other.to_string()))
            },
            Fault::Signature,
        ),
        (
            "another key under our name",
            signed_raw(&head().to_string(), &claims().to_string(), &OTHER_SEED),
            Fault::Signature,
        ),
        ("an unknown kid", of_head("kid", "two".into()), Fault::UnknownKey),
        ("a kid that is a path", of_head("kid", "../../etc/passwd".into()), Fault::UnknownKey),
        ("jwk", of_head("jwk", own_key), Fault::RefusedMember),
        ("jku", of_head("jku", "https://evil.example/jwks".into()), Fault::RefusedMember),
        ("x5u", of_head("x5u", "https://evil.example/x".into()), Fault::RefusedMember),
        ("crit", of_head("crit", json!(["exp"])), Fault::RefusedMember),
        ("crit null", of_head("crit", Value::Null), Fault::RefusedMember),
        ("another typ", of_head("typ", "JWE".into()), Fault::Head),
        (
            "alg twice",
            signed_raw(&twice(&head(), r#""alg":"none""#), &claims().to_string(), &SEED),
            Fault::Head,
        ),
        ("over", of_claim("exp", (NOW - 11).into()), Fault::Time),
        ("exp is missing", signed(&head(), &without(&claims(), "exp")), Fault::Claims),
        ("exp is a text", of_claim("exp", "9999999999".into()), Fault::Claims),
        ("exp is null", of_claim("exp", Value::Null), Fault::Claims),
        (
            "exp beyond all numbers",
            {
                let claims = claims().to_string().replace(&(NOW + 600).to_string(), "1e400");
                signed_raw(&head().to_string(), &claims, &SEED)
            },
            Fault::Claims,
        ),
        ("good for too long", of_claim("exp", (NOW + 901).into()), Fault::Time),
        ("not good yet", of_claim("nbf", (NOW + 11).into()), Fault::Time),
        ("nbf is a text", of_claim("nbf", "0".into()), Fault::Claims),
        ("nbf is null", of_claim("nbf", Value::Null), Fault::Claims),
        (
            "made in the future",
            {
                let late = with(&claims(), "iat", (NOW + 11).into());
                signed(&head(), &with(&late, "exp", (NOW + 20).into()))
            },
            Fault::Time,
        ),
        ("iss is missing", signed(&head(), &without(&claims(), "iss")), Fault::Claims),
        ("another iss", of_claim("iss", "dse.evil".into()), Fault::Issuer),
        ("aud is missing", signed(&head(), &without(&claims(), "aud")), Fault::Claims),
        ("another aud", of_claim("aud", "convex".into()), Fault::Audience),
        ("other auds", of_claim("aud", json!(["a", "b"])), Fault::Audience),
        ("sub is missing", signed(&head(), &without(&claims(), "sub")), Fault::Claims),
        ("sub is empty", of_claim("sub", " ".into()), Fault::Claims),
        (
            "sub twice",
            signed_raw(&head().to_string(), &twice(&claims(), r#""sub":"admin""#), &SEED),
            Fault::Claims,
        ),
        ("two parts", front.to_owned(), Fault::Shape),
        ("four parts", format!("{good}.x"), Fault::Shape),
        ("padded", format!("{head_part}=.{claims_part}.{signature}"), Fault::Shape),
        ("a blank in it", format!("{head_part}. {claims_part}.{signature}"), Fault::Shape),
        ("standard base64", format!("{head_part}.{claims_part}.+/+/"), Fault::Shape),
        ("nothing", String::new(), Fault::Shape),
        ("claims are no object", signed_raw(&head().to_string(), "[]", &SEED), Fault::Claims),
        ("claims are no JSON", signed_raw(&head().to_string(), "{", &SEED), Fault::Claims),
        ("over 8 KB", of_claim("pad", "x".repeat(9_000).into()), Fault::Shape),
    ]
}

#[test]
fn a_good_token_is_taken() {
    let expected = tokens().verify(&signed(&head(), &claims()), NOW * 1_000).unwrap();
    assert_eq!((expected.sub.as_str(), expected.scope.as_str()), ("ci", "read"));
    // Within the leeway, with other claims, and without what may be left out.
    let late = with(&claims(), "exp", (NOW - 9).into());
    let late = with(&late, "iat", (NOW - 100).into());
    for good in [
        signed(&head(), &late),
        signed(&head(), &with(&claims(), "aud", json!(["x", "dse"]))),
        signed(&head(), &with(&claims(), "unknown", json!({"a": 1}))),
        signed(&json!({"alg": "EdDSA"}), &claims()),
    ] {
        tokens().verify(&good, NOW * 1_000).unwrap();
    }
}

#[test]
fn every_bad_token_is_refused_for_what_is_bad_in_it() {
    let (tokens, bad) = (tokens(), bad());
    assert!(bad.len() >= 24, "{}", bad.len());
    for (what, token, fault) in &bad {
        assert_eq!(tokens.verify(token, NOW * 1_000), Err(*fault), "{what}");
    }
    // A server without a key takes none at all.
    let good = signed(&head(), &claims());
    assert_eq!(Tokens::default().verify(&good, NOW * 1_000), Err(Fault::UnknownKey));
}

#[test]
fn every_cut_and_every_changed_character_is_refused() {
    let good = signed(&head(), &claims());
    let tokens = tokens();
    for at in 0..good.len() {
        assert!(tokens.verify(&good[..at], NOW * 1_000).is_err(), "cut at {at}");
        let mut other = good.clone().into_bytes();
        other[at] = if other[at] == b'A' { b'B' } else { b'A' };
        let other = String::from_utf8(other).unwrap();
        assert!(tokens.verify(&other, NOW * 1_000).is_err(), "changed at {at}");
    }
}

#[test]
fn a_rotated_key_is_good_beside_its_successor() {
    let wanted = |now_ms| Wanted {
        subject: "ci",
        scopes: &[Scope::Read],
        signature_ids: &[],
        key_id: None,
        life_s: 60,
        now_ms,
    };
    let now_ms = NOW * 1_000;
    for (old, new) in [(new_ed25519(), new_rsa()), (new_rsa(), new_ed25519())] {
        let before = Tokens::new(&old, None).unwrap();
        let token = before.mint(&wanted(now_ms)).unwrap();
        let after = Tokens::new(&new, Some(&old)).unwrap();
        assert_eq!(after.key_set().len(), 2);
        assert!(!json!(after.key_set()).to_string().contains("\"d\""));
        assert_eq!(after.verify(&token, now_ms).unwrap().sub, "ci");
        let own = after.mint(&wanted(now_ms)).unwrap();
        after.verify(&own, now_ms).unwrap();
        assert_eq!(before.verify(&own, now_ms), Err(Fault::UnknownKey));
        assert_eq!(Tokens::new(&new, None).unwrap().verify(&token, now_ms), Err(Fault::UnknownKey));
    }
}
