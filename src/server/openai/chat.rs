//! `POST /v1/chat/completions`

use std::sync::Arc;

use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    along, answer,
    failure::{ApiFailure, Kind},
    mapping::{self, Mapped},
    request::{Addressed, Taken, address},
    stream::{self, Mode, Streamed, data},
};
use crate::server::{
    App,
    auth::Caller,
    live::{self, Answered, Wanted},
    respond,
    route::predict::add_headers,
};

/// What is used of a request, in one way or another.
const KNOWN: &[&str] = &[
    "model",
    "messages",
    "n",
    "logprobs",
    "top_logprobs",
    "modalities",
    "functions",
    "function_call",
    "response_format",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "stream",
    "stream_options",
    "metadata",
    "user",
    "safety_identifier",
    "prompt_cache_key",
    "store",
];

/// How the answer is to look.
#[derive(Clone)]
pub struct Shape {
    pub model: String,
    pub created: i64,
    /// The function whose call the answer is.
    pub function: Option<String>,
    pub with_usage: bool,
    pub ignored: Vec<String>,
}

pub async fn complete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    answered(&app, &caller, head.headers, body).await.unwrap_or_else(IntoResponse::into_response)
}

async fn answered(
    app: &Arc<App>,
    caller: &Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiFailure> {
    let mut taken = Taken::read(app, headers, body).await?;
    let model = taken.text("model").unwrap_or_default().to_owned();
    if model.is_empty() {
        return Err(ApiFailure::param("model", "`model` must name a signature"));
    }
    refuse(&taken)?;
    let to = address(app, caller, &model)?;
    let function = function(&taken)?;
    if differs(taken.fields.get("response_format"), &to) {
        taken.ignored.push("response_format".to_owned());
    }
    let Mapped { input, how, mut ignored } = input(&taken, &to)?;
    taken.ignored.append(&mut ignored);
    taken.note_ignored(KNOWN)?;
    fits(&to, &input)?;
    let wanted = taken.wanted(&to, input, "chat", how)?;
    let usage = &taken.fields.get("stream_options").unwrap_or(&Value::Null)["include_usage"];
    let shape = Shape {
        model: to.named.clone(),
        created: app.clock.now_ms() / 1_000,
        function,
        with_usage: *usage == true,
        ignored: taken.ignored.clone(),
    };
    if taken.flag("stream") {
        let served = [Mode::Validated, Mode::Fields, Mode::Tokens];
        return match Mode::of(taken.dse.stream.as_deref(), &served)? {
            Mode::Validated => stream::answer(app, wanted, Streamed::Chat(shape)).await,
            mode => along::answer(app, wanted, shape, mode).await,
        };
    }
    once(app, wanted, &shape).await
}

async fn once(app: &Arc<App>, wanted: Wanted, shape: &Shape) -> Result<Response, ApiFailure> {
    let (answered, joined) = live::predict(app, wanted).await?;
    let mut response = match &answered.result {
        Ok(output) => respond::json(200, &completion(app, &answered, output, joined, shape)),
        Err(failure) => ApiFailure::from(failure.clone()).into_response(),
    };
    add_headers(response.headers_mut(), &answered, joined);
    add_ignored(response.headers_mut(), &shape.ignored);
    Ok(response)
}

/// Names what was not used.
pub fn add_ignored(headers: &mut HeaderMap, ignored: &[String]) {
    if ignored.is_empty() {
        return;
    }
    if let Ok(names) = HeaderValue::from_str(&ignored.join(", ")) {
        headers.insert("x-dse-ignored", names);
    }
}

fn completion(
    app: &App,
    answered: &Answered,
    output: &Value,
    joined: bool,
    shape: &Shape,
) -> Value {
    let (message, finish) = message(app, answered, output, shape);
    let mut completion = json!({
        "id": answered.receipt_id, "object": "chat.completion", "created": shape.created,
        "model": shape.model, "system_fingerprint": answer::fingerprint(answered),
        "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": finish}],
        "dse": answer::own_fields(answered, joined),
    });
    if let Some(usage) = answer::chat_usage(answered.usage) {
        completion["usage"] = usage;
    }
    completion
}

fn message(app: &App, answered: &Answered, output: &Value, shape: &Shape) -> (Value, &'static str) {
    let content = content(app, answered, output);
    let Some(name) = &shape.function else {
        return (json!({"role": "assistant", "content": content, "refusal": null}), "stop");
    };
    let call = tool_call(answered.receipt_id.as_deref(), name, &content);
    let message =
        json!({"role": "assistant", "content": null, "refusal": null, "tool_calls": [call]});
    (message, "tool_calls")
}

pub fn content(app: &App, answered: &Answered, output: &Value) -> String {
    let known = app.signature(&answered.signature_id);
    known.map_or_else(|_| String::new(), |known| answer::content(&known.contract, output))
}

fn tool_call(id: Option<&str>, name: &str, arguments: &str) -> Value {
    json!({
        "id": format!("call_{}", id.unwrap_or_default().replace('-', "")), "type": "function",
        "function": {"name": name, "arguments": arguments},
    })
}

