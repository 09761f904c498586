//! Rows in portions that the import endpoint takes.

use std::io;

use sha2::{Digest, Sha256};

use super::lines::for_each_line;
use super::source::Source;
use crate::model::example::limits::{REQUEST_ROWS, REQUEST_UNITS};
use crate::model::text::units;

/// What one request carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The rows, each with its line feed.
    pub jsonl: String,
    pub rows: usize,
    /// The place of its first row among all rows, from 0.
    pub first_row: u64,
    /// The line of its first row, from 1.
    pub first_line: u32,
}

/// What a file makes as an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    pub rows: u64,
    pub requests: u64,
    /// A hash of all rows as they are sent.
    pub digest: String,
}

/// Counts the rows of a checked file, and the requests that carry them.
///
/// # Errors
/// As [`for_each_batch`].
pub fn survey(source: &Source) -> io::Result<Survey> {
    let (mut survey, mut digest) = (Survey::default(), Sha256::new());
    for_each_batch(source, |batch| {
        survey.rows += batch.rows as u64;
        survey.requests += 1;
        digest.update(batch.jsonl.as_bytes());
        Ok(())
    })?;
    let digest = digest.finalize();
    survey.digest = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(survey)
}

/// Calls `send` with the rows of a checked file, each batch filled up to 500
/// rows or 400,000 UTF-16 units, whichever comes first. Blank lines and the
/// byte order mark are left out.
///
/// # Errors
/// When the source cannot be read, a line is not UTF-8 or larger than a batch,
/// or `send` fails.
pub fn for_each_batch(
    source: &Source,
    mut send: impl FnMut(Batch) -> io::Result<()>,
) -> io::Result<()> {
    let (mut batch, mut filled, mut rows) = (Batch::default(), 0, 0);
    let mut result = Ok(());
    for_each_line(source.range(0..source.len()), |line| {
        if result.is_err() {
            return;
        }
        let bytes = line.bytes.strip_prefix(b"\xef\xbb\xbf").filter(|_| line.number == 1);
        let bytes = bytes.unwrap_or(line.bytes).trim_ascii();
        if bytes.is_empty() {
            return;
        }
        let refuse = |reason: &str| {
            let message = format!("line {} {reason}", line.number);
            Err(io::Error::new(io::ErrorKind::InvalidData, message))
        };
        let Ok(text) = std::str::from_utf8(bytes) else {
            result = refuse("is not valid UTF-8");
            return;
        };
        let size = units(text) + 1;
        if !line.is_whole() || size > REQUEST_UNITS {
            result = refuse("is larger than a request can carry");
            return;
        }
        if batch.rows == REQUEST_ROWS || filled + size > REQUEST_UNITS {
            result = send(std::mem::take(&mut batch));
            filled = 0;
        }
        if batch.rows == 0 {
            batch.first_line = line.number;
            batch.first_row = rows;
        }
        batch.jsonl.push_str(text);
        batch.jsonl.push('\n');
        batch.rows += 1;
        rows += 1;
        filled += size;
    })?;
    result?;
    if batch.rows > 0 { send(batch) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches(text: &str) -> Vec<Batch> {
        let source = Source::spooled("test", text.as_bytes()).unwrap();
        let mut all = Vec::new();
        for_each_batch(&source, |batch| {
            all.push(batch);
            Ok(())
        })
        .unwrap();
        all
    }

    #[test]
    fn batches_are_filled_to_the_limits_and_lose_nothing() {
        let text: String = (0..1201).map(|row| format!("{{\"row\":{row}}}\n")).collect();
        let all = batches(&text);
        assert_eq!(all.iter().map(|batch| batch.rows).collect::<Vec<_>>(), [500, 500, 201]);
        assert_eq!((all[1].first_line, all[1].first_row, all[2].first_row), (501, 500, 1000));
        assert_eq!(all.iter().map(|batch| batch.jsonl.as_str()).collect::<String>(), text);
    }

    #[test]
    fn a_survey_counts_and_tells_other_rows_apart() {
        let of = |text: &str| survey(&Source::spooled("test", text.as_bytes()).unwrap()).unwrap();
        let (one, other) = (of("{}\n{\"a\":1}\n"), of("{}\n\n{\"a\":2}"));
        assert_eq!((one.rows, one.requests, other.rows), (2, 1, 2));
        assert_ne!(one.digest, other.digest);
        assert_eq!(of(" {}\n\n").digest, of("{}").digest, "white space around rows is not sent");
    }

    #[test]
    fn large_rows_share_requests_by_their_utf16_units() {
        let row = format!("\"{}\"\n", "é".repeat(150_000));
        let all = batches(&row.repeat(5));
        assert_eq!(all.iter().map(|batch| batch.rows).collect::<Vec<_>>(), [2, 2, 1]);
        assert!(all.iter().all(|batch| units(&batch.jsonl) <= REQUEST_UNITS));
    }
}
