//! A prompt document with the parameters applied and written out.

use std::sync::Arc;

use serde_json::Value;

use super::{
    blobs::{ShownBlob, input_blobs},
    nearest::NearestRows,
    plain,
    sections::{examples, few_shot, joined, labelled, output_format, shown_row, tool_policy},
    selection::{MissingExamples, Selection},
    stats::Tally,
};
use crate::{
    canon,
    model::{
        demos::{Demos, DemosError},
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
    /// Tool policy and output format.
    rest: String,
    /// A line for each example that every prompt shows.
    shown: Vec<String>,
    /// Where further examples are chosen from, for each input.
    nearest: Option<Arc<NearestRows>>,
    /// The field that a plain text asks for.
    plain: Option<String>,
    pub(super) tally: Tally,
}

/// Why parameters do not fit a prompt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error(transparent)]
    Missing(#[from] MissingExamples),
    #[error(transparent)]
    Demos(#[from] DemosError),
}

impl PromptPlan {
    /// Applies parameters to a prompt document. An output format that names no
    /// schema shows `output_schema`, the signature's own.
    ///
    /// # Errors
    /// When a selected few-shot example does not exist, or the strategy's
    /// config cannot be read.
    pub fn new(
        prompt: &PromptIr,
        output_schema: &Value,
        params: &ParamFields,
    ) -> Result<Self, PlanError> {
        let selection = Selection::new(prompt, params)?;
        let mut tally = Tally::default();
        let plain = prompt.plain_field(output_schema).map(|(field, _)| field.to_owned());
        let mut shown = match plain {
            Some(_) => {
                let examples = selection.examples.iter();
                examples.map(|shot| plain::example(&shot.input, &shot.output)).collect()
            }
            None => few_shot(&selection.examples),
        };
        let mut nearest = None;
        match Demos::of(params)? {
            Demos::None => {}
            Demos::Rows(rows) => {
                let lines = rows.demos.iter().enumerate();
                shown
                    .extend(lines.map(|(place, demo)| shown_row(place + 1, demo, plain.is_some())));
            }
            Demos::Nearest(demos) => {
                nearest = Some(Arc::new(NearestRows::of(demos, plain.is_some())))
            }
        }
        shown.iter().for_each(|line| tally.example(line));
        Ok(Self {
            system: joined(&selection.system),
            instructions: joined(&selection.instructions),
            context: context_values(&selection.context, &mut tally),
            blobs: context_blobs(&selection.context),
            rest: joined(&[
                tool_policy(&selection.policies),
                output_format(&selection.formats, output_schema),
            ]),
            shown,
            nearest,
            plain,
            tally,
        })
    }

    /// The output's field that a prompt of plain text asks for.
    pub fn plain_field(&self) -> Option<&str> {
        self.plain.as_deref()
    }

    /// What stands between context and input: tool policy, output format, and
    /// the examples for an input of the row `own`.
    pub(super) fn rest(&self, input: &Value, own: Option<&str>, tally: &mut Tally) -> String {
        let Some(nearest) = &self.nearest else {
            return joined(&[self.rest.as_str(), &self.examples(&self.shown)]);
        };
        let chosen = nearest.lines(input, own);
        chosen.iter().for_each(|line| tally.example(line));
        let lines: Vec<String> = self.shown.iter().cloned().chain(chosen).collect();
        joined(&[self.rest.as_str(), &self.examples(&lines)])
    }

    fn examples(&self, lines: &[String]) -> String {
        if self.plain.is_some() { joined(lines) } else { examples(lines) }
    }

    /// The input, which ends a prompt.
    pub(super) fn input(&self, input: &Value) -> String {
        match &self.plain {
            Some(field) => plain::question(input, field),
            None => labelled("Input:", &canon::to_string(input)),
        }
    }

    /// All that a prompt says whatever the input, as one text.
    pub fn fixed_text(&self) -> String {
        let blobs = self.blobs.iter().map(|shown| format!("{}: {}", shown.label, shown.blob.id));
        let context: Vec<String> = self.context.iter().cloned().chain(blobs).collect();
        let parts = [&self.system, &self.instructions, &context.join("\n"), &self.rest];
        joined(&[joined(&parts), self.examples(&self.shown)])
    }

    /// Whether the prompt is the same around every input.
    pub fn is_fixed(&self) -> bool {
        self.nearest.is_none() && self.blobs.is_empty()
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
