//! `POST /v1/responses`: what users of stored prompts send, with a signature as
//! the prompt and an artifact as its version.

use std::sync::Arc;

use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::{
    answer, chat,
    failure::ApiFailure,
    mapping::{self, Mapped, Turn},
    request::{Addressed, Taken, address},
    stream::{self, Mode, Streamed},
};
use crate::server::{
    App,
    auth::Caller,
    live::{self, Answered},
    respond,
    route::predict::add_headers,
};

/// What is used of a request, in one way or another.
const KNOWN: &[&str] = &[
    "model",
    "prompt",
    "input",
    "text",
    "stream",
    "stream_options",
    "metadata",
    "user",
    "safety_identifier",
    "prompt_cache_key",
    "store",
];

/// How the answer is to look.
pub struct ResponseShape {
    model: String,
    created: i64,
    metadata: Value,
    pub ignored: Vec<String>,
}

pub async fn create(
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
    refuse(&taken)?;
    let prompt = taken.fields.get("prompt").cloned().unwrap_or(Value::Null);
    let named = match prompt["id"].as_str() {
        Some(id) => id.to_owned(),
        None => taken.text("model").unwrap_or_default().to_owned(),
    };
    if named.is_empty() {
        return Err(ApiFailure::param("prompt.id", "`prompt.id` must name a signature"));
    }
    let mut to = address(app, caller, &named)?;
    if let Some(version) = prompt["version"].as_str() {
        to.pin = Some(version.to_owned());
    }
    let Mapped { input, how, mut ignored } = input(&taken, &prompt, &to)?;
    taken.ignored.append(&mut ignored);
    taken.note_ignored(KNOWN)?;
    chat::fits(&to, &input)?;
    let wanted = taken.wanted(&to, input, "responses", how)?;
    let shape = ResponseShape {
        model: named,
        created: app.clock.now_ms() / 1_000,
        metadata: taken.fields.get("metadata").cloned().unwrap_or_else(|| json!({})),
        ignored: taken.ignored.clone(),
    };
    if taken.flag("stream") {
        Mode::of(taken.dse.stream.as_deref(), &[Mode::Validated])?;
        return stream::answer(app, wanted, Streamed::Response(shape)).await;
    }
    let (answered, joined) = live::predict(app, wanted).await?;
    let mut response = match &answered.result {
        Ok(output) => respond::json(200, &document(app, &answered, output, joined, &shape)),
        Err(failure) => ApiFailure::from(failure.clone()).into_response(),
    };
    add_headers(response.headers_mut(), &answered, joined);
    chat::add_ignored(response.headers_mut(), &shape.ignored);
    Ok(response)
}

/// Refuses what needs a conversation or tools on the server.
fn refuse(taken: &Taken) -> Result<(), ApiFailure> {
    for field in ["background", "previous_response_id", "conversation"] {
        if taken.says(field) {
            return Err(ApiFailure::param(field, format!("`{field}` is not served here")));
        }
    }
    let tools = taken.fields.get("tools").and_then(Value::as_array);
    if tools.is_some_and(|tools| !tools.is_empty()) {
        return Err(ApiFailure::param("tools", "a signature calls no tools"));
    }
    Ok(())
}

fn input(taken: &Taken, prompt: &Value, to: &Addressed<'_>) -> Result<Mapped, ApiFailure> {
    let found = |input, how| Ok(Mapped { input, how, ignored: Vec::new() });
    if let Some(input) = &taken.dse.input {
        return found(input.clone(), "dse.input");
    }
    if let Some(variables) = prompt["variables"].as_object() {
        return found(Value::Object(variables.iter().map(variable).collect()), "prompt.variables");
    }
    let turns = match taken.fields.get("input") {
        Some(Value::String(text)) => vec![Turn { role: "user".to_owned(), text: text.clone() }],
        Some(list) => mapping::turns(list, "input")?,
        None => Vec::new(),
    };
    mapping::map(&to.known.contract, &turns)
}

