//! Pure functions: no I/O, no clock, no randomness but a seed.

pub mod budget;
pub mod decode;
pub mod inspect;
pub mod models;
pub mod render;
pub mod reward;
pub mod sample;
pub mod span;
pub mod vars;
