//! The rows of a file that is about to be imported: judged here, before
//! anything is sent, and packed into requests that the endpoint accepts.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::model::example::{Split, limits};
use crate::model::text;

/// Why a file cannot be imported: the first faulty row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {reason}")]
pub struct RowError {
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    pub reason: String,
}

/// One line that the server will accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    pub text: &'a str,
    pub example_id: String,
    pub split: Option<Split>,
}

/// The lines of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    pub jsonl: String,
    pub rows: usize,
    units: usize,
}

/// The fields of a row that decide whether it is accepted.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a> {
    #[serde(borrow)]
    example_id: Option<&'a RawValue>,
    #[serde(borrow)]
    input_json: Option<&'a RawValue>,
    #[serde(borrow)]
    split: Option<&'a RawValue>,
    #[serde(borrow)]
    tags: Option<&'a RawValue>,
}

/// Judges every row of `bytes`.
///
/// # Errors
/// The first row that the server would refuse, or that repeats an id.
pub fn read<'a>(file: &str, bytes: &'a [u8]) -> Result<Vec<Row<'a>>, RowError> {
    let mut rows = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for (index, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        let number = index + 1;
        let at = |(column, reason): (usize, String)| RowError {
            file: file.to_owned(),
            line: number,
            column,
            reason,
        };
        let text = std::str::from_utf8(line).map_err(|error| {
            let before = String::from_utf8_lossy(&line[..error.valid_up_to()]);
            at((before.chars().count() + 1, "the bytes are not UTF-8".to_owned()))
        })?;
        if text.trim().is_empty() {
            continue;
        }
        let row = judge(text.trim_end()).map_err(at)?;
        if let Some(first) = seen.insert(row.example_id.clone(), number) {
            let id = crate::ui::escape::brief(&row.example_id, 80);
            return Err(at((1, format!("exampleId `{id}` stands in line {first} already"))));
        }
        rows.push(row);
    }
    Ok(rows)
}

/// One row, or the column and the reason of what is wrong with it.
fn judge(line: &str) -> Result<Row<'_>, (usize, String)> {
    // Reading the whole value finds what the borrowed fields skip over:
    // half surrogate pairs and numbers that overflow.
    serde_json::from_str::<serde_json::Value>(line).map_err(|error| fault_of(line, &error))?;
    if !line.trim_start().starts_with('{') {
        return Err((1, "a row must be a JSON object".to_owned()));
    }
    let fields: Fields = serde_json::from_str(line).map_err(|error| fault_of(line, &error))?;
    let column = |part: &RawValue| {
        let offset = part.get().as_ptr() as usize - line.as_ptr() as usize;
        line[..offset].chars().count() + 1
    };
    let Some(raw_id) = fields.example_id else {
        return Err((1, "exampleId is missing".to_owned()));
    };
    let id = serde_json::from_str::<Cow<str>>(raw_id.get())
        .map_err(|_| (column(raw_id), "exampleId must be a string".to_owned()))?;
    let id = text::trim(&id);
    match text::units(id) {
        0 => return Err((column(raw_id), "exampleId is empty".to_owned())),
        1..=limits::EXAMPLE_ID => {}
        units => {
            let reason =
                format!("exampleId has {units} characters; at most {}", limits::EXAMPLE_ID);
            return Err((column(raw_id), reason));
        }
    }
    if fields.input_json.is_none() {
        return Err((1, "inputJson is missing".to_owned()));
    }
    if let Some(tags) = fields.tags.filter(|tags| tags.get() != "null")
        && serde_json::from_str::<Vec<Cow<str>>>(tags.get()).is_err()
    {
        return Err((column(tags), "tags must be a list of strings".to_owned()));
    }
    let units = text::units(line);
    if units > limits::REQUEST_UNITS {
        let limit = limits::REQUEST_UNITS;
        return Err((
            limit + 1,
            format!("the row has {units} characters; a request takes {limit}"),
        ));
    }
    let split = fields.split.and_then(|raw| serde_json::from_str::<Cow<str>>(raw.get()).ok());
    let split = split.and_then(|name| Split::parse(&name));
    Ok(Row { text: line, example_id: id.to_owned(), split })
}

/// serde counts bytes; people count characters.
fn fault_of(line: &str, error: &serde_json::Error) -> (usize, String) {
    let end = error.column().saturating_sub(1).min(line.len());
    let column = line.char_indices().take_while(|&(at, _)| at < end).count() + 1;
    let message = error.to_string();
    let reason = message.split(" at line ").next().unwrap_or_default();
    (column, format!("invalid JSON: {reason}"))
}

/// Packs rows into as few requests as the endpoint's limits allow.
pub fn batches(rows: &[Row]) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    for row in rows {
        let units = text::units(row.text) + 1;
        let fits = batches.last().is_some_and(|batch| {
            batch.rows < limits::REQUEST_ROWS && batch.units + units <= limits::REQUEST_UNITS
        });
        if !fits {
            batches.push(Batch::default());
        }
        let batch = batches.last_mut().expect("there is a batch now");
        if batch.rows > 0 {
            batch.jsonl.push('\n');
        }
        batch.jsonl.push_str(row.text);
        batch.rows += 1;
        batch.units += units;
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> (usize, usize, String) {
        let error = read("f", text.as_bytes()).unwrap_err();
        (error.line, error.column, error.reason)
    }

    #[test]
    fn a_fault_names_line_and_column() {
        let good = r#"{"exampleId":"a","inputJson":1}"#;
        assert_eq!(fault(&format!("{good}\n\n[1]")), (3, 1, "a row must be a JSON object".into()));
        assert_eq!(fault(r#"{"é":1,"exampleId":7}"#).1, 20);
        assert_eq!(fault(r#"{"exampleId":"b"}"#).2, "inputJson is missing");
        let (line, column, reason) = fault(&format!("{good}\n{{\"exampleId\":x}}"));
        assert_eq!((line, column), (2, 14), "{reason}");
        assert!(fault(&format!("{good}\n{good}")).2.contains("line 1 already"));
    }

    #[test]
    fn bytes_that_are_no_text_name_their_place() {
        let error = read("f", b"{\"exampleId\":\"\xc3\xa9\xff\"}").unwrap_err();
        assert_eq!((error.line, error.column), (1, 16));
    }

    #[test]
    fn values_that_the_server_cannot_keep_are_found_here() {
        let half = r#"{"exampleId":"a","inputJson":"\ud800"}"#;
        assert!(fault(half).2.starts_with("invalid JSON"));
        assert!(fault(r#"{"exampleId":"a","inputJson":1e999}"#).2.starts_with("invalid JSON"));
        assert_eq!(fault(r#"{"exampleId":"a","inputJson":1,"tags":"x"}"#).1, 39);
    }

    #[test]
    fn batches_keep_both_limits() {
        let padding = "x".repeat(1_000);
        let text: Vec<String> = (0..1_200)
            .map(|n| format!(r#"{{"exampleId":"{n}","inputJson":"{padding}"}}"#))
            .collect();
        let text = text.join("\n");
        let rows = read("f", text.as_bytes()).unwrap();
        let batches = batches(&rows);
        assert_eq!(batches.iter().map(|batch| batch.rows).sum::<usize>(), 1_200);
        for batch in &batches {
            assert!(batch.rows <= limits::REQUEST_ROWS);
            assert!(text::units(&batch.jsonl) <= limits::REQUEST_UNITS);
            assert_eq!(batch.jsonl.lines().count(), batch.rows);
        }
    }
}
