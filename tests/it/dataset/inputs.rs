//! Inputs that are no datasets: each a clear error, exit code 2, quickly.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Output;

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
    let said = refused(path, &["dataset", "diff", "empty", "binary.jsonl"]);
    assert!(said.contains("is a directory"), "{said}");
}

#[test]
fn a_named_pipe_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let status =
        std::process::Command::new("mkfifo").arg(folder.path().join("pipe.jsonl")).status();
    assert!(status.unwrap().success());
    let said = refused(folder.path(), &["dataset", "validate", "pipe.jsonl"]);
    assert!(said.contains("named pipe") && said.contains("stdin"), "{said}");
}

#[test]
fn a_sparse_file_of_five_gigabytes_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = fs::File::create(folder.path().join("sparse.jsonl")).unwrap();
    file.set_len(5 << 30).unwrap();
    let said = refused(folder.path(), &["dataset", "validate", "sparse.jsonl"]);
    assert!(said.contains("binary file"), "{said}");
}

#[test]
fn permissions_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret.jsonl");
    fs::write(&path, "{}\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    if fs::File::open(&path).is_ok() {
        // The superuser may read everything.
        return;
    }
    let said = refused(folder.path(), &["dataset", "validate", "secret.jsonl"]);
    assert!(said.contains("permission denied"), "{said}");
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
