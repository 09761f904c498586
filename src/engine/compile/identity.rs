//! When two sets of parameters are the same to the model.

use serde_json::json;

use crate::{
    canon,
    engine::core::render::PromptPlan,
    model::{demos, params::Params, signature::Contract},
};

/// Equal where a prediction would send equal requests for every input: the
/// same prompt, put together from whatever, and the same settings of the model.
pub(super) fn of(contract: &Contract, params: &Params) -> String {
    let is_fixed = ["direct.v1", demos::ROWS].contains(&params.strategy_id());
    let plan = PromptPlan::new(&contract.prompt_ir, &contract.output_schema_json, params);
    let (true, Ok(plan)) = (is_fixed, plan) else { return params.compiled_id() };
    let mut rest = params.known_only();
    if let Some(groups) = rest.as_object_mut() {
        for shown in ["instruction", "fewShot", "strategy", "tools"] {
            groups.shift_remove(shown);
        }
    }
    canon::id(&json!({"prompt": plan.fixed_text(), "settings": rest}))
}
