//! Rows as they are on disk, whatever their cells hold. SQLite takes a value of
//! any type in any column, and what somebody put in by hand may be of one that
//! no reader of ours would take.

use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, Row as _, any::AnyRow, query};

use super::tables::{Columns, Holds};
use crate::store::error::Result;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Empty,
    Integer(i64),
    /// Its value is read where the column holds fractions only.
    Fraction(Option<f64>),
    Text(String),
    /// Bytes: a blob, or a text that is no UTF-8.
    Bytes,
}

impl Cell {
    /// As JSON, where it is what the column holds.
    fn value(&self, holds: Holds) -> Option<Value> {
        match (self, holds) {
            (Self::Empty, _) => Some(Value::Null),
            (Self::Integer(number), Holds::Number) => Some(json!(number)),
            (Self::Fraction(Some(number)), Holds::Fraction) => Some(json!(number)),
            (Self::Text(text), Holds::Text) => Some(json!(text)),
            _ => None,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Empty => "nothing",
            Self::Integer(_) => "an integer",
            Self::Fraction(_) => "a fraction",
            Self::Text(_) => "text",
            Self::Bytes => "bytes",
        }
    }
}

/// A row of a table.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// SQLite's own number of the row, which is always an integer.
    pub(super) rowid: i64,
    columns: Columns,
    cells: Vec<Cell>,
}

impl Row {
    /// The row as JSON values, or which cell is of another type.
    pub(super) fn values(&self) -> Result<Vec<Value>, String> {
        self.columns
            .iter()
            .zip(&self.cells)
            .map(|((name, holds), cell)| {
                cell.value(*holds).ok_or_else(|| {
                    let wanted = match holds {
                        Holds::Text => "text",
                        Holds::Number => "an integer",
                        Holds::Fraction => "a fraction",
                    };
                    format!("its `{name}` holds {} where {wanted} belongs", cell.name())
                })
            })
            .collect()
    }

    pub(super) fn cell(&self, index: usize) -> &Cell {
        &self.cells[index]
    }

    pub(super) fn integer(&self, index: usize) -> Option<i64> {
        match self.cells[index] {
            Cell::Integer(number) => Some(number),
            _ => None,
        }
    }

    pub(super) fn text(&self, index: usize) -> Option<&str> {
        match &self.cells[index] {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    fn read(columns: Columns, row: &AnyRow) -> Result<Self> {
        let mut cells = Vec::with_capacity(columns.len());
        let mut at = 1;
        for (_, holds) in columns {
            let fraction = *holds == Holds::Fraction;
            cells.push(cell(row, at, fraction)?);
            at += 1 + usize::from(fraction);
        }
        Ok(Self { rowid: row.try_get(0)?, columns, cells })
    }
}

/// What asks for a cell: a letter for its type and what it holds as text, and
/// for a column of fractions the number itself, which text would round.
fn asked((name, holds): &(&str, Holds)) -> String {
    let number = match holds {
        Holds::Fraction => format!(", CASE typeof({name}) WHEN 'real' THEN {name} END"),
        Holds::Text | Holds::Number => String::new(),
    };
    format!(
        ", CASE typeof({name}) WHEN 'null' THEN 'n' WHEN 'integer' THEN 'i' || {name} \
         WHEN 'real' THEN 'r' WHEN 'text' THEN 't' || hex({name}) ELSE 'b' END{number}"
    )
}

fn cell(row: &AnyRow, at: usize, fraction: bool) -> Result<Cell, sqlx::Error> {
    let told: String = row.try_get(at)?;
    let (kind, rest) = told.split_at(1);
    Ok(match kind {
        "n" => Cell::Empty,
        "i" => rest.parse().map_or(Cell::Bytes, Cell::Integer),
        "r" if fraction => Cell::Fraction(row.try_get(at + 1)?),
        "r" => Cell::Fraction(None),
        "t" => text(rest).map_or(Cell::Bytes, Cell::Text),
        _ => Cell::Bytes,
    })
}

/// The text behind SQLite's `hex`, where it is one.
fn text(hex: &str) -> Option<String> {
    let digit = |byte: u8| (byte as char).to_digit(16).map(|digit| digit as u8);
    let pairs = hex.as_bytes().chunks_exact(2);
    let bytes = pairs.map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?));
    String::from_utf8(bytes.collect::<Option<_>>()?).ok()
}

/// The rows of a table that pass `filter`, which is our own SQL; `binds` are
/// its texts and integers.
pub(super) async fn rows(
    connection: &mut AnyConnection,
    table: &str,
    columns: Columns,
    filter: &str,
    binds: &[Value],
) -> Result<Vec<Row>> {
    let parts: String = columns.iter().map(asked).collect();
    let sql = format!("SELECT rowid{parts} FROM {table} {filter}");
    let mut select = query(AssertSqlSafe(sql));
    for bind in binds {
        select = match bind.as_i64() {
            Some(number) => select.bind(number),
            None => select.bind(bind.as_str().unwrap_or_default().to_owned()),
        };
    }
    let found = select.fetch_all(connection).await?;
    found.iter().map(|row| Row::read(columns, row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_text_is_read() {
        assert_eq!(text("C3A4000A").as_deref(), Some("ä\0\n"));
        assert_eq!(text("9B"), None);
        assert_eq!(text("").as_deref(), Some(""));
    }
}
