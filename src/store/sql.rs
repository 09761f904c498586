//! Small helpers around queries.

use std::fmt::Write as _;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::error::{Result, StoreError};
use crate::canon;

/// The canonical text of a document, as columns hold it.
pub(super) fn text_of(document: &impl Serialize) -> String {
    canon::to_string(&serde_json::to_value(document).expect("documents serialize to JSON"))
}

/// Reads a document back. `id` names it in an error.
pub(super) fn document<T: DeserializeOwned>(
    table: &'static str,
    id: &str,
    text: &str,
) -> Result<T> {
    serde_json::from_str(text).map_err(|source| StoreError::Document {
        table,
        id: id.to_owned(),
        source,
    })
}

/// Reads a column that may be empty.
pub(super) fn optional_json(
    table: &'static str,
    id: &str,
    text: Option<String>,
) -> Result<Option<Value>> {
    text.map(|text| document(table, id, &text)).transpose()
}

/// The placeholders of `rows` rows with `columns` values each:
/// `($1,$2),($3,$4)` for two of two.
pub(super) fn rows_of_placeholders(rows: usize, columns: usize) -> String {
    let mut out = String::new();
    for row in 0..rows {
        out.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..columns {
            let comma = if column == 0 { "" } else { "," };
            write!(out, "{comma}${}", row * columns + column + 1).expect("strings take text");
        }
        out.push(')');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_count_through_all_rows() {
        assert_eq!(rows_of_placeholders(2, 2), "($1,$2),($3,$4)");
        assert_eq!(rows_of_placeholders(1, 3), "($1,$2,$3)");
    }
}
