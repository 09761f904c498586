//! Who is connected. A server always accepts; when it is full, somebody who has
//! nothing under way makes room.

use std::{
    collections::HashMap,
    net::IpAddr,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Instant,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use hyper::body::{Frame, SizeHint};
use tokio_util::sync::CancellationToken;

use super::{Failure, Limits};
use crate::api::{self, error::Code};

/// The connections of a server.
pub struct Connections {
    most: usize,
    most_of_peer: usize,
    most_busy: usize,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    next_id: u64,
    busy: usize,
    all: HashMap<u64, Connection>,
    of_peer: HashMap<IpAddr, usize>,
}

struct Connection {
    peer: IpAddr,
    /// Since when it has no request under way.
    idle_since: Option<Instant>,
    leave: CancellationToken,
}

impl Open {
    fn count(&self, peer: IpAddr) -> usize {
        self.of_peer.get(&peer).copied().unwrap_or_default()
    }

    /// Closes what has been idle longest: of this peer, or of the peer that has
    /// most connections, so that a crowd of one makes room for others.
    fn close_idle(&mut self, of: Option<IpAddr>) -> bool {
        let idle = self.all.iter().filter(|(_, one)| of.is_none_or(|peer| one.peer == peer));
        let idle = idle.filter_map(|(id, one)| Some((*id, one.peer, one.idle_since?)));
        let oldest =
            idle.min_by_key(|&(_, peer, since)| (std::cmp::Reverse(self.count(peer)), since));
        let Some((id, _, _)) = oldest else { return false };
        if let Some(connection) = self.remove(id) {
            connection.leave.cancel();
        }
        true
    }

    fn remove(&mut self, id: u64) -> Option<Connection> {
        let connection = self.all.remove(&id)?;
        if let Some(count) = self.of_peer.get_mut(&connection.peer) {
            *count -= 1;
            if *count == 0 {
                self.of_peer.remove(&connection.peer);
            }
        }
        Some(connection)
    }
}

impl Connections {
    /// No more connections than the process has descriptors for.
    pub fn new(limits: &Limits, descriptors: usize) -> Self {
        let most = limits.connections.min(descriptors).max(1);
        Self {
            most,
            most_of_peer: limits.connections_of_peer.min(most),
            most_busy: limits.requests,
            open: Mutex::default(),
        }
    }

    /// A place for one more connection, unless all have requests under way.
    pub fn join(self: &Arc<Self>, peer: IpAddr) -> Option<Seat> {
        let peer = network_of(peer);
        let mut open = self.open();
        if open.count(peer) >= self.most_of_peer && !open.close_idle(Some(peer)) {
            return None;
        }
        if open.all.len() >= self.most && !open.close_idle(None) {
            return None;
        }
        let (id, leave) = (open.next_id, CancellationToken::new());
        open.next_id += 1;
        let idle_since = Some(Instant::now());
        open.all.insert(id, Connection { peer, idle_since, leave: leave.clone() });
        *open.of_peer.entry(peer).or_default() += 1;
        Some(Seat { id, leave, connections: Arc::clone(self) })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A machine with IPv6 has a network of its own, and as many addresses.
pub fn network_of(peer: IpAddr) -> IpAddr {
    match peer {
        IpAddr::V4(_) => peer,
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => IpAddr::V4(address),
            None => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
        },
    }
}

/// The place of one connection, left when dropped.
pub struct Seat {
    id: u64,
    /// Cancelled when somebody else needs the place more.
    pub leave: CancellationToken,
    connections: Arc<Connections>,
}

impl Seat {
    /// A request begins, and the connection is not closed for others while the
    /// guard lives.
    pub fn begin(self: &Arc<Self>) -> UnderWay {
        let mut open = self.connections.open();
        if let Some(connection) = open.all.get_mut(&self.id) {
            connection.idle_since = None;
        }
        open.busy += 1;
        UnderWay { seat: Arc::clone(self), is_one_too_many: open.busy > self.connections.most_busy }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.connections.open().remove(self.id);
    }
}

/// A request under way.
pub struct UnderWay {
    seat: Arc<Seat>,
    is_one_too_many: bool,
}

impl UnderWay {
    /// Marks the request where the server has enough to do without it.
    pub fn mark(&self, request: &mut Request) {
        if self.is_one_too_many {
            request.extensions_mut().insert(OneTooMany);
        }
    }

    /// Stays until the answer has been handed over.
    pub fn until_sent(self, response: Response) -> Response {
        response.map(|body| Body::new(Sending { body, _under_way: self }))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut open = self.seat.connections.open();
        open.busy -= 1;
        if let Some(connection) = open.all.get_mut(&self.seat.id) {
            connection.idle_since = Some(Instant::now());
        }
    }
}

#[derive(Clone)]
struct OneTooMany;

/// Refuses at once what the server has no room for. Whether it is well is
/// always answered.
pub async fn shed(request: Request, next: Next) -> Response {
    let is_too_many = request.extensions().get::<OneTooMany>().is_some();
    let asks_how_it_is =
        [api::catalog::HEALTH.path, api::catalog::READY.path].contains(&request.uri().path());
    if is_too_many && !asks_how_it_is {
        return Failure::new(Code::Overloaded, "too many requests are under way").into_response();
    }
    next.run(request).await
}

/// The body of an answer on its way.
struct Sending {
    body: Body,
    _under_way: UnderWay,
}

impl HttpBody for Sending {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const OTHER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    fn places(connections: usize, connections_of_peer: usize) -> Arc<Connections> {
        let limits = Limits { connections, connections_of_peer, ..Limits::default() };
        Arc::new(Connections::new(&limits, usize::MAX))
    }

    fn join(connections: &Arc<Connections>, peer: IpAddr) -> Option<Arc<Seat>> {
        connections.join(peer).map(Arc::new)
    }

    #[test]
    fn the_oldest_idle_one_makes_room() {
        let all = places(2, 2);
        let (first, second) = (join(&all, ONE).unwrap(), join(&all, OTHER).unwrap());
        let third = join(&all, OTHER).unwrap();
        let left = [&first, &second, &third].map(|seat| seat.leave.is_cancelled());
        assert_eq!(left, [true, false, false]);
        drop(first);
        assert_eq!(all.open().all.len(), 2);
    }

    #[test]
    fn what_has_a_request_under_way_stays() {
        let all = places(2, 2);
        let (first, second) = (join(&all, ONE).unwrap(), join(&all, OTHER).unwrap());
        let busy = [first.begin(), second.begin()];
        assert!(join(&all, ONE).is_none());
        drop(busy);
        // Whose request has ended has been idle from then on.
        drop(first.begin());
        assert!(join(&all, ONE).is_some());
        assert!(second.leave.is_cancelled() && !first.leave.is_cancelled());
    }

    #[test]
    fn a_peer_makes_room_for_itself() {
        let all = places(10, 2);
        let others: Vec<_> = (0..2).map(|_| join(&all, OTHER).unwrap()).collect();
        let own: Vec<_> = (0..3).map(|_| join(&all, ONE).unwrap()).collect();
        assert!(own[0].leave.is_cancelled() && !own[1].leave.is_cancelled());
        let busy: Vec<_> = own[1..].iter().map(Seat::begin).collect();
        assert!(join(&all, ONE).is_none());
        assert!(others.iter().all(|seat| !seat.leave.is_cancelled()));
        drop(busy);
    }

    #[test]
    fn a_crowd_of_one_peer_makes_room_for_others() {
        let all = places(4, 4);
        let quiet = join(&all, OTHER).unwrap();
        let crowd: Vec<_> = (0..20).map(|_| join(&all, ONE).unwrap()).collect();
        assert!(!quiet.leave.is_cancelled());
        assert_eq!(crowd.iter().filter(|seat| !seat.leave.is_cancelled()).count(), 3);
        drop((quiet, crowd));
        assert!(all.open().all.is_empty() && all.open().of_peer.is_empty());
    }

    #[test]
    fn requests_are_counted() {
        let limits = Limits { requests: 1, ..Limits::default() };
        let all = Arc::new(Connections::new(&limits, 100));
        let seat = join(&all, ONE).unwrap();
        let first = seat.begin();
        assert!(seat.begin().is_one_too_many);
        drop(first);
        assert!(!seat.begin().is_one_too_many);
    }

    #[test]
    fn addresses_of_one_network_are_one_peer() {
        let peer = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(peer("2001:db8::1"), peer("2001:db8::ffff:1"));
        assert_ne!(peer("2001:db8::1"), peer("2001:db8:0:1::1"));
        assert_eq!(peer("::ffff:192.0.2.1"), ONE);
    }
}
