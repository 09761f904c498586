//! What of a prompt document the parameters leave, and what they put in its place.

use crate::model::{
    params::{ParamFields, ToolParams},
    prompt::{Block, ContextEntry, FewShotExample, OutputFormat, PromptIr},
};

/// Few-shot examples that the parameters select and no block has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the prompt has no few-shot example named {}", example_ids.join(", "))]
pub struct MissingExamples {
    pub example_ids: Vec<String>,
}

/// What a prompt says once the parameters are applied, by kind of section.
#[derive(Default)]
pub(super) struct Selection<'a> {
    pub(super) system: Vec<&'a str>,
    pub(super) instructions: Vec<&'a str>,
    pub(super) context: Vec<&'a ContextEntry>,
    pub(super) policies: Vec<ToolParams>,
    pub(super) formats: Vec<&'a OutputFormat>,
    pub(super) examples: Vec<&'a FewShotExample>,
}

impl<'a> Selection<'a> {
    pub(super) fn new(
        prompt: &'a PromptIr,
        params: &'a ParamFields,
    ) -> Result<Self, MissingExamples> {
        let mut selection = Self::default();
        for block in prompt.blocks() {
            match block {
                Block::System { text } => selection.system.push(text),
                Block::Instruction { text } => selection.instructions.push(text),
                Block::FewShot { examples } => selection.examples.extend(examples),
                Block::ToolPolicy { policy } => selection.policies.push(policy.clone()),
                Block::OutputFormat { format } => selection.formats.push(format),
                Block::Context { entries } => selection.context.extend(entries),
            }
        }
        selection.select_examples(params)?;
        selection.replace_instruction(params);
        selection.overlay_tools(params);
        Ok(selection)
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
