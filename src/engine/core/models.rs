//! Which model fields a role asks with.

use crate::model::params::{ModelParams, ParamFields};

/// The largest `maxTokens` of a controller's action and, unless it names its
/// own, of a sub-call.
pub const MAX_STEP_TOKENS: f64 = 1024.0;
/// The largest `maxTokens` of a repair.
pub const MAX_REPAIR_TOKENS: f64 = 256.0;

/// A role whose fields overlay those of `model`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelSlot {
    Main,
    Sub,
    Repair,
}

/// The base model overlaid by the role's own fields, one by one.
pub fn for_slot(params: &ParamFields, slot: ModelSlot) -> ModelParams {
    let base = params.model.clone().unwrap_or_default();
    let roles = params.model_roles.as_ref();
    let own = roles.and_then(|roles| match slot {
        ModelSlot::Main => roles.main.as_ref(),
        ModelSlot::Sub => roles.sub.as_ref(),
        ModelSlot::Repair => roles.repair.as_ref(),
    });
    overlay(&base, own)
}

/// `over` where it says something, else `base`. An empty model id says nothing.
pub fn overlay(base: &ModelParams, over: Option<&ModelParams>) -> ModelParams {
    let named = |model: &ModelParams| model.model_id.clone().filter(|id| !id.is_empty());
    ModelParams {
        model_id: over.and_then(named).or_else(|| named(base)),
        temperature: over.and_then(|over| over.temperature).or(base.temperature),
        top_p: over.and_then(|over| over.top_p).or(base.top_p),
        max_tokens: over.and_then(|over| over.max_tokens).or(base.max_tokens),
    }
}

/// The fields of a repair: it is asked coldly and kept short.
pub fn for_repair(params: &ParamFields) -> ModelParams {
    let main = for_slot(params, ModelSlot::Main);
    let repair = for_slot(params, ModelSlot::Repair);
    let wanted = repair.max_tokens.or(main.max_tokens).unwrap_or(MAX_REPAIR_TOKENS);
    ModelParams {
        model_id: repair.model_id.or(main.model_id),
        temperature: Some(0.0),
        top_p: Some(1.0),
        max_tokens: Some(wanted.min(MAX_REPAIR_TOKENS)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::params::Params;
    use serde_json::json;

    #[test]
    fn a_role_overlays_field_by_field() {
        let params = Params::parse(json!({
            "paramsVersion": 1,
            "model": {"modelId": "base", "temperature": 1, "maxTokens": 2000},
            "modelRoles": {"main": {"modelId": "", "temperature": 0}, "repair": {"modelId": "fixer"}},
        }))
        .unwrap();
        let main = for_slot(&params, ModelSlot::Main);
        assert_eq!(main.model_id.as_deref(), Some("base"));
        assert_eq!(main.temperature, Some(0.0));
        let repair = for_repair(&params);
        assert_eq!(repair.model_id.as_deref(), Some("fixer"));
        assert_eq!(repair.max_tokens, Some(256.0));
    }
}
