//! The program as a process, in an environment of its own.

#[cfg(feature = "server")]
mod artifact;
#[cfg(feature = "server")]
mod compile;
#[cfg(feature = "server")]
mod database;
#[cfg(feature = "server")]
mod definitions;
mod deployed_rows;
#[cfg(feature = "server")]
mod embedded;
mod errors;
#[cfg(feature = "server")]
pub mod every_command;
#[cfg(feature = "server")]
mod github_summary;
mod help;
#[cfg(feature = "server")]
mod judge;
#[cfg(feature = "server")]
mod keys;
#[cfg(feature = "server")]
mod killed_imports;
mod local;
#[cfg(feature = "server")]
mod log;
mod lost_answers;
#[cfg(feature = "server")]
mod made_up;
mod mcp;
#[cfg(feature = "server")]
mod mistakes;
mod new;
mod old_server;
#[cfg(feature = "server")]
mod predict;
mod process;
#[cfg(feature = "server")]
mod pty;
#[cfg(feature = "server")]
mod readme;
#[cfg(feature = "server")]
mod remote;
#[cfg(feature = "server")]
mod rows;
mod signatures_page;
#[cfg(feature = "server")]
mod trace;
#[cfg(feature = "server")]
pub mod tree;
#[cfg(feature = "server")]
mod trust;
#[cfg(feature = "server")]
mod tutorial;
mod usage;
#[cfg(feature = "server")]
mod workflows;

pub use process::Place;
#[cfg(feature = "server")]
pub use process::{Run, Server};

/// Holds text against its snapshot, with what differs from run to run replaced.
macro_rules! snapshot {
    ($name:expr, $text:expr) => {
        insta::with_settings!({
            filters => crate::cli::process::FILTERS.to_vec(),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!($name, $text);
        })
    };
}
pub(crate) use snapshot;
