//! From a path inside a JSON document to the place in its text.

use std::{borrow::Cow, collections::HashMap};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Position;

/// One step into a JSON document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// A path as people write it: `promptIr.blocks[2].text`.
pub(super) fn display(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Key(key) if out.is_empty() => out.push_str(key),
            Step::Key(key) => out.push_str(&format!(".{key}")),
            Step::Index(index) => out.push_str(&format!("[{index}]")),
        }
    }
    out
}

/// Where the value at `path` starts in `text`; where the path leads nowhere,
/// the place of the last value on it that exists.
pub(super) fn locate(text: &str, path: &[Step]) -> Position {
    #[derive(Deserialize)]
    struct Members<'a>(#[serde(borrow)] HashMap<Cow<'a, str>, &'a RawValue>);

    let mut part = text.trim_start();
    for step in path {
        let next = match step {
            Step::Key(key) => serde_json::from_str::<Members>(part)
                .ok()
                .and_then(|members| members.0.get(key.as_str()).map(|value| value.get())),
            Step::Index(index) => serde_json::from_str::<Vec<&RawValue>>(part)
                .ok()
                .and_then(|items| items.get(*index).map(|value| value.get())),
        };
        let Some(next) = next else { break };
        part = next;
    }
    position(text, part.as_ptr() as usize - text.as_ptr() as usize)
}

fn position(text: &str, offset: usize) -> Position {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Position {
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(keys: &[&str]) -> Vec<Step> {
        let step = |key: &&str| match key.parse() {
            Ok(index) => Step::Index(index),
            Err(_) => Step::Key((*key).to_owned()),
        };
        keys.iter().map(step).collect()
    }

    #[test]
    fn finds_nested_values_behind_escaped_keys_and_wide_characters() {
        let text = "{\n \"ä\": \"ü\", \"k\\u0065y\": [1, {\"x\": true}]\n}";
        assert_eq!(locate(text, &path(&["key", "1", "x"])), Position { line: 2, column: 34 });
        assert_eq!(locate(text, &[]), Position { line: 1, column: 1 });
    }

    #[test]
    fn a_path_that_leads_nowhere_ends_at_the_last_value_that_exists() {
        let text = "{\"a\":\n  [1]}";
        assert_eq!(locate(text, &path(&["a", "7", "b"])), Position { line: 2, column: 3 });
    }

    #[test]
    fn paths_read_like_code() {
        assert_eq!(display(&path(&["promptIr", "blocks", "2", "text"])), "promptIr.blocks[2].text");
    }
}
