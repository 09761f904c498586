//! A file a subcommand: its arguments, one call, one rendering.

pub mod completions;
pub mod config;
mod context;
pub mod dataset;
#[cfg(feature = "server")]
pub mod embedded;
mod error;
pub mod external;
pub mod init;
pub mod man;
pub mod overnight;
pub mod report;
pub mod rollout;
mod target;

pub use context::{Context, Outcome};
pub use error::{CommandError, ErrorKind};
pub use target::online;
