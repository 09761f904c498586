//! Inputs that are no datasets: each a clear error, exit code 2, quickly.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dse::dataset::source::{Opened, Source, SourceError};

use super::process::dse;

fn refused(folder: &Path, args: &[&str]) -> String {
    let output: Output = dse(folder, args);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn what_cannot_be_read_is_a_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::create_dir(path.join("empty")).unwrap();
    symlink("loop.jsonl", path.join("loop.jsonl")).unwrap();
    fs::write(path.join("binary.jsonl"), b"{\0").unwrap();
    let cases = [
        ("empty", "no .jsonl file"),
        ("loop.jsonl", "circle"),
        ("missing.jsonl", "no such file"),
        ("*.csv", "no file matches"),
        ("binary.jsonl", "binary"),
        ("/dev/zero", "neither a file nor a pipe"),
    ];
    for (argument, word) in cases {
        let said = refused(path, &["dataset", "validate", argument]);
        assert!(said.contains(argument.trim_start_matches('*')) && said.contains(word), "{said}");
    }
    for args in [
        &["diff", "empty", "binary.jsonl"][..],
        &["stats", "empty"],
        &["split", "empty"],
        &["apply", "empty", "binary.jsonl"],
        &["import", "empty", "--signature", "@openagents/autopilot/blueprint/SelectTool.v1"],
    ] {
        let said = refused(path, &[&["dataset"], args].concat());
        assert!(said.contains("empty") && said.contains("is a directory"), "{args:?}: {said}");
    }
}

#[test]
fn a_named_pipe_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new("mkfifo").arg(folder.path().join("pipe.jsonl")).status();
    assert!(status.unwrap().success());
    for command in ["validate", "fmt", "stats", "split", "import"] {
        let said = refused(folder.path(), &["dataset", command, "pipe.jsonl"]);
        assert!(said.contains("named pipe") && said.contains("stdin"), "{command}: {said}");
    }
}

#[test]
fn a_sparse_file_of_five_gigabytes_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = fs::File::create(folder.path().join("sparse.jsonl")).unwrap();
    file.set_len(5 << 30).unwrap();
    let said = refused(folder.path(), &["dataset", "validate", "sparse.jsonl"]);
    assert!(said.contains("binary file"), "{said}");
}

/// The superuser may read everything; as nobody, the same command may not.
#[test]
fn permissions_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret.jsonl");
    fs::write(&path, "{}\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    let said = if fs::File::open(&path).is_ok() {
        as_nobody(folder.path(), &["dataset", "validate", "secret.jsonl"])
    } else {
        refused(folder.path(), &["dataset", "validate", "secret.jsonl"])
    };
    assert!(said.contains("secret.jsonl") && said.contains("permission denied"), "{said}");
}

/// Runs a copy of the program, for nobody may not see where it was built.
fn as_nobody(folder: &Path, args: &[&str]) -> String {
    const NOBODY: u32 = 65_534;
    let program = folder.join("dse");
    fs::copy(env!("CARGO_BIN_EXE_dse"), &program).unwrap();
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).env_clear().env("HOME", folder);
    let output = command.uid(NOBODY).gid(NOBODY).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// A writer that does not stop before the reader does.
#[test]
fn a_file_that_grows_while_it_is_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let rows = "{\"exampleId\":\"a\"}\n".repeat(100_000);
    fs::write(&path, &rows).unwrap();
    let is_done = AtomicBool::new(false);
    let said = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
            while !is_done.load(Ordering::Relaxed) {
                file.write_all(b"{}\n").unwrap();
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        let output = dse(folder.path(), &["dataset", "validate", "--fix", "log.jsonl"]);
        is_done.store(true, Ordering::Relaxed);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    });
    assert!(said.contains("log.jsonl") && said.contains("changed"), "{said}");
    assert!(fs::read_to_string(&path).unwrap().starts_with(&rows), "nothing was written over it");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn a_file_that_changes_meanwhile_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    fs::write(&path, "{}\n").unwrap();
    let Opened::File(source) = Source::open(&path, "a.jsonl").unwrap() else { panic!("a file") };
    assert!(source.check_unchanged().is_ok());
    fs::write(&path, "{}\n{}\n").unwrap();
    assert!(matches!(source.check_unchanged(), Err(SourceError::Changed(_))));
    fs::write(&path, "").unwrap();
    let mut reader = source.range(0..source.len());
    let error = std::io::Read::read(&mut reader, &mut [0; 8]).unwrap_err();
    assert!(matches!(source.fail(error), SourceError::Changed(_)));
}
