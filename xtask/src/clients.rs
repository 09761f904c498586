//! What clients of others see of `dse serve`. They are installed from their
//! registry below `target/`, so that this needs a network and is no part of CI's
//! hermetic steps.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::cargo::target_folder;

/// Runs the checks of `tests/clients`.
pub fn check() -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).canonicalize()?;
    run(crate::cargo::command().args(["build", "--bin", "dse"]).current_dir(&root))?;
    let mut python = Command::new(installed(&root)?.join("python"));
    let script = root.join("tests/clients/openai_client.py");
    run(python.arg(script).arg(target_folder(&root).join("debug/dse")))
}

/// Installs what `requirements.txt` names, and gives the folder of its programs.
pub fn installed(root: &Path) -> Result<PathBuf> {
    let venv = target_folder(root).join("clients");
    run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    let mut pip = Command::new(venv.join("bin/pip"));
    run(pip.args(["install", "--quiet", "-r"]).arg(root.join("tests/clients/requirements.txt")))?;
    Ok(venv.join("bin"))
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} cannot be started"))?;
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(())
}
