//! The shape of a document: which fields there are and what they hold.
//!
//! The shapes are JSON Schemas, `fixtures/schemas/`, which editors read too. A
//! schema finds every fault at once and knows where it is; its words are made
//! here, because those of a validator are for validators.

use jsonschema::{ValidationError, Validator, error::ValidationErrorKind as Broken};
use serde_json::Value;

use super::{
    fault::{Fault, Kind, did_you_mean},
    locate::{Step, key, steps},
};
use crate::model::text;

/// Names that a message lists.
const LISTED: usize = 8;

/// The shape of one kind of document.
pub(super) struct Shape {
    schema: Value,
    validator: Validator,
}

impl Shape {
    /// # Panics
    /// When `schema` is no JSON Schema, which a test rules out.
    pub fn new(schema: &str) -> Self {
        let schema: Value = serde_json::from_str(schema).expect("shapes are JSON");
        let validator = jsonschema::draft7::new(&schema).expect("shapes are JSON Schemas");
        Self { schema, validator }
    }

    /// What is wrong with `document`. A field that is not known is an error; in
    /// the objects that `keeps` names, only where it is a slip of another one.
    pub fn faults(&self, document: &Value, keeps: impl Fn(&[Step]) -> bool) -> Vec<Fault> {
        let errors = self.validator.iter_errors(document);
        errors.flat_map(|error| self.words(&error, &keeps)).collect()
    }

    fn words(&self, error: &ValidationError<'_>, keeps: &impl Fn(&[Step]) -> bool) -> Vec<Fault> {
        let path = steps(error.instance_path().as_str());
        let wrong = |reason: String| vec![Fault::error(Kind::WrongValue, path.clone(), reason)];
        match error.kind() {
            Broken::AdditionalProperties { unexpected } => {
                let known = self.known_fields(error);
                let unknown = |name: &String| unknown_field(&path, name, &known, keeps(&path));
                unexpected.iter().map(unknown).collect()
            }
            Broken::Required { property } => {
                let reason = format!("the field `{}` is missing", text_of(property));
                vec![Fault::error(Kind::MissingField, path, reason)]
            }
            Broken::Enum { options } => {
                let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
                vec![not_among(path, error.instance(), options)]
            }
            Broken::Constant { expected_value } => {
                let only = std::slice::from_ref(expected_value.as_ref());
                vec![not_among(path, error.instance(), only)]
            }
            Broken::Pattern { .. } | Broken::MinItems { limit: 1 } => {
                wrong("must not be empty".to_owned())
            }
            Broken::OneOfNotValid { .. } | Broken::OneOfMultipleValid { .. } => {
                let said = self.parent(error).and_then(|schema| schema.get("$comment"));
                wrong(said.and_then(Value::as_str).map_or_else(|| error.to_string(), str::to_owned))
            }
            Broken::Type { .. } => {
                let types = self.parent(error).and_then(|schema| schema.get("type"));
                let found = kind(error.instance());
                wrong(format!("must be {}, but is {found}", types.map_or_else(String::new, nouns)))
            }
            _ => wrong(error.to_string()),
        }
    }

    /// The schema whose keyword `error` is about.
    fn parent(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let (parent, _) = error.schema_path().as_str().rsplit_once('/')?;
        self.schema.pointer(parent)
    }

    fn known_fields(&self, error: &ValidationError<'_>) -> Vec<&str> {
        let properties = self.parent(error).and_then(|schema| schema["properties"].as_object());
        properties.into_iter().flat_map(|fields| fields.keys().map(String::as_str)).collect()
    }
}

fn unknown_field(path: &[Step], name: &str, known: &[&str], is_kept: bool) -> Fault {
    let at = path.iter().cloned().chain([key(name)]);
    let hint = did_you_mean(name, known.iter().copied());
    if is_kept && hint.is_empty() {
        let reason = "unknown field; it changes the job's hash and nothing else";
        return Fault::warning(Kind::UnknownField, at, reason).on_key();
    }
    let fault = Fault::error(Kind::UnknownField, at, format!("unknown field{hint}")).on_key();
    let listed: Vec<&str> = known.iter().copied().filter(|name| *name != "$schema").collect();
    match listed.as_slice() {
        [] => fault.help("no fields are known here"),
        _ if hint.is_empty() => fault.help(format!("known are {}", quoted(&listed))),
        _ => fault,
    }
}

fn not_among(path: Vec<Step>, found: &Value, options: &[Value]) -> Fault {
    let names: Vec<&str> = options.iter().filter_map(Value::as_str).collect();
    // The number 1 and the text "1" must not read the same.
    let text = if names.is_empty() { found.to_string() } else { text_of(found) };
    let shown = text::head(&text, 60);
    let near = found.as_str().map(|found| did_you_mean(found, names.iter().copied()));
    let reason = match (options, near.filter(|near| !near.is_empty())) {
        ([only], _) => format!("must be `{}`, but is `{shown}`", text_of(only)),
        (_, Some(near)) => format!("`{shown}` is not known{near}"),
        (_, None) => format!("`{shown}` is not one of {}", quoted(&names)),
    };
    let kind = if options.len() == 1 { Kind::WrongValue } else { Kind::UnknownName };
    Fault::error(kind, path, reason)
}

/// A string without its quotes, anything else as JSON.
fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn quoted(names: &[&str]) -> String {
    let shown = names.iter().take(LISTED).map(|name| format!("`{name}`"));
    let more = (names.len() > LISTED).then(|| "…".to_owned());
    shown.chain(more).collect::<Vec<_>>().join(", ")
}

/// The types of a schema in words; null is how a field is left out.
fn nouns(types: &Value) -> String {
    let types = types.as_array().map_or(std::slice::from_ref(types), Vec::as_slice);
    let names = types.iter().filter_map(Value::as_str).filter(|name| *name != "null");
    let noun = |name: &str| match name {
        "object" => "an object".to_owned(),
        "array" => "a list".to_owned(),
        "integer" => "a whole number".to_owned(),
        other => format!("a {other}"),
    };
    names.map(noun).collect::<Vec<_>>().join(" or ")
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
