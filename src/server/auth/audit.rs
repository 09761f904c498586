//! The record of refusals, in the log: who, where, from where. The line stands
//! in the request's span and so has its id.

use axum::extract::MatchedPath;
use axum::http::{Method, request::Parts};

use super::{Caller, Peer};
use crate::server::Failure;

/// What was asked, and from where.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: Method,
    /// The path of the route, never that of the request: ids stay out.
    pub route: String,
    pub peer: Peer,
}

impl Asked {
    pub fn of(head: &Parts) -> Self {
        Self::from(&head.method, &head.extensions)
    }

    pub fn from(method: &Method, extensions: &axum::http::Extensions) -> Self {
        let route = extensions.get::<MatchedPath>().map_or("-", MatchedPath::as_str);
        Self { method: method.clone(), route: route.to_owned(), peer: Peer::of(extensions) }
    }

    /// Writes a refusal down. Nothing of what was sent is in it.
    pub fn refused(&self, caller: Option<&Caller>, failure: &Failure) {
        let (key, name) = caller.map_or((None, "-"), |it| (Some(it.credential()), &*it.name));
        self.write(key, name, failure);
    }

    /// As [`Self::refused`], of somebody who proved nothing: a key that is over,
    /// revoked or unknown is named by the id that it claims, and has no name.
    pub fn refused_unknown(&self, claimed_id: Option<&str>, failure: &Failure) {
        self.write(claimed_id, "-", failure);
    }

    fn write(&self, key: Option<&str>, name: &str, failure: &Failure) {
        let key = key.unwrap_or("-");
        let scope = failure.scope.map_or("-", |scope| scope.name());
        tracing::warn!(
            key, name, scope, method = %self.method, route = self.route, peer = %self.peer.0,
            code = failure.code.wire(), "refused"
        );
    }
}
