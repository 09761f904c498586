//! An answer as it is being written.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Takes the text of an answer piece by piece, for a client that reads along.
/// It is no part of what is asked: a model that cannot stream passes it over.
#[derive(Clone, Default)]
pub struct Pieces(Option<Arc<Inner>>);

struct Inner {
    take: Box<dyn Fn(&str) + Send + Sync>,
    /// The client gets the text as it is, so that no repair can take it back.
    raw: bool,
    began: AtomicBool,
}

impl Pieces {
    /// Hands each piece to `take`. Where they go out `raw`, an answer that does
    /// not fit is not repaired.
    pub fn new(raw: bool, take: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(Inner { take: Box::new(take), raw, began: AtomicBool::new(false) })))
    }

    /// Whether anybody reads along.
    pub fn are_wanted(&self) -> bool {
        self.0.is_some()
    }

    pub fn are_raw(&self) -> bool {
        self.0.as_ref().is_some_and(|inner| inner.raw)
    }

    /// Whether a piece went out: asking again would send the answer twice.
    pub fn began(&self) -> bool {
        self.0.as_ref().is_some_and(|inner| inner.began.load(Ordering::Relaxed))
    }

    pub fn send(&self, piece: &str) {
        let Some(inner) = &self.0 else { return };
        if !piece.is_empty() {
            inner.began.store(true, Ordering::Relaxed);
            (inner.take)(piece);
        }
    }
}

impl PartialEq for Pieces {
    /// Requests that differ in who reads along are equal.
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Pieces {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Pieces({})", self.are_wanted())
    }
}
