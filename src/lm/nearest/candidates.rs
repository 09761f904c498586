//! The answers that a prompt allows, where they can be listed.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::prompt::{Prompt, texts};
use crate::canon;

/// More answers than this are not an enumeration any more.
const MAX_CANDIDATES: usize = 256;
/// Widest range of integers that counts as an enumeration.
const MAX_INTEGERS: i64 = 20;
/// Deepest nesting of references that is followed.
const MAX_DEPTH: usize = 16;

/// The answers to choose from: those the schema lists, then those that only
/// examples show. None when the schema leaves the answer open.
pub(super) fn candidates(prompt: &Prompt) -> Option<Vec<Value>> {
    let mut found = match &prompt.schema {
        Some(schema) => listed(schema, schema, 0)?,
        None if prompt.shots.is_empty() => return None,
        None => Vec::new(),
    };
    found.extend(prompt.shots.iter().map(|shot| shot.output.clone()));
    let mut seen = HashSet::new();
    found.retain(|value| seen.insert(canon::to_string(value)));
    Some(found)
}

/// Every value that fits the schema, as far as required fields tell.
fn listed(schema: &Value, root: &Value, depth: usize) -> Option<Vec<Value>> {
    if depth > MAX_DEPTH {
        return None;
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return listed(root.pointer(reference.strip_prefix('#')?)?, root, depth + 1);
    }
    if let Some(value) = schema.get("const") {
        return Some(vec![value.clone()]);
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return (values.len() <= MAX_CANDIDATES).then(|| values.clone());
    }
    let union = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array);
    if let Some(members) = union {
        let mut all = Vec::new();
        for member in members {
            all.extend(listed(member, root, depth + 1)?);
        }
        return (all.len() <= MAX_CANDIDATES).then_some(all);
    }
    match schema.get("type").and_then(Value::as_str)? {
        "boolean" => Some(vec![Value::Bool(true), Value::Bool(false)]),
        "null" => Some(vec![Value::Null]),
        "integer" => integers(schema),
        "object" => objects(schema, root, depth),
        _ => None,
    }
}

fn integers(schema: &Value) -> Option<Vec<Value>> {
    let low = schema.get("minimum")?.as_i64()?;
    let high = schema.get("maximum")?.as_i64()?;
    (high.checked_sub(low)? < MAX_INTEGERS).then(|| (low..=high).map(Value::from).collect())
}

fn objects(schema: &Value, root: &Value, depth: usize) -> Option<Vec<Value>> {
    let mut all = vec![Map::new()];
    for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        let name = name.as_str()?;
        let values = listed(schema.get("properties")?.get(name)?, root, depth + 1)?;
        if all.len() * values.len() > MAX_CANDIDATES {
            return None;
        }
        let with = |base: &Map<String, Value>, value: &Value| {
            let mut object = base.clone();
            object.insert(name.to_owned(), value.clone());
            object
        };
        all = all.iter().flat_map(|base| values.iter().map(|value| with(base, value))).collect();
    }
    Some(all.into_iter().map(Value::Object).collect())
}

/// What distinguishes a candidate: its values by path, without those that
/// more than half of all candidates have.
pub(super) fn telling_values(candidates: &[Value]) -> Vec<Vec<(String, String)>> {
    let all: Vec<Vec<(String, String)>> = candidates.iter().map(values).collect();
    let common = |value: &(String, String)| {
        all.iter().filter(|values| values.contains(value)).count() * 2 > all.len()
    };
    let telling = |values: &Vec<(String, String)>| {
        values.iter().filter(|value| !common(value)).cloned().collect()
    };
    all.iter().map(telling).collect()
}

fn values(candidate: &Value) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> =
        texts(candidate).into_iter().map(|(path, text)| (path, text.to_owned())).collect();
    if let Value::Object(map) = candidate {
        let plain = map.iter().filter(|(_, item)| item.is_boolean() || item.is_number());
        found.extend(plain.map(|(key, item)| (format!("/{key}"), item.to_string())));
    } else if found.is_empty() {
        found.push((String::new(), candidate.to_string()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn all(schema: Value) -> Option<Vec<Value>> {
        candidates(&Prompt { schema: Some(schema), ..Prompt::default() })
    }

    #[test]
    fn unions_products_and_references_are_listed() {
        let schema = json!({"anyOf": [
            {"type": "object", "required": ["a"], "properties": {"a": {"enum": ["none"]}}},
            {"type": "object", "required": ["a", "b"], "properties": {
                "a": {"const": "tool"}, "b": {"$ref": "#/$defs/B"}, "free": {"type": "string"}}},
        ], "$defs": {"B": {"enum": ["x", "y"]}}});
        let expected =
            [json!({"a": "none"}), json!({"a": "tool", "b": "x"}), json!({"a": "tool", "b": "y"})];
        assert_eq!(all(schema).unwrap(), expected);
        let grades = json!({"type": "integer", "minimum": 1, "maximum": 3});
        assert_eq!(all(grades).unwrap(), [json!(1), json!(2), json!(3)]);
    }

    #[test]
    fn open_and_endless_schemas_are_not() {
        assert_eq!(all(json!({"type": "string"})), None);
        assert_eq!(all(json!({"$ref": "#"})), None);
        assert_eq!(all(json!({"type": "integer", "minimum": 0, "maximum": 1_000_000})), None);
    }

    #[test]
    fn what_most_candidates_share_tells_nothing() {
        let candidates = [
            json!({"action": "none"}),
            json!({"action": "tool", "name": "x"}),
            json!({"action": "tool", "name": "y"}),
        ];
        let path = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let expected =
            [vec![path("/action", "none")], vec![path("/name", "x")], vec![path("/name", "y")]];
        assert_eq!(telling_values(&candidates), expected);
    }
}
