//! JSON with positions.
//!
//! A line becomes a flat [`Tape`] of nodes, each knowing the bytes it came
//! from and a hash of its value. Rules, schemas and comparisons walk the tape;
//! a `serde_json::Value` is made only where something has to be shown.

mod number;
mod scan;
mod survey;
mod tape;
mod text;

pub use crate::similarity::mix;
pub use number::{is_exact, kept_value};
pub use scan::{Fault, FaultKind, Scanner};
pub use survey::{Survey, Traits};
pub use tape::{Kind, Node, Suspects, Tape, text_hash};
pub use text::decode;
