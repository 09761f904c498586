//! The texts of parameters that a proposer can write anew.

use serde_json::json;

use super::{CompileError, candidate_params, patch::group, problem::Problem};
use crate::model::params::Params;

/// A text of the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Component {
    Instruction,
    /// What a controller is told about its actions.
    Controller,
    /// What a model that reads one chunk is told.
    Extraction,
}

impl Component {
    /// Those of a problem, the one to begin with first.
    ///
    /// # Errors
    /// When the prompt has no text that could be replaced.
    pub(super) fn all(
        problem: &Problem<'_>,
        optimizer: &'static str,
    ) -> Result<Vec<Self>, CompileError> {
        let rlm = problem.base.rlm_lite.as_ref();
        let is_controlled = problem.base.strategy_id() == "rlm_lite.v1";
        let has_extraction = rlm.is_some_and(|rlm| rlm.extraction_system.is_some());
        let has_instruction = problem.subject.contract.contract().prompt_ir.instruction().is_some();
        let all: Vec<Self> = [
            (Self::Controller, is_controlled),
            (Self::Instruction, has_instruction),
            (Self::Extraction, is_controlled && has_extraction),
        ]
        .into_iter()
        .filter_map(|(component, is_there)| is_there.then_some(component))
        .collect();
        if all.is_empty() {
            return Err(CompileError::NoInstruction { optimizer });
        }
        Ok(all)
    }

    /// What a proposer calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Instruction => "instruction",
            Self::Controller => {
                "instruction of the controller, which picks one action after another"
            }
            Self::Extraction => "instruction of the model that reads one chunk of a text",
        }
    }

    /// The text that `params` have for it.
    pub(super) fn text(self, problem: &Problem<'_>, params: &Params) -> String {
        let rlm = params.rlm_lite.as_ref();
        let own = match self {
            Self::Instruction => {
                let own = params.instruction.as_ref().and_then(|choice| choice.text.clone());
                let authored = || problem.subject.contract.contract().prompt_ir.instruction();
                own.filter(|text| !text.is_empty()).or_else(authored)
            }
            Self::Controller => rlm.and_then(|rlm| rlm.controller_instructions.clone()),
            Self::Extraction => rlm.and_then(|rlm| rlm.extraction_system.clone()),
        };
        own.unwrap_or_default()
    }

    /// `params` with another text for it.
    pub(super) fn replaced(self, params: &Params, text: &str) -> Result<Params, CompileError> {
        let patch = match self {
            Self::Instruction => group("instruction", json!({"text": text})),
            Self::Controller => group("rlmLite", json!({"controllerInstructions": text})),
            Self::Extraction => group("rlmLite", json!({"extractionSystem": text})),
        };
        candidate_params(params, &patch)
    }
}