/// The events of one answer.
pub struct Chunks<'a> {
    shape: &'a Shape,
    id: Option<&'a str>,
    fingerprint: Option<&'a str>,
}

impl<'a> Chunks<'a> {
    /// `answered` tells more than is known while the answer is written.
    pub fn of(shape: &'a Shape, id: Option<&'a str>, answered: Option<&'a Answered>) -> Self {
        Self { shape, id, fingerprint: answered.map(answer::fingerprint) }
    }

    fn chunk(&self, choices: Value) -> Value {
        json!({
            "id": self.id, "object": "chat.completion.chunk", "created": self.shape.created,
            "model": self.shape.model, "system_fingerprint": self.fingerprint, "choices": choices,
        })
    }

    fn choice(&self, delta: Value, finish: Value) -> Value {
        self.chunk(json!([{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}]))
    }

    /// Who speaks, and which function is called.
    pub fn first(&self) -> String {
        let mut first = json!({"role": "assistant", "content": ""});
        if let Some(name) = &self.shape.function {
            let mut call = tool_call(self.id, name, "");
            call["index"] = 0.into();
            first["tool_calls"] = json!([call]);
        }
        data(&self.choice(first, Value::Null))
    }

    pub fn content(&self, piece: &str) -> String {
        if piece.is_empty() {
            return String::new();
        }
        let delta = match &self.shape.function {
            None => json!({"content": piece}),
            Some(_) => json!({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}),
        };
        data(&self.choice(delta, Value::Null))
    }

    /// How it ended, and what it took.
    pub fn last(&self, answered: &Answered, joined: bool) -> String {
        let finish = if self.shape.function.is_some() { "tool_calls" } else { "stop" };
        let mut last = self.choice(json!({}), finish.into());
        last["dse"] = answer::own_fields(answered, joined);
        let mut events = data(&last);
        if self.shape.with_usage
            && let Some(usage) = answer::chat_usage(answered.usage)
        {
            let mut chunk = self.chunk(json!([]));
            chunk["usage"] = usage;
            events += &data(&chunk);
        }
        events + "data: [DONE]\n\n"
    }
}

/// Refuses what no answer of ours can be.
fn refuse(taken: &Taken) -> Result<(), ApiFailure> {
    if taken.fields.get("n").and_then(Value::as_f64).is_some_and(|n| n > 1.0) {
        return Err(ApiFailure::param("n", "a signature gives one answer"));
    }
    for field in ["logprobs", "functions"] {
        if taken.says(field) {
            return Err(ApiFailure::param(field, format!("`{field}` is not served here")));
        }
    }
    let modalities = taken.fields.get("modalities").and_then(Value::as_array);
    if modalities.is_some_and(|list| list.iter().any(|one| one != "text")) {
        return Err(ApiFailure::param("modalities", "a signature answers in text"));
    }
    Ok(())
}

/// The one function that must be called: libraries ask for structured answers
/// in this way.
fn function(taken: &Taken) -> Result<Option<String>, ApiFailure> {
    let tools = taken.fields.get("tools").and_then(Value::as_array);
    let Some(tools) = tools.filter(|tools| !tools.is_empty()) else { return Ok(None) };
    let choice = taken.fields.get("tool_choice").unwrap_or(&Value::Null);
    let chosen = choice["function"]["name"].as_str();
    match (&tools[..], chosen) {
        ([only], Some(name)) if only["function"]["name"] == name => Ok(Some(name.to_owned())),
        ([only], None) if choice == "required" => {
            Ok(only["function"]["name"].as_str().map(str::to_owned))
        }
        _ => Err(ApiFailure::param(
            "tools",
            "a signature calls no tools; one function that tool_choice names gets its output",
        )),
    }
}

/// Whether a schema was asked for that is not the signature's own.
fn differs(format: Option<&Value>, to: &Addressed<'_>) -> bool {
    let schema = format.and_then(|format| format.pointer("/json_schema/schema"));
    schema.is_some_and(|schema| *schema != to.known.contract.contract().output_schema_json)
}

fn input(taken: &Taken, to: &Addressed<'_>) -> Result<Mapped, ApiFailure> {
    if let Some(input) = &taken.dse.input {
        return Ok(Mapped { input: input.clone(), how: "dse.input", ignored: Vec::new() });
    }
    let messages = taken.fields.get("messages").unwrap_or(&Value::Null);
    mapping::map(&to.known.contract, &mapping::turns(messages, "messages")?)
}

/// Names the place where an input does not fit.
pub fn fits(to: &Addressed<'_>, input: &Value) -> Result<(), ApiFailure> {
    let Err(mismatch) = to.known.contract.input_schema().decode(input) else { return Ok(()) };
    Err(ApiFailure {
        kind: Kind::InputMismatch,
        message: format!("the input does not fit: {mismatch}"),
        param: Some(mismatch.pointer),
    })
}
