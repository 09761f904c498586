//! The texts of a prompt's sections.

use serde_json::{Value, json};

use super::plain;
use crate::{
    canon,
    model::{
        demos::Demo,
        params::ToolParams,
        prompt::{FewShotExample, OutputFormat},
        text,
    },
};

/// Texts that say something, a blank line between them.
pub(super) fn joined(texts: &[impl AsRef<str>]) -> String {
    let texts = texts.iter().map(AsRef::as_ref);
    let said: Vec<&str> = texts.filter(|text| !text::trim(text).is_empty()).collect();
    said.join("\n\n")
}

pub(super) fn labelled(label: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("{label}\n{body}") }
}

pub(super) fn tool_policy(policies: &[ToolParams]) -> String {
    let stated = policies.iter().filter(|policy| **policy != ToolParams::default());
    let lines: Vec<String> = stated
        .map(|policy| {
            let document = serde_json::to_value(policy).expect("policies serialize");
            canon::to_string(&document)
        })
        .collect();
    labelled("Tool policy:", &lines.join("\n"))
}

pub(super) fn output_format(formats: &[&OutputFormat], output_schema: &Value) -> String {
    let lines: Vec<String> = formats
        .iter()
        .filter_map(|format| match format {
            OutputFormat::JsonOnly => {
                Some("Reply with one JSON value and nothing else.".to_owned())
            }
            OutputFormat::JsonSchema { schema, .. } => Some(format!(
                "Reply with one JSON value that fits this JSON Schema, and nothing else:\n{}",
                canon::to_string(schema.as_ref().unwrap_or(output_schema))
            )),
            // The lines before the answer show what it is.
            OutputFormat::PlainText => None,
        })
        .collect();
    labelled("Output format:", &lines.join("\n"))
}

/// The lines of the contract's own examples.
pub(super) fn few_shot(examples: &[&FewShotExample]) -> Vec<String> {
    examples
        .iter()
        .map(|example| {
            canon::to_string(&serde_json::to_value(example).expect("examples serialize"))
        })
        .collect()
}

/// A row that is shown. Its name is no part of the task: it is called by its
/// place.
pub(super) fn shown_row(place: usize, row: &Demo, is_plain: bool) -> String {
    let Demo { input, output, .. } = row;
    if is_plain {
        return plain::example(input, output);
    }
    canon::to_string(&json!({"id": place.to_string(), "input": input, "output": output}))
}

pub(super) fn examples(lines: &[String]) -> String {
    labelled("Examples:", &lines.join("\n"))
}
