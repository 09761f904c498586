//! What the values of requests have to be, for the description: the types say what
//! kind of value a field takes, and handlers refuse some of that kind.

use serde_json::{Value, json};

use super::{route::keys::LONGEST, token::LONGEST_LIFE};
use crate::engine::predict::STRATEGIES;

/// Text without control characters, as every id is.
const PLAIN: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";
/// The same, and not blank.
const ID: &str = r"^[^\u0000-\u001f\u007f-\u009f]*[^\u0000-\u001f\u007f-\u009f\s][^\u0000-\u001f\u007f-\u009f]*$";

/// Who acts, as `fault_of_name` asks for it.
const ACTOR: &str = r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$";

/// Fields whose values are bounded: on one path, or wherever they occur.
fn bounds(path: &str, field: &str) -> Option<Value> {
    let splits = json!(["train", "dev", "holdout", "test", null]);
    Some(match (path, field) {
        (_, "leaseMs" | "timeoutMs") => json!({"minimum": 1}),
        (_, "maxSpendUsd") => json!({"minimum": 0}),
        (_, "minEffect") => json!({"minimum": 0, "maximum": 1}),
        (_, "maxP") => json!({"exclusiveMinimum": 0, "exclusiveMaximum": 1}),
        ("/api/dse/eval", "split") => json!({"enum": splits}),
        ("/api/dse/exercise/predict", "strategyId") => {
            let names = STRATEGIES.iter().map(|id| json!(id));
            json!({"enum": names.chain([Value::Null]).collect::<Vec<_>>()})
        }
        ("/api/dse/predict", "receiptId") => json!({"format": "uuid"}),
        ("/api/dse/receipt/forget", "kind") => json!({"enum": ["receipt", "thread"]}),
        ("/api/dse/artifact/import", "artifact") => json!({"minProperties": 1}),
        (_, "expiresInSeconds") => json!({"minimum": 1, "maximum": LONGEST}),
        (_, "overlapSeconds") => json!({"minimum": 0, "maximum": LONGEST}),
        ("/api/dse/keys/create" | "/api/dse/token", "signatureIds") => {
            json!({"items": {"type": "string", "pattern": ID}})
        }
        (_, "ttlSeconds") => json!({"minimum": 1, "maximum": LONGEST_LIFE}),
        ("/api/dse/keys/create", "name") | (_, "subject") => json!({"pattern": ACTOR}),
        _ => return None,
    })
}

/// What is asked of the fields of a body together.
pub fn of_body(path: &str) -> Option<Value> {
    let one_of = |left: (&str, Value), right: (&str, Value)| {
        let only = |(name, schema): &(&str, Value), other: &str| json!({"required": [name], "properties": {*name: schema, other: {"type": "null"}}});
        json!({"oneOf": [only(&left, right.0), only(&right, left.0)]})
    };
    let words = json!({"type": "string", "pattern": r"\S"});
    Some(match path {
        "/api/dse/examples/import" => {
            one_of(("jsonl", words), ("examples", json!({"type": "array", "minItems": 1})))
        }
        "/api/dse/prompt" => {
            let mut ways = one_of(("input", json!({"type": "object"})), ("exampleId", words));
            let template =
                json!({"required": ["template"], "properties": {"template": {"const": true}}});
            json!({"anyOf": [ways["oneOf"][0].take(), ways["oneOf"][1].take(), template]})
        }
        "/api/dse/promote" => {
            let none = json!({"type": "null"});
            json!({"anyOf": [
                {"properties": {"reviewedBy": none, "reviewReason": none}},
                {"required": ["reviewedBy", "reviewReason"],
                 "properties": {"reviewedBy": words, "reviewReason": words}},
            ]})
        }
        _ => return None,
    })
}

fn names_something(field: &str) -> bool {
    ["Id", "_id", "Ids"].iter().any(|end| field.ends_with(end))
}

/// Adds what is asked of a field of a body, which must be given where it is
/// `needed`.
pub fn of_field(path: &str, field: &str, needed: bool, schema: &mut Value) {
    if names_something(field) {
        plain(schema, needed);
    }
    add(path, field, schema);
}

/// Adds what is asked of a value in the query or the path.
pub fn of_parameter(path: &str, name: &str, needed: bool, schema: &mut Value) {
    plain(schema, needed);
    add(path, name, schema);
}

fn add(path: &str, field: &str, schema: &mut Value) {
    let Some(Value::Object(more)) = bounds(path, field) else { return };
    let Some(schema) = schema.as_object_mut() else { return };
    schema.extend(more);
}

fn plain(schema: &mut Value, needed: bool) {
    let kind = &schema["type"];
    let is_text =
        kind == "string" || kind.as_array().is_some_and(|all| all.contains(&json!("string")));
    if is_text && schema.get("enum").is_none() {
        schema["pattern"] = if needed && kind == "string" { ID } else { PLAIN }.into();
    }
    if schema.get("items").is_some_and(Value::is_object) {
        plain(&mut schema["items"], false);
    }
}
