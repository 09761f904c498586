//! A prompt document with the parameters applied and written out.

use serde_json::Value;

use super::{
    blobs::{ShownBlob, input_blobs},
    sections::{few_shot, joined, output_format, tool_policy},
    selection::{MissingExamples, Selection},
    stats::Tally,
};
use crate::{
    canon,
    model::{
        params::ParamFields,
        prompt::{ContextContent, ContextEntry, PromptIr},
    },
};

/// All that a prompt says whatever the input: written once, and put around
/// each row that the same parameters are asked.
#[derive(Clone, Debug)]
pub struct PromptPlan {
    pub(super) system: String,
    pub(super) instructions: String,
    /// A line for each entry of the context that is a value.
    pub(super) context: Vec<String>,
    /// The entries of the context that are blobs.
    blobs: Vec<ShownBlob>,
    /// Tool policy, output format and examples.
    pub(super) rest: String,
    pub(super) tally: Tally,
}

impl PromptPlan {
    /// Applies parameters to a prompt document. An output format that names no
    /// schema shows `output_schema`, the signature's own.
    ///
    /// # Errors
    /// When a selected few-shot example does not exist.
    pub fn new(
        prompt: &PromptIr,
        output_schema: &Value,
        params: &ParamFields,
    ) -> Result<Self, MissingExamples> {
        let selection = Selection::new(prompt, params)?;
        let mut tally = Tally::default();
        Ok(Self {
            system: joined(&selection.system),
            instructions: joined(&selection.instructions),
            context: context_values(&selection.context, &mut tally),
            blobs: context_blobs(&selection.context),
            rest: joined(&[
                tool_policy(&selection.policies),
                output_format(&selection.formats, output_schema),
                few_shot(&selection.examples, &mut tally),
            ]),
            tally,
        })
    }

    /// Every blob that the prompt shows: those of the context, then the input's.
    pub fn blobs(&self, input: &Value) -> Vec<ShownBlob> {
        self.blobs.iter().cloned().chain(input_blobs(input)).collect()
    }
}

fn context_values(entries: &[&ContextEntry], tally: &mut Tally) -> Vec<String> {
    let mut lines = Vec::new();
    for entry in entries {
        if let ContextContent::Value(value) = &entry.content {
            let value = canon::to_string(value);
            tally.inline_entry(&value);
            lines.push(format!("{}: {value}", entry.key));
        }
    }
    lines
}

fn context_blobs(entries: &[&ContextEntry]) -> Vec<ShownBlob> {
    let shown = entries.iter().filter_map(|entry| match &entry.content {
        ContextContent::Blob(blob) => {
            Some(ShownBlob { label: entry.key.clone(), blob: blob.clone() })
        }
        ContextContent::Value(_) => None,
    });
    shown.collect()
}
