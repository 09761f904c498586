//! Prompts of plain text, for models that JSON confuses: input, examples and
//! answer are lines of `field: value`, and the last line waits for its value.

use serde_json::Value;

use crate::canon;

/// A document as lines, a field each.
pub(super) fn lines(document: &Value) -> String {
    let Some(fields) = document.as_object() else { return value_text(document) };
    let mut named: Vec<(&String, &Value)> = fields.iter().collect();
    named.sort_by_key(|(name, _)| *name);
    let lines: Vec<String> =
        named.into_iter().map(|(name, value)| format!("{name}: {}", value_text(value))).collect();
    lines.join("\n")
}

/// An input with its answer.
pub(super) fn example(input: &Value, output: &Value) -> String {
    format!("{}\n{}", lines(input), lines(output))
}

/// An input whose answer, the value of `field`, is asked for.
pub(super) fn question(input: &Value, field: &str) -> String {
    format!("{}\n{field}:", lines(input))
}

fn value_text(value: &Value) -> String {
    value.as_str().map_or_else(|| canon::to_string(value), str::to_owned)
}
