//! JUnit XML: a suite a file, a failed case a finding.

use super::{FileSheet, Sheet};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::report::render::xml::escape;

pub fn render(sheet: &Sheet, out: &mut dyn FnMut(&str)) {
    let failed: usize = sheet.files.iter().map(failures).sum();
    let cases: usize = sheet.files.iter().map(tests).sum();
    let errors = sheet.unread.len();
    out("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out(&format!(
        "<testsuites name=\"{}\" tests=\"{}\" failures=\"{failed}\" errors=\"{errors}\">\n",
        sheet.command,
        cases + errors
    ));
    for file in &sheet.files {
        out(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\">\n",
            escape(&file.name),
            tests(file),
            failures(file)
        ));
        for finding in &file.found {
            out(&case(file, finding));
        }
        if file.found.is_empty() {
            out(&format!(
                "    <testcase classname=\"{}\" name=\"{}\"/>\n",
                escape(&file.name),
                escape(&file.clean)
            ));
        }
        out("  </testsuite>\n");
    }
    for error in &sheet.unread {
        let message = escape(error);
        out(&format!(
            "  <testsuite name=\"unreadable\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">\n    \
             <testcase classname=\"unreadable\" name=\"{message}\">\n      \
             <error type=\"unreadable\" message=\"{message}\"/>\n    </testcase>\n  </testsuite>\n"
        ));
    }
    out("</testsuites>\n");
}

fn tests(file: &FileSheet) -> usize {
    file.found.len().max(1)
}

fn failures(file: &FileSheet) -> usize {
    file.found.iter().filter(|finding| finding.severity > Severity::Note).count()
}

/// A finding as a case; a note passes and says what it notes.
fn case(file: &FileSheet, finding: &Diagnostic) -> String {
    let place = match &finding.region {
        Some(region) => format!("{}:{}:{}", file.name, region.line, region.columns.start),
        None => file.name.clone(),
    };
    let mut text = format!("{place}: {}", finding.message);
    for (region, message) in &finding.related {
        text.push_str(&format!("\n{}:{}: {message}", file.name, region.line));
    }
    if let Some(help) = &finding.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    let body = if finding.severity > Severity::Note {
        format!(
            "<failure type=\"{}\" message=\"{}\">{}</failure>",
            finding.code,
            escape(&finding.message),
            escape(&text)
        )
    } else {
        format!("<system-out>{}</system-out>", escape(&text))
    };
    let name = format!("{} at {place}", finding.title());
    format!(
        "    <testcase classname=\"{}\" name=\"{}\">\n      {body}\n    </testcase>\n",
        escape(&file.name),
        escape(&name)
    )
}
