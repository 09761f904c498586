//! Findings as the platforms' forms show them, whatever was checked.

use super::Report;
use crate::dataset::finding::{Finding, Place};
use crate::dataset::rule::Rule;
use crate::dataset::validate::FileReport;
use crate::model::diagnostic::{Diagnostic, Region, Severity};

/// What a run found, ready for any form.
#[derive(Debug)]
pub struct Sheet {
    /// The command that looked, for JUnit.
    pub command: &'static str,
    pub files: Vec<FileSheet>,
    /// The sorts of findings that there are, for SARIF.
    pub sorts: Vec<Sort>,
    /// Why files could not be read at all.
    pub unread: Vec<String>,
    /// Findings that are left out.
    pub hidden: u64,
}

/// What was found in one file.
#[derive(Debug)]
pub struct FileSheet {
    pub name: String,
    /// What JUnit says of it when nothing was found.
    pub clean: String,
    pub found: Vec<Diagnostic>,
}

/// A sort of findings.
#[derive(Debug)]
pub struct Sort {
    pub code: &'static str,
    pub name: Option<&'static str>,
    pub summary: &'static str,
    pub why: &'static str,
    /// An explanation with an example.
    pub help: String,
    pub severity: Severity,
    pub tag: Option<&'static str>,
}

impl Report {
    /// The report without what only rows have.
    pub fn sheet(&self) -> Sheet {
        Sheet {
            command: "dse dataset validate",
            files: self.files.iter().map(file).collect(),
            sorts: Rule::ALL.iter().map(|&rule| sort(rule)).collect(),
            unread: self.unread.iter().map(ToString::to_string).collect(),
            hidden: self.total() - self.shown(),
        }
    }
}

fn file(file: &FileReport) -> FileSheet {
    FileSheet {
        name: file.name.clone(),
        clean: format!("no findings in {} rows", file.rows),
        found: file.findings.iter().map(diagnostic).collect(),
    }
}

fn diagnostic(finding: &Finding) -> Diagnostic {
    let related = finding.related.iter();
    Diagnostic {
        severity: finding.severity,
        code: finding.rule.code(),
        name: Some(finding.rule.name()),
        region: finding.place.as_ref().map(region),
        message: finding.message.clone(),
        help: finding.help.clone(),
        related: related.map(|one| (region(&one.place), one.message.clone())).collect(),
    }
}

fn region(place: &Place) -> Region {
    Region { line: place.line as usize, columns: place.columns.clone(), text: String::new() }
}

fn sort(rule: Rule) -> Sort {
    let info = rule.info();
    Sort {
        code: info.code,
        name: Some(info.name),
        summary: info.summary,
        why: info.why,
        help: format!("{}\n\nWrong:\n{}\n\nRight:\n{}", info.why, info.wrong, info.right),
        severity: info.severity,
        tag: Some(rule.group().name()),
    }
}
