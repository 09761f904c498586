//! Processes, timed in turn.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

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
    /// The most memory of its own that it was seen to hold, in kB; pages of
    /// files are not counted.
    pub heap: u64,
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

    fn once(&self) -> Result<Once> {
        let started = Instant::now();
        let child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} cannot be started", self.program.display()))?;
        let status = PathBuf::from(format!("/proc/{}/status", child.id()));
        let watch = std::thread::spawn(move || watch(&status));
        let stdout = child.wait_with_output()?.stdout;
        let seconds = started.elapsed().as_secs_f64();
        let heap = watch.join().expect("watching does not panic");
        Ok(Once { seconds, heap, stdout })
    }
}

/// One run of a process.
struct Once {
    seconds: f64,
    heap: u64,
    stdout: Vec<u8>,
}

/// The most anonymous memory that a process was seen to hold, in kB. It looks
/// rarely enough to take no measurable time away from what it watches.
fn watch(status: &Path) -> u64 {
    let mut most = 0;
    loop {
        let Some(held) = std::fs::read_to_string(status).ok().and_then(|text| anonymous(&text))
        else {
            return most;
        };
        most = most.max(held);
        std::thread::sleep(Duration::from_millis(4));
    }
}

/// `RssAnon` of a process's status; a process that has ended has none.
fn anonymous(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// What takes longer than this many seconds is run once.
const SLOW: f64 = 10.0;

/// Runs all of them in turn, `rounds` times, so that a machine that slows down
/// slows all of them down.
pub fn timed(runs: &[(&'static str, Run)], rounds: usize) -> Result<Vec<Timing>> {
    let mut timings: Vec<_> = runs
        .iter()
        .map(|&(name, _)| Timing { name, seconds: Vec::new(), heap: 0, stdout: Vec::new() })
        .collect();
    for _ in 0..rounds {
        for ((_, run), timing) in runs.iter().zip(&mut timings) {
            if timing.seconds.first().is_some_and(|&seconds| seconds > SLOW) {
                continue;
            }
            let once = run.once()?;
            timing.seconds.push(once.seconds);
            timing.heap = timing.heap.max(once.heap);
            timing.stdout = once.stdout;
        }
    }
    timings.iter_mut().for_each(|timing| timing.seconds.sort_by(f64::total_cmp));
    Ok(timings)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_memory_of_its_own_is_read_from_a_status() {
        let status = "VmRSS:\t  900 kB\nRssAnon:\t     120 kB\nRssFile:\t 780 kB\n";
        assert_eq!(super::anonymous(status), Some(120));
        assert_eq!(super::anonymous("Name:\tgone\nState:\tZ (zombie)\n"), None);
    }
}
