//! From labelled rows to a signature: which columns are what, the contract that
//! follows from them, and the rows of the dataset.

mod contract;
mod field;
mod guide;
mod naming;
mod roles;
mod rows;
mod shape;

use serde_json::Value;

pub use contract::{Prompt, contract};
pub use field::{Field, Kind, infer};
pub use guide::guide;
pub use naming::{Name, NameError, field as field_name};
pub use roles::{Roles, propose};
pub use rows::{Made, Plan, Rows, Unusable, Why, make};
pub use shape::of_values;

/// What a job's file holds where somebody wants to have one.
pub fn job(signature_id: &str, reward_id: &str, optimizer: &str) -> Value {
    let mut budget = serde_json::json!({"maxTaskCalls": 1200});
    if optimizer == "joint_race.v1" {
        budget["maxProposerCalls"] = 40.into();
    }
    serde_json::json!({
        "signatureId": signature_id,
        "rewardId": reward_id,
        "optimizer": {"id": optimizer, "config": {"budget": budget}},
    })
}

/// The reward beside it: what the default job uses, to be changed.
pub fn reward(reward_id: &str) -> Value {
    serde_json::json!({
        "rewardId": reward_id,
        "rewardVersion": 1,
        "signals": [
            {"kind": "format_validity", "signalId": "format_validity.v1", "weight": 0.2},
            {
                "kind": "exact_json_match",
                "signalId": "exact_json_match.signal.v1",
                "weight": 0.8,
                "metricId": "exact_json_match.v1",
                "metricVersion": 1,
            },
        ],
    })
}
