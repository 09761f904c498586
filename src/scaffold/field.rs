//! The fields of input and output, and the values that a column gives them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::shape;
use crate::dataset::foreign::Table;

/// Different answers up to which they are taken for labels, and how long one is.
const MOST_LABELS: usize = 100;
const LONGEST_LABEL: usize = 80;
/// The same for labels that are numbers.
const MOST_NUMBERS: usize = 20;

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Text,
    Number,
    Integer,
    Boolean,
    /// One of these values.
    Choice(Vec<Value>),
    /// Anything of that JSON Schema.
    Json(Value),
}

/// A field of the input or of the output.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub column: String,
    pub name: String,
    pub kind: Kind,
    /// Some rows lack it.
    pub is_optional: bool,
}

impl Kind {
    /// The kinds that can be asked for by name.
    pub const NAMES: [&'static str; 5] = ["text", "number", "integer", "boolean", "json"];

    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "text" => Self::Text,
            "number" => Self::Number,
            "integer" => Self::Integer,
            "boolean" => Self::Boolean,
            "json" => Self::Json(json!({})),
            _ => return None,
        })
    }

    pub fn schema(&self) -> Value {
        match self {
            Self::Text => json!({"type": "string"}),
            Self::Number => json!({"type": "number"}),
            Self::Integer => json!({"type": "integer"}),
            Self::Boolean => json!({"type": "boolean"}),
            Self::Choice(values) => {
                let kind = if values.iter().all(Value::is_string) { "string" } else { "integer" };
                json!({"type": kind, "enum": values})
            }
            Self::Json(schema) => schema.clone(),
        }
    }

    /// The value that a cell means, none where it is no such value. The answers
    /// of a choice may be written in a text or, in JSON, as they are.
    pub fn value(&self, cell: &Value) -> Option<Value> {
        let text = cell.as_str().map(str::trim);
        match self {
            Self::Text => match cell {
                Value::String(_) => Some(cell.clone()),
                other => Some(Value::from(other.to_string())),
            },
            Self::Boolean => match text {
                Some(text) => boolean(text),
                None => cell.is_boolean().then(|| cell.clone()),
            },
            Self::Integer => number(cell).filter(|value| value.is_i64() || value.is_u64()),
            Self::Number => number(cell),
            Self::Choice(values) => {
                let trimmed = text.map(Value::from);
                let as_number = || number(cell);
                let fits = |value: &Value| values.contains(value);
                trimmed.filter(fits).or_else(|| as_number().filter(fits))
            }
            Self::Json(_) => Some(cell.clone()),
        }
    }

    /// In words, such as `one of 6: billing, shipping, …`.
    pub fn words(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Number => "number".to_owned(),
            Self::Integer => "whole number".to_owned(),
            Self::Boolean => "true or false".to_owned(),
            Self::Json(_) => "JSON".to_owned(),
            Self::Choice(values) => {
                let text = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
                let shown: Vec<String> = values.iter().take(8).map(text).collect();
                let more = if values.len() > 8 { ", …" } else { "" };
                format!("one of {}: {}{more}", values.len(), shown.join(", "))
            }
        }
    }
}

fn boolean(text: &str) -> Option<Value> {
    match &*text.to_ascii_lowercase() {
        "true" => Some(true.into()),
        "false" => Some(false.into()),
        _ => None,
    }
}

/// A number that is written as JSON writes it: `007` and `1.000,5` are texts.
fn number(cell: &Value) -> Option<Value> {
    match cell {
        Value::Number(_) => Some(cell.clone()),
        Value::String(text) => {
            let number: Value = serde_json::from_str(text.trim()).ok()?;
            number.is_number().then_some(number)
        }
        _ => None,
    }
}

