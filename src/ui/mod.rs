//! The one owner of the terminal: results go to stdout, talk goes to stderr,
//! and nothing from a server or a dataset reaches either without being escaped.

pub mod log;
mod progress;
mod stream;
mod table;

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex};

use serde::Serialize;

pub use crate::model::escape;
pub use crate::model::output::{Color, Format};
pub use crate::model::secrets::Secrets;
pub use crate::model::shown::Shown;
pub(crate) use crate::model::shown::shown;
pub use crate::model::tone::Tone;
pub use progress::Bar;
use stream::Stream;
pub use table::{Table, facts};

/// How a [`Ui`] behaves.
#[derive(Clone, Copy, Debug, Default)]
pub struct UiSettings {
    pub format: Format,
    pub color: Color,
    pub quiet: bool,
    /// 0: what matters; 1: each request; 2: more.
    pub verbosity: u8,
    /// Columns to fill, in place of the terminal's own word.
    pub columns: Option<usize>,
}

/// The terminal. Clones share the same streams.
#[derive(Clone)]
pub struct Ui {
    settings: UiSettings,
    width: usize,
    bars: bool,
    out_is_terminal: bool,
    streams: Arc<Mutex<Streams>>,
}

struct Streams {
    out: Stream,
    err: Stream,
    state: OutState,
}

/// Whether stdout still takes what it is given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OutState {
    Open,
    /// Its reader has seen enough and is gone; what follows is dropped.
    Closed,
    /// It could not be written, so the result is not whole.
    Failed,
}

impl Ui {
    /// The process's own streams.
    pub fn terminal(settings: UiSettings) -> Self {
        let out = Stream::of(io::stdout(), settings.color);
        let err = Stream::of(io::stderr(), settings.color);
        let width = terminal_width(settings.columns);
        let ui = Self::with(settings, out, err, width, io::stderr().is_terminal());
        Self { out_is_terminal: io::stdout().is_terminal(), ..ui }
    }

    /// Any two streams, for tests.
    pub fn over(
        settings: UiSettings,
        out: Box<dyn Write + Send>,
        err: Box<dyn Write + Send>,
        width: usize,
        bars: bool,
    ) -> Self {
        Self::with(settings, Stream::colored(out), Stream::colored(err), width, bars)
    }

    fn with(settings: UiSettings, out: Stream, err: Stream, width: usize, bars: bool) -> Self {
        let streams = Arc::new(Mutex::new(Streams { out, err, state: OutState::Open }));
        Self { settings, width, bars, out_is_terminal: false, streams }
    }

    /// From now on these are never shown. What is written to the letter, rows and
    /// blobs, is what it is.
    pub fn hide(&self, secrets: &Secrets) {
        let mut streams = self.lock();
        streams.out.secrets = secrets.clone();
        streams.err.secrets = secrets.clone();
    }

    /// What is never shown.
    pub fn secrets(&self) -> Secrets {
        self.lock().err.secrets.clone()
    }

    pub fn format(&self) -> Format {
        self.settings.format
    }

    /// The result is for a program, not for a person.
    pub fn is_machine(&self) -> bool {
        self.settings.format != Format::Human
    }

    pub fn quiet(&self) -> bool {
        self.settings.quiet
    }

    pub fn verbosity(&self) -> u8 {
        self.settings.verbosity
    }

    /// Columns of the terminal; 80 where there is none.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether a person reads stdout as it comes.
    pub fn out_is_terminal(&self) -> bool {
        self.out_is_terminal
    }

    fn draws_bars(&self) -> bool {
        self.bars && !self.is_machine()
    }

    /// Part of the result, with a line break behind it.
    pub fn out(&self, text: impl Into<Shown>) {
        let text = text.into();
        self.to_out(|out| out.shown_line(&text));
    }

    /// A text of its own: a blob, a generated file, a report in a form for
    /// programs. To the letter for a file or a program, escaped for a terminal.
    pub fn data(&self, text: &[u8]) {
        if self.out_is_terminal {
            let text = Shown::block(&String::from_utf8_lossy(text));
            self.to_out(|out| out.shown(&text));
        } else {
            self.to_out(|out| out.raw(text));
        }
    }

    /// Rows of a dataset, which are JSON: to the letter for a file or a
    /// program; the same values, escaped, for a terminal.
    pub fn rows(&self, jsonl: &[u8]) {
        if self.out_is_terminal {
            let text = Shown::json(&String::from_utf8_lossy(jsonl));
            self.to_out(|out| out.shown(&text));
        } else {
            self.to_out(|out| out.raw(jsonl));
        }
    }

