//! Processes that are watched while they run.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Instant;

use serde_json::Value;

use super::model::SOON;
use super::workspace::{SECRET, Workspace};

/// A process whose output is read as it comes.
pub struct Running {
    child: Child,
    out: Lines,
    err: Lines,
}

/// What a process did.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    /// The last line of its output, as a document.
    pub fn last(&self) -> Value {
        let last = self.out.lines().last().unwrap_or_else(|| panic!("no output: {self:?}"));
        serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Running {
    pub fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let out = Lines::of(child.stdout.take().unwrap());
        let err = Lines::of(child.stderr.take().unwrap());
        Self { child, out, err }
    }

    /// Waits for a line of the output that holds `text`.
    pub fn says(&self, text: &str) -> String {
        self.out.wait_for(text)
    }

    /// Waits for a line on stderr that holds `text`.
    pub fn tells(&self, text: &str) -> String {
        self.err.wait_for(text)
    }

    /// Waits until a step of an overnight run begins.
    pub fn reaches(&self, step: &str) {
        self.says(&format!("\"step\":\"{step}\",\"status\":\"started\""));
    }

    pub fn send(&self, signal: libc::c_int) {
        // SAFETY: kill only sends a signal, to a child that was not waited for.
        assert_eq!(unsafe { libc::kill(self.child.id().cast_signed(), signal) }, 0);
    }

    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for the end.
    pub fn end(mut self) -> Ended {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < 2 * SOON, "it does not end: {:?}", self.err.so_far());
            thread::sleep(std::time::Duration::from_millis(10));
        };
        let (out, err) = (self.out.whole(), self.err.whole());
        Ended { code: status.code().unwrap_or(-1), out, err }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines of a stream so far.
#[derive(Clone, Default)]
struct Lines(Arc<Read>);

#[derive(Default)]
struct Read {
    so_far: Mutex<SoFar>,
    changed: Condvar,
}

#[derive(Default)]
struct SoFar {
    lines: Vec<String>,
    ended: bool,
}

impl Lines {
    fn of(stream: impl io::Read + Send + 'static) -> Self {
        let lines = Self::default();
        let into = lines.clone();
        thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                into.change(|so_far| so_far.lines.push(line));
            }
            into.change(|so_far| so_far.ended = true);
        });
        lines
    }

    fn change(&self, change: impl FnOnce(&mut SoFar)) {
        change(&mut self.0.so_far.lock().unwrap());
        self.0.changed.notify_all();
    }

    /// Waits until the stream has ended or `enough` is there.
    fn until(&self, enough: impl Fn(&[String]) -> bool) -> Vec<String> {
        let so_far = self.0.so_far.lock().unwrap();
        let waits = |so_far: &mut SoFar| !so_far.ended && !enough(&so_far.lines);
        let (so_far, _) = self.0.changed.wait_timeout_while(so_far, SOON, waits).unwrap();
        so_far.lines.clone()
    }

    fn wait_for(&self, text: &str) -> String {
        let holds = |line: &&String| line.contains(text);
        let lines = self.until(|lines| lines.iter().any(|line| holds(&line)));
        let found = lines.iter().find(holds).cloned();
        found.unwrap_or_else(|| panic!("no line with {text:?} in {lines:#?}"))
    }

    /// All of it, once the stream has ended.
    fn whole(&self) -> String {
        self.until(|_| false).join("\n")
    }

    fn so_far(&self) -> Vec<String> {
        self.until(|_| true)
    }
}

/// A `dse serve` of a workspace, on a port of its own.
pub struct Serving {
    pub url: String,
    pub process: Running,
    pub workspace: Workspace,
}

impl Serving {
    pub fn start(workspace: Workspace) -> Self {
        let mut command = workspace.dse(&["serve", "--addr", "127.0.0.1:0", "--format", "ndjson"]);
        command.env("OA_DSE_ADMIN_SECRET", SECRET);
        let process = Running::start(command);
        let line = process.says("\"url\"");
        let document: Value = serde_json::from_str(&line).unwrap();
        let url = document["url"].as_str().unwrap().to_owned();
        Self { url, process, workspace }
    }
}

/// The number that a command has written into a file of the workspace.
pub fn noted(workspace: &Workspace, file: &str) -> u32 {
    let begun = Instant::now();
    loop {
        let text = fs::read_to_string(workspace.path().join(file)).unwrap_or_default();
        if let Some(line) = text.strip_suffix('\n') {
            return line.trim().parse().unwrap();
        }
        assert!(begun.elapsed() < SOON, "{file} was not written");
        thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// Whether a process runs; one that ended and that nobody has waited for does not.
pub fn runs(id: u32) -> bool {
    let Ok(state) = fs::read_to_string(format!("/proc/{id}/stat")) else { return false };
    let after_name = state.rsplit(") ").next().unwrap_or_default();
    !after_name.starts_with('Z')
}
