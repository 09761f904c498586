//! The chat protocol: what is sent, and what comes back.

use serde::{Deserialize, de::Error as _};
use serde_json::{Value, json};

use crate::{
    lm::{LmReply, LmRequest},
    model::{lm_settings::StructuredOutput, receipt::Usage},
};

/// Tokens that are asked for when the request names no limit.
const DEFAULT_MAX_TOKENS: u64 = 256;

/// The body of a chat request.
pub(super) fn body(request: &LmRequest, model: &str, structured: StructuredOutput) -> Value {
    let mut body = json!({
        "model": model,
        "messages": request.messages,
        "max_tokens": request.max_tokens.unwrap_or(DEFAULT_MAX_TOKENS),
    });
    if let Some(temperature) = request.temperature {
        body["temperature"] = json!(temperature);
    }
    if let Some(top_p) = request.top_p {
        body["top_p"] = json!(top_p);
    }
    if request.pieces.are_wanted() {
        body["stream"] = true.into();
        body["stream_options"] = json!({"include_usage": true});
    }
    if let Some(schema) = &request.output_schema {
        match structured {
            StructuredOutput::Off => {}
            StructuredOutput::JsonSchema => {
                let named = json!({"name": "answer", "schema": schema});
                body["response_format"] = json!({"type": "json_schema", "json_schema": named});
            }
            StructuredOutput::JsonObject => {
                body["response_format"] = json!({"type": "json_object", "schema": schema});
            }
        }
    }
    body
}

/// What a body says: an answer, or an error that came with status 200.
#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    Reply(LmReply),
    Error { code: Option<u16>, message: String },
}

#[derive(Deserialize)]
struct Completion {
    #[serde(default)]
    choices: Option<Vec<Choice>>,
    #[serde(default)]
    usage: Option<Value>,
    #[serde(default)]
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    message: Option<Value>,
}

/// Reads the body of a successful response.
///
/// A text that is missing in a message is an empty one; a body without any
/// message did not come from a chat endpoint, or not from a model.
///
/// # Errors
/// When it is no JSON object of the expected shape.
pub(super) fn parse(body: &[u8]) -> Result<Answer, serde_json::Error> {
    let completion: Completion = serde_json::from_slice(body)?;
    if let Some(error) = completion.error.filter(|error| !error.is_null()) {
        return Ok(error_of(&error));
    }
    let Some(choices) = completion.choices else {
        return Err(serde_json::Error::missing_field("choices"));
    };
    let Some(choice) = choices.into_iter().next() else {
        return Err(serde_json::Error::custom("`choices` is empty"));
    };
    let Some(message) = choice.message.filter(Value::is_object) else {
        return Err(serde_json::Error::custom("its first choice has no `message`"));
    };
    let content = message.get("content");
    let usage = completion.usage.unwrap_or_default();
    let text = content.map(content_text).unwrap_or_default();
    Ok(Answer::Reply(LmReply { text, ..reply_with(&usage) }))
}

/// A reply without its text.
pub(super) fn reply_with(usage: &Value) -> LmReply {
    LmReply {
        usage: usage.is_object().then(|| usage_of(usage)),
        spend_usd: usage.get("cost").and_then(Value::as_f64).filter(|cost| *cost >= 0.0),
        ..LmReply::default()
    }
}

/// The answer that an `error` member is.
pub(super) fn error_of(error: &Value) -> Answer {
    let code = error.get("code").and_then(Value::as_u64);
    Answer::Error {
        code: code.and_then(|code| u16::try_from(code).ok()),
        message: error_message(error),
    }
}

/// What a body says went wrong, whatever its shape.
pub(super) fn error_text(body: &[u8]) -> String {
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => error_message(value.get("error").unwrap_or(&value)),
        Err(_) => String::from_utf8_lossy(body).into_owned(),
    }
}

fn error_message(error: &Value) -> String {
    let message = error.get("message").unwrap_or(error);
    message.as_str().map_or_else(|| message.to_string(), str::to_owned)
}

/// Most servers send a string, some a list of parts.
pub(super) fn content_text(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            parts.iter().filter_map(|part| part.get("text").and_then(Value::as_str)).collect()
        }
        _ => String::new(),
    }
}

