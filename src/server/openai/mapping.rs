//! From messages to an input. Instructions are the signature's: what a client
//! writes as the system goes where the signature says, or nowhere.

use serde_json::{Map, Value, json};

use super::failure::{ApiFailure, Kind};
use crate::{
    canon,
    model::signature::{ChatFields, PreparedContract},
};

/// An input, how it was found, and what of the messages was left out.
pub struct Mapped {
    pub input: Value,
    pub how: &'static str,
    pub ignored: Vec<String>,
}

/// A message as it came.
pub struct Turn {
    pub role: String,
    pub text: String,
}

/// Reads the messages of a request.
///
/// # Errors
/// When one is no message or holds what no input carries.
pub fn turns(messages: &Value, param: &str) -> Result<Vec<Turn>, ApiFailure> {
    let Some(messages) = messages.as_array() else {
        return Err(ApiFailure::param(param, format!("`{param}` must be a list")));
    };
    let turn = |(index, message): (usize, &Value)| {
        let at = format!("{param}[{index}]");
        let role = message["role"].as_str().unwrap_or("user").to_owned();
        Ok(Turn { role, text: text(&message["content"], &at)? })
    };
    messages.iter().enumerate().map(turn).collect()
}

/// The text of a content: one text, or parts that are all texts.
fn text(content: &Value, at: &str) -> Result<String, ApiFailure> {
    let parts = match content {
        Value::Null => return Ok(String::new()),
        Value::String(text) => return Ok(text.clone()),
        Value::Array(parts) => parts,
        _ => return Err(ApiFailure::param(format!("{at}.content"), "must be a text or a list")),
    };
    let mut whole = String::new();
    for (index, part) in parts.iter().enumerate() {
        match (part["type"].as_str(), part["text"].as_str()) {
            (Some("text" | "input_text" | "output_text"), Some(text)) => whole.push_str(text),
            (kind, _) => {
                let kind = kind.unwrap_or("an unknown part");
                let message = format!("{kind}: only texts can be passed on to a signature");
                return Err(ApiFailure::param(format!("{at}.content[{index}]"), message));
            }
        }
    }
    Ok(whole)
}

/// Makes the input of a signature from messages.
///
/// # Errors
/// When there is no way from these messages to the signature's input.
pub fn map(contract: &PreparedContract, turns: &[Turn]) -> Result<Mapped, ApiFailure> {
    let last = turns.iter().rposition(|turn| turn.role == "user");
    let mut ignored = instructions(turns);
    if let Some(input) = last.and_then(|at| as_json(contract, &turns[at].text)) {
        return Ok(Mapped { input, how: "json", ignored });
    }
    let declared = contract.contract().chat.as_ref();
    let fields = declared.cloned().or_else(|| only_text(contract));
    let (Some(at), Some(fields)) = (last, fields) else { return Err(no_way(contract)) };
    let mut input = json!({});
    set(&mut input, &fields.message, turns[at].text.clone().into());
    if let Some(pointer) = &fields.history {
        let earlier = turns[..at].iter().filter(|turn| !is_instruction(turn));
        let earlier = earlier.map(|turn| json!({"role": turn.role, "content": turn.text}));
        set(&mut input, pointer, earlier.collect());
    }
    if let Some(pointer) = &fields.system {
        let texts = turns.iter().filter(|turn| is_instruction(turn));
        let texts: Vec<&str> = texts.map(|turn| turn.text.as_str()).collect();
        set(&mut input, pointer, texts.join("\n\n").into());
        ignored.clear();
    }
    let how = if declared.is_some() { "chat" } else { "text" };
    Ok(Mapped { input, how, ignored })
}

fn is_instruction(turn: &Turn) -> bool {
    matches!(turn.role.as_str(), "system" | "developer")
}

/// Instructions that nobody reads, as headers and receipts name them.
fn instructions(turns: &[Turn]) -> Vec<String> {
    let found = turns.iter().enumerate().filter(|(_, turn)| is_instruction(turn));
    found.map(|(index, turn)| format!("messages[{index}].{}", turn.role)).collect()
}

fn as_json(contract: &PreparedContract, text: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(text).ok().filter(Value::is_object)?;
    contract.input_schema().decode(&value).is_ok().then_some(value)
}

/// The one required field that is a text, where there is just one.
fn only_text(contract: &PreparedContract) -> Option<ChatFields> {
    let schema = &contract.contract().input_schema_json;
    let [name] = required(schema)[..] else { return None };
    (schema["properties"][name]["type"] == "string").then(|| ChatFields {
        message: format!("/{}", name.replace('~', "~0").replace('/', "~1")),
        ..ChatFields::default()
    })
}

fn required(schema: &Value) -> Vec<&str> {
    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Sets what a pointer names, and makes the objects on the way to it.
fn set(document: &mut Value, pointer: &str, value: Value) {
    let mut at = document;
    for part in pointer.split('/').skip(1) {
        let key = part.replace("~1", "/").replace("~0", "~");
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[key];
    }
    *at = value;
}

/// Says what would work.
fn no_way(contract: &PreparedContract) -> ApiFailure {
    let schema = &contract.contract().input_schema_json;
    let fields = required(schema);
    let example: Map<String, Value> =
        fields.iter().map(|name| ((*name).to_owned(), format!("<{name}>").into())).collect();
    let example = canon::to_string(&json!({"dse": {"input": example}}));
    ApiFailure {
        kind: Kind::InputMismatch,
        message: format!(
            "the messages do not give an input of {}, which needs {}: add {} to the body (with a \
             client library, as an extra body), or send the input as a JSON text in the last user \
             message",
            contract.signature_id(),
            if fields.is_empty() { "an object".to_owned() } else { fields.join(", ") },
            &example[1..example.len() - 1],
        ),
        param: Some("messages".to_owned()),
    }
}
