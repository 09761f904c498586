//! SARIF 2.1.0, for code scanning.

use serde_json::{Value, json};

use super::Report;
use crate::canon;
use crate::dataset::finding::{Finding, Place};
use crate::dataset::rule::Rule;
use crate::dataset::validate::FileReport;

pub fn document(report: &Report) -> Value {
    let results: Vec<_> = report
        .files
        .iter()
        .flat_map(|file| file.findings.iter().map(move |finding| result(file, finding)))
        .collect();
    let notifications: Vec<_> = report
        .unread
        .iter()
        .map(|error| json!({"level": "error", "message": {"text": error.to_string()}}))
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "dse",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": Rule::ALL.iter().map(|&rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": report.unread.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    })
}

fn descriptor(rule: Rule) -> Value {
    let info = rule.info();
    let example = format!("{}\n\nWrong:\n{}\n\nRight:\n{}", info.why, info.wrong, info.right);
    json!({
        "id": info.code,
        "name": info.name,
        "shortDescription": {"text": info.summary},
        "fullDescription": {"text": info.why},
        "help": {"text": example},
        "defaultConfiguration": {"level": info.severity.name()},
        "properties": {"tags": [rule.group().name()]},
    })
}

fn result(file: &FileReport, finding: &Finding) -> Value {
    let message = match &finding.help {
        Some(help) => format!("{}. Help: {help}", finding.message),
        None => finding.message.clone(),
    };
    let what = format!("{}\n{}\n{}", file.name, finding.rule.code(), finding.message);
    let mut result = json!({
        "ruleId": finding.rule.code(),
        "ruleIndex": finding.rule as usize,
        "level": finding.severity.name(),
        "message": {"text": message},
        "locations": [location(file, finding.place.as_ref())],
        "partialFingerprints": {"findingHash/v1": canon::text_id(&what)},
    });
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(index, related)| {
            let mut place = location(file, Some(&related.place));
            place["id"] = index.into();
            place["message"] = json!({"text": related.message});
            place
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

fn location(file: &FileReport, place: Option<&Place>) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": uri(&file.name)}});
    if let Some(place) = place {
        physical["region"] = json!({
            "startLine": place.line,
            "startColumn": place.columns.start,
            "endLine": place.line,
            "endColumn": place.columns.end,
        });
    }
    json!({"physicalLocation": physical})
}

/// A path as a relative or `file:` reference, percent-encoded.
fn uri(path: &str) -> String {
    let mut out = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
