//! The one owner of the terminal: results go to stdout, talk goes to stderr,
//! and nothing from a server or a dataset reaches either without being escaped.

pub mod log;
mod progress;
mod table;

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex};

use anstream::{AutoStream, ColorChoice};
use serde::Serialize;

pub use crate::model::escape;
pub use crate::model::output::{Color, Format};
pub use crate::model::tone::Tone;
pub use progress::Bar;
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
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
    /// The reader of stdout is gone; what follows is dropped.
    out_closed: bool,
}

impl Ui {
    /// The process's own streams.
    pub fn terminal(settings: UiSettings) -> Self {
        let choice = match settings.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        let out = Box::new(AutoStream::new(io::stdout(), choice));
        let err = Box::new(AutoStream::new(io::stderr(), choice));
        let width = terminal_width(settings.columns);
        let ui = Self::over(settings, out, err, width, io::stderr().is_terminal());
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
        let streams = Arc::new(Mutex::new(Streams { out, err, out_closed: false }));
        Self { settings, width, bars, out_is_terminal: false, streams }
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
    pub fn out(&self, text: &str) {
        let mut streams = self.lock();
        if streams.out_closed {
            return;
        }
        let written = writeln!(streams.out, "{text}").and_then(|()| streams.out.flush());
        // Whoever reads has seen enough; the work itself goes on to its end.
        streams.out_closed = written.is_err();
    }

    /// Bytes of the result as they are: a blob, a generated file.
    pub fn out_raw(&self, bytes: &[u8]) {
        let mut streams = self.lock();
        if !streams.out_closed {
            let written = streams.out.write_all(bytes).and_then(|()| streams.out.flush());
            streams.out_closed = written.is_err();
        }
    }

    /// Text of the result that came from elsewhere: to the letter for a file
    /// or a program, escaped for a terminal.
    pub fn out_text(&self, text: &str) {
        if self.out_is_terminal {
            self.out(&escape::block(text));
        } else {
            self.out_raw(text.as_bytes());
        }
    }

    /// The result as one JSON document: indented for `json`, a line for `ndjson`.
    pub fn json(&self, value: &impl Serialize) {
        let text = match self.settings.format {
            Format::Ndjson => serde_json::to_string(value),
            _ => serde_json::to_string_pretty(value),
        };
        self.out(&escape::json(&text.expect("results serialize to JSON")));
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
        self.last(document);
    }

    /// A document that already says whether it went well.
    pub fn last(&self, document: serde_json::Map<String, serde_json::Value>) {
        if self.settings.format == Format::Ndjson {
            let mut event = serde_json::Map::new();
            event.insert("event".to_owned(), "result".into());
            event.extend(document);
            self.json(&event);
        } else {
            self.json(&document);
        }
    }

    /// An event of work under way, under `--format ndjson` only.
    pub fn event(&self, value: &impl Serialize) {
        if self.settings.format == Format::Ndjson {
            self.json(value);
        }
    }

    /// Talk for people, on stderr; silent under `--quiet`.
    pub fn note(&self, text: &str) {
        if !self.settings.quiet {
            self.err(text);
        }
    }

    /// Talk that only `-v` asks for.
    pub fn detail(&self, text: &str) {
        if self.settings.verbosity > 0 {
            self.err(&Tone::Faint.paint(text));
        }
    }

    /// Something that a person should know although the work went on.
    pub fn warn(&self, text: &str) {
        self.err(&format!("{} {text}", Tone::Warn.paint("warning:")));
    }

    /// A line on stderr that nothing silences.
    pub fn err(&self, text: &str) {
        // Nothing is left to tell a person whose stderr is closed.
        let _ = writeln!(self.lock().err, "{text}");
    }

    /// Asks a person for a yes or a no. `None` where nobody is there to answer,
    /// or a program reads along.
    pub fn confirm(&self, question: &str) -> Option<bool> {
        let is_attended = io::stdin().is_terminal() && io::stderr().is_terminal();
        if self.is_machine() || !is_attended {
            return None;
        }
        {
            let mut streams = self.lock();
            let asked = write!(streams.err, "{question} [y/N] ").and_then(|()| streams.err.flush());
            asked.ok()?;
        }
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).ok()?;
        Some(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
    }

    /// Shows progress until the bar is dropped.
    pub fn bar(&self, label: &str, total: u64) -> Bar {
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
