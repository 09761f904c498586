//! Rules about a line before it is a row.

use crate::dataset::finding::{At, Finding, Place, Sink};
use crate::dataset::json::{Fault, FaultKind, Kind, Scanner, is_exact, kept_value};
use crate::dataset::lines::Line;
use crate::dataset::rule::Rule;
use crate::dataset::words::{clip, plural};
use crate::model::example::limits::REQUEST_UNITS;
use crate::model::text::units;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// How the lines of a file end.
#[derive(Default)]
pub(super) struct LineEnds {
    /// Lines that end in CRLF, and where the first of them does.
    returns: u64,
    first: Option<Place>,
}

impl LineEnds {
    pub fn append(&mut self, other: Self, lines: u32) {
        self.returns += other.returns;
        self.first = self
            .first
            .take()
            .or_else(|| other.first.map(|place| Place { line: place.line + lines, ..place }));
    }

    pub fn report(&mut self, sink: &mut Sink<'_>) {
        let Some(first) = self.first.take() else { return };
        sink.report(Rule::CarriageReturn, || {
            let ends = if self.returns == 1 { "ends" } else { "end" };
            let lines = plural(self.returns as usize, "line");
            Finding::new(Rule::CarriageReturn, Some(first), format!("{lines} {ends} in CRLF"))
                .help("`--fix` ends them with a line feed alone")
        });
    }
}

/// Checks what stands around the row and returns the line without it; nothing
/// when there is no row to look at.
pub(super) fn layout<'a>(
    sink: &mut Sink<'_>,
    ends: &mut LineEnds,
    mut at: At<'a>,
    line: &Line<'a>,
) -> Option<At<'a>> {
    if !line.is_whole() {
        let size = format!("{} bytes", crate::dataset::words::grouped(line.length));
        sink.report(Rule::RowTooLarge, || too_large(&at, &size));
        return None;
    }
    if let Some(rest) = at.line.strip_suffix(b"\r") {
        if ends.returns == 0 {
            ends.first = Some(at.place(rest.len()..at.line.len()));
        }
        ends.returns += 1;
        at.line = rest;
    }
    if !line.ended {
        sink.report(Rule::NoFinalNewline, || {
            let place = at.place(at.line.len()..at.line.len());
            Finding::new(
                Rule::NoFinalNewline,
                Some(place),
                "the last line does not end in a line feed",
            )
            .help("`--fix` adds it")
        });
    }
    if at.offset == 0 && at.line.starts_with(BOM) {
        sink.report(Rule::ByteOrderMark, || {
            Finding::new(
                Rule::ByteOrderMark,
                Some(at.place(0..BOM.len())),
                "the file starts with a byte order mark",
            )
            .help("`--fix` removes it")
        });
        at.base = BOM.len();
    }
    let text = &at.line[at.base..];
    let (lead, trail) = (text.trim_ascii_start(), text.trim_ascii_end());
    if lead.is_empty() {
        sink.report(Rule::BlankLine, || {
            Finding::new(Rule::BlankLine, Some(at.place(0..text.len())), "the line is blank")
                .help("`--fix` removes it")
        });
        return None;
    }
    let before = text.len() - lead.len();
    if before > 0 || trail.len() < text.len() {
        sink.report(Rule::TrailingSpace, || {
            let (span, side) = if trail.len() < text.len() {
                (trail.len()..text.len(), "behind")
            } else {
                (0..before, "before")
            };
            Finding::new(
                Rule::TrailingSpace,
                Some(at.place(span)),
                format!("there is white space {side} the row"),
            )
            .help("`--fix` removes it")
        });
    }
    if text.len() > REQUEST_UNITS {
        let count = units(&String::from_utf8_lossy(text));
        if count > REQUEST_UNITS {
            let size = format!("{} UTF-16 units", crate::dataset::words::grouped(count as u64));
            sink.report(Rule::RowTooLarge, || too_large(&at, &size));
        }
    }
    at.base += before;
    Some(at)
}

fn too_large(at: &At<'_>, size: &str) -> Finding {
    let message = format!("the row has {size}; a request carries at most 400,000 UTF-16 units");
    let start = at.line.iter().take(80).position(|&byte| byte == b'{').unwrap_or(0);
    Finding::new(Rule::RowTooLarge, Some(at.place(start..start + 1)), message)
        .help("keep long texts out of the row, or cut them")
}

/// The row's text: the line from its base on, without trailing white space.
pub(super) fn body<'a>(at: &At<'a>) -> &'a [u8] {
    at.line[at.base..].trim_ascii_end()
}

/// Parses the row; tells whether it is an object that rules can look at.
pub(super) fn parse(sink: &mut Sink<'_>, scanner: &mut Scanner, at: &At<'_>, text: &[u8]) -> bool {
    let result = scanner.scan(text, sink.profile.limits.max_depth);
    if scanner.survey.traits.non_ascii && !check_utf8(sink, at, text) {
        return false;
    }
    if let Err(fault) = result {
        report_fault(sink, at, text, &fault);
        return false;
    }
    let tape = &scanner.tape;
    if tape.node(0).kind != Kind::Object {
        sink.report(Rule::NotAnObject, || {
            let found = crate::dataset::schema::noun(tape.node(0).kind);
            Finding::new(
                Rule::NotAnObject,
                Some(at.place(tape.node(0).span())),
                format!("a row is an object, not {found}"),
            )
            .help("write `{\"exampleId\": …, \"inputJson\": …, \"expectedJson\": …}`")
        });
        return false;
    }
    if tape.suspects.repeats {
        duplicate_keys(sink, scanner, at, text);
    }
    if tape.suspects.numbers {
        lossy_numbers(sink, scanner, at, text);
    }
    true
}

