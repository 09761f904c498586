//! Ways to write a [`Document`](super::Document).

mod chart;
pub mod html;
pub mod markdown;
mod spark;
pub mod terminal;
pub mod xml;
