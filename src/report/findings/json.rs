//! The report for programs.

use serde_json::{Map, Value, json};

use super::Report;
use crate::dataset::finding::{Finding, Place};
use crate::dataset::rule::{Rule, Severity};
use crate::dataset::validate::FileReport;

/// The whole report. `ok` is false when anything but notes was found, or when
/// a file could not be read.
pub fn document(report: &Report) -> Value {
    let mut document = json!({
        "ok": !report.has_failed() && report.unread.is_empty(),
        "files": report.files.iter().map(file).collect::<Vec<_>>(),
        "summary": {
            "files": report.files.len(),
            "rows": report.rows(),
            "findings": report.total(),
            "shown": report.shown(),
            "bySeverity": by_severity(report.by_severity()),
        },
    });
    if let Some(first) = report.unread.first() {
        document["error"] = json!({"code": "unreadable", "message": first.to_string()});
        if let Some(hint) = first.hint() {
            document["error"]["hint"] = hint.into();
        }
        document["unreadable"] =
            report.unread.iter().map(|error| Value::from(error.to_string())).collect();
    } else if report.has_failed() {
        document["error"] = json!({"code": "findings", "message": report.counts_in_words()});
    }
    document
}

fn file(file: &FileReport) -> Value {
    let by_rule: Map<_, _> = Rule::ALL
        .iter()
        .map(|&rule| (rule.code().to_owned(), Value::from(file.counts[rule as usize])))
        .filter(|(_, count)| *count != 0)
        .collect();
    json!({
        "path": file.name,
        "signatureId": file.signature,
        "rows": file.rows,
        "lines": file.lines,
        "bytes": file.bytes,
        "bySeverity": by_severity(file.by_severity),
        "byRule": by_rule,
        "findings": file.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn by_severity(counts: [u64; 3]) -> Value {
    json!({
        "error": counts[Severity::Error as usize],
        "warning": counts[Severity::Warning as usize],
        "note": counts[Severity::Note as usize],
    })
}

fn finding(finding: &Finding) -> Value {
    let related = finding
        .related
        .iter()
        .map(|related| json!({"message": related.message, "place": place(&related.place)}));
    json!({
        "code": finding.rule.code(),
        "name": finding.rule.name(),
        "severity": finding.severity.name(),
        "message": finding.message,
        "help": finding.help,
        "pointer": finding.pointer,
        "place": finding.place.as_ref().map(place),
        "related": related.collect::<Vec<_>>(),
    })
}

/// Columns count characters from 1, bytes count from 0 within the line; both
/// ends are the first that no longer belong.
fn place(place: &Place) -> Value {
    json!({
        "line": place.line,
        "column": place.columns.start,
        "endColumn": place.columns.end,
        "startByte": place.span.start,
        "endByte": place.span.end,
    })
}
