//! Ways to write a [`Document`](super::Document).

pub mod markdown;
pub mod terminal;
