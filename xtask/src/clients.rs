//! What clients of others see of `dse serve` and `dse mcp`. They are installed from their
//! registry below `target/`, so that this needs a network and is no part of CI's
//! hermetic steps.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Runs the checks of `tests/clients`.
pub fn check() -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).canonicalize()?;
    run(crate::cargo::command().args(["build", "--bin", "dse"]).current_dir(&root))?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let (venv, scripts) = (target.join("clients"), root.join("tests/clients"));
    run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    let mut pip = Command::new(venv.join("bin/pip"));
    run(pip.args(["install", "--quiet", "-r"]).arg(scripts.join("requirements.txt")))?;
    for script in ["openai_client.py", "mcp_client.py"] {
        let mut python = Command::new(venv.join("bin/python"));
        run(python.arg(scripts.join(script)).arg(target.join("debug/dse")))?;
    }
    Ok(())
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} cannot be started"))?;
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(())
}
