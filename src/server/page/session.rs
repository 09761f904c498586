//! Who is signed in: a signed cookie, and links that sign in once.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// How long a session lasts.
pub const SESSION_TIME: Duration = Duration::from_secs(12 * 60 * 60);

/// How long a link waits for the one who opens it.
pub const TICKET_TIME: Duration = Duration::from_secs(120);

/// Tickets that may wait at once; the oldest make room.
const TICKETS: usize = 100;

/// The sessions of one server process. They end with it: its key is its own,
/// drawn anew at every start, and says nothing about the server's secret.
pub struct Sessions {
    key: [u8; 32],
    /// By the hash of a ticket, when it expires.
    tickets: Mutex<HashMap<[u8; 32], i64>>,
}

impl Default for Sessions {
    fn default() -> Self {
        Self { key: Sha256::digest(random()).into(), tickets: Mutex::default() }
    }
}

impl Sessions {
    /// The value of a cookie that reads pages for [`SESSION_TIME`].
    pub fn issue(&self, now_ms: i64) -> String {
        let expires = now_ms + SESSION_TIME.as_millis() as i64;
        let tag = self.signer(expires).finalize().into_bytes();
        format!("{expires}.{}", hex(&tag))
    }

    /// Whether this process issued the cookie, not too long ago.
    pub fn admits(&self, cookie: &str, now_ms: i64) -> bool {
        let Some((expires, tag)) = cookie.split_once('.') else { return false };
        let Ok(expires) = expires.parse::<i64>() else { return false };
        let Some(tag) = unhex(tag) else { return false };
        expires > now_ms && self.signer(expires).verify_slice(&tag).is_ok()
    }

    /// A ticket that signs one reader in, within [`TICKET_TIME`].
    pub fn ticket(&self, now_ms: i64) -> String {
        let ticket = random();
        let mut tickets = self.tickets();
        tickets.retain(|_, expires| *expires > now_ms);
        if tickets.len() >= TICKETS
            && let Some(oldest) = tickets.iter().min_by_key(|(_, expires)| **expires)
        {
            let oldest = *oldest.0;
            tickets.remove(&oldest);
        }
        let expires = now_ms + TICKET_TIME.as_millis() as i64;
        tickets.insert(Sha256::digest(&ticket).into(), expires);
        ticket
    }

    /// Takes a ticket; it is good for one time.
    pub fn redeem(&self, ticket: &str, now_ms: i64) -> bool {
        let hash: [u8; 32] = Sha256::digest(ticket).into();
        self.tickets().remove(&hash).is_some_and(|expires| expires > now_ms)
    }

    fn signer(&self, expires: i64) -> Hmac<Sha256> {
        let mut signer = Hmac::new_from_slice(&self.key).expect("a key of any length can sign");
        signer.update(format!("dse pages until {expires}").as_bytes());
        signer
    }

    fn tickets(&self) -> std::sync::MutexGuard<'_, HashMap<[u8; 32], i64>> {
        self.tickets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// 244 bits that nobody can guess.
fn random() -> String {
    format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    pairs.map(|pair| pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_good_until_it_expires_and_only_as_it_was_issued() {
        let sessions = Sessions::default();
        let cookie = sessions.issue(1_000);
        let end = 1_000 + SESSION_TIME.as_millis() as i64;
        assert!(sessions.admits(&cookie, end - 1));
        assert!(!sessions.admits(&cookie, end));
        let (_, tag) = cookie.split_once('.').unwrap();
        for forged in [format!("{}.{tag}", end + 1), format!("{end}."), String::new(), "7".into()] {
            assert!(!sessions.admits(&forged, 1_000), "{forged}");
        }
        assert!(!Sessions::default().admits(&cookie, 1_000), "another process signs otherwise");
    }

    #[test]
    fn a_ticket_is_good_once_and_not_for_long() {
        let sessions = Sessions::default();
        let (first, late) = (sessions.ticket(0), sessions.ticket(0));
        assert!(sessions.redeem(&first, 1));
        assert!(!sessions.redeem(&first, 1));
        assert!(!sessions.redeem(&late, TICKET_TIME.as_millis() as i64));
        assert!(!sessions.redeem("", 1));
    }

    #[test]
    fn tickets_do_not_pile_up() {
        let sessions = Sessions::default();
        let oldest = sessions.ticket(0);
        for now in 1..=TICKETS {
            sessions.ticket(now as i64);
        }
        assert_eq!(sessions.tickets().len(), TICKETS);
        assert!(!sessions.redeem(&oldest, 1));
    }
}
