//! Cargo, called from a task.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

/// A cargo command that sees the environment a person's own call would see.
///
/// `cargo run` sets variables that name this package. A build script that
/// watches them would run again, and all that stands on it be built anew,
/// whenever a task and a person build in turn.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO"));
    for (name, _) in std::env::vars_os() {
        let set_by_cargo = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if set_by_cargo {
            command.env_remove(name);
        }
    }
    command
}

/// Where cargo builds.
pub fn target_folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into)
}

/// Builds the development program of the repository at `root`, and gives its path.
pub fn built(root: &Path) -> Result<PathBuf> {
    let status = command().args(["build", "--quiet", "--bin", "dse"]).current_dir(root).status()?;
    ensure!(status.success(), "the build failed");
    Ok(target_folder(root).join("debug/dse"))
}
