//! Findings as text, in the forms that people and platforms read.

mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod sarif;
mod sheet;

use serde_json::Value;

use crate::dataset::rule::{Rule, Severity};
use crate::dataset::source::SourceError;
use crate::dataset::validate::FileReport;
use crate::dataset::words::plural;
use crate::model::shown::Shown;

pub(super) use github::command_line;
pub use json::document;
pub use sheet::{FileSheet, Sheet, Sort};

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For people, with the source lines.
    Human,
    /// One JSON document.
    Json,
    /// Workflow commands, which GitHub shows beside the lines.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML, for test reports.
    Junit,
    /// GitLab's code quality report.
    Gitlab,
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Report {
    pub files: Vec<FileReport>,
    /// Files that could not be read.
    pub unread: Vec<SourceError>,
}

impl Report {
    /// Whether anything but notes was found.
    pub fn has_failed(&self) -> bool {
        self.files.iter().any(FileReport::has_failed)
    }

    /// All findings by severity: notes, warnings, errors.
    pub fn by_severity(&self) -> [u64; 3] {
        let mut sum = [0; 3];
        for file in &self.files {
            sum.iter_mut().zip(file.by_severity).for_each(|(sum, count)| *sum += count);
        }
        sum
    }

    pub fn total(&self) -> u64 {
        self.by_severity().iter().sum()
    }

    /// How many findings are told one by one.
    pub fn shown(&self) -> u64 {
        self.files.iter().map(|file| file.findings.len() as u64).sum()
    }

    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    /// The rules that were broken, most severe and most frequent first.
    pub fn broken(&self) -> Vec<(Rule, u64)> {
        let count = |rule: Rule| self.files.iter().map(|file| file.counts[rule as usize]).sum();
        let mut broken: Vec<(Rule, u64)> = Rule::ALL
            .iter()
            .map(|&rule| (rule, count(rule)))
            .filter(|&(_, count)| count > 0)
            .collect();
        broken
            .sort_by_key(|&(rule, count)| (std::cmp::Reverse((rule.info().severity, count)), rule));
        broken
    }

    /// The counts in words: `2 errors, 1 warning`.
    pub fn counts_in_words(&self) -> String {
        counts_in_words(self.by_severity())
    }
}

/// Counts of notes, warnings and errors in words.
pub fn counts_in_words(counts: [u64; 3]) -> String {
    let words: Vec<_> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter(|&severity| counts[severity as usize] > 0)
        .map(|severity| plural(counts[severity as usize] as usize, severity.name()))
        .collect();
    if words.is_empty() { "no findings".to_owned() } else { words.join(", ") }
}

/// A piece of a report.
pub enum Piece<'a> {
    /// Lines for people.
    Shown(Shown),
    /// The whole of a report in a form that is JSON.
    Json(Value),
    /// Text in another form for programs.
    Text(&'a str),
}

/// Writes a report, piece by piece. `width` is that of the terminal.
pub fn render(form: Form, report: &Report, width: usize, out: &mut dyn FnMut(Piece<'_>)) {
    match form {
        Form::Human => human::render(report, width, &mut |lines| out(Piece::Shown(lines))),
        Form::Json => out(Piece::Json(json::document(report))),
        Form::Github | Form::Sarif | Form::Junit | Form::Gitlab => {
            render_sheet(form, &report.sheet(), width, out);
        }
    }
}

/// As [`render`], of what was found in files that have no rows. The document
/// for programs is the caller's business, who knows more than the findings.
pub fn render_sheet(form: Form, sheet: &Sheet, width: usize, out: &mut dyn FnMut(Piece<'_>)) {
    match form {
        Form::Human | Form::Json => {
            human::render_sheet(sheet, width, &mut |lines| out(Piece::Shown(lines)));
        }
        Form::Github => github::render(sheet, &mut |text| out(Piece::Text(text))),
        Form::Sarif => out(Piece::Json(sarif::document(sheet))),
        Form::Junit => junit::render(sheet, &mut |text| out(Piece::Text(text))),
        Form::Gitlab => out(Piece::Json(gitlab::document(sheet))),
    }
}
