//! What git holds: staged and committed versions of files.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::source::{Source, SourceError};

/// Why git could not tell.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    #[error("git cannot be run: {0}")]
    NotRunnable(io::Error),
    #[error("git {command}: {message}")]
    Failed { command: String, message: String },
    #[error(transparent)]
    Source(#[from] SourceError),
}

/// The staged files whose names end in `.jsonl`, as git names them from
/// `folder`; of those only the ones under `paths`, if any are given.
///
/// # Errors
/// When git fails, as it does outside of a repository.
pub fn staged_files(folder: &Path, paths: &[PathBuf]) -> Result<Vec<PathBuf>, GitError> {
    let mut command = git(folder);
    command.args(["diff", "--cached", "--name-only", "--relative", "--diff-filter=d", "-z", "--"]);
    if paths.is_empty() {
        command.arg("*.jsonl");
    } else {
        command.args(paths);
    }
    let output = command.output().map_err(GitError::NotRunnable)?;
    if !output.status.success() {
        return Err(failed("diff --cached", &output.stderr));
    }
    let names = output.stdout.split(|&byte| byte == 0).filter(|name| !name.is_empty());
    Ok(names.map(|name| PathBuf::from(String::from_utf8_lossy(name).into_owned())).collect())
}

/// A spool of the blob that `object` names, such as `HEAD:data/a.jsonl` or
/// `:data/a.jsonl` for what is staged. Paths start from the repository's root
/// unless they begin with `./`.
///
/// # Errors
/// When git knows no such blob, or the spool cannot be written.
pub fn blob(folder: &Path, object: &str, name: &str) -> Result<Source, GitError> {
    if object.starts_with('-') {
        let message = format!("`{object}` is no revision");
        return Err(GitError::Failed { command: "cat-file".to_owned(), message });
    }
    let mut child = git(folder)
        .args(["cat-file", "blob", object])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(GitError::NotRunnable)?;
    let stdout = child.stdout.take().expect("stdout is piped");
    let source = Source::spooled(name, stdout);
    let mut message = Vec::new();
    if let Some(mut stderr) = child.stderr.take() {
        // The exit status decides; the text only explains it.
        let _ = stderr.read_to_end(&mut message);
    }
    let status = child.wait().map_err(GitError::NotRunnable)?;
    if !status.success() {
        return Err(failed(&format!("cat-file blob {object}"), &message));
    }
    Ok(source?)
}

/// Git in a folder that may be somebody else's: what its configuration would
/// run by itself, a monitor of the files or the transport of a partial clone,
/// is not run.
fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.args(["-c", "core.fsmonitor="]).arg("-C").arg(folder);
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0");
    command
}

fn failed(command: &str, stderr: &[u8]) -> GitError {
    let text = String::from_utf8_lossy(stderr);
    let message = text.lines().next().unwrap_or("failed without a word");
    let message = message.trim_start_matches("fatal: ").to_owned();
    GitError::Failed { command: command.to_owned(), message }
}
