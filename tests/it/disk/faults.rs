//! The disk fails: what failed is said, nothing is half done, and all is well
//! again when the disk is.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use super::record;
use crate::overnight::workspace::{SIGNATURE, Workspace};

const SECRET: &str = "a-secret-for-tests";
pub const FULL: i32 = libc::ENOSPC;
pub const BROKEN: i32 = libc::EIO;

fn root(workspace: &Workspace) -> PathBuf {
    let root = workspace.path().canonicalize().unwrap().join(".dse");
    fs::create_dir_all(&root).unwrap();
    root
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn document(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", text(&output.stdout)))
}

/// A command whose disk fails from its `at`th call on.
fn failing(workspace: &Workspace, words: &[&str], at: usize, errno: i32) -> Command {
    let mut command = workspace.dse(words);
    record::watch(&mut command, &root(workspace));
    command.env("DISK_AT", at.to_string()).env("DISK_ERRNO", errno.to_string());
    command
}

const IMPORT: &[&str] = &["import", "rows.jsonl", "--signature", SIGNATURE, "--no-check"];

/// Whether the cause is told: by SQLite's word for it or by the system's. That a
/// sync fails is an error to SQLite, whatever its cause.
pub fn names_cause(told: &str, errno: i32) -> bool {
    let system = std::io::Error::from_raw_os_error(errno).to_string();
    let full = errno == FULL && told.contains("the disk is full");
    full || told.contains("the disk reports an error") || told.contains(&system)
}

/// Rows of the dataset, as an undisturbed command finds them.
fn rows(workspace: &Workspace) -> usize {
    let output = workspace.dse(&["dataset", "export", SIGNATURE]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout).lines().count()
}

/// An import, disturbed at every few of its calls: all rows or none, and the
/// next one completes.
#[test]
fn an_import_that_the_disk_disturbs_is_whole_or_not_there() {
    for errno in [FULL, BROKEN, 0] {
        let mut untouched = false;
        let mut refused = 0;
        for at in (1..).step_by(37) {
            let workspace = Workspace::new(0);
            let output = failing(&workspace, IMPORT, at, errno).output().unwrap();
            let code = output.status.code();
            let told = text(&output.stderr);
            if code == Some(0) {
                // A checkpoint that fails costs nothing; it is tried again.
                untouched = true;
            } else if errno != 0 {
                assert_eq!(code, Some(3), "call {at}, errno {errno}: {told}");
                assert!(names_cause(&told, errno), "call {at}: {told}");
                assert!(told.contains("dse.db"), "call {at}: {told}");
                refused += 1;
            }
            let found = rows(&workspace);
            assert!([0, 12].contains(&found), "call {at}: {found} rows");
            assert!(code != Some(0) || found == 12, "call {at}: answered, and {found} rows");
            let again = workspace.dse(IMPORT).output().unwrap();
            assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
            assert_eq!(rows(&workspace), 12);
            let checked = workspace.dse(&["db", "check"]).output().unwrap();
            assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stdout));
            if untouched {
                break;
            }
        }
        assert!(untouched, "the import never got through");
        assert!(errno == 0 || refused > 3, "only {refused} refusals");
    }
}

/// A workspace with a compiled signature, its database, and the winner.
fn compiled() -> (Workspace, Vec<u8>, String) {
    let workspace = Workspace::new(0);
    assert_eq!(workspace.dse(IMPORT).output().unwrap().status.code(), Some(0));
    let (code, compiled) = workspace.json(&["compile", SIGNATURE]);
    assert_eq!(code, 0, "{compiled}");
    let winner = compiled["compiled_id"].as_str().unwrap().to_owned();
    let database = fs::read(workspace.path().join(".dse/dse.db")).unwrap();
    (workspace, database, winner)
}

/// Puts the database back as it was, without what a kill left beside it.
fn reset(workspace: &Workspace, database: &[u8]) {
    let root = root(workspace);
    for name in ["dse.db-wal", "dse.db-shm"] {
        let _ = fs::remove_file(root.join(name));
    }
    fs::write(root.join("dse.db"), database).unwrap();
}

