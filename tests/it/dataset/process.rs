//! Commands as processes.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs `dse` in `folder`, cut off from the environment.
pub fn dse(folder: &Path, args: &[&str]) -> Output {
    dse_with_input(folder, args, "")
}

fn dse_with_input(folder: &Path, args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dse"))
        .args(args)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("COLUMNS", "100")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn row(id: &str, message: &str, answer: &str, split: &str) -> String {
    format!(
        "{{\"exampleId\":\"{id}\",\"inputJson\":{{\"message\":\"{message}\"}},\"expectedJson\":\"{answer}\",\"split\":\"{split}\"}}\n"
    )
}

#[test]
fn exit_codes_tell_findings_from_notes() {
    let folder = tempfile::tempdir().unwrap();
    let config = "[lint.limits]\nmin_examples = 0\nmin_holdout = 0\n";
    fs::write(folder.path().join("dse.toml"), config).unwrap();
    let check = |text: &str| dse_with_input(folder.path(), &["validate", "-"], text).status.code();
    assert_eq!(check(&row("a", "hello", "x", "train")), Some(0));
    assert_eq!(check(&row("a", "write to jo@mailbox.co", "x", "train")), Some(0));
    assert_eq!(check(&row("a", "hello", "x", "odd")), Some(1));
    assert_eq!(check(row("a", "hello", "x", "train").trim_end()), Some(1));
}

#[test]
fn unknown_rules_are_refused_with_a_suggestion() {
    let folder = tempfile::tempdir().unwrap();
    let output = dse(folder.path(), &["validate", "--ignore", "duplicate-ids", "-"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("did you mean `duplicate-id`?"), "{said}");
    fs::write(folder.path().join("dse.toml"), "[lint]\nignore = [\"P0003\"]\n").unwrap();
    let output = dse(folder.path(), &["validate", "-"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("dse.toml:2") && said.contains("P003"), "{said}");
}

#[test]
fn fix_keeps_permissions_and_is_done_after_once() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    fs::write(
        &path,
        format!("\u{feff}{} \r\n\n{{\"broken \r\n{{}}", row("a", "x", "y", "train").trim_end()),
    )
    .unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let args = ["validate", "--fix", "--select", "S", "--ignore", "S001", "a.jsonl"];
    dse(folder.path(), &args);
    let once = fs::read_to_string(&path).unwrap();
    assert_eq!(once, format!("{}{{\"broken \r\n{{}}\n", row("a", "x", "y", "train")));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    dse(folder.path(), &args);
    assert_eq!(fs::read_to_string(&path).unwrap(), once);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
}

fn git(folder: &Path, args: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(args)
        .current_dir(folder)
        .env("HOME", folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn staged_content_is_what_git_holds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    git(folder.path(), &["init", "-q"]);
    fs::write(&path, "{\"exampleId\": \"broken\"\n").unwrap();
    git(folder.path(), &["add", "."]);
    fs::write(&path, row("a", "x", "y", "train")).unwrap();
    let args = ["validate", "--staged", "--select", "S,R", "--format", "json"];
    let output = dse(folder.path(), &args);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["files"][0]["findings"][0]["code"], "S001");
    git(folder.path(), &["add", "."]);
    assert_eq!(dse(folder.path(), &args).status.code(), Some(0));
}

/// A repository that somebody else made names a program in its configuration,
/// which git runs whenever it looks at the files.
#[test]
fn a_staged_check_runs_nothing_that_the_repository_names() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "-q"]);
    fs::write(folder.path().join("a.jsonl"), row("a", "x", "y", "train")).unwrap();
    git(folder.path(), &["add", "."]);
    let (monitor, trace) = (folder.path().join("monitor"), folder.path().join("ran"));
    fs::write(&monitor, format!("#!/bin/sh\ntouch '{}'\n", trace.display())).unwrap();
    fs::set_permissions(&monitor, fs::Permissions::from_mode(0o755)).unwrap();
    git(folder.path(), &["config", "core.fsmonitor", monitor.to_str().unwrap()]);
    let output = dse(folder.path(), &["validate", "--staged", "--select", "S,R"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(!trace.exists(), "git ran what its configuration names");
    git(folder.path(), &["status"]);
    assert!(trace.exists(), "the configuration would have run it");
}

#[test]
fn git_shows_differences_through_the_driver() {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "-q"]);
    fs::write(folder.path().join(".gitattributes"), "*.jsonl diff=dse\n").unwrap();
    let command = format!("{} dataset diff", env!("CARGO_BIN_EXE_dse"));
    git(folder.path(), &["config", "diff.dse.command", &command]);
    fs::write(folder.path().join("a.jsonl"), row("a", "one two three", "x", "train")).unwrap();
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "first"]);
    fs::write(folder.path().join("a.jsonl"), row("a", "one two four", "z", "train")).unwrap();
    let output = Command::new("git").arg("diff").current_dir(folder.path()).output().unwrap();
    let text = out(&output);
    assert!(text.contains("Labels changed") && text.contains("[-three-]{+four+}"), "{text}");
    let output =
        dse(folder.path(), &["diff", "HEAD:a.jsonl", "a.jsonl", "--exit-code", "--name-only"]);
    assert_eq!((output.status.code(), out(&output).as_str()), (Some(1), "a\n"));
}

