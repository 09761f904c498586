//! How often a peer may be wrong.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::server::connections::network_of;

/// Peers that are remembered at once; the oldest make room.
const PEERS: usize = 4_096;

/// A minute, in which failures are counted.
const WINDOW_MS: i64 = 60_000;

/// Failures by peer. A peer that was wrong too often within a minute is not
/// listened to until that minute has passed.
pub struct Brake {
    limit: u32,
    peers: Mutex<HashMap<IpAddr, Window>>,
}

#[derive(Clone, Copy)]
struct Window {
    since_ms: i64,
    failures: u32,
}

impl Window {
    /// Also where the clock went back, so that nobody waits for longer.
    fn is_over(self, now_ms: i64) -> bool {
        !(0..WINDOW_MS).contains(&(now_ms - self.since_ms))
    }
}

impl Brake {
    pub fn new(limit: u32) -> Self {
        Self { limit, peers: Mutex::default() }
    }

    /// After how many seconds the peer is listened to again; none where it is.
    pub fn wait(&self, peer: IpAddr, now_ms: i64) -> Option<u64> {
        let window = *self.peers().get(&network_of(peer))?;
        if window.is_over(now_ms) || window.failures < self.limit {
            return None;
        }
        let rest = window.since_ms + WINDOW_MS - now_ms;
        Some(rest.unsigned_abs().div_ceil(1_000))
    }

    /// Counts a failure.
    pub fn failed(&self, peer: IpAddr, now_ms: i64) {
        let mut peers = self.peers();
        let peer = network_of(peer);
        if peers.len() >= PEERS && !peers.contains_key(&peer) {
            peers.retain(|_, window| !window.is_over(now_ms));
            let oldest = peers.iter().min_by_key(|(_, window)| window.since_ms);
            let oldest = oldest.map(|(peer, _)| *peer);
            if let Some(oldest) = oldest.filter(|_| peers.len() >= PEERS) {
                peers.remove(&oldest);
            }
        }
        let fresh = Window { since_ms: now_ms, failures: 0 };
        let window = peers.entry(peer).or_insert(fresh);
        if window.is_over(now_ms) {
            *window = fresh;
        }
        window.failures = window.failures.saturating_add(1);
    }

    fn peers(&self) -> MutexGuard<'_, HashMap<IpAddr, Window>> {
        self.peers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(last: u8) -> IpAddr {
        [10, 0, 0, last].into()
    }

    #[test]
    fn ten_failures_a_minute_and_nobody_is_kept_out_for_ever() {
        let brake = Brake::new(10);
        for _ in 0..9 {
            brake.failed(peer(1), 1_000);
        }
        assert_eq!(brake.wait(peer(1), 1_000), None);
        brake.failed(peer(1), 1_000);
        assert_eq!(brake.wait(peer(1), 1_001), Some(60));
        assert_eq!(brake.wait(peer(2), 1_001), None, "others are not to blame");
        // Failures while it is not listened to do not make the time longer.
        brake.failed(peer(1), 60_999);
        assert_eq!(brake.wait(peer(1), 60_999), Some(1));
        assert_eq!(brake.wait(peer(1), 61_000), None);
        brake.failed(peer(1), 61_000);
        assert_eq!(brake.wait(peer(1), 61_000), None, "a new minute counts anew");
        assert_eq!(brake.wait(peer(1), 0), None, "a clock that went back");
    }

    #[test]
    fn one_host_is_one_peer_and_peers_do_not_pile_up() {
        let brake = Brake::new(1);
        brake.failed("2001:db8::1".parse().unwrap(), 0);
        assert!(brake.wait("2001:db8::ffff:2".parse().unwrap(), 0).is_some());
        brake.failed("::ffff:10.0.0.1".parse().unwrap(), 0);
        assert!(brake.wait(peer(1), 0).is_some());
        for number in 0..PEERS as u32 + 10 {
            brake.failed(IpAddr::V4(number.into()), i64::from(number));
        }
        assert_eq!(brake.peers().len(), PEERS);
    }
}
