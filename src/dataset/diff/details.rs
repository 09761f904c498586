//! What differs inside a row.

use serde_json::{Map, Value};

use crate::dataset::source::Source;

use super::{Item, Pair};

/// A row as it stands in its file.
#[derive(Clone, Debug, PartialEq)]
pub struct RowText {
    /// Its id; the whole text of a line that is no row.
    pub id: String,
    /// Its text without white space around it.
    pub text: String,
    /// Its fields; empty for a line that is no row.
    pub fields: Map<String, Value>,
}

/// A part of a row that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// JSON pointer from the row.
    pub pointer: String,
    pub old: Option<Value>,
    pub new: Option<Value>,
}

/// A changed row with its differences.
#[derive(Clone, Debug)]
pub struct Details {
    pub id: String,
    pub changes: Vec<Change>,
}

impl Details {
    /// Reads the two versions of a row and compares them.
    ///
    /// # Errors
    /// When a side cannot be read any more.
    pub fn of(diff: &super::Diff, pair: Pair, old: &Source, new: &Source) -> std::io::Result<Self> {
        let (before, after) = diff.items(pair);
        let (before, after) = (load(old, before)?, load(new, after)?);
        let changes = changes(&Value::Object(before.fields), &Value::Object(after.fields));
        Ok(Self { id: after.id, changes })
    }
}

/// Reads a row again.
///
/// # Errors
/// When its file cannot be read any more.
pub fn load(source: &Source, item: &Item) -> std::io::Result<RowText> {
    let line = source.line_at(item.offset)?;
    let line =
        if item.offset == 0 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
    let text = String::from_utf8_lossy(line.trim_ascii()).into_owned();
    let fields = match serde_json::from_str(&text) {
        Ok(Value::Object(fields)) if item.is_row => fields,
        _ => Map::new(),
    };
    let id = fields.get("exampleId").and_then(Value::as_str).unwrap_or(&text).to_owned();
    Ok(RowText { id, text, fields })
}

/// The parts in which two values differ, as deep down as possible. The order
/// of keys is nothing.
pub fn changes(old: &Value, new: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    collect(&mut found, String::new(), Some(old), Some(new));
    found
}

fn collect(found: &mut Vec<Change>, pointer: String, old: Option<&Value>, new: Option<&Value>) {
    match (old, new) {
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let added = after.keys().filter(|key| !before.contains_key(*key));
            for key in before.keys().chain(added) {
                let name = key.replace('~', "~0").replace('/', "~1");
                collect(found, format!("{pointer}/{name}"), before.get(key), after.get(key));
            }
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) if before.len() == after.len() => {
            for (index, (before, after)) in before.iter().zip(after).enumerate() {
                collect(found, format!("{pointer}/{index}"), Some(before), Some(after));
            }
        }
        (old, new) if !same(old, new) => {
            found.push(Change { pointer, old: old.cloned(), new: new.cloned() });
        }
        _ => {}
    }
}

/// Whether two values are the same JSON; 1 and 1.0 are.
fn same(old: Option<&Value>, new: Option<&Value>) -> bool {
    match (old, new) {
        (Some(Value::Number(old)), Some(Value::Number(new))) => {
            old == new || old.as_f64() == new.as_f64()
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => {
            old.len() == new.len()
                && old.iter().zip(new).all(|(old, new)| changes(old, new).is_empty())
        }
        (old, new) => old == new,
    }
}
