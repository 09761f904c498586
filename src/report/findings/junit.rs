//! JUnit XML: a suite a file, a failed case a finding.

use super::Report;
use crate::dataset::finding::Finding;
use crate::dataset::rule::Severity;
use crate::dataset::validate::FileReport;
use crate::report::render::xml::escape;

pub fn render(report: &Report, out: &mut dyn FnMut(&str)) {
    let failed: usize = report.files.iter().map(failures).sum();
    let cases: usize = report.files.iter().map(tests).sum();
    let errors = report.unread.len();
    out("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out(&format!(
        "<testsuites name=\"dse dataset validate\" tests=\"{}\" failures=\"{failed}\" errors=\"{errors}\">\n",
        cases + errors
    ));
    for file in &report.files {
        out(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\">\n",
            escape(&file.name),
            tests(file),
            failures(file)
        ));
        for finding in &file.findings {
            out(&case(file, finding));
        }
        if file.findings.is_empty() {
            out(&format!(
                "    <testcase classname=\"{}\" name=\"no findings in {} rows\"/>\n",
                escape(&file.name),
                file.rows
            ));
        }
        out("  </testsuite>\n");
    }
    for error in &report.unread {
        let message = escape(&error.to_string());
        out(&format!(
            "  <testsuite name=\"unreadable\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">\n    \
             <testcase classname=\"unreadable\" name=\"{message}\">\n      \
             <error type=\"unreadable\" message=\"{message}\"/>\n    </testcase>\n  </testsuite>\n"
        ));
    }
    out("</testsuites>\n");
}

fn tests(file: &FileReport) -> usize {
    file.findings.len().max(1)
}

fn failures(file: &FileReport) -> usize {
    file.findings.iter().filter(|finding| finding.severity > Severity::Note).count()
}

/// A finding as a case; a note passes and says what it notes.
fn case(file: &FileReport, finding: &Finding) -> String {
    let place = match &finding.place {
        Some(place) => format!("{}:{}:{}", file.name, place.line, place.columns.start),
        None => file.name.clone(),
    };
    let mut text = format!("{place}: {}", finding.message);
    for related in &finding.related {
        text.push_str(&format!("\n{}:{}: {}", file.name, related.place.line, related.message));
    }
    if let Some(help) = &finding.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    let body = if finding.severity > Severity::Note {
        format!(
            "<failure type=\"{}\" message=\"{}\">{}</failure>",
            finding.rule.code(),
            escape(&finding.message),
            escape(&text)
        )
    } else {
        format!("<system-out>{}</system-out>", escape(&text))
    };
    let name = format!("{} {} at {place}", finding.rule.code(), finding.rule.name());
    format!(
        "    <testcase classname=\"{}\" name=\"{}\">\n      {body}\n    </testcase>\n",
        escape(&file.name),
        escape(&name)
    )
}