fn verify(workspace: &Workspace, at: usize) {
    let (code, check) = workspace.json(&["history", "verify"]);
    assert_eq!(code, 0, "call {at}: {check}");
}

/// Killed at every few of its writes, a promotion has happened or has not.
#[test]
fn a_promotion_that_is_killed_is_whole_or_not_there() {
    let (workspace, database, winner) = compiled();
    let promote = ["promote", SIGNATURE, "--compiled", &winner];
    for (moments, at) in (1..).step_by(5).enumerate() {
        reset(&workspace, &database);
        let untouched = failing(&workspace, &promote, at, 0).output().unwrap().status.success();
        verify(&workspace, at);
        let (_, report) = workspace.json(&["report", "signature", SIGNATURE]);
        let active = report["report"]["compiled_id"].as_str();
        let history = report["report"]["history"].as_array().unwrap();
        let moved = history.iter().any(|entry| entry["toCompiledId"] == winner.as_str());
        assert_eq!(active == Some(&winner), moved, "call {at}: {report}");
        if untouched {
            assert!(moved && moments > 3, "{moments} kills");
            return;
        }
    }
}

/// Killed at every few writes of its receipts, a canary's counters are those of
/// its receipts, and it was removed once or runs.
#[test]
fn receipts_that_are_killed_leave_counters_that_are_right() {
    let (workspace, _, winner) = compiled();
    let start = ["canary", "start", SIGNATURE, "--compiled", &winner, "--rollout-pct", "100"];
    let limits = ["--min-samples", "3", "--max-error-rate", "0.1"];
    assert!(workspace.dse(&[&start[..], &limits].concat()).output().unwrap().status.success());
    let database = fs::read(workspace.path().join(".dse/dse.db")).unwrap();
    let rules = serde_json::json!({"rules": [], "default": "no answer at all"});
    fs::write(workspace.path().join("rules.json"), rules.to_string()).unwrap();
    let exercise = ["exercise", SIGNATURE, "--count", "5"];
    for (moments, at) in (1..).step_by(23).enumerate() {
        reset(&workspace, &database);
        let code = failing(&workspace, &exercise, at, 0).output().unwrap().status.code();
        verify(&workspace, at);
        let (_, listed) = workspace.json(&["receipt", "list", SIGNATURE, "--limit", "200"]);
        let receipts = listed["receipts"].as_array().unwrap().iter();
        let of_canary =
            receipts.filter(|receipt| receipt["compiled_id"] == winner.as_str()).count();
        let canary = workspace.canary();
        let (_, report) = workspace.json(&["report", "signature", SIGNATURE]);
        let history = report["report"]["history"].as_array().unwrap();
        let ends: Vec<&Value> =
            history.iter().filter(|entry| entry["action"] == "auto_stop").collect();
        if canary.is_null() {
            // Predictions that were under way then are no longer counted.
            assert!(ends.len() == 1 && of_canary >= 3, "call {at}: {report}");
            assert_eq!(ends[0]["errorCount"], 3);
        } else {
            assert!(ends.is_empty() && of_canary < 3, "call {at}: {report}");
            assert_eq!(canary["errorCount"], of_canary, "call {at}");
        }
        if code.is_some() {
            assert!(canary.is_null() && moments > 3, "{moments} kills");
            return;
        }
    }
}

/// A server whose disk fails while a file is there.
struct Serving {
    workspace: Workspace,
    fault: PathBuf,
    url: String,
    child: Child,
}

impl Serving {
    fn start() -> Self {
        let workspace = Workspace::new(0);
        let root = root(&workspace);
        let fault = workspace.path().join("fault");
        let mut command = workspace.dse(&["serve", "--addr", "127.0.0.1:0"]);
        record::watch(&mut command, &root).env("DISK_FAULT", &fault);
        command.env("OA_DSE_ADMIN_SECRET", SECRET).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").expect("it listens").to_owned();
        Self { workspace, fault, url, child }
    }