fn check_utf8(sink: &mut Sink<'_>, at: &At<'_>, text: &[u8]) -> bool {
    let Err(fault) = std::str::from_utf8(text) else { return true };
    sink.report(Rule::NotUtf8, || {
        let start = fault.valid_up_to();
        let length = fault.error_len().unwrap_or(text.len() - start);
        let bytes: Vec<_> =
            text[start..start + length].iter().map(|byte| format!("{byte:02X}")).collect();
        let message = format!("byte {} is not valid UTF-8 here", bytes.join(" "));
        Finding::new(Rule::NotUtf8, Some(at.place(start..start + length)), message)
            .help("save the file as UTF-8")
    });
    false
}

fn report_fault(sink: &mut Sink<'_>, at: &At<'_>, text: &[u8], fault: &Fault) {
    let place = || Some(at.place(fault.span.clone()));
    if fault.kind == FaultKind::Depth {
        let limit = sink.profile.limits.max_depth;
        sink.report(Rule::NestingTooDeep, || {
            let message = format!("nested deeper than {limit} levels");
            Finding::new(Rule::NestingTooDeep, place(), message)
                .help("flatten the value, or raise `max_depth` (at most 120)")
        });
        return;
    }
    sink.report(Rule::InvalidJson, || {
        let (message, help) = words(fault, text);
        let finding = Finding::new(Rule::InvalidJson, place(), message);
        match help {
            Some(help) => finding.help(help),
            None => finding,
        }
    });
}

/// A fault as a reason and what may help.
fn words(fault: &Fault, text: &[u8]) -> (String, Option<&'static str>) {
    let found = clip(&String::from_utf8_lossy(&text[fault.span.clone()]), 20);
    match fault.kind {
        FaultKind::Expected(what) => {
            let before = text[..fault.span.start].trim_ascii_end().last();
            let help = match (found.as_str(), before) {
                ("}" | "]", Some(b',')) => Some("remove the comma before it"),
                ("'", _) => Some("JSON has double quotes only"),
                ("N" | "I" | "u", _) => {
                    Some("JSON knows no NaN, Infinity or undefined; write null")
                }
                ("T" | "F", _) => Some("JSON writes true and false in lower case"),
                ("/" | "#", _) => Some("JSON has no comments"),
                _ => None,
            };
            (format!("expected {what}, found `{found}`"), help)
        }
        FaultKind::Ends(what) => (
            format!("the line ends where {what} was expected"),
            Some("a row is one line: line ends inside a string are written \\n"),
        ),
        FaultKind::OpenString => (
            "the string is not closed".to_owned(),
            Some("a row is one line: line ends inside a string are written \\n"),
        ),
        FaultKind::Control => {
            let byte = text[fault.span.start];
            (
                format!("control character U+{byte:04X} inside a string"),
                Some("escape it, a tab as \\t"),
            )
        }
        FaultKind::Escape => {
            (format!("`{found}` is no escape"), Some("a backslash itself is written \\\\"))
        }
        FaultKind::Surrogate => (
            format!("`{found}` is half of a surrogate pair"),
            Some("write the character itself, or both halves"),
        ),
        FaultKind::Number => (
            "the number is not written as JSON has it".to_owned(),
            Some("no leading zero or plus, and a digit on both sides of the point"),
        ),
        FaultKind::Overflow => {
            (format!("the number {found} is too large"), Some("write it as a string"))
        }
        FaultKind::Trailing => {
            ("there is more after the row".to_owned(), Some("put each row on a line of its own"))
        }
        FaultKind::Depth => ("nested too deep".to_owned(), None),
    }
}

fn duplicate_keys(sink: &mut Sink<'_>, scanner: &Scanner, at: &At<'_>, text: &[u8]) {
    let tape = &scanner.tape;
    for object in 0..tape.nodes().len() {
        let node = tape.node(object);
        if node.kind != Kind::Object || !node.special {
            continue;
        }
        let mut keys: Vec<_> =
            tape.members(object).map(|(key, _)| (tape.text(text, key), key)).collect();
        keys.sort();
        for pair in keys.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            sink.report(Rule::DuplicateKey, || {
                let message =
                    format!("the key `{}` occurs twice in this object", clip(&pair[1].0, 60));
                Finding::new(
                    Rule::DuplicateKey,
                    Some(at.place(tape.node(pair[1].1).span())),
                    message,
                )
                .related(at.place(tape.node(pair[0].1).span()), "it was given here already")
                .help("keep the one that is meant; most parsers keep the last")
            });
        }
    }
}

fn lossy_numbers(sink: &mut Sink<'_>, scanner: &Scanner, at: &At<'_>, text: &[u8]) {
    let numbers =
        scanner.tape.nodes().iter().filter(|node| node.special && node.kind == Kind::Number);
    for node in numbers {
        let token = String::from_utf8_lossy(&text[node.span()]);
        if !is_exact(&token) {
            sink.report(Rule::LossyNumber, || {
                let message = format!("{} is read as {}", clip(&token, 40), kept_value(&token));
                Finding::new(Rule::LossyNumber, Some(at.place(node.span())), message)
                    .help("write it as a string, or with at most 15 digits")
            });
        }
    }
}
