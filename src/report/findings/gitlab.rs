//! GitLab's code quality report.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::Sheet;
use crate::canon;
use crate::model::diagnostic::Severity;

pub fn document(sheet: &Sheet) -> Value {
    let mut issues = Vec::new();
    for file in &sheet.files {
        let mut seen: HashMap<String, usize> = HashMap::new();
        for finding in &file.found {
            let severity = match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Note => "info",
            };
            // Line numbers are no part of the fingerprint: an issue stays the
            // same one when rows above it come and go.
            let what = format!("{}\n{}\n{}", file.name, finding.code, finding.message);
            let count = seen.entry(what.clone()).or_default();
            *count += 1;
            let fingerprint = canon::text_id(&format!("{what}\n{count}"));
            issues.push(json!({
                "description": finding.message,
                "check_name": finding.title(),
                "fingerprint": fingerprint.trim_start_matches("sha256:"),
                "severity": severity,
                "location": {
                    "path": file.name,
                    "lines": {"begin": finding.region.as_ref().map_or(1, |region| region.line)},
                },
            }));
        }
    }
    issues.into()
}
