//! Answers kept in a file, and a model that answers from it alone.
//!
//! The file is NDJSON: a header that names the provider, then a line an
//! answer. Failures are not kept. A repeated request is told apart by its
//! trial: the number of answers to it before.

use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{
    Identity, Lm, LmBuildError, LmError, LmErrorKind, LmReply, LmRequest, ModelRole, model_of,
    request_key,
};
use crate::model::{
    lm_settings::{Rate, RoleModels},
    text::head,
};

const FORMAT: &str = "openagents.dse.lm_recording";
/// Units of a prompt that an error shows.
const SHOWN: usize = 80;
/// Requests under way at once in a replay, which waits for nothing.
const CONCURRENCY: usize = 16;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header {
    format: String,
    format_version: u32,
    provider: String,
    /// Who answered, as the model told it of a request that names no model;
    /// absent from older recordings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answerer: Option<Identity>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    /// See [`request_key`].
    key: String,
    model: String,
    trial: u64,
    reply: LmReply,
}

/// Whose answers a recording holds. Recording and replaying tell models apart
/// by it in the same way.
struct Source {
    provider: String,
    models: RoleModels,
}

impl Source {
    /// What the lines of a recording are kept under: another address of the
    /// same model replays them as well.
    fn key(&self, request: &LmRequest) -> Identity {
        Identity {
            provider: self.provider.clone(),
            model: model_of(&self.models, request).to_owned(),
            ..Identity::default()
        }
    }
}

/// How many answers each request has had.
#[derive(Default)]
struct Trials(Mutex<HashMap<String, u64>>);

impl Trials {
    fn next(&self, identity: &Identity, request: &LmRequest) -> u64 {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = seen.entry(request_key(identity, request, 0)).or_default();
        *count += 1;
        *count - 1
    }
}

/// A model whose answers are kept as they come.
pub struct Recorder {
    inner: Arc<dyn Lm>,
    source: Source,
    path: PathBuf,
    file: Mutex<File>,
    trials: Trials,
}

impl Recorder {
    /// Keeps the answers of `inner`, which is `provider` with `models`, in
    /// `path`, after those that are there. A line that was cut off by a kill is
    /// removed.
    ///
    /// # Errors
    /// When the file cannot be written, is no recording, or is one of another
    /// provider.
    pub fn open(
        inner: Arc<dyn Lm>,
        provider: &str,
        models: RoleModels,
        path: &Path,
    ) -> Result<Self, LmBuildError> {
        let fault = |reason: String| fault("lm.record", path, reason);
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .map_err(|error| fault(error.to_string()))?;
        let text = fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
        let whole = text.rfind('\n').map_or(0, |at| at + 1);
        file.set_len(whole as u64).map_err(|error| fault(error.to_string()))?;
        if whole == 0 {
            let header = Header {
                format: FORMAT.to_owned(),
                format_version: 1,
                provider: provider.to_owned(),
                answerer: Some(inner.identity(&LmRequest::of_role(ModelRole::Main))),
            };
            append(&mut file, &header).map_err(|error| fault(error.to_string()))?;
        } else {
            let known = header(&text).map_err(fault)?.provider;
            if known != provider {
                return Err(fault(format!("it holds answers of `{known}`, not of `{provider}`")));
            }
        }
        let source = Source { provider: provider.to_owned(), models };
        let (path, file) = (path.to_owned(), Mutex::new(file));
        Ok(Self { inner, source, path, file, trials: Trials::default() })
    }
}

#[async_trait]
impl Lm for Recorder {
    fn label(&self) -> String {
        self.inner.label()
    }

    fn concurrency(&self) -> usize {
        self.inner.concurrency()
    }

    fn identity(&self, request: &LmRequest) -> Identity {
        self.inner.identity(request)
    }

    fn rate(&self, request: &LmRequest) -> Option<Rate> {
        self.inner.rate(request)
    }

    async fn reach(&self) -> Result<(), LmError> {
        self.inner.reach().await
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        let reply = self.inner.complete(request).await?;
        let identity = self.source.key(request);
        let trial = self.trials.next(&identity, request);
        let line = Line {
            key: request_key(&identity, request, trial),
            model: identity.model,
            trial,
            reply: reply.clone(),
        };
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        append(&mut file, &line).map_err(|error| LmError {
            kind: LmErrorKind::Failed,
            message: format!("the answer could not be kept in {}: {error}", self.path.display()),
        })?;
        Ok(reply)
    }
}

/// A model that answers from a recording and from nothing else.
pub struct Replay {
    path: PathBuf,
    source: Source,
    /// Who gave the answers, where the recording tells.
    answerer: Option<Identity>,
    replies: HashMap<String, LmReply>,
    trials: Trials,
    /// The first call that was not recorded; later ones often follow from it.
    first_missing: OnceLock<String>,
}