#[test]
fn a_patch_makes_one_file_of_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("old.jsonl"), folder.path().join("new.jsonl"));
    fs::write(&old, row("a", "1", "x", "train") + &row("b", "2", "x", "train")).unwrap();
    fs::write(&new, row("c", "3", "x", "train") + &row("a", "1", "y", "train")).unwrap();
    let patch = dse(folder.path(), &["diff", "old.jsonl", "new.jsonl", "--output", "patch"]);
    fs::write(folder.path().join("p.patch"), &patch.stdout).unwrap();
    let output = dse(folder.path(), &["dataset", "apply", "p.patch", "old.jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(fs::read_to_string(&old).unwrap(), fs::read_to_string(&new).unwrap());
    let again = dse(folder.path(), &["dataset", "apply", "p.patch", "old.jsonl"]);
    assert_eq!(again.status.code(), Some(1), "{again:?}");
    assert_eq!(fs::read_to_string(&old).unwrap(), fs::read_to_string(&new).unwrap());
}

#[test]
fn formatting_is_checked_and_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    fs::write(&path, "{\"inputJson\": 1.50, \"exampleId\": \"a\"}\n").unwrap();
    assert_eq!(
        dse(folder.path(), &["dataset", "fmt", "--check", "a.jsonl"]).status.code(),
        Some(1)
    );
    assert_eq!(dse(folder.path(), &["dataset", "fmt", "a.jsonl"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"exampleId\":\"a\",\"inputJson\":1.50}\n");
    assert_eq!(
        dse(folder.path(), &["dataset", "fmt", "--check", "a.jsonl"]).status.code(),
        Some(0)
    );
}

#[test]
fn the_number_of_findings_shown_is_bounded_and_the_count_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let text: String = (0..5000).map(|row| format!("{{\"exampleId\":{row}}}\n")).collect();
    fs::write(folder.path().join("a.jsonl"), text).unwrap();
    let args = ["validate", "a.jsonl", "--select", "R003", "--max-findings", "3"];
    let text = out(&dse(folder.path(), &args));
    assert_eq!(text.matches("error[R003]").count(), 3);
    assert!(text.contains("4,997 more") && text.contains("5,000 errors"), "{text}");
}

#[test]
fn splitting_is_stable_and_explained_rules_have_both_rows() {
    let folder = tempfile::tempdir().unwrap();
    let text: String = (0..60)
        .map(|n| row(&n.to_string(), &format!("message {}", n * 7919), "x", "test"))
        .collect();
    fs::write(folder.path().join("a.jsonl"), text).unwrap();
    let first = out(&dse(folder.path(), &["dataset", "split", "a.jsonl", "--stdout"]));
    let output = dse(folder.path(), &["dataset", "split", "a.jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(fs::read_to_string(folder.path().join("a.jsonl")).unwrap(), first);
    let stats = dse(folder.path(), &["dataset", "stats", "a.jsonl", "--format", "json"]);
    let stats: serde_json::Value = serde_json::from_slice(&stats.stdout).unwrap();
    assert_eq!(stats["stats"]["rows"], 60);
    let text = out(&dse(folder.path(), &["explain", "conflicting-answers"]));
    assert!(text.contains("Wrong") && text.contains("Right"), "{text}");
}
