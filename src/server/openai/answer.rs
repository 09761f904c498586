//! Predictions as the protocol's answers.

use serde_json::{Value, json};

use crate::{
    canon,
    model::{receipt::Usage, signature::PreparedContract},
    server::live::Answered,
};

/// The text of an output: its canonical JSON, or the text that the signature
/// declares for chats.
pub fn content(contract: &PreparedContract, output: &Value) -> String {
    let declared = contract.contract().chat.as_ref().and_then(|chat| chat.output.as_deref());
    let text = declared.and_then(|pointer| output.pointer(pointer)).and_then(Value::as_str);
    text.map_or_else(|| canon::to_string(output), str::to_owned)
}

/// What we say besides, under a name of our own.
pub fn own_fields(answered: &Answered, joined: bool) -> Value {
    json!({
        "receiptId": answered.receipt_id, "threadId": answered.thread_id,
        "signatureId": answered.signature_id, "compiledId": answered.compiled_id,
        "arm": answered.arm.name(), "repairs": answered.repairs, "joined": joined,
    })
}

/// Three whole numbers, or nothing: clients do not take less.
pub fn usage(usage: Option<Usage>) -> Option<(u64, u64, u64)> {
    let usage = usage?;
    let (asked, answered) = (usage.prompt_tokens?, usage.completion_tokens?);
    Some((asked, answered, usage.total_tokens.unwrap_or(asked + answered)))
}

/// The front of the artifact's hash.
pub fn fingerprint(answered: &Answered) -> &str {
    let id = answered.compiled_id.as_str();
    let hash = id.strip_prefix("sha256:").unwrap_or(id);
    hash.get(..16).unwrap_or(hash)
}

pub fn chat_usage(of: Option<Usage>) -> Option<Value> {
    let (prompt, completion, total) = usage(of)?;
    Some(json!({
        "prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": total,
    }))
}
