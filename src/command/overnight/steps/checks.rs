//! Commands of the workspace: those that must succeed before the run touches
//! anything, and the end-to-end one that must succeed before it promotes.

use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio::task::JoinHandle;

use crate::command::group::Group;
use crate::command::overnight::failure::Failure;
use crate::command::overnight::session::{Done, Session};
use crate::command::{CommandError, ErrorKind};
use crate::model::overnight::Outcome;
use crate::report::words;

/// What is kept of a command's output, bytes from its end.
const KEPT_OUTPUT: usize = 16_000;

/// How long the output of a command that has ended may still be read.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Failing tests that are kept by name.
const KEPT_FAILURES: usize = 50;

/// Runs the verify commands.
pub async fn verify(session: &Session) -> Result<(), Failure> {
    if session.plan.verify.is_empty() {
        return Ok(());
    }
    let work = async {
        let mut details = Vec::new();
        for command in &session.plan.verify {
            details.push(check(session, command).await?);
        }
        let said = format!("{} passed", words::count(details.len() as u64, "command"));
        Ok(Done { value: (), request_id: None, said, detail: json!({"commands": details}) })
    };
    session.step("verify", work).await
}

/// Runs the end-to-end command.
pub async fn end_to_end(session: &Session) -> Result<(), Failure> {
    let Some(command) = &session.plan.e2e else { return Ok(()) };
    let work = async {
        let detail = check(session, command).await?;
        Ok(Done { value: (), request_id: None, said: "passed".to_owned(), detail })
    };
    session.step("e2e", work).await
}

/// Runs one command through the shell.
///
/// # Errors
/// When it cannot be started, takes too long or does not exit with 0; what it
/// printed is kept in an event of the run.
async fn check(session: &Session, command: &str) -> Result<Value, Failure> {
    let failed = |message: String| {
        let error = CommandError::new(ErrorKind::Refused, "check_failed", message)
            .with_hint("`dse ops show RUN` has the command's output");
        Failure::new(Outcome::ChecksFailed, error)
    };
    let shown = crate::ui::escape::brief(command, 120);
    let mut group = start(session, command)
        .map_err(|error| failed(format!("`{shown}` cannot be started: {error}")))?;
    let tails = [
        Tail::of(group.leader.stdout.take().expect("stdout is piped")),
        Tail::of(group.leader.stderr.take().expect("stderr is piped")),
    ];
    let limit = session.plan.check_limit();
    let ended = tokio::time::timeout(limit, group.leader.wait()).await;
    // Nothing that the command has left runs on, or is waited for.
    group.end().await;
    let mut output = String::new();
    for tail in tails {
        output += &tail.read().await;
    }
    let status = ended.map(|status| status.map_err(|error| failed(format!("`{shown}`: {error}"))));
    let status = status.ok().transpose()?;
    let detail = json!({
        "command": command,
        "exitCode": status.and_then(|status| status.code()),
        "output": output,
        "failing": failing(&output),
        "requestIds": request_ids(&output),
    });
    let how = match status {
        Some(status) if status.success() => return Ok(detail),
        Some(status) => match status.code() {
            Some(code) => format!("failed with exit code {code}"),
            None => "failed with a signal".to_owned(),
        },
        None => format!("did not end within {} s and was stopped", limit.as_secs_f64()),
    };
    let names = failing(&output);
    // The output goes with the event, because the summary keeps errors short.
    let _ = session.record.event("error", "check", &format!("`{shown}` {how}"), detail).await;
    let which = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
    Err(failed(format!("`{shown}` {how}{}", crate::ui::escape::brief(&which, 300))))
}

/// The command sees the server of the run, so that it can talk to it.
fn start(session: &Session, command: &str) -> std::io::Result<Group> {
    let mut shell = Command::new("sh");
    shell
        .args(["-c", command])
        .current_dir(session.context.config.root())
        .env("DSE_SERVER", session.client.base_url())
        .env("DSE_RUN_ID", session.record.run_id().unwrap_or_default())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some(secret) = session.client.secret() {
        shell.env(crate::config::SECRET_VARIABLE, secret.expose_secret());
    }
    Group::start(&mut shell)
}

/// The end of a stream, as far as it has come.
struct Tail {
    kept: Arc<Mutex<Vec<u8>>>,
    reading: JoinHandle<()>,
}

impl Tail {
    fn of(mut stream: impl AsyncRead + Unpin + Send + 'static) -> Self {
        let kept = Arc::<Mutex<Vec<u8>>>::default();
        let into = Arc::clone(&kept);
        let reading = tokio::spawn(async move {
            let mut buffer = [0; 8_192];
            while let Ok(count @ 1..) = stream.read(&mut buffer).await {
                let mut kept = into.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend_from_slice(&buffer[..count]);
                let excess = kept.len().saturating_sub(KEPT_OUTPUT);
                kept.drain(..excess);
            }
        });
        Self { kept, reading }
    }

    /// As text. A process that got away may hold the stream open; what it says
    /// later is not waited for.
    async fn read(mut self) -> String {
        let _ = tokio::time::timeout(LAST_WORDS, &mut self.reading).await;
        self.reading.abort();
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&kept).into_owned()
    }
}

/// Names of failed tests, as the common runners print them.
fn failing(output: &str) -> Vec<String> {
    let name = |line: &str| {
        let line = line.trim();
        let marked = ["not ok ", "FAIL ", "FAILED ", "✗ ", "✖ ", "× "]
            .iter()
            .find_map(|mark| line.strip_prefix(mark));
        let cargo = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED"));
        cargo.or(marked).map(|name| crate::ui::escape::brief(name, 200))
    };
    output.lines().filter_map(name).take(KEPT_FAILURES).collect()
}

/// Request ids that the output names, to find the requests in the server's log.
fn request_ids(output: &str) -> Vec<String> {
    let words = output.split(|character: char| {
        character.is_whitespace() || matches!(character, '"' | ',' | '(' | ')')
    });
    let ids = words.filter_map(|word| {
        word.strip_prefix("oa_req=").or_else(|| word.strip_prefix("x-oa-request-id="))
    });
    ids.filter(|id| !id.is_empty())
        .map(|id| crate::ui::escape::brief(id, 100))
        .take(KEPT_FAILURES)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failing_tests_of_several_runners_are_named() {
        let output = "test a::b ... FAILED\nok 1 - fine\nnot ok 2 - apps.web\n  ✗ page opens\nFAIL src/x.test.ts\n";
        assert_eq!(failing(output), ["a::b", "2 - apps.web", "page opens", "src/x.test.ts"]);
    }

    #[test]
    fn request_ids_are_found() {
        assert_eq!(request_ids("GET /x failed (oa_req=abc-1) later"), ["abc-1"]);
    }

    #[tokio::test]
    async fn only_the_end_of_the_output_is_kept() {
        let text = "x".repeat(KEPT_OUTPUT) + "end";
        let kept = Tail::of(std::io::Cursor::new(text)).read().await;
        assert_eq!(kept.len(), KEPT_OUTPUT);
        assert!(kept.ends_with("end"));
    }
}
