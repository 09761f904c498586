//! What clients of others see of `dse serve`. They are installed from their
//! registry below `target/`, so that this needs a network and is no part of CI's
//! hermetic steps.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Runs the checks of `tests/clients`.
pub fn check() -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).canonicalize()?;
    let programs = installed(&root)?;
    let mut python = Command::new(programs.join("python"));
    let dse = crate::cargo::target_folder(&root).join("debug/dse");
    run(python.arg(root.join("tests/clients/openai_client.py")).arg(dse))
}

/// Builds the server and installs its clients; gives the folder of their programs.
pub fn installed(root: &Path) -> Result<PathBuf> {
    run(crate::cargo::command().args(["build", "--bin", "dse"]).current_dir(root))?;
    let venv = crate::cargo::target_folder(root).join("clients");
    run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    let mut pip = Command::new(venv.join("bin/pip"));
    let needed = root.join("tests/clients/requirements.txt");
    run(pip.args(["install", "--quiet", "-r"]).arg(needed))?;
    Ok(venv.join("bin"))
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} cannot be started"))?;
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(())
}
