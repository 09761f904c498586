//! The OpenAPI document, from the types that the handlers take and give.

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::constraints;
use crate::api::{
    NDJSON, REQUEST_ID,
    endpoint::{Endpoint, Method},
    error::{Code, ErrorBody},
    keys::Scope,
    progress::ProgressEvent,
};

/// An endpoint as the route table has it.
pub struct Operation {
    /// The scope that it asks for; none for one that is open to all.
    scope: Option<Scope>,
    method: Method,
    path: &'static str,
    answer: Answer,
    request: fn(&mut SchemaGenerator) -> Schema,
    response: fn(&mut SchemaGenerator) -> Schema,
}

/// How an endpoint answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Json,
    /// Progress as well, to who asks for it.
    JsonOrLines,
    Text,
}

impl Operation {
    pub fn quick<I: JsonSchema, O: JsonSchema>(endpoint: &Endpoint<I, O>) -> Self {
        Self::of(endpoint, Answer::Json)
    }

    pub fn long<I: JsonSchema, O: JsonSchema>(endpoint: &Endpoint<I, O>) -> Self {
        Self::of(endpoint, Answer::JsonOrLines)
    }

    pub fn text<I: JsonSchema>(endpoint: &Endpoint<I, String>) -> Self {
        Self::of(endpoint, Answer::Text)
    }

    fn of<I: JsonSchema, O: JsonSchema>(endpoint: &Endpoint<I, O>, answer: Answer) -> Self {
        Self {
            scope: None,
            method: endpoint.method,
            path: endpoint.path,
            answer,
            request: I::json_schema,
            response: O::json_schema,
        }
    }

    /// The operation, for callers with that scope.
    pub fn asking(self, scope: Option<Scope>) -> Self {
        Self { scope, ..self }
    }

    fn describe(&self, generator: &mut SchemaGenerator) -> Value {
        let mut operation = json!({
            "operationId": self.id(),
            "responses": {
                "200": {"description": "Done.", "content": self.content(generator)},
                "default": {"$ref": "#/components/responses/Failure"},
            },
        });
        let request = Value::from((self.request)(generator));
        let mut parameters = self.path_parameters();
        match self.method {
            Method::Get => parameters.extend(query_parameters(self.path, &request)),
            Method::Post if has_properties(&request) => {
                let request = with_bounds(self.path, with_needed(request));
                // A request of options only may be no body at all.
                let required = request.get("required").is_some();
                operation["requestBody"] = json!({
                    "required": required, "content": {"application/json": {"schema": request}},
                });
            }
            Method::Post => {}
        }
        if !parameters.is_empty() {
            operation["parameters"] = parameters.into();
        }
        if self.answer == Answer::JsonOrLines {
            let told = format!("With `Accept: {NDJSON}` it tells its progress, a line each.");
            operation["description"] = told.into();
        }
        if let Some(scope) = self.scope {
            operation["security"] = json!([{"secret": [scope.name()]}]);
            for status in ["401", "403", "429"] {
                operation["responses"][status] = json!({"$ref": "#/components/responses/Refused"});
            }
        }
        operation
    }

    /// The method and the words of the path: `getDseOpsRunRunId`.
    fn id(&self) -> String {
        let words = self.path.split(|c: char| !c.is_ascii_alphanumeric());
        let words = words.filter(|word| !word.is_empty() && *word != "api");
        let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
        words.fold(self.method.name().to_lowercase(), |id, word| id + &capital(word))
    }

    fn content(&self, generator: &mut SchemaGenerator) -> Value {
        let response = Value::from((self.response)(generator));
        if self.answer == Answer::Text {
            return json!({"text/plain": {"schema": response}});
        }
        let ok = json!({
            "type": "object",
            "properties": {"ok": {"const": true}},
            "required": ["ok"],
        });
        let mut content = json!({"application/json": {"schema": {"allOf": [ok, response]}}});
        if self.answer == Answer::JsonOrLines {
            let event = generator.subschema_for::<ProgressEvent>();
            content[NDJSON] = json!({"schema": event});
        }
        content
    }

    fn path_parameters(&self) -> Vec<Value> {
        let parts = self.path.split('/').filter_map(|part| part.strip_prefix('{'));
        let names = parts.map(|part| part.trim_end_matches('}'));
        let parameter = |name: &str| {
            let mut schema = json!({"type": "string", "minLength": 1});
            constraints::of_parameter(self.path, name, true, &mut schema);
            json!({"name": name, "in": "path", "required": true, "schema": schema})
        };
        names.map(parameter).collect()
    }
}

