//! What a signature's figures are made of on this server, now.

use std::collections::BTreeMap;

use super::app::Known;
use crate::{
    canon,
    engine::predict::REVISION,
    lm::{Lm, LmRequest, ModelRole},
    model::identity::ReportIdentity,
};

/// Those whose models decide what an evaluation finds.
const ROLES: [(&str, ModelRole); 4] = [
    ("main", ModelRole::Main),
    ("sub", ModelRole::Sub),
    ("repair", ModelRole::Repair),
    ("judge", ModelRole::Judge),
];

/// The identity of reports that are made with this signature and this model.
pub fn of(known: &Known, model: &dyn Lm) -> ReportIdentity {
    let contract = known.contract.contract();
    let hashes = contract.hashes();
    let judges: BTreeMap<String, String> = known
        .judges
        .iter()
        .map(|judge| {
            let id = canon::id(&serde_json::json!({
                "compiled_id": judge.compiled_id, "hashes": judge.hashes,
            }));
            (judge.signature_id.clone(), id)
        })
        .collect();
    let mut models: BTreeMap<String, _> = ROLES
        .map(|(name, role)| (name.to_owned(), model.identity(&LmRequest::of_role(role))))
        .into();
    // Reports from before there was this role hold as long as nothing is set
    // for it.
    let proposer = model.identity(&LmRequest::of_role(ModelRole::Propose));
    if Some(&proposer) != models.get("main") {
        models.insert("propose".to_owned(), proposer);
    }
    ReportIdentity {
        input_schema_hash: hashes.input_schema_hash,
        output_schema_hash: hashes.output_schema_hash,
        prompt_ir_hash: hashes.prompt_ir_hash,
        params_hash: hashes.params_hash,
        constraints_hash: canon::id_of(&contract.default_constraints),
        reward_hash: canon::id_of(&known.bundle),
        models,
        judges,
        strategies: REVISION,
    }
}
