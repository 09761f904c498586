//! A server that answers every request with what its description allows, and
//! with one text in place of every string.

use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::process::{Place, Server};

/// How it answers.
#[derive(Clone, Copy, Debug)]
pub enum Manner {
    Answers,
    /// Every request fails, and the reason is the text.
    Refuses,
    /// Every request is sent elsewhere.
    Redirects,
}

pub struct MadeUp {
    pub url: String,
    _runtime: Runtime,
    _server: MockServer,
}

impl MadeUp {
    pub fn start(text: &'static str, manner: Manner) -> Self {
        let answers = Answers { document: description(), text, manner };
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(async {
            let server = MockServer::start().await;
            Mock::given(any()).respond_with(answers).mount(&server).await;
            server
        });
        Self { url: server.uri(), _runtime: runtime, _server: server }
    }
}

/// The description of the endpoints, as the server itself gives it.
fn description() -> Value {
    let place = Place::new();
    let server = Server::start(&place);
    let address = server.url.strip_prefix("http://").unwrap();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    use std::io::{Read, Write};
    write!(stream, "GET /openapi.json HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

struct Answers {
    document: Value,
    text: &'static str,
    manner: Manner,
}

impl Respond for Answers {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        match self.manner {
            Manner::Answers => self.answer(request),
            Manner::Refuses => ResponseTemplate::new(409)
                .set_body_json(json!({"ok": false, "error": self.text, "message": self.text})),
            Manner::Redirects => {
                // A header cannot hold control characters of one byte.
                let text: String = self.text.chars().filter(|c| !c.is_ascii_control()).collect();
                ResponseTemplate::new(307).insert_header("location", format!("http://{text}/"))
            }
        }
    }
}

impl Answers {
    fn answer(&self, request: &Request) -> ResponseTemplate {
        let method = request.method.as_str().to_lowercase();
        let paths = self.document["paths"].as_object().unwrap();
        let found = paths.iter().find(|(path, _)| fits(path, request.url.path()));
        let operation = found.map_or(&Value::Null, |(_, path)| &path[&method]);
        let content = &operation["responses"]["200"]["content"];
        if content["text/plain"].is_object() {
            return ResponseTemplate::new(200).set_body_string(self.text);
        }
        let body = self.example(&content["application/json"]["schema"]);
        let accept = request.headers.get("accept").and_then(|accept| accept.to_str().ok());
        let lines = &content["application/x-ndjson"]["schema"];
        if !lines.is_object() || accept != Some("application/x-ndjson") {
            return ResponseTemplate::new(200).set_body_json(body);
        }
        let events = self.resolve(lines)["oneOf"].as_array().cloned().unwrap_or_default();
        let mut events: Vec<Value> = events.iter().map(|event| self.example(event)).collect();
        events.retain(|event| event["event"] != "result" && event["event"] != "error");
        let mut result = body;
        result["event"] = "result".into();
        events.push(result);
        let text: String = events.iter().map(|event| format!("{event}\n")).collect();
        ResponseTemplate::new(200).set_body_raw(text, "application/x-ndjson")
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => {
                let pointer = reference.strip_prefix('#').unwrap();
                self.resolve(self.document.pointer(pointer).expect("references lead somewhere"))
            }
            None => schema,
        }
    }

    /// A value that fits `schema`, as large as it may be.
    fn example(&self, schema: &Value) -> Value {
        let schema = self.resolve(schema);
        if let Some(only) = schema.get("const") {
            return only.clone();
        }
        if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
            return first.clone();
        }
        let mut fields = Map::new();
        for part in schema["allOf"].as_array().into_iter().flatten() {
            match self.example(part) {
                Value::Object(more) => fields.extend(more),
                other => return other,
            }
        }
        for kind in ["oneOf", "anyOf"] {
            let mut choices = schema[kind].as_array().into_iter().flatten().rev();
            match choices.find(|choice| choice["type"] != "null").map(|choice| self.example(choice))
            {
                Some(Value::Object(more)) => fields.extend(more),
                Some(other) => return other,
                None => {}
            }
        }
        let kinds = schema["type"].as_array().into_iter().flatten();
        let mut kinds = kinds.chain([&schema["type"]]).filter_map(Value::as_str);
        match kinds.rfind(|kind| *kind != "null") {
            Some("string") => self.text.into(),
            Some("integer") => 3.into(),
            Some("number") => json!(0.5),
            Some("boolean") => true.into(),
            Some("array") => match schema["prefixItems"].as_array() {
                Some(items) => items.iter().map(|item| self.example(item)).collect(),
                None => {
                    let count = schema["minItems"].as_u64().unwrap_or(1).max(1);
                    (0..count).map(|_| self.example(&schema["items"])).collect()
                }
            },
            Some("object") | None if schema["properties"].is_object() || !fields.is_empty() => {
                for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
                    let value = self.undescribed(name).unwrap_or_else(|| self.example(inner));
                    fields.insert(name.clone(), value);
                }
                fields.into()
            }
            Some("object") if schema["additionalProperties"].is_object() => {
                json!({self.text: self.example(&schema["additionalProperties"])})
            }
            // Anything at all.
            _ => json!({self.text: [self.text], "text": self.text}),
        }
    }

    /// A value of a field that is described as anything, because it is kept as
    /// it came, and yet has a shape.
    fn undescribed(&self, name: &str) -> Option<Value> {
        let text = self.text;
        match name {
            "params" | "defaultParams" => Some(json!({
                "paramsVersion": 1,
                "strategy": {"id": text},
                "instruction": {"text": text, "variantId": text},
                "fewShot": {"exampleIds": [text]},
            })),
            "promptIr" => Some(json!({
                "version": 1,
                "blocks": [
                    {"_tag": "System", "text": text},
                    {"_tag": "Instruction", "text": text},
                    {"_tag": "FewShot", "examples": [{"id": text, "input": text, "output": text}]},
                    {"_tag": "OutputFormat", "format": {"_tag": "JsonOnly"}},
                ],
            })),
            "interval" => Some(json!([0.25, 0.75])),
            _ => None,
        }
    }
}

/// Whether a path is one of the described `{…}` form.
fn fits(described: &str, path: &str) -> bool {
    let (described, path) = (described.split('/'), path.split('/'));
    let same = |(described, part): (&str, &str)| described.starts_with('{') || described == part;
    described.clone().count() == path.clone().count() && described.zip(path).all(same)
}
