//! A tool call is `dse` itself, started with the same words that a person would
//! type: what an agent sees is what a program sees.

use std::ffi::OsString;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rmcp::model::{ProgressNotificationParam, ProgressToken};
use rmcp::service::{Peer, RoleServer};
use serde_json::{Map, Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{ChildStderr, ChildStdout, Command};

use crate::cli::exit;
use crate::command::group::Group;
use crate::config::Flags;
use crate::model::secrets::Secrets;

/// The longest result that is handed on, bytes.
const LONGEST_RESULT: u64 = 4 << 20;
/// Between two counts that are told; examples come by the hundred.
const PAUSE: Duration = Duration::from_millis(250);
/// As much of what is said beside the result, bytes.
const LONGEST_NOTES: usize = 8 << 10;

/// Where progress is told.
pub struct Progress {
    peer: Peer<RoleServer>,
    token: ProgressToken,
    told: u32,
    counted: Option<Instant>,
}

impl Progress {
    pub fn new(peer: Peer<RoleServer>, token: ProgressToken) -> Self {
        Self { peer, token, told: 0, counted: None }
    }

    /// Tells an event. They are counted, because no number in them only grows.
    async fn tell(&mut self, event: &Value) {
        if event.get("of").is_some() {
            if self.counted.is_some_and(|before| before.elapsed() < PAUSE) {
                return;
            }
            self.counted = Some(Instant::now());
        }
        self.told += 1;
        let said = ProgressNotificationParam::new(self.token.clone(), self.told.into())
            .with_message(words_of(event));
        // A client that is gone is noticed elsewhere.
        let _ = self.peer.notify_progress(said).await;
    }
}

/// What a command answered.
#[derive(Debug)]
pub struct Answer {
    pub code: u8,
    /// Its document; absent when it printed something else, such as Markdown.
    pub document: Option<Map<String, Value>>,
    pub text: String,
    /// What it said on stderr.
    pub notes: String,
}

/// Starts `dse` with the settings that this process was given.
pub struct Runner {
    pub program: std::path::PathBuf,
    pub inherited: Vec<OsString>,
    pub secrets: Secrets,
}

impl Runner {
    /// Runs a command to its end. Whoever drops the future ends the command and
    /// all that it has started.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn run(
        &self,
        words: &[OsString],
        format: &str,
        progress: Option<Progress>,
    ) -> std::io::Result<Answer> {
        let mut command = Command::new(&self.program);
        command
            .args(&self.inherited)
            .args(["--color=never", "--quiet"])
            .arg(format!("--format={format}"))
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut group = Group::start(&mut command)?;
        let out = group.leader.stdout.take().expect("it is a pipe");
        let err = group.leader.stderr.take().expect("it is a pipe");
        let (printed, notes) = tokio::join!(result(out, progress), notes(err));
        let answer = match printed? {
            Some(text) => {
                let status = group.leader.wait().await?;
                let code = status.code().and_then(|code| u8::try_from(code).ok());
                self.answer(code.unwrap_or(exit::UNAVAILABLE), &text, &notes)
            }
            None => too_long(),
        };
        group.end().await;
        Ok(answer)
    }

    fn answer(&self, code: u8, text: &str, notes: &str) -> Answer {
        let mut document = serde_json::from_str::<Value>(text).ok();
        if let Some(document) = &mut document {
            self.secrets.hide(document);
        }
        let mut document = match document {
            Some(Value::Object(document)) => Some(document),
            _ => None,
        };
        if let Some(document) = &mut document {
            document.shift_remove("event");
            document.insert("exitCode".to_owned(), code.into());
        }
        Answer {
            code,
            document,
            text: self.secrets.hidden_in(text).into_owned(),
            notes: self.secrets.hidden_in(notes.trim()).into_owned(),
        }
    }
}

fn too_long() -> Answer {
    let mebibytes = LONGEST_RESULT >> 20;
    Answer {
        code: exit::USAGE,
        document: Some(failure(
            exit::USAGE,
            "too_long",
            &format!("the result is longer than {mebibytes} MiB"),
            "ask for less of it, or have it written to a file",
        )),
        text: String::new(),
        notes: String::new(),
    }
}

/// The document of a failure that no command has told.
pub fn failure(code: u8, name: &str, message: &str, hint: &str) -> Map<String, Value> {
    let error = json!({"code": name, "message": message, "hint": hint});
    let document = json!({"ok": false, "error": error, "exitCode": code});
    document.as_object().expect("it is one").clone()
}

