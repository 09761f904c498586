//! Reading, checking, comparing and formatting JSONL datasets.

pub mod json;
pub mod schema;
pub mod words;

#[cfg(test)]
pub(crate) mod testing;
