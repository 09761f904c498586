//! An artifact in the forms of other tools.

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use crate::api::prompt::{PromptCall, PromptResponse};
use crate::command::CommandError;
use crate::model::{example::Example, signature::Contract};

/// Which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// The artifact itself
    Json,
    /// Messages, schemas, parameters, and vectors to check a renderer with
    Messages,
    /// The body of a chat completion request
    Openai,
    /// A promptfooconfig with stored examples as tests
    Promptfoo,
}

impl Form {
    /// It has no way to say that the input and the answer are plain text.
    fn is_json_only(self) -> bool {
        matches!(self, Self::Openai | Self::Promptfoo)
    }
}

/// What forms are made of.
pub struct Source {
    /// The prompt with its slot.
    pub template: PromptResponse,
    pub contract: Contract,
    /// Stored examples with the hashes of their messages.
    pub vectors: Vec<(Example, String)>,
}

/// # Errors
/// When the artifact's prompt is not one request.
pub fn write(form: Form, source: &Source) -> Result<Value, CommandError> {
    let [call] = &source.template.calls[..] else { return Err(no_form()) };
    if form.is_json_only() && source.template.plain_field.is_some() {
        return Err(plain(form));
    }
    Ok(match form {
        Form::Json | Form::Messages => messages(source, call),
        Form::Openai => openai(source, call),
        Form::Promptfoo => promptfoo(source, call),
    })
}

fn no_form() -> CommandError {
    CommandError::usage("this artifact's strategy asks in several steps, which no messages express")
        .with_hint("`--as json` exports it whole")
}

fn plain(form: Form) -> CommandError {
    let form = form.to_possible_value().expect("every form has a name");
    let message = format!("the prompt is plain text, which {} cannot express", form.get_name());
    CommandError::usage(message)
        .with_hint("`--as messages` says how the input goes in and the answer is read")
}

fn parameters(call: &PromptCall) -> Map<String, Value> {
    let named = [
        ("model", call.model_id.clone().map(Value::from)),
        ("temperature", call.temperature.map(Value::from)),
        ("top_p", call.top_p.map(Value::from)),
        ("max_tokens", call.max_tokens.map(Value::from)),
    ];
    let set = named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    set.collect()
}

/// What goes where `{{input}}` stands.
const JSON_SLOT: &str = "the canonical JSON (RFC 8785) of the input, without fields that its \
                         schema does not list";
const PLAIN_SLOT: &str = "a line `name: value` for each field of the input that its schema lists, \
                          sorted by name: texts as they are, other values as canonical JSON (RFC 8785)";

fn messages(source: &Source, call: &PromptCall) -> Value {
    let vectors = source.vectors.iter();
    let vectors = vectors.map(|(row, hash)| json!({"input": row.input_json, "messagesHash": hash}));
    let (slot, input, answer) = match &source.template.plain_field {
        None => (JSON_SLOT, "json", json!({"form": "json"})),
        Some(field) => (PLAIN_SLOT, "lines", json!({"form": "text", "field": field})),
    };
    json!({
        "format": "dse.rendered_prompt", "formatVersion": 1,
        "signatureId": source.template.signature_id, "compiled_id": source.template.compiled_id,
        "slots": {"input": slot}, "input": {"form": input}, "answer": answer,
        "messages": call.messages, "parameters": parameters(call),
        "inputSchema": source.contract.input_schema_json,
        "outputSchema": source.contract.output_schema_json,
        "vectors": vectors.collect::<Vec<_>>(),
    })
}

/// A name as `response_format` takes one.
fn schema_name(signature_id: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '_' };
    signature_id.trim_start_matches('@').chars().map(fits).take(64).collect()
}

fn openai(source: &Source, call: &PromptCall) -> Value {
    let mut body = parameters(call);
    body.insert("messages".to_owned(), json!(call.messages));
    body.insert(
        "response_format".to_owned(),
        json!({"type": "json_schema", "json_schema": {
            "name": schema_name(&source.template.signature_id),
            "schema": source.contract.output_schema_json,
        }}),
    );
    body.insert("metadata".to_owned(), json!({"dse_compiled_id": source.template.compiled_id}));
    Value::Object(body)
}

fn promptfoo(source: &Source, call: &PromptCall) -> Value {
    // Its templates would take braces of the prompt for their own.
    let quoted = |text: &str| {
        let parts = text.split("{{input}}").map(|part| match part.contains(['{', '}']) {
            true => format!("{{% raw %}}{part}{{% endraw %}}"),
            false => part.to_owned(),
        });
        parts.collect::<Vec<_>>().join("{{input | safe}}")
    };
    let messages: Vec<Value> = call
        .messages
        .iter()
        .map(|message| json!({"role": message.role, "content": quoted(&message.content)}))
        .collect();
    let schema = &source.contract.output_schema_json;
    let tests = source.vectors.iter().map(|(row, _)| {
        json!({
            "description": row.example_id,
            "vars": {"input": row.input_json.to_string()},
            "assert": [
                {"type": "is-json", "value": schema},
                {"type": "javascript", "value": format!(
                    "JSON.stringify(JSON.parse(output)) === JSON.stringify({})", row.expected_json
                )},
            ],
        })
    });
    let model = call.model_id.clone().unwrap_or_else(|| "gpt-4o-mini".to_owned());
    json!({
        "description": format!(
            "{} {}", source.template.signature_id, source.template.compiled_id
        ),
        "prompts": [{"label": source.template.compiled_id, "raw": Value::from(messages).to_string()}],
        "providers": [{"id": format!("openai:chat:{model}"), "config": parameters(call)}],
        "tests": tests.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_schemas_are_what_providers_take() {
        assert_eq!(schema_name("@a/b/Route.v1"), "a_b_Route_v1");
        assert_eq!(schema_name(&"x".repeat(99)).len(), 64);
    }
}
