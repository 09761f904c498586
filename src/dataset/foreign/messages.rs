//! Rows that are conversations: OpenAI-evals and chat fine-tuning.

use serde_json::{Map, Value};

use super::{ForeignError, Format, Table};

type Object = (u32, Map<String, Value>);

/// What the keys of a first row say.
pub(super) fn format_of(row: &Map<String, Value>) -> Option<Format> {
    let is_chat = |key: &str| {
        let first = row.get(key).and_then(|list| list.get(0));
        first.is_some_and(|message| message.get("role").is_some())
    };
    if row.contains_key("ideal") && (is_chat("input") || row.contains_key("input")) {
        return Some(Format::OpenAiEvals);
    }
    is_chat("messages").then_some(Format::ChatFineTuning)
}

/// One message: who says it, and what.
fn message(value: &Value) -> Option<(&str, String)> {
    let content = match value.get("content")? {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let texts = parts.iter().filter_map(|part| part.get("text")?.as_str());
            texts.collect::<Vec<_>>().join("\n")
        }
        _ => return None,
    };
    Some((value.get("role")?.as_str()?, content))
}

/// A conversation without its system text: what was said before, and the last
/// message of the user.
#[derive(Default)]
struct Turns {
    system: Option<String>,
    history: Vec<Value>,
    message: Option<String>,
}

fn turns(messages: &[Value]) -> Option<Turns> {
    let mut found = Turns::default();
    let said: Option<Vec<_>> = messages.iter().map(message).collect();
    for (role, content) in said? {
        match role {
            "system" | "developer" => found.system = Some(content),
            _ => {
                if let Some(before) = found.message.take() {
                    found.history.push(Value::from(format!("user: {before}")));
                }
                match role {
                    "user" => found.message = Some(content),
                    other => found.history.push(Value::from(format!("{other}: {content}"))),
                }
            }
        }
    }
    Some(found)
}

impl Turns {
    fn columns(self, line: u32, name: &str) -> Result<Map<String, Value>, ForeignError> {
        let Some(message) = self.message else {
            return Err(ForeignError::new(name, line, "no message of the user comes last"));
        };
        let mut columns = Map::new();
        if !self.history.is_empty() {
            columns.insert("history".to_owned(), Value::Array(self.history));
        }
        columns.insert("message".to_owned(), message.into());
        Ok(columns)
    }
}

/// The system text that all rows share goes into the prompt; one that differs
/// is a column.
fn table(
    name: &str,
    format: Format,
    answer: &str,
    rows: Vec<(u32, Option<String>, Map<String, Value>)>,
) -> Table {
    let shared = rows.first().and_then(|(_, system, _)| system.clone());
    let is_shared = rows.iter().all(|(_, system, _)| *system == shared);
    let objects = rows.into_iter().map(|(line, system, mut columns)| {
        if let Some(system) = system.filter(|_| !is_shared) {
            columns.insert("system".to_owned(), system.into());
        }
        (line, columns)
    });
    let table = Table::of_objects(format, name, objects.collect());
    let answer = Some(answer.to_owned());
    Table { answer, system: shared.filter(|_| is_shared), ..table }
}

pub(super) fn evals(name: &str, objects: Vec<Object>) -> Result<Table, ForeignError> {
    let (mut rows, mut several) = (Vec::new(), 0);
    for (line, mut object) in objects {
        let (system, mut columns) = match object.remove("input") {
            Some(Value::Array(list)) => {
                let turns = turns(&list).ok_or_else(|| {
                    ForeignError::new(name, line, "`input` is no list of messages")
                        .hint("a message has a `role` and a `content`")
                })?;
                (turns.system.clone(), turns.columns(line, name)?)
            }
            Some(text @ Value::String(_)) => (None, Map::from_iter([("message".to_owned(), text)])),
            _ => return Err(ForeignError::new(name, line, "the row has no `input`")),
        };
        let ideal = match object.remove("ideal") {
            Some(Value::Array(list)) => {
                several += u32::from(list.len() > 1);
                list.into_iter().next()
            }
            other => other,
        };
        columns.extend(ideal.map(|ideal| ("ideal".to_owned(), ideal)));
        columns.extend(object);
        rows.push((line, system, columns));
    }
    let mut table = table(name, Format::OpenAiEvals, "ideal", rows);
    if several > 0 {
        table
            .notes
            .push(format!("{several} rows list several ideal answers; the first of each is taken"));
    }
    Ok(table)
}

pub(super) fn fine_tuning(name: &str, objects: Vec<Object>) -> Result<Table, ForeignError> {
    let mut rows = Vec::new();
    for (line, object) in objects {
        let messages = object.get("messages").and_then(Value::as_array);
        let Some((last, before)) = messages.and_then(|list| list.split_last()) else {
            return Err(ForeignError::new(name, line, "the row has no `messages`"));
        };
        let answer = match message(last) {
            Some(("assistant", content)) => content,
            _ => {
                return Err(ForeignError::new(
                    name,
                    line,
                    "the last message is none of the assistant",
                )
                .hint("the assistant's last message is taken as the answer"));
            }
        };
        let turns = turns(before).ok_or_else(|| {
            ForeignError::new(name, line, "a message has no `role` or no text as `content`")
        })?;
        let system = turns.system.clone();
        let mut columns = turns.columns(line, name)?;
        if !answer.trim().is_empty() {
            columns.insert("answer".to_owned(), answer.into());
        }
        rows.push((line, system, columns));
    }
    read_answers(&mut rows);
    Ok(table(name, Format::ChatFineTuning, "answer", rows))
}

/// Answers that are all JSON objects are taken as such.
fn read_answers(rows: &mut [(u32, Option<String>, Map<String, Value>)]) {
    let answer = |columns: &Map<String, Value>| {
        let object: Value = serde_json::from_str(columns.get("answer")?.as_str()?).ok()?;
        object.is_object().then_some(object)
    };
    let read: Option<Vec<Value>> = rows.iter().map(|(_, _, columns)| answer(columns)).collect();
    for ((_, _, columns), object) in rows.iter_mut().zip(read.into_iter().flatten()) {
        columns.insert("answer".to_owned(), object);
    }
}