fn usage_of(usage: &Value) -> Usage {
    let count = |name: &str| {
        let value = usage.pointer(&format!("/{name}"))?;
        value.as_u64().or_else(|| value.as_f64().filter(|n| *n >= 0.0).map(|n| n as u64))
    };
    let (prompt, completion) = (count("prompt_tokens"), count("completion_tokens"));
    let sum = prompt.zip(completion).and_then(|(left, right)| left.checked_add(right));
    Usage {
        prompt_tokens: prompt,
        completion_tokens: completion,
        total_tokens: count("total_tokens").or(sum),
        cached_prompt_tokens: count("prompt_tokens_details/cached_tokens"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::{Message, ModelRole, Pieces, Role};

    fn request() -> LmRequest {
        LmRequest {
            role: ModelRole::Main,
            messages: vec![Message { role: Role::User, content: "Hi".into() }],
            model_id: None,
            temperature: None,
            top_p: None,
            max_tokens: None,
            output_schema: Some(json!({"type": "object"})),
            row: None,
            pieces: Pieces::default(),
        }
    }

    #[test]
    fn what_is_unset_is_not_sent_except_the_token_limit() {
        let sent = body(&request(), "m", StructuredOutput::Off);
        let messages = json!([{"role": "user", "content": "Hi"}]);
        assert_eq!(sent, json!({"model": "m", "messages": messages, "max_tokens": 256}));
        let hot = LmRequest { temperature: Some(0.0), top_p: Some(1.0), ..request() };
        let sent = body(&hot, "m", StructuredOutput::Off);
        assert_eq!((&sent["temperature"], &sent["top_p"]), (&json!(0.0), &json!(1.0)));
    }

    #[test]
    fn schemas_are_passed_on_as_the_server_takes_them() {
        let sent = |structured| body(&request(), "m", structured)["response_format"].clone();
        let schema = json!({"type": "object"});
        assert_eq!(
            sent(StructuredOutput::JsonSchema),
            json!({"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}})
        );
        assert_eq!(
            sent(StructuredOutput::JsonObject),
            json!({"type": "json_object", "schema": schema})
        );
    }

    #[test]
    fn replies_of_every_shape_are_read() {
        let reply = |text: &str| match parse(text.as_bytes()).unwrap() {
            Answer::Reply(reply) => reply,
            Answer::Error { message, .. } => panic!("{message}"),
        };
        assert_eq!(reply(r#"{"choices":[{"message":{"content":null}}]}"#).text, "");
        assert_eq!(reply(r#"{"choices":[{"message":{}}]}"#).text, "");
        let parts = r#"{"choices":[{"message":{"content":[{"text":"a"},{"text":"b"}]}}]}"#;
        assert_eq!(reply(parts).text, "ab");
        let full = reply(
            r#"{"choices":[{"message":{"content":"x"}}],
                "usage":{"prompt_tokens":3,"completion_tokens":4.0,"cost":0.25,
                    "prompt_tokens_details":{"cached_tokens":2}}}"#,
        );
        let usage = full.usage.unwrap();
        assert_eq!(usage.cached_prompt_tokens, Some(2));
        assert_eq!((usage.total_tokens, full.spend_usd), (Some(7), Some(0.25)));
        let half = reply(r#"{"choices":[{"message":{}}],"usage":{"prompt_tokens":3}}"#);
        assert_eq!(half.usage.unwrap().total_tokens, None);
        assert!(parse(b"<html>").is_err());
    }

    #[test]
    fn a_body_without_a_message_is_no_answer() {
        let reason = |text: &str| parse(text.as_bytes()).unwrap_err().to_string();
        for text in ["{}", r#"{"ok":true}"#, r#"{"choices":null}"#, r#"{"usage":{}}"#] {
            assert!(reason(text).contains("missing field `choices`"), "{text}");
        }
        assert!(reason(r#"{"choices":[]}"#).contains("is empty"));
        for text in [r#"{"choices":[{}]}"#, r#"{"choices":[{"text":"x"}]}"#] {
            assert!(reason(text).contains("no `message`"), "{text}");
        }
        for text in ["null", "[]", "\"ok\"", "1", r#"{"choices":"x"}"#] {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn errors_are_read_also_behind_a_status_that_says_all_is_well() {
        let answer = parse(br#"{"error":{"code":429,"message":"slow down"}}"#).unwrap();
        assert_eq!(answer, Answer::Error { code: Some(429), message: "slow down".into() });
        assert_eq!(error_text(br#"{"error":"no"}"#), "no");
        assert_eq!(error_text(b"plain"), "plain");
    }
}
