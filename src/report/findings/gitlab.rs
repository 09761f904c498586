//! GitLab's code quality report.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::Report;
use crate::canon;
use crate::dataset::rule::Severity;

pub fn document(report: &Report) -> Value {
    let mut issues = Vec::new();
    for file in &report.files {
        let mut seen: HashMap<String, usize> = HashMap::new();
        for finding in &file.findings {
            let severity = match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Note => "info",
            };
            // Line numbers are no part of the fingerprint: an issue stays the
            // same one when rows above it come and go.
            let what = format!("{}\n{}\n{}", file.name, finding.rule.code(), finding.message);
            let count = seen.entry(what.clone()).or_default();
            *count += 1;
            let fingerprint = canon::text_id(&format!("{what}\n{count}"));
            issues.push(json!({
                "description": finding.message,
                "check_name": format!("{} {}", finding.rule.code(), finding.rule.name()),
                "fingerprint": fingerprint.trim_start_matches("sha256:"),
                "severity": severity,
                "location": {
                    "path": file.name,
                    "lines": {"begin": finding.place.as_ref().map_or(1, |place| place.line)},
                },
            }));
        }
    }
    issues.into()
}
