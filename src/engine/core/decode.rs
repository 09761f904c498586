//! From a model's text to a value of the output schema.

use serde_json::{Value, json};

use crate::{
    canon,
    model::{params::DecodeMode, schema::Schema, text},
};

/// Units of a failed output that an error carries.
const PREVIEW: usize = 500;

/// Units of a reply that are looked at. What a model writes beyond is counted
/// against the budget and then let go, so that a runaway reply costs no memory.
pub const MAX_REPLY: usize = 2_000_000;

/// A text that is not the output that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct DecodeError {
    pub kind: DecodeErrorKind,
    pub reason: String,
    /// The first 500 units of the raw text.
    pub preview: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeErrorKind {
    /// No JSON value could be read.
    Parse,
    /// The value does not fit the schema.
    Schema,
}

/// Reads `raw` as a value of `schema`.
///
/// # Errors
/// When the text holds no JSON where the mode looks for it, or the value does
/// not fit.
pub fn decode(raw: &str, mode: DecodeMode, schema: &Schema) -> Result<Value, DecodeError> {
    let value = parse(raw, mode).map_err(|reason| DecodeError {
        kind: DecodeErrorKind::Parse,
        reason: format!("the output is not JSON: {reason}"),
        preview: text::head(raw, PREVIEW).to_owned(),
    })?;
    schema.decode(&value).map_err(|mismatch| misfit(mismatch.to_string(), raw))
}

/// Reads `raw` as the text of `field`, the only one of the schema's objects. An
/// endpoint that was told the schema may answer in JSON all the same, and a
/// model that was not stopped writes on after the line.
///
/// # Errors
/// When the text does not fit.
pub fn decode_plain(raw: &str, field: &str, schema: &Schema) -> Result<Value, DecodeError> {
    let said = text::trim(raw);
    let json = canon::parse(said).ok();
    if let Some(value) = json.as_ref().and_then(|value| schema.decode(value).ok()) {
        return Ok(value);
    }
    let said = json.as_ref().and_then(Value::as_str).unwrap_or(said);
    let fits = |text: &str| schema.decode(&json!({field: text}));
    let line = said.lines().next().map(text::trim).unwrap_or_default();
    let whole = fits(said).or_else(|mismatch| fits(line).map_err(|_| mismatch));
    whole.map_err(|mismatch| misfit(mismatch.to_string(), raw))
}

/// The error of a value that does not fit; `raw` is the text it came from.
pub fn misfit(reason: String, raw: &str) -> DecodeError {
    DecodeError {
        kind: DecodeErrorKind::Schema,
        reason: format!("the output does not fit its schema: {reason}"),
        preview: text::head(raw, PREVIEW).to_owned(),
    }
}

fn parse(raw: &str, mode: DecodeMode) -> Result<Value, serde_json::Error> {
    let body = unfenced(raw);
    let whole = canon::parse(body);
    match (mode, &whole) {
        (DecodeMode::Jsonish, Err(_)) => first_bracketed(body).map_or(whole, canon::parse),
        _ => whole,
    }
}

/// The inside of a code fence that opens the text, or else the trimmed text.
/// A fence on a single line stays.
fn unfenced(raw: &str) -> &str {
    let body = text::trim(raw);
    if !body.starts_with("```") {
        return body;
    }
    let Some((_, inside)) = body.split_once('\n') else { return body };
    text::trim(inside.rfind("```").map_or(inside, |close| &inside[..close]))
}

/// The first `{…}` or `[…]`, whichever opens first, up to its partner. Only
/// brackets of that kind count, and none inside a double-quoted string.
fn first_bracketed(body: &str) -> Option<&str> {
    let start = body.find(['{', '['])?;
    let open = body.as_bytes()[start];
    let close = if open == b'{' { b'}' } else { b']' };
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (offset, byte) in body.bytes().enumerate().skip(start) {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
        } else if byte == b'"' {
            in_string = true;
        } else if byte == open {
            depth += 1;
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                return Some(&body[start..=offset]);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any() -> Schema {
        Schema::compile(&json!({})).unwrap()
    }

    #[test]
    fn the_last_closing_fence_ends_the_body() {
        assert_eq!(unfenced("```json\n{\"a\":\"```\"}\n```\nbye"), "{\"a\":\"```\"}");
        assert_eq!(unfenced("```{}```"), "```{}```");
    }

    #[test]
    fn brackets_inside_strings_do_not_count() {
        assert_eq!(first_bracketed(r#"so {"a":"}\"{"} end }"#), Some(r#"{"a":"}\"{"}"#));
        assert_eq!(first_bracketed("[1, (2"), None);
    }

    #[test]
    fn a_preview_never_splits_a_character() {
        let raw = format!("{}😀", "x".repeat(499));
        let error = decode(&raw, DecodeMode::StrictJson, &any()).unwrap_err();
        assert_eq!(error.preview.len(), 499);
    }

    #[test]
    fn a_plain_answer_is_the_value_of_its_field() {
        let queue = json!({"type": "string", "enum": ["billing", "sales"]});
        let schema =
            json!({"type": "object", "required": ["queue"], "properties": {"queue": queue}});
        let schema = Schema::compile(&schema).unwrap();
        let billing = json!({"queue": "billing"});
        for raw in [
            " billing\n",
            "\"billing\"",
            "{\"queue\":\"billing\"}",
            "billing\n\nto: x\nqueue: sales",
        ] {
            assert_eq!(decode_plain(raw, "queue", &schema), Ok(billing.clone()), "{raw}");
        }
        let error = decode_plain("refunds", "queue", &schema).unwrap_err();
        assert_eq!(error.kind, DecodeErrorKind::Schema);
        let open = Schema::compile(&json!({"properties": {"text": {"type": "string"}}})).unwrap();
        assert_eq!(decode_plain("two\nlines", "text", &open), Ok(json!({"text": "two\nlines"})));
    }

    proptest! {
        #[test]
        fn decoding_never_panics(raw in "\\PC*|[`{}\\[\\]\"\\\\,:a1 \n]{0,60}") {
            for mode in [DecodeMode::StrictJson, DecodeMode::Jsonish] {
                let _ = decode(&raw, mode, &any());
            }
        }
    }
}
