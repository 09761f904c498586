//! CSV and TSV.

use csv::{ReaderBuilder, StringRecord};
use serde_json::Value;

use super::{ForeignError, Format, Record, Table};

/// What separates the fields of a `.csv` file: in much of the world that is a
/// semicolon.
pub(super) fn sniff(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let mut is_quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in header.bytes() {
        is_quoted ^= byte == b'"';
        for (separator, count) in &mut counts {
            *count += u32::from(!is_quoted && byte == *separator);
        }
    }
    // Of several with one count the first, so that a comma wins.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| *separator)
}

pub(super) fn read(name: &str, text: &str, separator: u8) -> Result<Table, ForeignError> {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let (mut rows, mut lines) = (Vec::new(), Lines { text, at: 0, line: 1 });
    for row in reader.records() {
        let row = row.map_err(|error| {
            let line = error.position().and_then(|at| u32::try_from(at.line()).ok());
            ForeignError::new(name, line, format!("it cannot be read as CSV: {error}"))
        })?;
        let at = row.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX));
        rows.push((lines.of(at), row));
    }
    refuse_open_quote(name, text, &lines, rows.last())?;
    let mut rows = rows.into_iter();
    let (_, header) = rows.next().ok_or_else(|| ForeignError::new(name, None, "it is empty"))?;
    let columns = header_of(name, &header)?;
    let format = if separator == b'\t' { Format::Tsv } else { Format::Csv };
    let records = rows.map(|(line, row)| record(name, line, &row, columns.len()));
    let records = records.collect::<Result<Vec<_>, _>>()?;
    let mut table =
        Table { columns, records, is_text: true, ..Table::of_objects(format, name, Vec::new()) };
    super::promptfoo::settle_csv(&mut table);
    Ok(table)
}

/// Counts lines as the reader moves on. Its own count is behind where lines end
/// in CRLF, because it leaves the line feed to the next row.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line of the row that begins at `start` or behind the line ends there.
    fn of(&mut self, start: usize) -> u32 {
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = &self.text.as_bytes()[self.at..start + ends];
        let passed = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(passed).unwrap_or(u32::MAX));
        self.at = start + ends;
        self.line
    }
}

/// A quote that nobody closes makes one field of all that follows it.
fn refuse_open_quote(
    name: &str,
    text: &str,
    lines: &Lines<'_>,
    last: Option<&(u32, StringRecord)>,
) -> Result<(), ForeignError> {
    let is_odd = text.as_bytes()[lines.at..].iter().filter(|byte| **byte == b'"').count() % 2 == 1;
    match last {
        Some((line, row)) if is_odd && row.iter().any(|field| field.contains('\n')) => {
            Err(ForeignError::new(name, *line, "a quote is opened in this row and never closed")
                .hint("close it, or write \"\" for a quote inside of quotes"))
        }
        _ => Ok(()),
    }
}

fn header_of(name: &str, header: &StringRecord) -> Result<Vec<String>, ForeignError> {
    let mut columns: Vec<String> = Vec::new();
    for (at, column) in header.iter().map(str::trim).enumerate() {
        if column.is_empty() && at > 0 {
            let message = format!("column {} has no name", at + 1);
            return Err(
                ForeignError::new(name, 1, message).hint("the first line must name every column")
            );
        }
        // pandas writes its index into a first column without a name.
        let column = if column.is_empty() { "index" } else { column };
        if columns.iter().any(|known| known == column) {
            let message = format!("the column `{column}` occurs twice");
            return Err(ForeignError::new(name, 1, message).hint("rename one of them"));
        }
        columns.push(column.to_owned());
    }
    Ok(columns)
}

fn record(
    name: &str,
    line: u32,
    row: &StringRecord,
    columns: usize,
) -> Result<Record, ForeignError> {
    if row.len() != columns {
        let message = format!("the row has {} fields, the header {columns}", row.len());
        let is_open = row.iter().any(|field| field.contains('\n'));
        let hint = if is_open {
            "a quote that is opened and not closed takes the lines below with it"
        } else {
            "put double quotes around a field that contains the separator"
        };
        return Err(ForeignError::new(name, line, message).hint(hint));
    }
    let value = |field: &str| (!field.is_empty()).then(|| Value::from(field));
    Ok(Record { line, values: row.iter().map(value).collect() })
}
