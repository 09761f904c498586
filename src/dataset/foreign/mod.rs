//! Labelled rows in the formats of other tools: what a file looks like, and its
//! rows as one table.

mod delimited;
mod json;
mod messages;
mod promptfoo;

use std::path::Path;

use serde_json::{Map, Value};

/// What a file looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Our own: rows with `inputJson` and `expectedJson`.
    Dataset,
    Csv,
    Tsv,
    /// One object a line.
    Jsonl,
    /// A list of objects, as DSPy's examples are saved.
    JsonList,
    OpenAiEvals,
    ChatFineTuning,
    Promptfoo,
    Parquet,
    /// A zip archive, which is what a workbook is.
    Workbook,
}

impl Format {
    pub fn name(self) -> &'static str {
        match self {
            Self::Dataset => "a dataset of dse",
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Jsonl => "JSONL",
            Self::JsonList => "a JSON list",
            Self::OpenAiEvals => "OpenAI-evals JSONL",
            Self::ChatFineTuning => "chat fine-tuning JSONL",
            Self::Promptfoo => "promptfoo tests",
            Self::Parquet => "Parquet",
            Self::Workbook => "a spreadsheet or a zip archive",
        }
    }

    /// How rows come out of it, as a hint.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Parquet => {
                "convert it first: duckdb -c \"COPY (FROM 'FILE.parquet') TO 'FILE.csv'\", \
                 or pandas.read_parquet(…).to_csv(…, index=False)"
            }
            Self::Workbook => "save the sheet as CSV (UTF-8) first",
            _ => "`dse new NAME --from FILE` makes a signature and a dataset of it",
        }
    }

    /// What the start of a file looks like, if it is not a dataset of ours nor
    /// text that somebody may have meant to be one.
    pub fn recognise(name: &str, start: &[u8]) -> Option<Self> {
        if start.starts_with(b"PAR1") {
            return Some(Self::Parquet);
        }
        if start.starts_with(b"PK\x03\x04") {
            return Some(Self::Workbook);
        }
        let end = Path::new(name).extension()?.to_string_lossy().to_lowercase();
        match &*end {
            "csv" => Some(Self::Csv),
            "tsv" | "tab" => Some(Self::Tsv),
            "yaml" | "yml" => Some(Self::Promptfoo),
            "json" if trimmed(start).starts_with(b"[") => Some(Self::JsonList),
            _ => Self::of_lines(trimmed(start)),
        }
    }

    /// By the first line, where it is an object that is no row of ours.
    fn of_lines(start: &[u8]) -> Option<Self> {
        let end = memchr::memchr(b'\n', start).unwrap_or(start.len());
        let first: Map<String, Value> = serde_json::from_slice(&start[..end]).ok()?;
        let squeezed = |key: &String| key.to_lowercase().replace(['_', '-', ' '], "");
        let is_ours =
            |key: &String| matches!(&*squeezed(key), "exampleid" | "inputjson" | "expectedjson");
        // Patches and the like say what they are.
        let format = first.get("format").and_then(Value::as_str).unwrap_or_default();
        let is_document = format.starts_with("openagents.dse.");
        if first.is_empty() || is_document || first.keys().any(is_ours) {
            return None;
        }
        Some(messages::format_of(&first).unwrap_or(Self::Jsonl))
    }
}

/// Without a byte order mark and white space.
fn trimmed(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start()
}

/// Rows of any format.
#[derive(Clone, Debug)]
pub struct Table {
    pub format: Format,
    /// The file, as messages name it.
    pub name: String,
    pub columns: Vec<String>,
    pub records: Vec<Record>,
    /// Every value is a text, whatever it means.
    pub is_text: bool,
    /// The column that the format itself says holds the answers.
    pub answer: Option<String>,
    /// What every row is preceded by.
    pub system: Option<String>,
    /// What every row is asked.
    pub instruction: Option<String>,
    /// What was understood in one of several ways.
    pub notes: Vec<String>,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Record {
    /// The line it starts in.
    pub line: u32,
    /// A value a column; none where it is missing.
    pub values: Vec<Option<Value>>,
}

impl Table {
    fn of_objects(format: Format, name: &str, objects: Vec<(u32, Map<String, Value>)>) -> Self {
        let mut columns: Vec<String> = Vec::new();
        for key in objects.iter().flat_map(|(_, object)| object.keys()) {
            if !columns.contains(key) {
                columns.push(key.clone());
            }
        }
        let record = |(line, mut object): (u32, Map<String, Value>)| Record {
            line,
            values: columns.iter().map(|column| object.remove(column)).collect(),
        };
        let records = objects.into_iter().map(record).collect();
        Self {
            format,
            name: name.to_owned(),
            columns,
            records,
            is_text: false,
            answer: None,
            system: None,
            instruction: None,
            notes: Vec::new(),
        }
    }

    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known == column)
    }
}

/// Why rows cannot be read from a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}{}: {message}", .line.map_or_else(String::new, |line| format!(":{line}")))]
pub struct ForeignError {
    pub name: String,
    pub line: Option<u32>,
    pub message: String,
    pub hint: Option<String>,
}

impl ForeignError {
    fn new(name: &str, line: impl Into<Option<u32>>, message: impl Into<String>) -> Self {
        let (line, message) = (line.into(), message.into());
        Self { name: name.to_owned(), line, message, hint: None }
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// Reads the rows of a file that messages call `name`.
///
/// # Errors
/// When it is of a format that nothing here reads, is malformed, or has no rows.
pub fn read(name: &str, bytes: &[u8]) -> Result<Table, ForeignError> {
    let format = Format::recognise(name, bytes);
    if let Some(format @ (Format::Parquet | Format::Workbook)) = format {
        let message = format!("this looks like {}, which dse does not read", format.name());
        return Err(ForeignError::new(name, None, message).hint(format.hint()));
    }
    let text = text(name, bytes)?;
    let end = Path::new(name).extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let table = match format {
        Some(Format::Csv) => delimited::read(name, text, delimited::sniff(text))?,
        Some(Format::Tsv) => delimited::read(name, text, b'\t')?,
        Some(Format::Promptfoo) => promptfoo::read(name, text)?,
        _ if end == "json" => json::document(name, text)?,
        _ => json::lines(name, text)?,
    };
    if table.records.is_empty() {
        return Err(ForeignError::new(name, None, "it holds no rows"));
    }
    Ok(table)
}

fn text<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str, ForeignError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        ForeignError::new(name, u32::try_from(line).ok(), "the line is not UTF-8")
            .hint("save the file as UTF-8; `iconv -f WINDOWS-1252 -t UTF-8` converts one")
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

#[cfg(test)]
mod tests;
