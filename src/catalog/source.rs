//! The texts of a catalog: embedded ones and those of a folder.

use std::{fs, io, path::Path};

use super::{CatalogError, Origin, Position, document::Fault, locate};

/// A document's text and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub origin: Origin,
    pub text: String,
}

macro_rules! embedded {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../fixtures/", $path)))),*]
    };
}

/// Every shipped document by its path below `fixtures/`.
const SHIPPED: &[(&str, &str)] = embedded![
    "signatures/find-log-line.v1.json",
    "signatures/recap-thread.v1.json",
    "signatures/select-tool.v1.json",
    "signatures/summarize-thread.v1.json",
    "signatures/thread-summary-quality.v1.json",
    "jobs/find-log-line.v1.json",
    "jobs/recap-thread.v1.json",
    "jobs/select-tool.v1.json",
    "jobs/summarize-thread.v1.json",
    "rewards/exact-json-match.v1.json",
    "rewards/long-context-bench.v1.json",
    "rewards/thread-summary-judge.v1.json",
    "pinned/thread-summary-quality.v1.json",
];

/// The shipped documents of one folder.
pub(super) fn shipped(folder: &str) -> Vec<Source> {
    let inside = |path: &str| path.split('/').next() == Some(folder);
    let source = |&(path, text): &(&'static str, &str)| Source {
        origin: Origin::Shipped(path),
        text: text.to_owned(),
    };
    SHIPPED.iter().filter(|(path, _)| inside(path)).map(source).collect()
}

/// The `.json` files of a folder in the order of their names.
///
/// # Errors
/// When the folder or a file in it cannot be read.
pub(super) fn folder(folder: &Path) -> Result<Vec<Source>, CatalogError> {
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.map_err(|error| unreadable(folder, &error))?,
    };
    let mut paths = Vec::new();
    for entry in listing {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    let read = |path: std::path::PathBuf| match fs::read_to_string(&path) {
        Ok(text) => Ok(Source { origin: Origin::File(path), text }),
        Err(error) => Err(unreadable(&path, &error)),
    };
    paths.into_iter().map(read).collect()
}

fn unreadable(path: &Path, error: &io::Error) -> CatalogError {
    CatalogError {
        file: path.display().to_string(),
        position: None,
        field: String::new(),
        reason: format!("it cannot be read: {error}"),
    }
}

impl Source {
    /// A fault of this document, with its place in the text.
    pub fn error(&self, fault: &Fault) -> CatalogError {
        CatalogError {
            file: self.origin.to_string(),
            position: Some(locate::locate(&self.text, &fault.path)),
            field: locate::display(&fault.path),
            reason: fault.reason.clone(),
        }
    }

    /// A text that is not JSON.
    pub fn syntax_error(&self, error: &serde_json::Error) -> CatalogError {
        let reason = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        CatalogError {
            file: self.origin.to_string(),
            position: Some(self.characters(error.line(), error.column())),
            field: String::new(),
            reason: format!("invalid JSON: {}", reason.strip_suffix(&place).unwrap_or(&reason)),
        }
    }

    /// serde_json counts columns in bytes; people count characters.
    fn characters(&self, line: usize, byte_column: usize) -> Position {
        let text = self.text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
        let starts = text.char_indices().take_while(|(at, _)| *at < byte_column);
        Position { line, column: starts.count().max(1) }
    }
}
