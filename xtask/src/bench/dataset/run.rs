//! Processes, timed in turn.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};

/// A process to measure.
#[derive(Clone, Debug)]
pub struct Run {
    program: PathBuf,
    arguments: Vec<OsString>,
}

/// What was measured of it.
#[derive(Debug)]
pub struct Timing {
    pub name: &'static str,
    seconds: Vec<f64>,
    /// The most memory that it held, in kB, mapped files included.
    pub peak: u64,
    pub stdout: Vec<u8>,
}

impl Timing {
    pub fn median(&self) -> f64 {
        self.seconds[self.seconds.len() / 2]
    }
}

impl Run {
    pub fn new(program: &Path) -> Self {
        Self { program: program.to_owned(), arguments: Vec::new() }
    }

    pub fn args(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(OsString::from));
        self
    }

    pub fn file(mut self, path: &Path) -> Self {
        self.arguments.push(path.into());
        self
    }

    fn once(&self) -> Result<(f64, Vec<u8>)> {
        let started = Instant::now();
        let output = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .with_context(|| format!("{} cannot be started", self.program.display()))?;
        let seconds = started.elapsed().as_secs_f64();
        Ok((seconds, output.stdout))
    }

    /// The peak of its resident memory in kB, from GNU time where it is there.
    fn peak(&self) -> u64 {
        let output = Command::new("/usr/bin/time")
            .args(["-f", "%M"])
            .arg(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .output();
        let text = output.map(|output| String::from_utf8_lossy(&output.stderr).into_owned());
        text.ok().and_then(|text| text.lines().last()?.trim().parse().ok()).unwrap_or(0)
    }
}

/// Runs all of them in turn, `rounds` times after one that warms up, so that
/// a machine that slows down slows all of them down.
pub fn timed(runs: &[(&'static str, Run)], rounds: usize) -> Result<Vec<Timing>> {
    let mut timings: Vec<_> = runs
        .iter()
        .map(|(name, run)| Timing {
            name,
            seconds: Vec::new(),
            peak: run.peak(),
            stdout: Vec::new(),
        })
        .collect();
    for _ in 0..rounds {
        for ((_, run), timing) in runs.iter().zip(&mut timings) {
            let (seconds, stdout) = run.once()?;
            timing.seconds.push(seconds);
            timing.stdout = stdout;
        }
    }
    timings.iter_mut().for_each(|timing| timing.seconds.sort_by(f64::total_cmp));
    Ok(timings)
}