fn has_properties(schema: &Value) -> bool {
    schema["properties"].as_object().is_some_and(|properties| !properties.is_empty())
}

/// Fields that may be left out although they are not optional: they have a
/// meaning when they are empty.
const TOLERATED: &[&str] = &["status", "exampleIds", "tags", "dryRun", "blobs", "template", "ask"];

/// Says which fields of a request must be given. The types have defaults for
/// them, so that the handler, and not the parser, says what is missing.
fn with_needed(mut request: Value) -> Value {
    let Some(properties) = request["properties"].as_object_mut() else { return request };
    let mut needed = Vec::new();
    for (name, schema) in properties {
        let is_given = schema["type"].is_string() && !TOLERATED.contains(&name.as_str());
        if !is_given {
            continue;
        }
        needed.push(name.clone());
        let schema = schema.as_object_mut().expect("a schema with a type is an object");
        schema.remove("default");
        match schema["type"].as_str() {
            Some("string") => schema.insert("minLength".to_owned(), 1.into()),
            Some("array") => schema.insert("minItems".to_owned(), 1.into()),
            _ => None,
        };
    }
    if !needed.is_empty() {
        request["required"] = needed.into();
    }
    request
}

/// Says what the fields of a request have to be besides of their type.
fn with_bounds(path: &str, mut request: Value) -> Value {
    let needed = request["required"].as_array().cloned().unwrap_or_default();
    let properties = request["properties"].as_object_mut().into_iter().flatten();
    for (name, schema) in properties {
        let is_needed = needed.iter().any(|needed| needed == name);
        constraints::of_field(path, name, is_needed, schema);
    }
    if let (Some(Value::Object(rules)), Some(request)) =
        (constraints::of_body(path), request.as_object_mut())
    {
        request.extend(rules);
    }
    request
}

/// A GET sends its fields as a query string.
fn query_parameters(path: &str, request: &Value) -> Vec<Value> {
    let required = request["required"].as_array();
    let properties = request["properties"].as_object().into_iter().flatten();
    let parameter = |(name, schema): (&String, &Value)| {
        let required = required.is_some_and(|names| names.contains(&json!(name)));
        let mut schema = schema.clone();
        if required && schema["type"] == "string" {
            schema["minLength"] = 1.into();
        }
        constraints::of_parameter(path, name, required, &mut schema);
        json!({"name": name, "in": "query", "required": required, "schema": schema})
    };
    properties.map(parameter).collect()
}

fn scheme() -> String {
    let scopes: Vec<&str> = Scope::ALL.iter().map(|scope| scope.name()).collect();
    format!(
        "The server's secret, or a key. An operation names the scope that a key needs, one of \
         {}; `admin` is all of them, and the server's secret has it.",
        scopes.join(", ")
    )
}

/// The document of all endpoints.
pub fn document(all: &[Operation]) -> Value {
    let mut generator = SchemaGenerator::new(SchemaSettings::openapi3());
    let mut paths = Map::new();
    for operation in all {
        let described = operation.describe(&mut generator);
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method.name().to_lowercase()] = described;
    }
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.wire()).collect();
    let failure = generator.subschema_for::<ErrorBody>();
    let schemas = generator.take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "dse",
            "version": env!("CARGO_PKG_VERSION"),
            "description": format!(
                "Every answer carries the header `{REQUEST_ID}`, under which the server's log \
                 has the request. A failure names one of these codes: {}.",
                codes.join(", ")
            ),
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {"Failure": {
                "description": "Not done.",
                "content": {"application/json": {"schema": failure}},
            }, "Refused": {
                "description": "The credentials are missing or wrong (401), lack the scope or \
                    are bound to other signatures (403), or too many wrong ones came from \
                    there (429).",
                "headers": {
                    "WWW-Authenticate": {"schema": {"type": "string"}},
                    "Retry-After": {"schema": {"type": "integer"}},
                },
                "content": {"application/json": {"schema": failure}},
            }},
            "securitySchemes": {"secret": {
                "type": "http", "scheme": "bearer",
                "description": scheme(),
            }},
        },
    })
}
