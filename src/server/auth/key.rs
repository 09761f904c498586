//! The text of a key: `dse_<id>_<secret>`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const FRONT: &str = "dse_";
/// Random bytes of an id, which only has to be another one each time.
const ID: usize = 8;
/// Random bytes of a secret, which nobody can guess.
const SECRET: usize = 32;

/// A key that was just made.
pub struct Fresh {
    pub key_id: String,
    /// All of it, for whoever asked.
    pub text: String,
    pub secret_hash: String,
}

impl Fresh {
    pub fn draw() -> Self {
        let key_id = hex(&random::<ID>());
        let secret = URL_SAFE_NO_PAD.encode(random::<SECRET>());
        let secret_hash = hash(&secret);
        Self { text: format!("{FRONT}{key_id}_{secret}"), key_id, secret_hash }
    }
}

/// The id and the secret of a text that looks like a key.
pub fn parts(text: &str) -> Option<(&str, &str)> {
    let (id, secret) = text.strip_prefix(FRONT)?.split_once('_')?;
    let whole = id.len() == 2 * ID && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    (whole && secret.len() == (SECRET * 4).div_ceil(3)).then_some((id, secret))
}

/// Whether the secret is the one of the stored hash. How much of it is right
/// shows nowhere in the time that this takes.
pub fn is_secret(secret: &str, stored_hash: &str) -> bool {
    hash(secret).as_bytes().ct_eq(stored_hash.as_bytes()).into()
}

fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes from the system's source, which says when it has none.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the system has random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_its_parts_and_by_nothing_else() {
        let fresh = Fresh::draw();
        let (id, secret) = parts(&fresh.text).unwrap();
        assert_eq!(id, fresh.key_id);
        assert_eq!(secret.len(), 43);
        assert!(is_secret(secret, &fresh.secret_hash));
        assert!(!is_secret(&secret[..42], &fresh.secret_hash));
        assert!(!is_secret("", &fresh.secret_hash));
        assert!(!fresh.secret_hash.contains(secret));
        assert_ne!(Fresh::draw().text, fresh.text);
        for other in ["", "dse_", "dse_x_y", &fresh.text[1..], &format!("{}x", fresh.text)] {
            assert_eq!(parts(other), None, "{other}");
        }
    }
}
