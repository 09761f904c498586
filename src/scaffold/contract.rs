//! The contract of a new signature.

use serde_json::{Map, Value, json};

use super::field::whole;
use super::{Field, Kind, Name};

/// What the prompt says beside the format of the answer.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    pub system: Option<String>,
    /// Else one that follows from the fields.
    pub instruction: Option<String>,
}

/// The document of a signature with these fields.
pub fn contract(name: &Name, inputs: &[Field], answers: &[Field], prompt: &Prompt) -> Value {
    let instruction = prompt.instruction.clone().unwrap_or_else(|| instruction(inputs, answers));
    let mut blocks = Vec::new();
    if let Some(system) = &prompt.system {
        blocks.push(json!({"_tag": "System", "text": system}));
    }
    blocks.push(json!({"_tag": "Instruction", "text": instruction}));
    blocks.push(json!({"_tag": "OutputFormat", "format": {"_tag": "JsonSchema"}}));
    json!({
        "format": "openagents.dse.signature_contract",
        "formatVersion": 1,
        "signatureId": name.id,
        "inputSchemaJson": object(inputs),
        "outputSchemaJson": whole(answers).cloned().unwrap_or_else(|| object(answers)),
        "promptIr": {"version": 1, "blocks": blocks},
        "defaultParams": {"paramsVersion": 1, "decode": {"mode": "jsonish", "maxRepairs": 1}},
    })
}

fn object(fields: &[Field]) -> Value {
    let required: Vec<&str> =
        fields.iter().filter(|field| !field.is_optional).map(|field| &*field.name).collect();
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.name.clone(), field.kind.schema())).collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": false,
    })
}

/// A plain sentence, which a search improves on.
fn instruction(inputs: &[Field], answers: &[Field]) -> String {
    let names = |fields: &[Field]| {
        let names: Vec<String> = fields.iter().map(|field| format!("`{}`", field.name)).collect();
        match names.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, before)) => format!("{} and {last}", before.join(", ")),
            None => String::new(),
        }
    };
    let is_choice = answers.iter().all(|field| matches!(field.kind, Kind::Choice(_)));
    let verb = if is_choice { "choose" } else { "answer with" };
    format!("Read {}, and {verb} the right {}.", names(inputs), names(answers))
}
