//! A file as a server would hold it after an import.

use std::collections::HashSet;
use std::io;

use serde_json::Value;

use super::lines::for_each_line;
use super::source::{Source, SourceError};
use crate::model::example::Example;

/// The rows of `source` cleaned as an import cleans them, each in its own line.
/// What a server notes beside a row, which is where it came from, is left out;
/// a line that no server would take stays as it is.
///
/// # Errors
/// When the source cannot be read, or its copy not be written.
pub fn as_stored(source: &Source) -> Result<Source, SourceError> {
    let mut text = Vec::with_capacity(usize::try_from(source.len()).unwrap_or_default());
    for_each_line(source.range(0..source.len()), |line| {
        let bytes = line.bytes.strip_prefix(b"\xef\xbb\xbf").filter(|_| line.number == 1);
        let bytes = bytes.unwrap_or(line.bytes);
        match stored(bytes.trim_ascii()) {
            Some(row) => text.extend_from_slice(line_of(&row).as_bytes()),
            None => text.extend_from_slice(bytes),
        }
        text.push(b'\n');
    })
    .map_err(|error| source.fail(error))?;
    Source::spooled(&source.name, text.as_slice())
}

/// The ids of all rows.
///
/// # Errors
/// When the source cannot be read.
pub fn ids(source: &Source) -> io::Result<HashSet<String>> {
    let mut ids = HashSet::new();
    for_each_line(source.range(0..source.len()), |line| {
        let bytes = line.bytes.strip_prefix(b"\xef\xbb\xbf").filter(|_| line.number == 1);
        let row = stored(bytes.unwrap_or(line.bytes).trim_ascii());
        ids.extend(row.map(|row| row.example_id));
    })?;
    Ok(ids)
}

fn stored(line: &[u8]) -> Option<Example> {
    let value: Value = serde_json::from_slice(line).ok()?;
    Example::judge(&value).ok()
}

/// A row as a line of a file, without the note of where it came from.
///
/// # Panics
/// Never: rows serialize to JSON.
pub fn line_of(row: &Example) -> String {
    serde_json::to_string(&Example { source: None, ..row.clone() }).expect("rows serialize to JSON")
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn rows_are_cleaned_and_other_lines_stay_where_they_are() {
        let file = "\u{feff}{\"exampleId\": \" a \", \"inputJson\": 1, \"tags\": [], \
                    \"source\": \"me\", \"split\": \"odd\"}\n\n{broken\n";
        let source = Source::spooled("file", file.as_bytes()).unwrap();
        let stored = as_stored(&source).unwrap();
        let mut text = String::new();
        stored.range(0..stored.len()).read_to_string(&mut text).unwrap();
        assert_eq!(
            text,
            "{\"exampleId\":\"a\",\"inputJson\":1,\"expectedJson\":null}\n\n{broken\n"
        );
        assert_eq!(stored.name, "file");
    }
}
