//! From a path inside a JSON document to the place in its text.

use std::{
    borrow::Cow,
    collections::{HashMap, hash_map::Entry},
    fmt,
    ops::Range,
};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::model::diagnostic::Region;

/// One step into a JSON document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

pub(super) fn key(name: &str) -> Step {
    Step::Key(name.to_owned())
}

/// The path that a JSON pointer writes. A part that is all digits counts as an
/// index; where it is a key, [`locate`] finds it all the same.
pub(super) fn steps(pointer: &str) -> Vec<Step> {
    let parts = pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"));
    parts.map(|part| part.parse().map_or(Step::Key(part), Step::Index)).collect()
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

/// The members of an object in the order of the text, repeated ones included.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                #[derive(Deserialize)]
                struct Key<'a>(#[serde(borrow)] Cow<'a, str>);
                let mut members = Vec::new();
                while let Some((Key(key), value)) = map.next_entry()? {
                    members.push((key, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

fn members(text: &str) -> Vec<(Cow<'_, str>, &str)> {
    let members = serde_json::from_str::<Members>(text).map(|members| members.0);
    members.unwrap_or_default().into_iter().map(|(key, value)| (key, value.get())).collect()
}

fn items(text: &str) -> Vec<&str> {
    let items = serde_json::from_str::<Vec<&RawValue>>(text).unwrap_or_default();
    items.into_iter().map(RawValue::get).collect()
}

/// Where the value at `path` stands in `text`, or its key; where the path leads
/// nowhere, the start of the last value on it that exists.
pub(super) fn locate(text: &str, path: &[Step], on_key: bool) -> Region {
    let offset = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let mut part = text.trim();
    for (at, step) in path.iter().enumerate() {
        let name = match step {
            Step::Key(key) => key.clone(),
            Step::Index(index) => index.to_string(),
        };
        let member = || members(part).into_iter().rev().find(|(key, _)| *key == name);
        let next = match step {
            Step::Index(index) if part.starts_with('[') => items(part).get(*index).copied(),
            _ => member().map(|(_, value)| value),
        };
        let Some(next) = next else { return region(text, offset(part)..offset(part) + 1) };
        part = next;
        if on_key && at + 1 == path.len() {
            return region(text, key_before(text, offset(part)));
        }
    }
    region(text, offset(part)..offset(part) + part.len())
}

/// The key of the value that starts at `value`.
fn key_before(text: &str, value: usize) -> Range<usize> {
    let before = text[..value].trim_end();
    let before = before.strip_suffix(':').unwrap_or(before).trim_end();
    let bytes = before.as_bytes();
    let escaped =
        |at: usize| bytes[..at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1;
    let quotes = (0..bytes.len().saturating_sub(1)).rev().filter(|at| bytes[*at] == b'"');
    let start = quotes.into_iter().find(|at| !escaped(*at)).unwrap_or_default();
    start..before.len()
}

/// Keys that occur a second time: the path of each, its place, and the line
/// that has the first one.
pub(super) fn repeated_keys(text: &str) -> Vec<(Vec<Step>, Region, usize)> {
    let mut found = Vec::new();
    visit(text, text.trim(), &mut Vec::new(), &mut found);
    found
}

fn visit(
    text: &str,
    part: &str,
    path: &mut Vec<Step>,
    found: &mut Vec<(Vec<Step>, Region, usize)>,
) {
    let place = |value: &str| {
        region(text, key_before(text, value.as_ptr() as usize - text.as_ptr() as usize))
    };
    if part.starts_with('{') {
        let mut first = HashMap::new();
        for (name, value) in members(part) {
            path.push(key(&name));
            match first.entry(name) {
                Entry::Vacant(entry) => drop(entry.insert(value)),
                Entry::Occupied(entry) => {
                    found.push((path.clone(), place(value), place(entry.get()).line));
                }
            }
            visit(text, value, path, found);
            path.pop();
        }
    } else if part.starts_with('[') {
        for (at, value) in items(part).into_iter().enumerate() {
            path.push(Step::Index(at));
            visit(text, value, path, found);
            path.pop();
        }
    }
}

/// The part of the first line of `range` that belongs to it.
fn region(text: &str, range: Range<usize>) -> Region {
    let (start, end) = (range.start.min(text.len()), range.end.min(text.len()));
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let end = end.clamp(start, line_end);
    let column = text[line_start..start].chars().count() + 1;
    let line = text[line_start..line_end].trim_end_matches('\r');
    Region {
        line: text[..start].matches('\n').count() + 1,
        columns: column..column + text[start..end].trim_end().chars().count(),
        text: line.to_owned(),
    }
}

/// A place that a parser names by line and column, both from 1 and in bytes.
pub(super) fn region_at(text: &str, line: usize, byte_column: usize) -> Region {
    let shown = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let column = shown.char_indices().take_while(|(at, _)| *at < byte_column).count().max(1);
    let text = shown.trim_end_matches('\r').to_owned();
    Region { line: line.max(1), columns: column..column + 1, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(keys: &[&str]) -> Vec<Step> {
        steps(&format!("/{}", keys.join("/")))
    }

    fn place(region: &Region) -> (usize, Range<usize>) {
        (region.line, region.columns.clone())
    }

    #[test]
    fn finds_nested_values_behind_escaped_keys_and_wide_characters() {
        let text = "{\n \"ä\": \"ü\", \"k\\u0065y\": [1, {\"x\": true}]\n}";
        let x = path(&["key", "1", "x"]);
        assert_eq!(place(&locate(text, &x, false)), (2, 34..38));
        assert_eq!(place(&locate(text, &x, true)), (2, 29..32));
        assert_eq!(place(&locate(text, &path(&["key"]), true)), (2, 12..22));
        assert_eq!(place(&locate(text, &[], false)), (1, 1..2));
    }

    #[test]
    fn a_path_that_leads_nowhere_ends_at_the_last_value_that_exists() {
        let text = "{\"a\":\n  [1]}";
        assert_eq!(place(&locate(text, &path(&["a", "7", "b"]), false)), (2, 3..4));
        assert_eq!(place(&locate(text, &path(&["a", "x"]), true)), (2, 3..4));
    }

    #[test]
    fn keys_with_quotes_and_digits_are_found() {
        let text = r#"{"a\"b\\": {"7": 1}}"#;
        assert_eq!(place(&locate(text, &path(&["a\"b\\"]), true)), (1, 2..10));
        assert_eq!(place(&locate(text, &path(&["a\"b\\", "7"]), false)), (1, 18..19));
    }

    #[test]
    fn repeated_keys_are_found_at_every_depth() {
        let text = "{\"a\": [{\"b\": 1,\n\"b\": 2}],\n \"a\": 0}";
        let found = repeated_keys(text);
        let shown: Vec<_> =
            found.iter().map(|(path, at, first)| (display(path), place(at), *first)).collect();
        assert_eq!(shown, [("a[0].b".into(), (2, 1..4), 1), ("a".into(), (3, 2..5), 1)]);
    }

    #[test]
    fn paths_read_like_code() {
        assert_eq!(display(&path(&["promptIr", "blocks", "2", "text"])), "promptIr.blocks[2].text");
    }
}
