//! Why settings could not be settled.

use std::io;
use std::path::Path;

use crate::model::text;

/// A fault in the configuration: where it is, what it is, what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct ConfigError {
    /// A file with line and column, a variable, or a flag.
    pub place: String,
    pub reason: String,
    pub hint: Option<String>,
}

impl ConfigError {
    pub fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into(), hint: None }
    }

    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn read(path: &Path, error: &io::Error) -> Self {
        Self::new(path.display().to_string(), format!("the file cannot be read: {error}"))
    }

    pub fn directory(path: &Path, error: &io::Error) -> Self {
        Self::new(path.display().to_string(), format!("the folder cannot be used: {error}"))
    }

    pub fn empty_token(path: &Path) -> Self {
        Self::new(path.display().to_string(), "the token file is empty")
            .with_hint("put the server's secret into it, on one line")
    }

    /// A fault inside the text of a TOML file.
    pub fn toml(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        let before = &text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|&character| character != '\n').count() + 1;
        let place = format!("{}:{line}:{column}", path.display());
        Self::new(place, suggest(error.message()))
    }
}

/// Adds the nearest known name to serde's word about an unknown one.
pub fn suggest(message: &str) -> String {
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let message = message.lines().next().unwrap_or_default();
    let unknown = message.starts_with("unknown field") || message.starts_with("unknown variant");
    match names.split_first() {
        Some((name, known)) if unknown => match text::nearest(name, known.iter().copied()) {
            Some(known) => format!("{message}; did you mean `{known}`?"),
            None => message.to_owned(),
        },
        _ => message.to_owned(),
    }
}