    fn dse(&self, words: &[&str]) -> Output {
        let mut command = self.workspace.dse(words);
        command.args(["--format", "json"]).env("DSE_SERVER_RETRIES", "0");
        command.env("DSE_SERVER", &self.url).env("OA_DSE_ADMIN_SECRET", SECRET);
        command.output().unwrap()
    }

    fn break_disk(&self, errno: i32) {
        fs::write(&self.fault, errno.to_string()).unwrap();
    }

    fn mend_disk(&self) {
        fs::remove_file(&self.fault).unwrap();
    }

    fn is_healthy(&self) -> bool {
        use std::io::{Read, Write};
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let request =
            format!("GET /healthz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let red = answer.starts_with("HTTP/1.1 503");
        assert!(red || answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(!answer.contains(self.workspace.path().to_str().unwrap()), "anybody may ask");
        !red
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_disk_that_fails_is_named_and_health_is_red_until_it_works_again() {
    let serving = Serving::start();
    assert!(serving.is_healthy());
    for (errno, cause) in [(FULL, "the disk is full"), (BROKEN, "the disk reports an error")] {
        serving.break_disk(errno);
        let output = serving.dse(&["ops", "start", "--run", "lost"]);
        let answer = document(&output);
        assert_eq!((output.status.code(), &answer["error"]["code"]), (Some(3), &"internal".into()));
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.contains(cause) && message.contains("dse.db"), "{message}");
        assert!(!serving.is_healthy());
        let doctor = document(&serving.dse(&["doctor"]));
        let database = doctor["checks"].as_array().unwrap().iter();
        let health = database.clone().find(|check| check["name"] == "server").unwrap();
        assert_eq!(health["state"], "fail", "{doctor}");
        // Reads go on.
        assert_eq!(serving.dse(&["ops", "list"]).status.code(), Some(0));
        serving.mend_disk();
        let begin = std::time::Instant::now();
        while !serving.is_healthy() {
            assert!(begin.elapsed().as_secs() < 60, "it stays red");
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        let output = serving.dse(&["ops", "start", "--run", &format!("r{errno}")]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    }
}

#[test]
fn opening_on_a_failing_disk_is_no_fault_of_usage() {
    for errno in [FULL, BROKEN] {
        for at in [1, 4] {
            let workspace = Workspace::new(0);
            let output = failing(&workspace, &["ops", "list"], at, errno).output().unwrap();
            let told = text(&output.stderr);
            assert_eq!(output.status.code(), Some(3), "call {at}: {told}");
            assert!(names_cause(&told, errno), "call {at}: {told}");
        }
    }
}

/// Overwrites bytes in the middle of a file.
pub fn damage(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let length = bytes.len();
    assert!(length > 20_000);
    for byte in &mut bytes[length / 2..length / 2 + 6_000] {
        *byte ^= 0x5a;
    }
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_damaged_file_is_named_by_doctor_and_by_check() {
    let workspace = Workspace::new(0);
    assert_eq!(workspace.dse(IMPORT).output().unwrap().status.code(), Some(0));
    damage(&workspace.path().join(".dse/dse.db"));
    let output = workspace.dse(&["doctor", "--format", "json"]).output().unwrap();
    let answer = document(&output);
    assert_eq!(output.status.code(), Some(3), "{answer}");
    assert!(answer.to_string().contains("the file is damaged"), "{answer}");
    let (code, found) = workspace.json(&["db", "check"]);
    assert_eq!((code, &found["error"]["code"]), (1, &"damaged".into()), "{found}");
    assert!(!found["faults"].as_array().unwrap().is_empty(), "{found}");
    // A backup of what is damaged is none.
    let (code, refused) = workspace.json(&["db", "backup", "copy.db"]);
    assert_eq!((code, &refused["error"]["code"]), (3, &"disk".into()), "{refused}");
    assert!(refused["error"]["message"].as_str().unwrap().contains("damaged"), "{refused}");
    assert!(!workspace.path().join("copy.db").exists());
}
