//! Parameters with the prompt that they make.

use std::sync::OnceLock;

use super::Pinned;
use crate::{engine::core::render::PromptPlan, model::signature::PreparedContract};

/// Parameters whose prompt is made for the first row that asks for it, and
/// serves all others.
pub(super) struct Prompted<'a> {
    pub(super) pinned: &'a Pinned,
    plan: OnceLock<Option<PromptPlan>>,
}

impl<'a> Prompted<'a> {
    pub(super) fn new(pinned: &'a Pinned) -> Self {
        Self { pinned, plan: OnceLock::new() }
    }

    /// `None` where the parameters do not fit the prompt: each prediction says
    /// so itself.
    pub(super) fn plan(&self, contract: &PreparedContract) -> Option<&PromptPlan> {
        let contract = contract.contract();
        self.plan
            .get_or_init(|| {
                PromptPlan::new(
                    &contract.prompt_ir,
                    &contract.output_schema_json,
                    &self.pinned.params,
                )
                .ok()
            })
            .as_ref()
    }
}
