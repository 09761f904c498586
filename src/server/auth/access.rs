//! What a route asks of whoever calls it. A route is registered with this, so
//! that none is without a scope.

use crate::model::key::Scope;

/// The scope that a route needs, and how it is about signatures.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    /// None where everybody may ask.
    pub scope: Option<Scope>,
    pub reach: Reach,
}

/// How a route tells which signatures it is about, for keys that are bound to
/// some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The request names one: `signatureId` in its path, query or body.
    Named,
    /// Whatever it is about shows later; its handler asks
    /// [`Call::reach`](crate::server::Call::reach).
    Found,
    /// None at all.
    Nothing,
    /// All of the server: no bound key gets through.
    Whole,
}

pub const fn named(scope: Scope) -> Access {
    Access { scope: Some(scope), reach: Reach::Named }
}

pub const fn found(scope: Scope) -> Access {
    Access { scope: Some(scope), reach: Reach::Found }
}

pub const fn nothing(scope: Scope) -> Access {
    Access { scope: Some(scope), reach: Reach::Nothing }
}

pub const fn whole(scope: Scope) -> Access {
    Access { scope: Some(scope), reach: Reach::Whole }
}

/// For everybody.
pub const OPEN: Access = Access { scope: None, reach: Reach::Nothing };
