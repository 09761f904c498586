//! The canonical form of a file: one row a line, keys in a fixed order, no
//! white space between them, values untouched.

use std::io::{self, Write};

use serde_json::Value;

use super::check::FIELDS;
use super::json::{Kind, Scanner, Tape};
use super::lines::for_each_line;
use super::source::Source;

/// Why a file cannot be formatted.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The line that is no row.
    #[error("line {0} is not a row; only files that are valid JSONL can be formatted")]
    NotARow(u32),
}

/// Formats all rows of `source`. With `sorted` they come in the order of
/// their ids, rows without one last.
///
/// # Errors
/// When it cannot be read, or a line is no JSON object.
pub fn format(source: &Source, sorted: bool, out: &mut dyn Write) -> Result<(), FormatError> {
    let mut scanner = Scanner::default();
    let mut rows: Vec<(Option<String>, Vec<u8>)> = Vec::new();
    let mut result = Ok(());
    for_each_line(source.range(0..source.len()), |line| {
        if result.is_err() {
            return;
        }
        let text = line.bytes.strip_prefix(b"\xef\xbb\xbf").filter(|_| line.number == 1);
        let text = text.unwrap_or(line.bytes).trim_ascii();
        if text.is_empty() {
            return;
        }
        let sound = line.is_whole()
            && scanner.scan(text, 120).is_ok()
            && std::str::from_utf8(text).is_ok()
            && scanner.tape.node(0).kind == Kind::Object;
        if !sound {
            result = Err(FormatError::NotARow(line.number));
            return;
        }
        let mut row = Vec::with_capacity(text.len() + 1);
        write_row(&mut row, &scanner.tape, text);
        row.push(b'\n');
        if sorted {
            let id = scanner.tape.member(text, 0, "exampleId");
            let id = id.filter(|&id| scanner.tape.node(id).kind == Kind::String);
            rows.push((id.map(|id| scanner.tape.text(text, id).into_owned()), row));
        } else {
            result = out.write_all(&row).map_err(FormatError::from);
        }
    })?;
    result?;
    rows.sort_by(|(left, _), (right, _)| match (left, right) {
        (Some(left), Some(right)) => crate::canon::compare_locale(left, right),
        (left, right) => right.is_some().cmp(&left.is_some()),
    });
    for (_, row) in rows {
        out.write_all(&row)?;
    }
    Ok(())
}

/// Fields in the order of a row, others behind them by name; inside, keys in
/// canonical order. Repeated keys keep their order, so that the last one still
/// counts.
fn write_row(out: &mut Vec<u8>, tape: &Tape, text: &[u8]) {
    let rank = |name: &str| FIELDS.iter().position(|field| *field == name).unwrap_or(FIELDS.len());
    let mut members: Vec<_> =
        tape.members(0).map(|(key, value)| (tape.text(text, key), key, value)).collect();
    members.sort_by(|left, right| {
        rank(&left.0).cmp(&rank(&right.0)).then_with(|| {
            // Fields have different ranks, so names are compared for others only.
            crate::canon::compare_keys(&left.0, &right.0)
        })
    });
    write_members(out, tape, text, members.into_iter().map(|(_, key, value)| (key, value)));
}

fn write_members(
    out: &mut Vec<u8>,
    tape: &Tape,
    text: &[u8],
    members: impl Iterator<Item = (usize, usize)>,
) {
    out.push(b'{');
    for (position, (key, value)) in members.enumerate() {
        if position > 0 {
            out.push(b',');
        }
        write_string(out, tape, text, key);
        out.push(b':');
        write_value(out, tape, text, value);
    }
    out.push(b'}');
}

/// Numbers stay as they are written, so that none loses a digit.
fn write_value(out: &mut Vec<u8>, tape: &Tape, text: &[u8], index: usize) {
    match tape.node(index).kind {
        Kind::Object => {
            let mut members: Vec<_> = tape
                .members(index)
                .map(|(key, value)| (tape.text(text, key), key, value))
                .collect();
            members.sort_by(|left, right| crate::canon::compare_keys(&left.0, &right.0));
            write_members(out, tape, text, members.into_iter().map(|(_, key, value)| (key, value)));
        }
        Kind::Array => {
            out.push(b'[');
            for (position, item) in tape.items(index).enumerate() {
                if position > 0 {
                    out.push(b',');
                }
                write_value(out, tape, text, item);
            }
            out.push(b']');
        }
        Kind::String => write_string(out, tape, text, index),
        Kind::Null | Kind::Bool | Kind::Number => {
            out.extend_from_slice(&text[tape.node(index).span()]);
        }
    }
}

fn write_string(out: &mut Vec<u8>, tape: &Tape, text: &[u8], index: usize) {
    if tape.node(index).special {
        let value = Value::String(tape.text(text, index).into_owned());
        out.extend_from_slice(value.to_string().as_bytes());
    } else {
        out.extend_from_slice(&text[tape.node(index).span()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn formatted(text: &str, sorted: bool) -> String {
        let source = Source::spooled("test", text.as_bytes()).unwrap();
        let mut out = Vec::new();
        format(&source, sorted, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn fields_come_in_order_and_rows_by_id_on_request() {
        let text = "{\"z\": 1, \"split\" : \"train\", \"exampleId\": \"b\", \"inputJson\": {\"y\": 1.50, \"x\": \"\\u00e9\"}}\n\n{\"exampleId\":\"a\"}";
        let row = "{\"exampleId\":\"b\",\"inputJson\":{\"x\":\"é\",\"y\":1.50},\"split\":\"train\",\"z\":1}\n";
        assert_eq!(formatted(text, false), format!("{row}{{\"exampleId\":\"a\"}}\n"));
        assert_eq!(formatted(text, true), format!("{{\"exampleId\":\"a\"}}\n{row}"));
    }

    proptest! {
        #[test]
        fn formatting_keeps_every_value_and_is_done_after_once(
            rows in prop::collection::vec(prop::collection::btree_map(
                prop_oneof![crate::dataset::testing::key(), Just("inputJson".to_owned())],
                crate::dataset::testing::json(), 0..5), 0..4),
        ) {
            let text: String = rows.iter().map(|row| format!(" {}\r\n", serde_json::json!(row))).collect();
            let once = formatted(&text, false);
            let read = |text: &str| -> Vec<Value> {
                text.lines().map(|line| serde_json::from_str(line.trim()).unwrap()).collect()
            };
            prop_assert_eq!(read(&once), read(&text));
            prop_assert_eq!(formatted(&once, false), once);
        }
    }
}
