//! What clients of others see of `dse serve` and `dse mcp`. They are installed from their
//! registry below `target/`, so that this needs a network and is no part of CI's
//! hermetic steps.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::cargo::{built, target_folder};

/// Runs the checks of `tests/clients`.
pub fn check() -> Result<()> {
    let root = root()?;
    let dse = built(&root)?;
    let programs = installed(&root)?;
    for script in ["openai_client.py", "mcp_client.py"] {
        let mut python = Command::new(programs.join("python"));
        run(python.arg(root.join("tests/clients").join(script)).arg(&dse))?;
    }
    Ok(())
}

/// Installs what `requirements.txt` names, and gives the folder of its programs.
pub fn installed(root: &Path) -> Result<PathBuf> {
    let venv = target_folder(root).join("clients");
    run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    let mut pip = Command::new(venv.join("bin/pip"));
    run(pip.args(["install", "--quiet", "-r"]).arg(root.join("tests/clients/requirements.txt")))?;
    Ok(venv.join("bin"))
}

/// Runs the checks of `tests/helpers`, which need nothing that is not installed.
pub fn helpers() -> Result<()> {
    let root = root()?;
    let dse = built(&root)?;
    run(Command::new("python3").arg(root.join("tests/helpers/check.py")).arg(dse))
}

fn root() -> Result<PathBuf> {
    Ok(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).canonicalize()?)
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} cannot be started"))?;
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(())
}
