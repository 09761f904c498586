//! A file a subcommand: its arguments, one call, one rendering.

pub mod artifact;
pub mod blob;
pub mod canary;
mod commit;
pub mod compile;
pub mod completions;
pub mod config;
mod context;
pub mod dataset;
#[cfg(feature = "server")]
pub mod db;
mod definitions;
pub mod doctor;
#[cfg(feature = "server")]
pub mod embedded;
mod error;
pub mod eval;
pub mod exercise;
pub mod explain;
pub mod external;
mod gate;
mod group;
mod guide;
pub mod history;
pub mod init;
pub mod judge;
pub mod key;
pub mod man;
pub mod mcp;
mod names;
pub mod new;
pub mod open;
pub mod ops;
pub mod overnight;
pub mod predict;
mod progress;
pub mod promote;
pub mod prompt;
pub mod receipt;
pub mod report;
pub mod rollback;
pub mod rollout;
pub mod schema;
pub mod secret;
#[cfg(feature = "server")]
pub mod serve;
mod signals;
pub mod signature;
mod target;
pub mod trace;
pub mod trace_mine;
pub mod trust;
mod undecoded;

pub use context::{Context, Outcome};
pub use error::{CommandError, ErrorKind};
pub use target::online;
