//! Commands of the workspace: those that must succeed before the run touches
//! anything, and the end-to-end one that must succeed before it promotes.

use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio::task::JoinHandle;

use super::{findings, server_key::ServerKey};
use crate::command::group::Group;
use crate::command::overnight::failure::Failure;
use crate::command::overnight::preflight;
use crate::command::overnight::session::{Done, Session};
use crate::command::{CommandError, ErrorKind};
use crate::config::SECRET_VARIABLE;
use crate::model::overnight::{CheckRun, Outcome};
use crate::report::words;

/// What is kept of each stream of a command's output, bytes from its end.
const KEPT_OUTPUT: usize = 12_000;

/// What of that the step keeps, bytes from its end.
const STEP_OUTPUT: usize = 2_000;

/// Characters of names of failed tests, and of request ids, that the step and
/// the event keep.
const STEP_NAMES: usize = 4_000;
const EVENT_NAMES: usize = 8_000;

/// How long the output of a command that has ended may still be read.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Runs the verify commands.
pub async fn verify(session: &Session) -> Result<(), Failure> {
    if session.plan.verifies_nothing {
        session.skip("verify", "no verify commands in dse.toml").await;
    }
    if session.plan.verify.is_empty() {
        return Ok(());
    }
    let work = async {
        let mut details = Vec::new();
        for command in &session.plan.verify {
            let asked = &session.plan.settings.verify_variables;
            let (run, failure) = check(session, command, asked).await?;
            details.push(run);
            if let Some(failure) = failure {
                return Err(failure.with_detail(&json!({"commands": details})));
            }
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
        let (run, failure) = check(session, command, &session.plan.settings.e2e_variables).await?;
        if let Some(failure) = failure {
            return Err(failure.with_detail(&run));
        }
        let detail = json!(run);
        Ok(Done { value: (), request_id: None, said: "passed".to_owned(), detail })
    };
    session.step("e2e", work).await
}

fn failed(message: String) -> Failure {
    let error = CommandError::new(ErrorKind::Refused, "check_failed", message)
        .with_hint("`dse ops show RUN` has the command's output");
    Failure::new(Outcome::ChecksFailed, error)
}

/// Runs one command through the shell. What it printed is kept in an event of
/// the run; the step keeps what fits. Gives the failure where it did not exit
/// with 0.
///
/// # Errors
/// When it cannot be started.
async fn check(
    session: &Session,
    command: &str,
    asked: &[String],
) -> Result<(CheckRun, Option<Failure>), Failure> {
    let shown = crate::ui::escape::brief(command, 120);
    let limit = session.plan.check_limit();
    let key = if is_asked(SECRET_VARIABLE, command, asked) {
        let key = ServerKey::of(session, limit).await;
        key.map_err(|error| Failure::new(Outcome::ChecksFailed, error))?
    } else {
        ServerKey::NONE
    };
    let mut group = match start(session, command, asked, &key) {
        Ok(group) => group,
        Err(error) => {
            key.end(session).await;
            return Err(failed(format!("`{shown}` cannot be started: {error}")));
        }
    };
    let tails = [
        Tail::of(group.leader.stdout.take().expect("stdout is piped")),
        Tail::of(group.leader.stderr.take().expect("stderr is piped")),
    ];
    let ended = tokio::time::timeout(limit, group.leader.wait()).await;
    // Nothing that the command has left runs on, or is waited for.
    group.end().await;
    let mut output = String::new();
    for tail in tails {
        output += &tail.read().await;
    }
    let output = session.record.secrets().hidden_in(&output).into_owned();
    let output = key.secrets().hidden_in(&output).into_owned();
    key.end(session).await;
    let status = ended.map(|status| status.map_err(|error| failed(format!("`{shown}`: {error}"))));
    let status = status.ok().transpose()?;
    let failing = findings::failing(&output);
    let whole = CheckRun {
        command: command.to_owned(),
        exit_code: status.and_then(|status| status.code()),
        failed: failing.len() as u64,
        failing: findings::within(failing, EVENT_NAMES),
        request_ids: findings::within(findings::request_ids(&output), EVENT_NAMES),
        output,
    };
    let how = match status {
        Some(status) if status.success() => None,
        Some(status) => Some(match status.code() {
            Some(code) => format!("failed with exit code {code}"),
            None => "failed with a signal".to_owned(),
        }),
        None => Some(format!("did not end within {} s and was stopped", limit.as_secs_f64())),
    };
    let (level, said) = match &how {
        None => ("info", "passed"),
        Some(how) => ("error", how.as_str()),
    };
    // The whole goes with the event, because the summary has room for less.
    let _ = session.record.event(level, "check", &format!("`{shown}` {said}"), json!(whole)).await;
    let names = whole.failing.join(", ");
    let run = CheckRun {
        failing: findings::within(whole.failing, STEP_NAMES),
        request_ids: findings::within(whole.request_ids, STEP_NAMES),
        output: findings::end_of(&whole.output, STEP_OUTPUT),
        ..whole
    };
    let failure = how.map(|how| {
        let which = match run.failed {
            0 => String::new(),
            1 => format!(": {names}"),
            many => format!(" ({many} tests): {names}"),
        };
        failed(format!("`{shown}` {how}{}", crate::ui::escape::brief(&which, 300)))
    });
    Ok((run, failure))
}

/// The command sees the server of the run. Of secrets it sees those that it names
/// (`$NAME`) and those that the configuration says it is given.
fn start(
    session: &Session,
    command: &str,
    asked: &[String],
    key: &ServerKey,
) -> std::io::Result<Group> {
    let config = &session.context.config;
    let mut shell = Command::new("sh");
    let withheld = config.secret_variables().filter(|name| !is_asked(name, command, asked));
    for withheld in withheld {
        shell.env_remove(withheld);
    }
    shell
        .args(["-c", command])
        .current_dir(config.root())
        .env("DSE_SERVER", session.client.base_url())
        .env("DSE_RUN_ID", session.record.run_id().unwrap_or_default())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some(secret) = key.text() {
        shell.env(SECRET_VARIABLE, secret);
    }
    Group::start(&mut shell)
}

/// Whether a command gets a variable that holds a secret.
fn is_asked(name: &str, command: &str, asked: &[String]) -> bool {
    preflight::expanded(command).iter().chain(asked).any(|asked| asked == name)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_end_of_the_output_is_kept() {
        let text = "x".repeat(KEPT_OUTPUT) + "end";
        let kept = Tail::of(std::io::Cursor::new(text)).read().await;
        assert_eq!(kept.len(), KEPT_OUTPUT);
        assert!(kept.ends_with("end"));
    }
}
