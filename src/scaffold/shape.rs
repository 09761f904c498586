//! The JSON Schema that values have in common.

use serde_json::{Map, Value, json};

/// A schema that every one of `values` fits, with no more freedom than they
/// show; anything where there are none.
pub fn of_values(values: &[&Value]) -> Value {
    let mut kinds: Vec<(&str, Vec<&Value>)> = Vec::new();
    for value in values {
        let kind = kind(value);
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, of_kind)) => of_kind.push(value),
            None => kinds.push((kind, vec![value])),
        }
    }
    if kinds.iter().any(|(kind, _)| *kind == "number") {
        kinds.retain(|(kind, _)| *kind != "integer");
    }
    let mut schemas: Vec<Value> = kinds.iter().map(|(kind, of)| of_kind(kind, of)).collect();
    match schemas.len() {
        0 => json!({}),
        1 => schemas.remove(0),
        _ => json!({"anyOf": schemas}),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn of_kind(kind: &str, values: &[&Value]) -> Value {
    match kind {
        "array" => {
            let items: Vec<&Value> =
                values.iter().filter_map(|value| value.as_array()).flatten().collect();
            if items.is_empty() {
                return json!({"type": "array"});
            }
            json!({"type": "array", "items": of_values(&items)})
        }
        "object" => of_objects(values),
        kind => json!({"type": kind}),
    }
}

fn of_objects(values: &[&Value]) -> Value {
    let objects: Vec<&Map<String, Value>> =
        values.iter().filter_map(|value| value.as_object()).collect();
    let mut names: Vec<&String> = Vec::new();
    for name in objects.iter().flat_map(|object| object.keys()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for name in names {
        let found: Vec<&Value> = objects.iter().filter_map(|object| object.get(name)).collect();
        if found.len() == objects.len() {
            required.push(name.clone());
        }
        properties.insert(name.clone(), of_values(&found));
    }
    json!({
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": false,
    })
}
