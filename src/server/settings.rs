//! What a server needs to start.

use std::{net::IpAddr, sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};

use super::token::Tokens;
use crate::{
    catalog::Catalog,
    engine::ports::Clock,
    lm::{Lm, Shutdown},
    model::{example::limits::MAX_ROWS, serve::ServeSettings},
    store::Store,
};

/// Everything that a server serves from.
pub struct Settings {
    pub store: Store,
    pub lm: Arc<dyn Lm>,
    /// Begun when the server is asked to stop; `lm` ends with it.
    pub shutdown: Shutdown,
    /// Whether the store keeps what the model answers, and the same is never
    /// asked again.
    pub keep_answers: bool,
    pub catalog: Catalog,
    pub credentials: Credentials,
    /// Names that requests may have for this server besides those of loopback;
    /// none where they may have any.
    pub hosts: Option<Vec<String>>,
    pub clock: Arc<dyn Clock>,
    /// The commit of the workspace, recorded in the artifacts of compiles.
    pub git_sha: Option<String>,
    pub limits: Limits,
    /// How predictions are served.
    pub serve: ServeSettings,
}

/// What whoever asks is held against. Keys are in the store.
#[derive(Default)]
pub struct Credentials {
    /// The bearer secret. Without one only keys and tokens open anything.
    pub secret: Option<SecretString>,
    /// The one of before, good until the next start.
    pub previous_secret: Option<SecretString>,
    pub tokens: Tokens,
    /// Signs test users in. Never without being set.
    pub bypass: Option<SecretString>,
}

/// How much and how long a server bears with its clients.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Rows of one signature; an import that would go beyond is refused.
    pub rows: usize,
    /// Connections at once. For one more, the one that has been idle longest is
    /// closed.
    pub connections: usize,
    /// Of them, those of one address.
    pub connections_of_peer: usize,
    /// Requests under way at once; a further one is refused.
    pub requests: usize,
    /// For the head of a request, and for a connection without one.
    pub header_time: Duration,
    /// For the next piece of a body.
    pub body_idle_time: Duration,
    /// For a whole body, beside what [`Limits::body_rate`] allows.
    pub body_time: Duration,
    /// Bytes of a body that have to come in a second, once it has had
    /// `body_idle_time` to begin.
    pub body_rate: usize,
    /// For a client to take the next piece of an answer.
    pub write_idle_time: Duration,
    /// Wrong secrets a minute and peer; then a secret is not looked at.
    pub failures: u32,
    /// For what is under way when the server is asked to stop.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rows: MAX_ROWS,
            connections: 1_280,
            connections_of_peer: 1_024,
            requests: 256,
            header_time: Duration::from_secs(14),
            body_idle_time: Duration::from_secs(10),
            body_time: Duration::from_secs(60),
            body_rate: 16 << 10,
            write_idle_time: Duration::from_secs(30),
            failures: 10,
            grace: Duration::from_secs(10),
        }
    }
}

/// Characters of a secret that others may try to guess.
const SHORTEST_SECRET: usize = 16;

impl Limits {
    /// How long a body may have taken of which so many bytes have come.
    pub fn body_time_for(&self, bytes: usize) -> Duration {
        let earned = Duration::from_secs_f64(bytes as f64 / self.body_rate.max(1) as f64);
        self.body_time.min(self.body_idle_time + earned)
    }
}

/// An address that the network can reach, and no secret that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Exposed {
    #[error(
        "{0} can be reached from other machines, and no secret is set: \
         set OA_DSE_ADMIN_SECRET, or listen on 127.0.0.1"
    )]
    Open(IpAddr),
    #[error(
        "{0} can be reached from other machines, and the secret has fewer than \
         {SHORTEST_SECRET} characters: `dse secret generate` makes a good one"
    )]
    Weak(IpAddr),
}

/// Refuses to listen where others can reach a server without a good secret.
///
/// # Errors
/// When `ip` is no loopback address and there is no secret, or a short one.
pub fn refuse_exposed(ip: IpAddr, secret: Option<&SecretString>) -> Result<(), Exposed> {
    let characters = secret.map_or(0, |secret| secret.expose_secret().trim().chars().count());
    match characters {
        _ if ip.is_loopback() => Ok(()),
        0 => Err(Exposed::Open(ip)),
        1..SHORTEST_SECRET => Err(Exposed::Weak(ip)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_earns_its_time() {
        let limits = Limits::default();
        let seconds = |bytes| limits.body_time_for(bytes).as_secs();
        assert_eq!([0, 15, 160 << 10, 8 << 20].map(seconds), [10, 10, 20, 60]);
    }

    #[test]
    fn an_open_address_needs_a_secret() {
        let open: IpAddr = "0.0.0.0".parse().unwrap();
        let local: IpAddr = "::1".parse().unwrap();
        let blank = SecretString::from(" ".to_owned());
        let secret = |length| SecretString::from("s".repeat(length));
        assert_eq!(refuse_exposed(open, None), Err(Exposed::Open(open)));
        assert_eq!(refuse_exposed(open, Some(&blank)), Err(Exposed::Open(open)));
        assert_eq!(refuse_exposed(open, Some(&secret(15))), Err(Exposed::Weak(open)));
        assert_eq!(refuse_exposed(open, Some(&secret(16))), Ok(()));
        assert_eq!(refuse_exposed(local, Some(&secret(1))), Ok(()));
        assert_eq!(refuse_exposed(local, None), Ok(()));
    }
}