/// What a column holds. The values of an answer that come again and again are
/// labels; those of an input stay what they are, since others will come.
pub fn infer(table: &Table, at: usize, is_answer: bool) -> Kind {
    let cells = table.records.iter().filter_map(|record| record.values[at].as_ref());
    let cells: Vec<&Value> = cells.filter(|cell| !is_blank(cell)).collect();
    let all =
        |kind: &Kind| !cells.is_empty() && cells.iter().all(|cell| kind.value(cell).is_some());
    let is_flat = cells.iter().all(|cell| cell.is_string());
    if !table.is_text && !is_flat {
        let scalar = [Kind::Boolean, Kind::Integer, Kind::Number];
        let of_type = |kind: &&Kind| {
            let is_typed = |cell: &&Value| !cell.is_string() && kind.value(cell).is_some();
            cells.iter().all(is_typed)
        };
        return match scalar.iter().find(of_type) {
            Some(Kind::Integer) if is_answer => numbers(&cells).unwrap_or(Kind::Integer),
            Some(kind) => kind.clone(),
            None => Kind::Json(shape::of_values(&cells)),
        };
    }
    if table.is_text && all(&Kind::Boolean) {
        return Kind::Boolean;
    }
    if table.is_text && all(&Kind::Integer) {
        let labels = if is_answer { numbers(&cells) } else { None };
        return labels.unwrap_or(Kind::Integer);
    }
    if table.is_text && all(&Kind::Number) {
        return Kind::Number;
    }
    if is_answer { labels(&cells).unwrap_or(Kind::Text) } else { Kind::Text }
}

/// Whether a cell says nothing.
pub(super) fn is_blank(cell: &Value) -> bool {
    cell.is_null() || cell.as_str().is_some_and(|text| text.trim().is_empty())
}

/// The schema of an only answer that is an object: then it is the output itself
/// and no field of it.
pub(super) fn whole(answers: &[Field]) -> Option<&Value> {
    match answers {
        [Field { kind: Kind::Json(schema), .. }] if schema["type"] == "object" => Some(schema),
        _ => None,
    }
}

fn labels(cells: &[&Value]) -> Option<Kind> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for text in cells.iter().filter_map(|cell| cell.as_str()) {
        *counts.entry(text.trim()).or_default() += 1;
    }
    let short = counts.keys().all(|label| label.chars().count() <= LONGEST_LABEL);
    let few = counts.len() <= MOST_LABELS && counts.len() * 2 <= cells.len();
    let values = counts.into_keys().map(Value::from).collect();
    (short && few).then_some(Kind::Choice(values))
}

fn numbers(cells: &[&Value]) -> Option<Kind> {
    let mut counts: BTreeMap<i64, Value> = BTreeMap::new();
    for value in cells.iter().filter_map(|cell| number(cell)) {
        counts.insert(value.as_i64()?, value);
    }
    let few = counts.len() <= MOST_NUMBERS && counts.len() * 2 <= cells.len();
    few.then(|| Kind::Choice(counts.into_values().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::foreign;

    fn kind(cells: &[&str], is_answer: bool) -> Kind {
        let lines: String = cells.iter().map(|cell| format!("x,{cell}\n")).collect();
        let table = foreign::read("t.csv", format!("a,b\n{lines}").as_bytes()).unwrap();
        infer(&table, 1, is_answer)
    }

    #[test]
    fn texts_that_mean_more_become_what_they_mean() {
        assert_eq!(kind(&["true", "False"], false), Kind::Boolean);
        assert_eq!(kind(&["1", "2", ""], false), Kind::Integer);
        assert_eq!(kind(&["1", "2.5"], false), Kind::Number);
        assert_eq!(kind(&["007", "2"], false), Kind::Text);
        assert_eq!(kind(&["1", "many"], false), Kind::Text);
    }

    #[test]
    fn answers_that_come_again_are_labels() {
        let labels =
            |values: &[&str]| Kind::Choice(values.iter().copied().map(Value::from).collect());
        assert_eq!(kind(&["b", "a", " a", "b"], true), labels(&["a", "b"]));
        assert_eq!(kind(&["a", "b", "c"], true), Kind::Text);
        assert_eq!(kind(&["a", "a", "b", "b"], false), Kind::Text);
        assert_eq!(kind(&["1", "0", "1", "0"], true), Kind::Choice(vec![json!(0), json!(1)]));
        let zero = Kind::Choice(vec![json!(0), json!(1)]);
        assert_eq!((zero.value(&json!("1")), zero.value(&json!("2"))), (Some(json!(1)), None));
    }

    #[test]
    fn what_json_says_is_taken_by_its_word() {
        let text =
            "{\"a\": 1, \"b\": [\"x\"], \"c\": \"7\"}\n{\"a\": 2.5, \"b\": [], \"c\": \"8\"}\n";
        let table = foreign::read("t.jsonl", text.as_bytes()).unwrap();
        let kinds: Vec<_> = (0..3).map(|at| infer(&table, at, false)).collect();
        let list = json!({"type": "array", "items": {"type": "string"}});
        assert_eq!(kinds, [Kind::Number, Kind::Json(list), Kind::Text]);
    }
}
