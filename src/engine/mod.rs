//! The use cases: predict, evaluate, compile, gate. The engine knows no
//! database and no HTTP; what it needs of the world comes through [`ports`].

pub(crate) mod calls;
pub mod compile;
pub mod core;
pub mod evaluate;
pub mod gate;
pub mod leak;
pub mod memory;
pub mod ports;
pub mod predict;
pub mod scratch;
pub mod stored;
pub mod trace_export;

#[cfg(test)]
mod testing;