/// A variable is a value, or a text as a part of a message.
fn variable((name, value): (&String, &Value)) -> (String, Value) {
    let text = (value["type"] == "input_text").then(|| value["text"].clone());
    (name.clone(), text.unwrap_or_else(|| value.clone()))
}

fn message(answered: &Answered, text: &str) -> Value {
    let id = answered.receipt_id.as_deref().unwrap_or_default();
    json!({
        "id": format!("msg_{}", id.replace('-', "")), "type": "message", "status": "completed",
        "role": "assistant",
        "content": [{"type": "output_text", "text": text, "annotations": []}],
    })
}

fn document(
    app: &App,
    answered: &Answered,
    output: &Value,
    joined: bool,
    shape: &ResponseShape,
) -> Value {
    let text = chat::content(app, answered, output);
    let mut document = begun(answered, shape);
    document["status"] = "completed".into();
    document["output"] = json!([message(answered, &text)]);
    document["dse"] = answer::own_fields(answered, joined);
    if let Some((input, output, total)) = answer::usage(answered.usage) {
        document["usage"] = json!({
            "input_tokens": input, "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": output, "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": total,
        });
    }
    document
}

/// A response without its output.
fn begun(answered: &Answered, shape: &ResponseShape) -> Value {
    json!({
        "id": answered.receipt_id, "object": "response", "created_at": shape.created,
        "status": "in_progress", "model": shape.model, "output": [], "error": null,
        "incomplete_details": null, "instructions": null, "metadata": shape.metadata,
        "parallel_tool_calls": false, "tool_choice": "none", "tools": [], "temperature": null,
        "top_p": null, "usage": null,
    })
}

/// The events of an answer, in the order in which clients put them together.
pub fn events(
    app: &App,
    answered: &Answered,
    output: &Value,
    joined: bool,
    shape: &ResponseShape,
) -> String {
    let text = chat::content(app, answered, output);
    let whole = message(answered, &text);
    let id = whole["id"].clone();
    let mut empty = whole.clone();
    empty["status"] = "in_progress".into();
    empty["content"] = json!([]);
    let part = |text: &str| json!({"type": "output_text", "text": text, "annotations": []});
    let at = json!({"item_id": id, "output_index": 0, "content_index": 0});
    let told = [
        ("response.created", json!({"response": begun(answered, shape)})),
        ("response.in_progress", json!({"response": begun(answered, shape)})),
        ("response.output_item.added", json!({"output_index": 0, "item": empty})),
        ("response.content_part.added", joined_with(&at, json!({"part": part("")}))),
        ("response.output_text.delta", joined_with(&at, json!({"delta": text, "logprobs": []}))),
        ("response.output_text.done", joined_with(&at, json!({"text": text, "logprobs": []}))),
        ("response.content_part.done", joined_with(&at, json!({"part": part(&text)}))),
        ("response.output_item.done", json!({"output_index": 0, "item": whole})),
        ("response.completed", json!({"response": document(app, answered, output, joined, shape)})),
    ];
    told.into_iter()
        .enumerate()
        .map(|(number, (name, fields))| event(number, name, fields))
        .collect()
}

/// The event of a prediction that failed after the stream began.
pub fn failed(body: &Value) -> String {
    let error = &body["error"];
    let fields = json!({
        "code": error["code"], "message": error["message"], "param": error["param"],
    });
    event(0, "error", fields)
}

fn event(number: usize, name: &str, fields: Value) -> String {
    let event = joined_with(&json!({"type": name, "sequence_number": number}), fields);
    format!("event: {name}\n{}", stream::data(&event))
}

/// The fields of both.
fn joined_with(first: &Value, second: Value) -> Value {
    let mut all: Map<String, Value> = first.as_object().cloned().unwrap_or_default();
    if let Value::Object(second) = second {
        all.extend(second);
    }
    Value::Object(all)
}
