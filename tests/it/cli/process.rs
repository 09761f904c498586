//! Running the program: a temporary home and workspace, a cleared environment,
//! 80 columns.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What differs from run to run, and what a snapshot shows in its place.
pub const FILTERS: &[(&str, &str)] = &[
    (r"127\.0\.0\.1:\d+", "127.0.0.1:[port]"),
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "[uuid]"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( UTC|Z)?", "[time]"),
    (r"sha256:[0-9a-f]{64}", "sha256:[hash]"),
    (r"\b[0-9a-f]{12}\b", "[short]"),
    (r"\b1\d{12}\b", "[ms]"),
    (r#"("(durationMs|elapsedMs)": )\d+"#, "$1[n]"),
    (r"\b\d+ ms\b|\b\d+\.\d s\b", "[took]"),
    (r"\d+ [MG]iB free", "[room] free"),
    (r"SQLite \d+\.\d+\.\d+", "SQLite [version]"),
    // A rule below a header is as wide as the cells, which hold paths and ports.
    (r"─{4,}", "────"),
    (r"/\S*/\.tmp[A-Za-z0-9]{6}", "[place]"),
    // A time without its seconds, as lists show it.
    (r"\b\d{4}-\d\d-\d\d \d\d:\d\d\b", "[minute]"),
    // A time that a narrow column broke in two.
    (r"\b\d{4}-\d\d-\d\d\b", "[date]"),
    (r"\b\d\d:\d\d:\d\d\b", "[clock]"),
    // Tables show minutes.
    (r"\[date\] \d\d:\d\d\b", "[date] [clock]"),
];

/// The secret of servers in these tests.
pub const SECRET: &str = "a-secret-for-tests";

/// A home and a workspace that nobody else uses.
pub struct Place {
    home: TempDir,
    work: TempDir,
    variables: Vec<(String, String)>,
}

impl Place {
    pub fn new() -> Self {
        let folder = || tempfile::tempdir().expect("a temporary folder can be made");
        let place = Self { home: folder(), work: folder(), variables: Vec::new() };
        // The workspace must not be looked for above the temporary folder.
        place.write("dse.toml", "");
        place
    }

    /// A place whose commands talk to `url`.
    pub fn at(url: &str) -> Self {
        Self::new().with("DSE_SERVER", url).with("OA_DSE_ADMIN_SECRET", SECRET)
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.work.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("files lie in folders")).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn command<Word: AsRef<OsStr>>(&self, words: &[Word]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dse"));
        command
            .args(words)
            .env_clear()
            .env("HOME", self.home.path())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("COLUMNS", "80")
            .env("DSE_TRUST", "1")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(self.work.path())
            .stdin(Stdio::null());
        command
    }

    /// A line of a shell in this place.
    #[cfg(feature = "server")]
    pub fn shell(&self, line: &str) -> Command {
        let dse = self.command::<&str>(&[]);
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", line]).env_clear().stdin(Stdio::null());
        shell.envs(dse.get_envs().filter_map(|(name, value)| Some((name, value?))));
        shell.current_dir(self.work.path());
        shell
    }

    pub fn dse(&self, words: &[&str]) -> Run {
        Run::of(self.command(words))
    }

    /// Runs with `--format json` and reads the one document on stdout.
    pub fn json(&self, words: &[&str]) -> (i32, Value) {
        let run = self.dse(&[words, &["--format", "json"]].concat());
        (run.code, run.document())
    }

    /// Runs with `input` on stdin.
    pub fn dse_with_input(&self, words: &[&str], input: &str) -> Run {
        let mut command = self.command(words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("dse starts");
        child.stdin.take().expect("stdin is piped").write_all(input.as_bytes()).unwrap();
        Run::from(child.wait_with_output().expect("dse ends"))
    }
}

/// What a run of the program did.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn of(mut command: Command) -> Self {
        Self::from(command.output().expect("dse starts"))
    }

    /// The one JSON document on stdout.
    pub fn document(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("not one JSON document ({error}): {self:#?}"))
    }

    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// Everything that a person sees, for a snapshot.
    pub fn shown(&self) -> String {
        let Self { code, stdout, stderr } = self;
        format!("exit {code}\n--- stdout\n{stdout}--- stderr\n{stderr}")
    }
}

impl From<std::process::Output> for Run {
    fn from(output: std::process::Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        Self {
            // A process that a signal ended has no code of its own.
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

/// A `dse serve` on a port of its own, over a database in memory.
#[cfg(feature = "server")]
pub struct Server {
    child: std::process::Child,
    pub url: String,
}

#[cfg(feature = "server")]
impl Server {
    /// One whose secret is [`SECRET`].
    pub fn start(place: &Place) -> Self {
        let mut command = place.command(&Self::WORDS);
        command.env("OA_DSE_ADMIN_SECRET", SECRET);
        Self::run(command)
    }

    /// One with the variables of the place alone.
    pub fn start_as(place: &Place) -> Self {
        Self::run(place.command(&Self::WORDS))
    }

    const WORDS: [&str; 7] =
        ["serve", "--addr", "127.0.0.1:0", "--db", ":memory:", "--format", "json"];

    fn run(mut command: Command) -> Self {
        use std::io::BufRead as _;

        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("dse starts");
        let mut lines = std::io::BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut text = String::new();
        // The document is complete when it parses.
        let document: Value = loop {
            let read = lines.read_line(&mut text).expect("stdout can be read");
            assert!(read > 0, "the server ended before it listened: {text}");
            if let Ok(document) = serde_json::from_str(&text) {
                break document;
            }
        };
        let url = document["url"].as_str().expect("the server names its address").to_owned();
        Self { child, url }
    }

    /// Asks the server to stop and waits for it.
    pub fn terminate(mut self) -> i32 {
        let id = libc::pid_t::try_from(self.child.id()).expect("process ids fit");
        // SAFETY: the call takes no pointer, and the process is our own child
        // that nobody has waited for yet.
        assert_eq!(unsafe { libc::kill(id, libc::SIGTERM) }, 0);
        let status = self.child.wait().expect("the server can be waited for");
        status.code().unwrap_or(-1)
    }
}

#[cfg(feature = "server")]
impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a file of the workspace.
pub fn read(path: &Path) -> String {
    let mut text = String::new();
    std::fs::File::open(path).unwrap().read_to_string(&mut text).unwrap();
    text
}
