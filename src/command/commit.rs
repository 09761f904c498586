//! The commit that a folder is at.

use std::path::Path;
use std::process::Command;

/// The commit that is checked out around `folder`; nothing outside of git.
pub fn sha(folder: &Path) -> Option<String> {
    let output =
        Command::new("git").args(["rev-parse", "HEAD"]).current_dir(folder).output().ok()?;
    let sha = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !sha.is_empty()).then_some(sha)
}
