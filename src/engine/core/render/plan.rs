//! A prompt document with the parameters applied.

use crate::model::{
    params::{ParamFields, ToolParams},
    prompt::{Block, ContextContent, ContextEntry, FewShotExample, OutputFormat, PromptIr},
};
use serde_json::Value;

use super::blobs::{ShownBlob, input_blobs};

/// Few-shot examples that the parameters select and no block has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the prompt has no few-shot example named {}", example_ids.join(", "))]
pub struct MissingExamples {
    pub example_ids: Vec<String>,
}

/// What a prompt says once the parameters are applied, by kind of section. Most
/// of it is borrowed: a search renders the same document thousands of times.
#[derive(Clone, Debug, Default)]
pub struct PromptPlan<'a> {
    pub system: Vec<&'a str>,
    pub instructions: Vec<&'a str>,
    pub context: Vec<&'a ContextEntry>,
    pub policies: Vec<ToolParams>,
    pub formats: Vec<&'a OutputFormat>,
    pub examples: Vec<&'a FewShotExample>,
}

impl<'a> PromptPlan<'a> {
    /// Applies parameters to a prompt document.
    ///
    /// # Errors
    /// When a selected few-shot example does not exist.
    pub fn new(prompt: &'a PromptIr, params: &'a ParamFields) -> Result<Self, MissingExamples> {
        let mut plan = Self::default();
        for block in prompt.blocks() {
            match block {
                Block::System { text } => plan.system.push(text),
                Block::Instruction { text } => plan.instructions.push(text),
                Block::FewShot { examples } => plan.examples.extend(examples),
                Block::ToolPolicy { policy } => plan.policies.push(policy.clone()),
                Block::OutputFormat { format } => plan.formats.push(format),
                Block::Context { entries } => plan.context.extend(entries),
            }
        }
        plan.select_examples(params)?;
        plan.replace_instruction(params);
        plan.overlay_tools(params);
        Ok(plan)
    }

    /// Every blob that the prompt shows: those of the context, then the input's.
    pub fn blobs(&self, input: &Value) -> Vec<ShownBlob> {
        let context = self.context.iter().filter_map(|entry| match &entry.content {
            ContextContent::Blob(blob) => {
                Some(ShownBlob { label: entry.key.clone(), blob: blob.clone() })
            }
            ContextContent::Value(_) => None,
        });
        context.chain(input_blobs(input)).collect()
    }

    /// Keeps the selected examples; an empty selection keeps all of them.
    fn select_examples(&mut self, params: &ParamFields) -> Result<(), MissingExamples> {
        let selected = params.few_shot.as_ref().map_or(&[][..], |choice| &choice.example_ids);
        if selected.is_empty() {
            return Ok(());
        }
        let exists = |id: &String| self.examples.iter().any(|example| example.id == *id);
        let example_ids: Vec<String> = selected.iter().filter(|id| !exists(id)).cloned().collect();
        if !example_ids.is_empty() {
            return Err(MissingExamples { example_ids });
        }
        self.examples.retain(|example| selected.contains(&example.id));
        Ok(())
    }

    fn replace_instruction(&mut self, params: &'a ParamFields) {
        let text = params.instruction.as_ref().and_then(|choice| choice.text.as_ref());
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.instructions.iter_mut().for_each(|instruction| *instruction = text);
        }
    }

    fn overlay_tools(&mut self, params: &ParamFields) {
        let Some(over) = &params.tools else { return };
        if self.policies.is_empty() {
            self.policies.push(ToolParams::default());
        }
        for policy in &mut self.policies {
            let base = std::mem::take(policy);
            *policy = ToolParams {
                allowed_tool_names: over.allowed_tool_names.clone().or(base.allowed_tool_names),
                max_tool_calls: over.max_tool_calls.or(base.max_tool_calls),
                timeout_ms_by_tool_name: over
                    .timeout_ms_by_tool_name
                    .clone()
                    .or(base.timeout_ms_by_tool_name),
            };
        }
    }
}
