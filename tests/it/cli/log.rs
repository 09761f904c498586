//! The log of a server: what starts, stops and is removed is a line each.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::process::SECRET;
use crate::overnight::workspace::{SIGNATURE, Workspace};

#[test]
fn a_canary_that_starts_stops_or_is_removed_is_a_line() {
    let workspace = Workspace::new(0);
    let log = workspace.path().join("log");
    let mut command = workspace.dse(&["serve", "--addr", "127.0.0.1:0", "--db", ":memory:"]);
    command.env("OA_DSE_ADMIN_SECRET", SECRET).stdout(Stdio::piped());
    let mut server = command.stderr(File::create(&log).unwrap()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("listening on ").expect("it listens").to_owned();
    let dse = |words: &[&str]| {
        let mut command = workspace.dse(words);
        command.args(["--format", "json"]);
        command.env("DSE_SERVER", &url).env("OA_DSE_ADMIN_SECRET", SECRET);
        let output = command.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{words:?}: {text}");
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    };
    dse(&["import", "rows.jsonl", "--signature", SIGNATURE, "--no-check"]);
    let compiled = dse(&["compile", SIGNATURE]);
    let winner = compiled["compiled_id"].as_str().unwrap();
    let start = ["canary", "start", SIGNATURE, "--compiled", winner, "--reason", "a test"];
    dse(&start);
    dse(&["canary", "stop", SIGNATURE, "--reason", "enough\u{1b}[31m"]);
    dse(&[&start[..], &["--lease", "0.05"]].concat());
    // Whoever looks finds it gone, once its lease has run out.
    let begin = Instant::now();
    while !dse(&["canary", "status", SIGNATURE])["canary"].is_null() {
        assert!(begin.elapsed() < Duration::from_secs(60), "the lease never ran out");
        std::thread::sleep(Duration::from_millis(20));
    }
    server.kill().unwrap();
    server.wait().unwrap();
    let log = fs::read_to_string(log).unwrap();
    let lines: Vec<&str> = log.lines().filter(|line| line.contains(" canary ")).collect();
    let told = |line: &str, words: &[&str]| {
        assert!(words.iter().all(|word| line.contains(word)), "{line} lacks one of {words:?}");
    };
    assert_eq!(lines.len(), 4, "{log}");
    told(lines[0], &["INFO", "canary started", SIGNATURE, winner, "a test"]);
    told(lines[1], &["INFO", "canary stopped", SIGNATURE, "enough\\e[31m"]);
    told(lines[2], &["INFO", "canary started"]);
    told(lines[3], &["WARN", "canary removed", SIGNATURE, "lease_expired"]);
}
