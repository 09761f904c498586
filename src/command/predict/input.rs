//! The input of a prediction: a file, standard input, or fields by name.

use std::io::Read;

use serde_json::{Map, Value};

use crate::command::{CommandError, Context};
use crate::ui::escape;

/// Reads what `--input` names: `-`, a file, or one or more `key=value`, whose
/// value is JSON where it can be read as such, and else a text.
///
/// # Errors
/// When a file cannot be read, or the words are no input.
pub fn text(context: &Context, given: &[String]) -> Result<String, CommandError> {
    match given {
        [one] if one == "-" => {
            let mut text = String::new();
            let read = std::io::stdin().read_to_string(&mut text);
            read.map_err(|error| CommandError::usage(format!("<stdin>: {error}")))?;
            Ok(text)
        }
        [one] if !one.contains('=') => {
            let path = context.config.workspace.resolve_argument(std::path::Path::new(one));
            std::fs::read_to_string(&path).map_err(|error| {
                let path = escape::line(&path.display().to_string());
                CommandError::usage(format!("{path}: {error}"))
                    .with_hint("--input takes a file, `-`, or fields as key=value")
            })
        }
        fields => Ok(Value::Object(pairs(fields)?).to_string()),
    }
}

fn pairs(given: &[String]) -> Result<Map<String, Value>, CommandError> {
    let pair = |text: &String| {
        let (key, value) = text.split_once('=').ok_or_else(|| {
            let text = escape::line(text);
            CommandError::usage(format!("`{text}` is no key=value, as the others of --input are"))
        })?;
        let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
        Ok((key.to_owned(), value))
    };
    given.iter().map(pair).collect()
}

/// One document.
///
/// # Errors
/// When the text is not JSON.
pub fn document(text: &str) -> Result<Value, CommandError> {
    serde_json::from_str(text).map_err(|error| {
        CommandError::usage(format!("the input is not one JSON value: {error}"))
            .with_hint("--jsonl reads a value a line")
    })
}

/// A line of many: its number, its id where it is a row of a dataset, and its
/// input or why it has none.
pub struct Line {
    pub number: usize,
    pub example_id: Option<String>,
    pub input: Result<Value, String>,
}

/// The lines that are not blank. A row of a dataset gives its `inputJson`.
pub fn lines(text: &str) -> Vec<Line> {
    let filled = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    filled.map(|(index, line)| one_line(index + 1, line)).collect()
}

fn one_line(number: usize, line: &str) -> Line {
    match serde_json::from_str::<Value>(line) {
        Ok(Value::Object(mut row)) if row.contains_key("inputJson") => Line {
            number,
            example_id: row.get("exampleId").and_then(Value::as_str).map(str::to_owned),
            input: Ok(row.remove("inputJson").unwrap_or_default()),
        },
        Ok(input) => Line { number, example_id: None, input: Ok(input) },
        Err(error) => Line { number, example_id: None, input: Err(format!("not JSON: {error}")) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_are_json_where_they_can_be() {
        let given = ["n=7", "q=plain text", "on=true", "s=\"7\"", "url=a=b"].map(str::to_owned);
        let fields = Value::Object(pairs(&given).unwrap_or_default());
        let wanted = json!({"n": 7, "q": "plain text", "on": true, "s": "7", "url": "a=b"});
        assert_eq!(fields, wanted);
        assert!(pairs(&["q=1".to_owned(), "x".to_owned()]).is_err());
    }

    #[test]
    fn rows_of_a_dataset_give_their_inputs() {
        let text = "{\"q\": 1}\n\n{\"exampleId\": \"e\", \"inputJson\": {\"q\": 2}}\nnope\n";
        let lines = lines(text);
        let told: Vec<_> = lines
            .iter()
            .map(|line| (line.number, line.example_id.as_deref(), line.input.clone().ok()))
            .collect();
        let (first, second) = (json!({"q": 1}), json!({"q": 2}));
        assert_eq!(told, [(1, None, Some(first)), (3, Some("e"), Some(second)), (4, None, None)]);
    }
}