/// What a command prints: all of it, or the last event where events come
/// before. `None` when it is longer than anybody wants to read.
async fn result(
    out: ChildStdout,
    mut progress: Option<Progress>,
) -> std::io::Result<Option<String>> {
    let mut out = BufReader::new(out).take(LONGEST_RESULT);
    let (mut text, mut line) = (String::new(), Vec::new());
    while out.read_until(b'\n', &mut line).await? > 0 {
        let said = String::from_utf8_lossy(&line);
        match event(&said) {
            Some(event) if event["event"] != "result" => {
                if let Some(progress) = &mut progress {
                    progress.tell(&event).await;
                }
                // What was told counts no more.
                out.set_limit(LONGEST_RESULT - text.len() as u64);
            }
            _ => text.push_str(&said),
        }
        line.clear();
    }
    Ok((out.limit() > 0).then_some(text))
}

fn event(line: &str) -> Option<Value> {
    line.starts_with("{\"")
        .then(|| serde_json::from_str(line).ok())
        .flatten()
        .filter(|event: &Value| event.get("event").is_some_and(Value::is_string))
}

/// `compile: example 12 of 40`, `step import: ok`, or the event as it is.
fn words_of(event: &Value) -> String {
    let text = |name: &str| event[name].as_str().unwrap_or_default();
    let (kind, number) = (text("event"), |name: &str| event[name].as_u64());
    match (number("done").or(number("index")), number("of")) {
        (Some(done), Some(of)) => format!("{}: {kind} {done} of {of}", text("task")),
        _ if kind == "step" => format!("step {}: {}", text("step"), text("status")),
        _ => event.to_string(),
    }
}

/// The end of what is said on stderr; all of it is read, so that nobody waits.
async fn notes(mut err: ChildStderr) -> String {
    let (mut kept, mut part) = (Vec::new(), [0; 4096]);
    while let Ok(count @ 1..) = err.read(&mut part).await {
        kept.extend_from_slice(&part[..count]);
        let surplus = kept.len().saturating_sub(LONGEST_NOTES);
        kept.drain(..surplus);
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// The settings of this process as the words of a command line; how it writes
/// is for each call to say.
pub fn inherited(flags: &Flags) -> Vec<OsString> {
    let mut words = Vec::new();
    if let Some(folder) = &flags.directory {
        words.extend(["-C".into(), folder.into()]);
    }
    if let Some(file) = &flags.config_file {
        words.extend(["--config".into(), file.into()]);
    }
    let values = flags.values.iter().filter(|(key, ..)| !key.starts_with("output."));
    for (_, flag, value) in values {
        match value {
            toml::Value::Boolean(_) => words.push(flag.into()),
            toml::Value::String(text) => words.push(format!("{flag}={text}").into()),
            value => words.push(format!("{flag}={value}").into()),
        }
    }
    words.extend(flags.trust.then(|| "--trust".into()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_handed_on_and_forms_are_not() {
        let flags = Flags {
            directory: Some("a".into()),
            values: vec![
                ("server.url", "--server", "http://h".into()),
                ("server.allow_http", "--allow-http", true.into()),
                ("server.timeout", "--timeout", 1.5.into()),
                ("output.format", "--format", "json".into()),
            ],
            trust: true,
            ..Flags::default()
        };
        let words = ["-C", "a", "--server=http://h", "--allow-http", "--timeout=1.5", "--trust"];
        assert_eq!(inherited(&flags), words);
    }

    #[test]
    fn an_event_has_words() {
        let of = |event: Value| words_of(&event);
        let example = json!({"event": "example", "done": 2, "of": 5, "task": "evaluating"});
        assert_eq!(of(example), "evaluating: example 2 of 5");
        let step = json!({"event": "step", "step": "import", "status": "ok"});
        assert_eq!(of(step), "step import: ok");
        assert_eq!(of(json!({"event": "x"})), r#"{"event":"x"}"#);
    }

    #[test]
    fn a_secret_leaves_no_answer() {
        let secrets = Secrets::of(["a-secret-of-ours"]);
        let runner = Runner { program: "x".into(), inherited: Vec::new(), secrets };
        let text = r#"{"event":"result","ok":true,"a":"a-secret-of-ours"}"#;
        let answer = runner.answer(0, text, "a-secret-of-ours");
        assert!(!format!("{answer:?}").contains("a-secret-of-ours"));
        let document = answer.document.unwrap();
        assert!(document.get("event").is_none() && document["exitCode"] == 0);
    }
}
