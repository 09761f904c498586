//! Pure functions: no I/O, no clock, no randomness but a seed.

pub mod reward;
pub mod sample;
