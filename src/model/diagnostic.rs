//! What is wrong with a file and where, whatever the file is.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Note,
    Warning,
    Error,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Part of a line of a file. Lines and columns count from 1, columns in
/// characters; the end is the first column that does not belong any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    pub line: usize,
    pub columns: Range<usize>,
    /// The line itself, where whoever made the region had it at hand.
    pub text: String,
}

/// One finding. Without a region it is about the file as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    /// What sort of finding it is, for programs: `D005`, `unknown-field`.
    pub code: &'static str,
    /// A name for people, where the code is none.
    pub name: Option<&'static str>,
    pub region: Option<Region>,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<(Region, String)>,
}

impl Diagnostic {
    /// Code and name.
    pub fn title(&self) -> String {
        match self.name {
            Some(name) => format!("{} {name}", self.code),
            None => self.code.to_owned(),
        }
    }
}
