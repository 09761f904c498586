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
        if error.message() == "duplicate key" {
            return Self { place, ..duplicate(text, line) };
        }
        Self::new(place, suggest(error.message()))
    }
}

/// What stands in `line` a second time: a heading, or a key below one.
fn duplicate(text: &str, line: usize) -> ConfigError {
    let lines: Vec<&str> = text.lines().collect();
    let told = lines.get(line - 1).copied().unwrap_or_default();
    let before = &lines[..(line - 1).min(lines.len())];
    let twice = |first: Option<usize>, what: String| match first {
        Some(first) => format!("{what} is already in line {}", first + 1),
        None => format!("{what} is there twice"),
    };
    if let Some(name) = heading(told) {
        let first = before.iter().position(|line| heading(line) == Some(name.clone()));
        let reason = twice(first, format!("the heading `[{name}]`"));
        return ConfigError::new("", reason)
            .with_hint("put the lines below it under the first heading, and remove this one");
    }
    let name = key(told);
    let section = before.iter().rposition(|line| line.trim_start().starts_with('['));
    let from = section.map_or(0, |section| section + 1);
    let first = before[from..].iter().position(|line| key(line) == name).map(|at| at + from);
    ConfigError::new("", twice(first, format!("the key `{name}`"))).with_hint("keep one of the two")
}

/// The name inside of `[…]`, without white space and quotes.
fn heading(line: &str) -> Option<String> {
    let name = line.trim().strip_prefix('[')?.split(']').next()?;
    Some(name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'')).collect())
}

fn key(line: &str) -> String {
    let name = line.split('=').next().unwrap_or_default().trim();
    name.trim_matches(['"', '\'']).to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    /// What is wrong with a settings file of this text.
    fn fault(text: &str) -> String {
        let error = toml::from_str::<Settings>(text).unwrap_err();
        let error = ConfigError::toml(Path::new("dse.toml"), text, &error);
        format!("{error}; {}", error.hint.as_deref().unwrap_or_default())
    }

    #[test]
    fn what_is_there_twice_is_named_with_its_first_line() {
        let headings = fault("[server]\nretries = 1\n\n[lm]\n[store]\n[ lm ]\nretries = 2\n");
        assert!(headings.contains(":6:"), "{headings}");
        assert!(headings.contains("the heading `[lm]` is already in line 4; put"), "{headings}");
        let keys = fault("[server]\nretries = 1\n[lm]\nretries = 2\n\"retries\" = 3\n");
        assert!(keys.contains("5:1: the key `retries` is already in line 4; keep"), "{keys}");
        let other = fault("lm.retries = 1\n[lm]\nretries = 2\n");
        assert!(other.contains("twice") || other.contains("already"), "{other}");
    }
}
