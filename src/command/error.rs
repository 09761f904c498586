//! Why a command could not do its work: one line of what, and what to do.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::api::error::Code;
use crate::catalog::CatalogError;
use crate::client::{ClientError, InvalidBaseUrl, Reason};
use crate::config::ConfigError;
use crate::ui::escape;

/// What sort of failure it was; the exit code follows from it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The work was done and its answer is no.
    Refused,
    /// Wrong usage, configuration or unreadable input.
    Usage,
    /// The server or the model could not be reached, timed out, or broke.
    Unavailable,
    /// The server refused the credentials.
    Credentials,
    /// Too little evidence.
    Inconclusive,
    /// Ctrl-C.
    Interrupted,
    /// SIGTERM.
    Terminated,
}

/// A failed command.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct CommandError {
    pub kind: ErrorKind,
    /// A stable name for programs: a wire code, or one of our own.
    pub code: String,
    pub message: String,
    pub hint: Option<String>,
    pub request_id: Option<String>,
    pub status: Option<u16>,
    /// What was found nonetheless: the fields of the result beside the error.
    pub result: Box<Map<String, Value>>,
}

impl CommandError {
    pub fn new(kind: ErrorKind, code: &str, message: impl Into<String>) -> Self {
        Self {
            kind,
            code: code.to_owned(),
            message: message.into(),
            hint: None,
            request_id: None,
            status: None,
            result: Box::default(),
        }
    }

    /// Wrong usage or unreadable input.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, "usage", message)
    }

    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the fields of a result, which people have been shown already.
    ///
    /// # Panics
    /// When `result` does not serialize to a JSON object.
    pub fn with_result(mut self, result: &impl Serialize) -> Self {
        let value = serde_json::to_value(result).expect("results serialize to JSON");
        self.result = Box::new(value.as_object().expect("results are objects").clone());
        self
    }

    /// The error as the document that `--format json` prints.
    pub fn document(&self) -> Map<String, Value> {
        let mut error = json!({"code": self.code, "message": self.message});
        let mut set = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                error[key] = value;
            }
        };
        set("requestId", self.request_id.clone().map(Value::from));
        set("status", self.status.map(Value::from));
        set("hint", self.hint.clone().map(Value::from));
        let mut document = Map::new();
        document.insert("ok".to_owned(), false.into());
        document.insert("error".to_owned(), error);
        let rest = self.result.iter().filter(|(key, _)| *key != "ok" && *key != "error");
        document.extend(rest.map(|(key, value)| (key.clone(), value.clone())));
        document
    }
}

impl From<ConfigError> for CommandError {
    fn from(error: ConfigError) -> Self {
        let message = error.to_string();
        Self { hint: error.hint, ..Self::new(ErrorKind::Usage, "config", message) }
    }
}

impl From<CatalogError> for CommandError {
    fn from(error: CatalogError) -> Self {
        let lines: Vec<String> =
            error.faults.iter().map(|fault| escape::line(&fault.to_string())).collect();
        let message = match lines.as_slice() {
            [only] => only.clone(),
            all => format!("{} faults in the workspace's files\n{}", all.len(), all.join("\n")),
        };
        Self::new(ErrorKind::Usage, "catalog", message)
            .with_hint("`dse signature check` shows each with its line")
    }
}

impl From<InvalidBaseUrl> for CommandError {
    fn from(error: InvalidBaseUrl) -> Self {
        Self::new(ErrorKind::Usage, "config", error.to_string())
            .with_hint("an address looks like http://127.0.0.1:8787")
    }
}

impl From<ClientError> for CommandError {
    fn from(error: ClientError) -> Self {
        let (kind, code, hint) = classify(&error);
        let request_id = escape::line(&error.request_id);
        Self {
            hint,
            status: error.status(),
            request_id: Some(request_id.clone()),
            // Most of the message came from the server.
            ..Self::new(
                kind,
                &code,
                format!("{} (request {request_id})", escape::line(&error.to_string())),
            )
        }
    }
}

/// The one place where a failed request gets its kind, its code and its hint.
fn classify(error: &ClientError) -> (ErrorKind, String, Option<String>) {
    use ErrorKind::{Credentials, Inconclusive, Refused, Unavailable, Usage};
    let ours = |kind, code: &str, hint: &str| (kind, code.to_owned(), Some(hint.to_owned()));
    match &error.reason {
        Reason::Unreachable(_) => ours(
            Unavailable,
            "unreachable",
            "check the address (--server, DSE_SERVER) and that the server runs",
        ),
        Reason::TimedOut(_) => {
            ours(Unavailable, "timeout", "raise --timeout, or look at the server's log")
        }
        Reason::CutOff(_) => {
            ours(Unavailable, "cut_off", "look at the server's log for the request id")
        }
        Reason::Redirected(_) => ours(
            Unavailable,
            "redirected",
            "give the final address with --server; the secret is sent nowhere else",
        ),
        Reason::NotUnderstood(_) | Reason::TooLarge(_) => ours(
            Unavailable,
            "bad_answer",
            "check that the address is that of a dse server and not of something in front of it",
        ),
        Reason::NoSuchEndpoint => {
            ours(Unavailable, "no_such_endpoint", "upgrade the server, or use the embedded one")
        }
        Reason::Refused { status, code, error, .. } => {
            let kind = match (status, code) {
                (_, Some(Code::TooManyFailures)) => Credentials,
                (_, Some(Code::RateLimited)) => Unavailable,
                (401 | 403, _) | (_, Some(Code::Unauthorized)) => Credentials,
                (_, Some(code)) if code.is_inconclusive() => Inconclusive,
                (_, Some(code)) if code.is_refusal() => Refused,
                (_, Some(code)) if code.status() < 500 => Usage,
                (400..=499, None) if *status != 429 => Usage,
                _ => Unavailable,
            };
            let name = code.map_or_else(|| escape::brief(error, 80), |code| code.wire().to_owned());
            (kind, name, Some(hint_for(*code).to_owned()))
        }
    }
}

