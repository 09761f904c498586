//! JSON: one object a line, a list of them, or a document that holds such a
//! list.

use serde_json::{Map, Value, value::RawValue};

use super::{ForeignError, Format, Table, messages, promptfoo};

type Object = (u32, Map<String, Value>);

pub(super) fn lines(name: &str, text: &str) -> Result<Table, ForeignError> {
    let mut objects = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let value: Value = serde_json::from_str(line).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default();
            let message = format!("column {}: the line is not JSON: {reason}", error.column());
            ForeignError::new(name, number, message).hint(
                "each line of a JSONL file is one JSON object; name a CSV file `.csv`, \
                 a JSON list `.json`",
            )
        })?;
        objects.push(object(name, number, value)?);
    }
    of_objects(name, Format::Jsonl, objects)
}

/// A `.json` file: a list of rows, promptfoo's tests, or a saved DSPy program.
pub(super) fn document(name: &str, text: &str) -> Result<Table, ForeignError> {
    let fail = |error: serde_json::Error| {
        let line = u32::try_from(error.line()).ok();
        ForeignError::new(name, line, format!("it is not JSON: {error}"))
    };
    if text.trim_start().starts_with('[') {
        return list(name, text, text);
    }
    let whole: Result<Map<String, Value>, _> = serde_json::from_str(text);
    let whole = match whole {
        Ok(whole) => whole,
        // One object a line, under the name of a document.
        Err(error) if text.lines().count() > 1 => {
            return lines(name, text).map_err(|_| fail(error));
        }
        Err(error) => return Err(fail(error)),
    };
    if whole.contains_key("tests") {
        return promptfoo::read(name, text);
    }
    let demos = whole.values().chain([&Value::Object(whole.clone())]).find_map(|part| {
        part.get("demos").and_then(Value::as_array).filter(|demos| !demos.is_empty()).cloned()
    });
    let rows = ["data", "rows", "examples"].iter().find_map(|key| whole.get(*key)?.as_array());
    let Some(rows) = demos.as_ref().or(rows) else {
        let message = "it is one object, and rows are looked for in `tests`, `demos`, `data`, \
                       `rows` and `examples`";
        return Err(ForeignError::new(name, None, message)
            .hint("write the rows as a list, or one a line (JSONL)"));
    };
    let objects = rows.iter().map(|row| object(name, 1, row.clone()));
    of_objects(name, Format::JsonList, objects.collect::<Result<_, _>>()?)
}

fn list(name: &str, text: &str, part: &str) -> Result<Table, ForeignError> {
    let items: Vec<&RawValue> = serde_json::from_str(part).map_err(|error| {
        let line = u32::try_from(error.line()).ok();
        ForeignError::new(name, line, format!("it is not JSON: {error}"))
    })?;
    let (mut line, mut seen, mut objects) = (1, 0, Vec::new());
    for item in items {
        let at = item.get().as_ptr() as usize - text.as_ptr() as usize;
        line += text[seen..at].matches('\n').count();
        seen = at;
        let value = serde_json::from_str(item.get()).unwrap_or_default();
        objects.push(object(name, u32::try_from(line).unwrap_or(u32::MAX), value)?);
    }
    if objects.iter().any(|(_, object)| object.contains_key("vars")) {
        return promptfoo::of_tests(name, objects);
    }
    of_objects(name, Format::JsonList, objects)
}

fn object(name: &str, line: u32, value: Value) -> Result<Object, ForeignError> {
    match value {
        Value::Object(object) => Ok((line, object)),
        other => {
            let shown = crate::dataset::words::clip(&other.to_string(), 40);
            Err(ForeignError::new(name, line, format!("the row is no object, but {shown}")))
        }
    }
}

fn of_objects(name: &str, format: Format, objects: Vec<Object>) -> Result<Table, ForeignError> {
    let Some((_, first)) = objects.first() else {
        return Err(ForeignError::new(name, None, "it holds no rows"));
    };
    match messages::format_of(first) {
        Some(Format::OpenAiEvals) => messages::evals(name, objects),
        Some(_) => messages::fine_tuning(name, objects),
        None if first.contains_key("inputJson") => dataset(name, objects),
        None => {
            let mut table = Table::of_objects(format, name, objects);
            if table.position("completion").is_some() && table.position("prompt").is_some() {
                table.answer = Some("completion".to_owned());
            }
            Ok(table)
        }
    }
}

/// Rows of ours: the fields of input and answer become columns again.
fn dataset(name: &str, objects: Vec<Object>) -> Result<Table, ForeignError> {
    let mut answer = None;
    let mut flat = Vec::new();
    for (line, mut row) in objects {
        let mut columns = Map::new();
        for key in ["exampleId", "split"] {
            columns.extend(row.remove(key).map(|value| (key.to_owned(), value)));
        }
        match row.remove("inputJson") {
            Some(Value::Object(fields)) => columns.extend(fields),
            other => columns.extend(other.map(|value| ("input".to_owned(), value))),
        }
        match row.remove("expectedJson") {
            Some(Value::Object(fields)) if fields.len() == 1 => {
                answer = answer.or_else(|| fields.keys().next().cloned());
                for (key, value) in fields {
                    if columns.insert(key.clone(), value).is_some() {
                        let message = format!("`{key}` is a field of both input and answer");
                        return Err(ForeignError::new(name, line, message));
                    }
                }
            }
            other => {
                answer = answer.or_else(|| Some("answer".to_owned()));
                columns.extend(other.map(|value| ("answer".to_owned(), value)));
            }
        }
        flat.push((line, columns));
    }
    Ok(Table { answer, ..Table::of_objects(Format::Dataset, name, flat) })
}
