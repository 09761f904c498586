//! DSPy from PyPI over the same rows and the same mock.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::compile::{CONCURRENCY, LATENCY, Timed};
use super::measure::Samples;
use super::mock_model::MockModel;

/// The release that is measured.
const VERSION: &str = "3.4.1";
const PROGRAM: &str = include_str!("dspy_search.py");

/// Searches as often as `rounds` says. The time is that of the search alone:
/// Python's own start is not counted.
pub async fn measured(rows: &str, rounds: usize) -> Result<Timed> {
    let python = installed()?;
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("rows.jsonl"), rows)?;
    fs::write(folder.path().join("search.py"), PROGRAM)?;
    let mut times = Vec::new();
    let (mut calls, mut different) = (0, 0);
    for _ in 0..rounds {
        let model = MockModel::start(LATENCY).await?;
        let (python, place, url) = (python.clone(), folder.path().to_owned(), model.url.clone());
        let seconds = tokio::task::spawn_blocking(move || search(&python, &place, &url)).await??;
        times.push(Duration::from_secs_f64(seconds));
        (calls, different) = (model.calls(), model.different());
    }
    let name = format!("DSPy {VERSION}, few-shot search");
    Ok(Timed { name, calls, different, times: Samples::new(times) })
}

fn search(python: &Path, folder: &Path, url: &str) -> Result<f64> {
    let output = Command::new(python)
        .args(["search.py", url, &CONCURRENCY.to_string()])
        .current_dir(folder)
        .env("DSPY_CACHEDIR", folder)
        .env("HOME", folder)
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "DSPy's search failed: {}: {said}", output.status);
    let text = String::from_utf8(output.stdout)?;
    let last = text.lines().last().context("it prints its time")?;
    last.parse::<f64>().with_context(|| format!("not a time: {last}"))
}

/// A Python with DSPy, installed once below `target`.
fn installed() -> Result<PathBuf> {
    let venv = Path::new("target").join(format!("dspy-{VERSION}"));
    let python = venv.join("bin/python");
    let has_dspy = |python: &Path| {
        let mut command = Command::new(python);
        command.args(["-c", "import dspy"]).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    if !has_dspy(&python) {
        let status = Command::new("python3").args(["-m", "venv"]).arg(&venv).status()?;
        ensure!(status.success(), "python3 made no virtual environment");
        let package = format!("dspy=={VERSION}");
        let install = ["-m", "pip", "install", "--quiet", &package];
        let status = Command::new(&python).args(install).status()?;
        ensure!(status.success(), "pip did not install {package}");
    }
    // A resolved link would lead to the Python outside of the environment.
    Ok(std::path::absolute(&python)?)
}