const LOG_HINT: &str =
    "the server's log has more under the request id; -v shows the embedded server's";

/// What a person can do about a refusal.
fn hint_for(code: Option<Code>) -> &'static str {
    let Some(code) = code else { return LOG_HINT };
    match code {
        Code::Unauthorized => {
            "set OA_DSE_ADMIN_SECRET to the server's secret or a key, or name a file with --token-file"
        }
        Code::ScopeMissing | Code::SignatureNotAllowed => {
            "`dse key create` makes a key that may; it takes the server's secret or a key with the scope admin"
        }
        Code::TooManyFailures => "wait a minute, and check the secret that is sent",
        Code::RateLimited => {
            "wait, or make a key with another --rate; `dse key list` shows the rates"
        }
        Code::KeyNotFound => "`dse key list` lists the keys",
        Code::KeyExists => "`dse key rotate NAME` makes its successor",
        Code::UnknownSignature => "`dse signature list` shows the signatures that the server knows",
        Code::ArtifactNotFound => {
            "`dse compile` makes artifacts; `dse report signature ID` lists them"
        }
        Code::InsufficientImprovement => {
            "the candidate is not enough better on the holdout; --min-holdout-delta sets what is enough"
        }
        Code::HoldoutRequired => "give some rows \"split\": \"holdout\" and import again",
        Code::CompileReportNotFound => {
            "compile first: the gate needs a report for the current dataset and job"
        }
        Code::CompiledIdMismatch => "promote the winner of the newest compile, or compile again",
        Code::ControlMissing | Code::ControlArtifactMissing => {
            "promote an artifact first, so that there is something to compare with"
        }
        Code::BudgetExhausted => {
            "what was answered is kept: the same command with a higher limit goes on from there"
        }
        Code::PriceUnknown => {
            "name what the model charges as [[lm.price]] in dse.toml, or limit calls or tokens"
        }
        Code::CannotTell | Code::GainNotShown => {
            "more held-out rows show smaller gains, `dse dataset stats` says how many; --accept-not-worse promotes without it"
        }
        Code::ReportOutdated => "compile again: `dse compile` says what it asks anew and why",
        Code::HoldoutSpent => {
            "give fresh, reviewed rows \"split\": \"holdout\" and move the old ones to train"
        }
        Code::MustPassRegressed => "`dse eval --compare` shows which answers changed",
        Code::BelowFloor => "a simple answer does as well: look at the dataset before the model",
        Code::DatasetLeaks => "`dse dataset validate` shows rows that stand in two splits",
        Code::JudgeUncalibrated => {
            "a person who has read the answers promotes with --reviewed-by NAME --reason TEXT; `dse judge calibrate` compares the judge with human labels"
        }
        Code::NoExamples => "`dse dataset import` brings examples in",
        Code::DatasetIncomplete => {
            "import the file again, or `dse dataset import --abandon --signature ID` goes back to the rows from before"
        }
        Code::DatasetTooLarge => {
            "`store.max_rows` of the server's dse.toml is the bound; `dse dataset remove` makes room"
        }
        Code::DatasetChanged => "look at what would be removed now, with --dry-run, and try again",
        Code::ImportEnded => "import the file again",
        Code::RollbackUnavailable => "nothing was active before what is active now",
        Code::TooLarge => "send less at once; `dse dataset import` splits files by itself",
        Code::LmFailed => "`dse doctor` asks the model; look at `[lm]` in dse.toml",
        Code::LmTimeout => "the model is slow or stuck; `dse doctor` asks it once",
        Code::InputMismatch => "`dse signature show ID` prints what the input must be",
        Code::OutputMismatch | Code::StrategyFailed => {
            "`dse prompt SIGNATURE --input … --ask` shows the raw answer and why nothing came of it"
        }
        Code::ReceiptMismatch | Code::OutputNotKept => "draw a new receiptId",
        Code::Overloaded => "the server is busy; try again in a moment",
        Code::InvalidInput => "--help shows what each argument may be",
        Code::ReceiptNotFound => "`dse receipt list SIGNATURE` lists them",
        Code::RunNotFound => "`dse ops list` lists the runs",
        Code::BlobNotFound | Code::TraceBlobNotFound => {
            "only blobs of the receipt's own run can be read; `dse receipt show` names them"
        }
        Code::Erased => "the row it came from was forgotten; `dse history verify` still covers it",
        Code::ReportNotFound => "`dse report signature ID` lists the reports",
        Code::CanaryNotFound => "`dse canary start` starts one",
        Code::CanaryMismatch => "`dse canary status` shows whose canary runs",
        Code::Unavailable | Code::RequestTimeout => "the server is busy; try again in a moment",
        _ => LOG_HINT,
    }
}
