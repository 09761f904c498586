//! Workflow commands, which GitHub shows as annotations beside the lines.

use super::Sheet;
use crate::model::{diagnostic::Severity, escape};

pub fn render(sheet: &Sheet, out: &mut dyn FnMut(&str)) {
    for file in &sheet.files {
        for finding in &file.found {
            let command = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "notice",
            };
            let mut properties = vec![("file", file.name.clone())];
            if let Some(region) = &finding.region {
                properties.extend([
                    ("line", region.line.to_string()),
                    ("endLine", region.line.to_string()),
                    ("col", region.columns.start.to_string()),
                    ("endColumn", region.columns.end.to_string()),
                ]);
            }
            properties.push(("title", finding.title()));
            let message = match &finding.help {
                Some(help) => format!("{}\nhelp: {help}", finding.message),
                None => finding.message.clone(),
            };
            out(&command_line(command, &properties, &message));
        }
    }
    for error in &sheet.unread {
        out(&command_line("error", &[], error));
    }
    if sheet.hidden > 0 {
        let message = format!("{} more findings are not shown; see --max-findings", sheet.hidden);
        out(&command_line("notice", &[], &message));
    }
}

/// One workflow command.
pub(in crate::report) fn command_line(
    command: &str,
    properties: &[(&str, String)],
    message: &str,
) -> String {
    let properties: Vec<_> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    let gap = if properties.is_empty() { "" } else { " " };
    // People read the message in a log; the properties must name the file as it is.
    let message = data(&escape::block(message));
    format!("::{command}{gap}{}::{message}\n", properties.join(","))
}

/// What would end or change a message is percent-encoded.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// In properties, so is what separates them.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_escaped() {
        let file = [("file", "a,b:c%.jsonl".into())];
        let line = command_line("error", &file, "50%\r\n::stop: a,b\u{1b}[31m\u{9b}");
        let message = "50%25\\r%0A::stop: a,b\\e[31m\\u{9b}";
        assert_eq!(line, format!("::error file=a%2Cb%3Ac%25.jsonl::{message}\n"));
    }
}
