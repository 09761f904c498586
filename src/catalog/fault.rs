//! What is wrong with a catalog, and where.

use std::fmt;

use super::locate::{Step, display};
use crate::model::{
    diagnostic::{Diagnostic, Severity},
    text,
};

/// The sorts of faults, each with a name for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Unreadable,
    NotRead,
    Syntax,
    DuplicateKey,
    UnknownField,
    MissingField,
    WrongValue,
    UnknownName,
    DuplicateId,
    Schema,
    FewShot,
    OutputFormat,
    NoEffect,
    JudgePin,
}

impl Kind {
    pub const ALL: [Self; 14] = [
        Self::Unreadable,
        Self::NotRead,
        Self::Syntax,
        Self::DuplicateKey,
        Self::UnknownField,
        Self::MissingField,
        Self::WrongValue,
        Self::UnknownName,
        Self::DuplicateId,
        Self::Schema,
        Self::FewShot,
        Self::OutputFormat,
        Self::NoEffect,
        Self::JudgePin,
    ];

    /// The name, and what it means in a sentence.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Unreadable => ("unreadable", "The file or folder cannot be read."),
            Self::NotRead => ("not-read", "The file is in a folder of definitions, but not read."),
            Self::Syntax => ("syntax", "The file is not JSON."),
            Self::DuplicateKey => ("duplicate-key", "An object has the same key twice."),
            Self::UnknownField => ("unknown-field", "Nothing reads the field."),
            Self::MissingField => ("missing-field", "A field that is needed is missing."),
            Self::WrongValue => ("wrong-value", "The value is of another kind, or out of range."),
            Self::UnknownName => ("unknown-name", "The name leads nowhere."),
            Self::DuplicateId => ("duplicate-id", "The same id is used twice."),
            Self::Schema => ("schema", "The JSON Schema cannot be used, or not as it is meant."),
            Self::FewShot => ("few-shot", "A few-shot example does not fit its signature."),
            Self::OutputFormat => {
                ("output-format", "The prompt does not show the model the output that is expected.")
            }
            Self::NoEffect => ("no-effect", "What is written here changes nothing."),
            Self::JudgePin => ("judge-pin", "A judge is not pinned, or differs from its pin."),
        }
    }

    pub fn code(self) -> &'static str {
        self.words().0
    }
}

/// Something wrong with one part of a document.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub kind: Kind,
    pub severity: Severity,
    pub path: Vec<Step>,
    /// The key at the end of the path is meant, not its value.
    pub on_key: bool,
    pub reason: String,
    pub help: Option<String>,
}

impl Fault {
    pub fn error(
        kind: Kind,
        path: impl IntoIterator<Item = Step>,
        reason: impl Into<String>,
    ) -> Self {
        let path = path.into_iter().collect();
        let severity = Severity::Error;
        Self { kind, severity, path, on_key: false, reason: reason.into(), help: None }
    }

    pub fn warning(
        kind: Kind,
        path: impl IntoIterator<Item = Step>,
        reason: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(kind, path, reason) }
    }

    pub fn on_key(self) -> Self {
        Self { on_key: true, ..self }
    }

    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The path as people write it.
    pub fn field(&self) -> String {
        display(&self.path)
    }
}

/// A fault of a catalog, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogFault {
    /// The file, or `shipped:` and the path of an embedded one.
    pub file: String,
    /// The path of the faulty field, for example `promptIr.blocks[2].text`;
    /// empty when the whole document is meant.
    pub field: String,
    /// What is wrong and, where it can be told, what would be right.
    pub reason: String,
    /// The same for reports; the message has the field in it.
    pub diagnostic: Diagnostic,
}

impl CatalogFault {
    pub fn is_error(&self) -> bool {
        self.diagnostic.severity == Severity::Error
    }
}

impl fmt::Display for CatalogFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(region) = &self.diagnostic.region {
            write!(f, ":{}:{}", region.line, region.columns.start)?;
        }
        if !self.field.is_empty() {
            write!(f, ": {}", self.field)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// A catalog that cannot be used: every fault that makes it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogError {
    /// Never empty, in the order of the files.
    pub faults: Vec<CatalogFault>,
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.faults.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for CatalogError {}

/// ` (did you mean …?)` with the known name nearest to `name`, or nothing when
/// none is near.
pub(super) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    text::nearest(name, known).map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"))
}
