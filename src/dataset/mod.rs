//! Reading, checking, comparing and formatting JSONL datasets.

pub mod batch;
pub mod check;
pub mod diff;
pub mod finding;
pub mod fix;
pub mod foreign;
pub mod format;
pub mod git;
pub mod json;
pub mod lines;
pub mod rule;
pub mod schema;
pub mod settings;
pub mod source;
pub mod split;
pub mod stats;
pub mod stored;
pub mod validate;
pub mod words;

#[cfg(test)]
pub(crate) mod testing;
