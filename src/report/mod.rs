//! Stored evidence becomes text: a report is data first, then a [`Document`],
//! which each renderer writes in its own way.

pub mod annotations;
mod asked;
mod candidates;
pub mod changes;
mod checks;
pub mod comparison;
pub mod compile;
pub mod confusion;
pub mod document;
pub mod eval;
pub mod findings;
pub mod gate;
pub mod gather;
pub mod identity;
pub mod imports;
pub mod junit;
pub mod link;
pub mod ops;
pub mod power;
pub mod receipt;
pub mod render;
pub mod scale;
mod search;
pub mod signature;
pub mod source;
pub mod trace;
pub mod traffic;
pub mod words;

pub use document::Document;
