//! The texts of a prompt's sections.

use serde_json::{Value, json};

use crate::{
    canon,
    model::{
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
        .map(|format| match format {
            OutputFormat::JsonOnly => "Reply with one JSON value and nothing else.".to_owned(),
            OutputFormat::JsonSchema { schema, .. } => format!(
                "Reply with one JSON value that fits this JSON Schema, and nothing else:\n{}",
                canon::to_string(schema.as_ref().unwrap_or(output_schema))
            ),
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

/// The line of a row that is shown. Its name is no part of the task: it is
/// called by its place.
pub(super) fn demo_line(place: usize, input: &Value, output: &Value) -> String {
    canon::to_string(&json!({"id": place.to_string(), "input": input, "output": output}))
}

pub(super) fn examples(lines: &[String]) -> String {
    labelled("Examples:", &lines.join("\n"))
}
