//! What is wrong with a catalog, and where.

use std::fmt;

/// A place in a file, both counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// The first fault of a catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogError {
    /// The file, or `shipped:` and the path of an embedded one.
    pub file: String,
    /// Absent when the file could not be read at all.
    pub position: Option<Position>,
    /// The path of the faulty field, for example `promptIr.blocks[2].text`;
    /// empty when the whole document is meant.
    pub field: String,
    /// What is wrong and, where it can be told, what would be right.
    pub reason: String,
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        if !self.field.is_empty() {
            write!(f, ": {}", self.field)?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for CatalogError {}

/// ` (did you mean …?)` with the known name nearest to `name`, or nothing when
/// none is near.
pub(super) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let similarity = |other: &str| strsim::normalized_damerau_levenshtein(name, other);
    known
        .into_iter()
        .map(|other| (similarity(other), other))
        .filter(|(score, _)| *score >= 0.6)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map_or_else(String::new, |(_, other)| format!(" (did you mean `{other}`?)"))
}
