//! SARIF 2.1.0, for code scanning.

use serde_json::{Value, json};

use super::{FileSheet, Sheet, Sort};
use crate::canon;
use crate::model::diagnostic::{Diagnostic, Region};

pub fn document(sheet: &Sheet) -> Value {
    let results: Vec<_> = sheet
        .files
        .iter()
        .flat_map(|file| file.found.iter().map(move |finding| result(sheet, file, finding)))
        .collect();
    let notifications: Vec<_> = sheet
        .unread
        .iter()
        .map(|error| json!({"level": "error", "message": {"text": error}}))
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "dse",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": sheet.sorts.iter().map(descriptor).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": sheet.unread.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    })
}

fn descriptor(sort: &Sort) -> Value {
    let mut descriptor = json!({
        "id": sort.code,
        "name": sort.name.unwrap_or(sort.code),
        "shortDescription": {"text": sort.summary},
        "fullDescription": {"text": sort.why},
        "help": {"text": sort.help},
        "defaultConfiguration": {"level": sort.severity.name()},
    });
    if let Some(tag) = sort.tag {
        descriptor["properties"] = json!({"tags": [tag]});
    }
    descriptor
}

fn result(sheet: &Sheet, file: &FileSheet, finding: &Diagnostic) -> Value {
    let message = match &finding.help {
        Some(help) => format!("{}. Help: {help}", finding.message),
        None => finding.message.clone(),
    };
    let what = format!("{}\n{}\n{}", file.name, finding.code, finding.message);
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": sheet.sorts.iter().position(|sort| sort.code == finding.code),
        "level": finding.severity.name(),
        "message": {"text": message},
        "locations": [location(file, finding.region.as_ref())],
        "partialFingerprints": {"findingHash/v1": canon::text_id(&what)},
    });
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(index, (region, message))| {
            let mut place = location(file, Some(region));
            place["id"] = index.into();
            place["message"] = json!({"text": message});
            place
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

fn location(file: &FileSheet, region: Option<&Region>) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": uri(&file.name)}});
    if let Some(region) = region {
        physical["region"] = json!({
            "startLine": region.line,
            "startColumn": region.columns.start,
            "endLine": region.line,
            "endColumn": region.columns.end,
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
