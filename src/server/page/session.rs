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
    /// By the hash of a ticket.
    tickets: Mutex<HashMap<[u8; 32], Ticket>>,
}

/// A link that signs in.
#[derive(Clone)]
struct Ticket {
    expires_ms: i64,
    /// Whose it is.
    credential: String,
}

impl Default for Sessions {
    fn default() -> Self {
        Self { key: Sha256::digest(random()).into(), tickets: Mutex::default() }
    }
}

impl Sessions {
    /// The value of a cookie that reads pages for [`SESSION_TIME`], as long as
    /// the credential is good.
    pub fn issue(&self, credential: &str, now_ms: i64) -> String {
        let expires = now_ms + SESSION_TIME.as_millis() as i64;
        let tag = self.signer(credential, expires).finalize().into_bytes();
        format!("{expires}.{credential}.{}", hex(&tag))
    }

    /// The credential of a cookie, if this process issued it, not too long ago.
    pub fn credential<'a>(&self, cookie: &'a str, now_ms: i64) -> Option<&'a str> {
        let (expires, rest) = cookie.split_once('.')?;
        let (credential, tag) = rest.split_once('.')?;
        let (expires, tag) = (expires.parse().ok()?, unhex(tag)?);
        let signed = self.signer(credential, expires).verify_slice(&tag).is_ok();
        (signed && expires > now_ms).then_some(credential)
    }

    /// A ticket that signs one reader in, within [`TICKET_TIME`].
    pub fn ticket(&self, credential: &str, now_ms: i64) -> String {
        let ticket = random();
        let mut tickets = self.tickets();
        tickets.retain(|_, ticket| ticket.expires_ms > now_ms);
        if tickets.len() >= TICKETS
            && let Some(oldest) = tickets.iter().min_by_key(|(_, ticket)| ticket.expires_ms)
        {
            let oldest = *oldest.0;
            tickets.remove(&oldest);
        }
        let expires_ms = now_ms + TICKET_TIME.as_millis() as i64;
        let credential = credential.to_owned();
        tickets.insert(Sha256::digest(&ticket).into(), Ticket { expires_ms, credential });
        ticket
    }

    /// Takes a ticket, which is good for one time; gives whose it was.
    pub fn redeem(&self, ticket: &str, now_ms: i64) -> Option<String> {
        let hash: [u8; 32] = Sha256::digest(ticket).into();
        let taken = self.tickets().remove(&hash)?;
        (taken.expires_ms > now_ms).then_some(taken.credential)
    }

    fn signer(&self, credential: &str, expires: i64) -> Hmac<Sha256> {
        let mut signer = Hmac::new_from_slice(&self.key).expect("a key of any length can sign");
        signer.update(format!("dse pages of {credential} until {expires}").as_bytes());
        signer
    }

    fn tickets(&self) -> std::sync::MutexGuard<'_, HashMap<[u8; 32], Ticket>> {
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
        let cookie = sessions.issue("k1", 1_000);
        let end = 1_000 + SESSION_TIME.as_millis() as i64;
        assert_eq!(sessions.credential(&cookie, end - 1), Some("k1"));
        assert_eq!(sessions.credential(&cookie, end), None);
        let (_, tag) = cookie.rsplit_once('.').unwrap();
        let forged = [
            format!("{}.k1.{tag}", end + 1),
            format!("{end}.admin.{tag}"),
            format!("{end}.{tag}"),
            format!("{end}.k1."),
            String::new(),
            "7".into(),
        ];
        for forged in forged {
            assert_eq!(sessions.credential(&forged, 1_000), None, "{forged}");
        }
        let other = Sessions::default();
        assert_eq!(other.credential(&cookie, 1_000), None, "another process signs otherwise");
    }

    #[test]
    fn a_ticket_is_good_once_and_not_for_long() {
        let sessions = Sessions::default();
        let (first, late) = (sessions.ticket("k1", 0), sessions.ticket("k1", 0));
        assert_eq!(sessions.redeem(&first, 1).as_deref(), Some("k1"));
        assert_eq!(sessions.redeem(&first, 1), None);
        assert_eq!(sessions.redeem(&late, TICKET_TIME.as_millis() as i64), None);
        assert_eq!(sessions.redeem("", 1), None);
    }

    #[test]
    fn tickets_do_not_pile_up() {
        let sessions = Sessions::default();
        let oldest = sessions.ticket("k1", 0);
        for now in 1..=TICKETS {
            sessions.ticket("k1", now as i64);
        }
        assert_eq!(sessions.tickets().len(), TICKETS);
        assert_eq!(sessions.redeem(&oldest, 1), None);
    }
}
