//! What a browser sees of the pages: Chromium, driven by the scripts in
//! `tests/browser`. Node, Java and Chromium come from the system, the rest is
//! installed below `target/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Reads every page as a person would, and checks accessibility and HTML.
pub fn check() -> Result<()> {
    node("check.mjs", Path::new("target/browser/out"))
}

/// Takes the pictures that the README shows.
pub fn screenshots() -> Result<()> {
    node("screenshots.mjs", Path::new("docs"))
}

fn node(script: &str, output: &Path) -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).canonicalize()?;
    let dse = crate::cargo::built(&root)?;
    let folder = install(&root)?;
    run(Command::new("node").arg(script).arg(dse).arg(root.join(output)).current_dir(folder))
}

/// A copy of the scripts beside the packages that they use.
fn install(root: &Path) -> Result<PathBuf> {
    let folder = root.join("target/browser");
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(root.join("tests/browser"))? {
        let entry = entry?;
        fs::copy(entry.path(), folder.join(entry.file_name()))?;
    }
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]);
    run(npm.current_dir(&folder))?;
    Ok(folder)
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} cannot be started"))?;
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(())
}