impl Replay {
    /// Reads the recording at `path`. `models` are those of the recorded run:
    /// the model is part of what an answer is kept under. Of two answers to
    /// one request the later counts.
    ///
    /// # Errors
    /// When the file cannot be read or a line of it is not of a recording.
    pub fn open(path: &Path, models: RoleModels) -> Result<Self, LmBuildError> {
        let fault = |reason: String| fault("lm.replay", path, reason);
        let text = fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
        let Header { provider, answerer, .. } = header(&text).map_err(fault)?;
        let mut replies = HashMap::new();
        let after_header = text.find('\n').map_or("", |at| &text[at + 1..]);
        let mut rest = after_header.as_bytes();
        for number in 2.. {
            match jsonl::read::<_, Line>(&mut rest) {
                Ok(line) => replies.insert(line.key, line.reply),
                Err(jsonl::ReadError::Eof) => break,
                // A kill can cut the last line off; its answer is not there.
                Err(_) if rest.is_empty() && !text.ends_with('\n') => None,
                Err(error) => return Err(fault(format!("line {number}: {error}"))),
            };
        }
        Ok(Self {
            path: path.to_owned(),
            source: Source { provider, models },
            answerer,
            replies,
            trials: Trials::default(),
            first_missing: OnceLock::new(),
        })
    }

    fn missing(&self, request: &LmRequest, model: &str, trial: u64, key: &str) -> LmError {
        let first = self.first_missing.get_or_init(|| {
            let prompt = request.messages.last().map_or("", |message| &message.content);
            format!(
                "{} holds no answer to this call: role {:?}, model `{model}`, trial {trial}, \
                 key {key}, last message starting {:?}",
                self.path.display(),
                request.role,
                head(prompt, SHOWN)
            )
        });
        LmError { kind: LmErrorKind::NotRecorded, message: first.clone() }
    }
}

#[async_trait]
impl Lm for Replay {
    fn label(&self) -> String {
        format!("replay of {}", self.source.provider)
    }

    fn concurrency(&self) -> usize {
        CONCURRENCY
    }

    /// A replay speaks for the model whose answers it holds.
    fn identity(&self, request: &LmRequest) -> Identity {
        let key = self.source.key(request);
        match &self.answerer {
            Some(answerer) => Identity { model: key.model, ..answerer.clone() },
            None => key,
        }
    }

    /// A recorded answer costs nobody anything.
    fn rate(&self, _: &LmRequest) -> Option<Rate> {
        Some(Rate::FREE)
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        let identity = self.source.key(request);
        let trial = self.trials.next(&identity, request);
        let key = request_key(&identity, request, trial);
        let reply = self.replies.get(&key).cloned();
        reply.ok_or_else(|| self.missing(request, &identity.model, trial, &key))
    }
}

fn header(text: &str) -> Result<Header, String> {
    let first = text.lines().next().unwrap_or_default();
    let header: Header =
        serde_json::from_str(first).map_err(|error| format!("it is no recording: {error}"))?;
    if header.format != FORMAT || header.format_version != 1 {
        return Err(format!("it is no recording of format {FORMAT} version 1"));
    }
    Ok(header)
}

/// One write a line, so that lines of two processes do not mix.
fn append(file: &mut File, value: &impl Serialize) -> std::io::Result<()> {
    let mut line = Vec::new();
    jsonl::write(&mut line, value).map_err(std::io::Error::other)?;
    file.write_all(&line)
}

fn fault(setting: &str, path: &Path, reason: String) -> LmBuildError {
    LmBuildError::new(setting, format!("{}: {reason}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::testing::{Probe, request};

    fn recorder(path: &Path) -> Recorder {
        Recorder::open(Arc::new(Probe::default()), "probe", RoleModels::default(), path).unwrap()
    }

    fn replay(path: &Path) -> Replay {
        Replay::open(path, RoleModels::default()).unwrap()
    }

    #[tokio::test]
    async fn a_run_is_repeated_to_the_byte_with_each_trial_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.ndjson");
        let recorder = recorder(&path);
        let mut kept = Vec::new();
        for text in ["a", "b", "a"] {
            kept.push(recorder.complete(&request(text)).await.unwrap());
        }
        let replay = replay(&path);
        for (text, reply) in ["b", "a", "a"].into_iter().zip([&kept[1], &kept[0], &kept[2]]) {
            assert_eq!(&replay.complete(&request(text)).await.unwrap(), reply);
        }
    }

    #[tokio::test]
    async fn failures_are_not_kept_and_what_is_missing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.ndjson");
        assert!(recorder(&path).complete(&request("fail")).await.is_err());
        let replay = replay(&path);
        let first = replay.complete(&request("fail")).await.unwrap_err();
        assert_eq!(first.kind, LmErrorKind::NotRecorded);
        assert!(first.message.contains("role Main") && first.message.contains("\"fail\""));
        assert_eq!(replay.complete(&request("other")).await.unwrap_err(), first);
    }

    #[tokio::test]
    async fn a_line_cut_off_by_a_kill_is_ignored_and_then_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.ndjson");
        recorder(&path).complete(&request("a")).await.unwrap();
        let whole = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{whole}{{\"key\":\"sha")).unwrap();
        assert!(replay(&path).complete(&request("a")).await.is_ok());
        recorder(&path).complete(&request("b")).await.unwrap();
        assert!(fs::read_to_string(&path).unwrap().starts_with(&whole));
        assert!(replay(&path).complete(&request("b")).await.is_ok());
    }

    #[test]
    fn a_file_of_something_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.ndjson");
        recorder(&path);
        let other =
            Recorder::open(Arc::new(Probe::default()), "other", RoleModels::default(), &path);
        assert!(other.err().unwrap().to_string().contains("answers of `probe`"));
        fs::write(&path, "{}\n").unwrap();
        assert!(Replay::open(&path, RoleModels::default()).is_err());
    }
}