    /// Writes to stdout as long as somebody reads it. The work itself goes on
    /// to its end, whatever becomes of its words.
    fn to_out(&self, write: impl FnOnce(&mut Stream) -> io::Result<()>) {
        let mut streams = self.lock();
        if streams.state != OutState::Open {
            return;
        }
        let Err(error) = write(&mut streams.out) else { return };
        if error.kind() == io::ErrorKind::BrokenPipe {
            streams.state = OutState::Closed;
            return;
        }
        streams.state = OutState::Failed;
        let label = Tone::Bad.paint("error:");
        let line = shown!("{} standard output cannot be written: {}", label, error);
        // Nothing is left to tell a person whose stderr fails as well.
        let _ = streams.err.shown_line(&line);
    }

    /// Whether part of the result was lost because stdout could not be written.
    pub fn has_lost_output(&self) -> bool {
        self.lock().state == OutState::Failed
    }

    /// One JSON document: indented for `json`, a line for `ndjson`.
    fn json(&self, value: &impl Serialize) {
        let text = match self.settings.format {
            Format::Ndjson => serde_json::to_string(value),
            _ => serde_json::to_string_pretty(value),
        };
        self.out(Shown::json(&text.expect("results serialize to JSON")));
    }

    /// A JSON document that a form of its own asks for, whatever `--format` says.
    pub fn document(&self, value: &serde_json::Value) {
        self.out(Shown::json(&format!("{value:#}")));
    }

    /// The whole result of a command for programs: the fields of `value`
    /// behind `"ok": true`, under `--format ndjson` as the last event.
    ///
    /// # Panics
    /// When `value` does not serialize to a JSON object.
    pub fn result(&self, value: &impl Serialize) {
        let fields = serde_json::to_value(value).expect("results serialize to JSON");
        let mut document = serde_json::Map::new();
        document.insert("ok".to_owned(), true.into());
        document.extend(fields.as_object().expect("results are objects").clone());
        self.last(&document);
    }

    /// A document that already says whether it went well: the whole result, and
    /// under `--format ndjson` the last event.
    ///
    /// # Panics
    /// When `document` does not serialize to a JSON object.
    pub fn last(&self, document: &impl Serialize) {
        if self.settings.format != Format::Ndjson {
            return self.json(document);
        }
        let fields = serde_json::to_value(document).expect("results serialize to JSON");
        let mut event = serde_json::Map::new();
        event.insert("event".to_owned(), "result".into());
        event.extend(fields.as_object().expect("results are objects").clone());
        self.json(&event);
    }

    /// An event of work under way, under `--format ndjson` only.
    pub fn event(&self, value: &impl Serialize) {
        if self.settings.format == Format::Ndjson {
            self.json(value);
        }
    }

    /// Talk for people, on stderr; silent under `--quiet`.
    pub fn note(&self, text: impl Into<Shown>) {
        if !self.settings.quiet {
            self.err(text);
        }
    }

    /// Talk that only `-v` asks for.
    pub fn detail(&self, text: impl Into<Shown>) {
        if self.settings.verbosity > 0 {
            self.err(Tone::Faint.paint(text));
        }
    }

    /// Something that a person should know although the work went on.
    pub fn warn(&self, text: impl Into<Shown>) {
        self.err(shown!("{} {}", Tone::Warn.paint("warning:"), text.into()));
    }

    /// Why the work failed, and what to do.
    pub fn error(&self, message: &str, hint: Option<&str>) {
        self.err(shown!("{} {}", Tone::Bad.paint("error:"), Shown::block(message)));
        if let Some(hint) = hint {
            self.err(shown!("{} {}", Tone::Accent.paint(" hint:"), Shown::block(hint)));
        }
    }

    /// A line on stderr that nothing silences.
    pub fn err(&self, text: impl Into<Shown>) {
        let text = text.into();
        // Nothing is left to tell a person whose stderr is closed.
        let _ = self.lock().err.shown_line(&text);
    }

    /// Asks a person for a yes or a no. `None` where nobody is there to answer,
    /// or a program reads along.
    pub fn confirm(&self, question: &Shown) -> Option<bool> {
        let answer = self.ask(&shown!("{} [y/N]", question))?;
        Some(["y", "yes"].contains(&answer.to_lowercase().as_str()))
    }

    /// Asks a person for a line, without the white space around it. `None`
    /// where nobody is there to answer, or a program reads along.
    pub fn ask(&self, question: &Shown) -> Option<String> {
        if !self.is_attended() {
            return None;
        }
        self.lock().err.shown(&shown!("{} ", question)).ok()?;
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer).ok()?;
        (read > 0).then(|| answer.trim().to_owned())
    }

    /// Whether a person is there to be asked.
    pub fn is_attended(&self) -> bool {
        !self.is_machine() && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Shows progress until the bar is dropped.
    pub fn bar(&self, label: &'static str, total: u64) -> Bar {
        Bar::new(self, label, total)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Streams> {
        self.streams.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// What was asked for, else the terminal's own word, else 80.
fn terminal_width(asked: Option<usize>) -> usize {
    asked
        .or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
        .unwrap_or(80)
        .clamp(40, 400)
}
