//! The use cases: predict, evaluate, compile, gate. The engine knows no
//! database and no HTTP; what it needs of the world comes through [`ports`].

pub mod core;
pub mod memory;
pub mod ports;
pub mod predict;
