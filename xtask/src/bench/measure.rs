//! Timing, and what is told of it.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// Times of one thing, measured several times.
pub struct Samples(Vec<Duration>);

impl Samples {
    pub fn new(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self(times)
    }

    pub fn median(&self) -> Duration {
        self.0[self.0.len() / 2]
    }

    /// Median, and the least and the most.
    pub fn told(&self) -> String {
        let ms = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1_000.0);
        format!("{} ms ({} to {})", ms(self.median()), ms(self.0[0]), ms(self.0[self.0.len() - 1]))
    }
}

/// How many times as long `left` took as `right`, by medians.
pub fn ratio(left: &Samples, right: &Samples) -> f64 {
    left.median().as_secs_f64() / right.median().as_secs_f64()
}

/// Runs two pieces of work in turn, so that a machine that slows down slows
/// down both. The first round warms up and is not counted.
pub fn in_turn(
    rounds: usize,
    mut left: impl FnMut() -> Result<Duration>,
    mut right: impl FnMut() -> Result<Duration>,
) -> Result<(Samples, Samples)> {
    let (mut lefts, mut rights) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let (one, other) = (left()?, right()?);
        if round > 0 {
            lefts.push(one);
            rights.push(other);
        }
    }
    Ok((Samples::new(lefts), Samples::new(rights)))
}

/// How long a process takes from start to exit.
pub fn process(command: &mut Command) -> Result<Duration> {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let status = command.status().with_context(|| format!("{command:?} cannot be started"))?;
    let time = started.elapsed();
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(time)
}

/// Whether a program can be started.
pub fn exists(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}

/// Installs a Debian package when `program` is missing.
pub fn need(program: &str, package: &str) -> Result<()> {
    if exists(program) {
        return Ok(());
    }
    let status = Command::new("apt-get").args(["install", "-y", package]).status()?;
    ensure!(
        status.success() && exists(program),
        "{program} is missing, and {package} did not install"
    );
    Ok(())
}
