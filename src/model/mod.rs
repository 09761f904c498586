//! The nouns: what is stored, hashed and sent.

pub mod alike;
pub mod artifact;
pub mod blob;
pub mod canary;
pub mod compile;
pub mod dataset;
pub mod escape;
pub mod eval;
pub mod example;
pub mod gate;
pub mod history;
pub mod job;
pub mod lm_settings;
pub mod ops;
pub mod output;
pub mod overnight;
pub mod params;
pub mod prompt;
pub mod receipt;
pub mod reward;
pub mod schema;
pub mod signature;
pub mod text;
pub mod time;
pub mod tone;
pub mod trace;
