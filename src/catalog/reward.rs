//! What a reward must be beyond its shape.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::{
    document::Document,
    fault::{Fault, Kind},
    locate::{Step, key},
};
use crate::model::reward::{RewardBundle, SignalSpec};

impl Document for RewardBundle {
    const FOLDER: &'static str = "rewards";
    const NOUN: &'static str = "reward";
    const ID_FIELD: &'static str = "rewardId";
    const SHAPE: &'static str = include_str!("../../fixtures/schemas/reward.v1.json");

    fn id(&self) -> &str {
        &self.reward_id
    }

    /// Signals are told apart by their ids, and together they must weigh
    /// something.
    fn check(document: &Value) -> Vec<Fault> {
        let signals = document["signals"].as_array().map(Vec::as_slice).unwrap_or_default();
        let specs: Vec<Option<SignalSpec>> =
            signals.iter().map(|signal| SignalSpec::deserialize(signal).ok()).collect();
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        for (at, spec) in specs.iter().enumerate() {
            let Some(spec) = spec else { continue };
            if !seen.insert(spec.id()) {
                let reason = format!("the signal id `{}` is used twice", spec.id());
                let fault =
                    Fault::error(Kind::DuplicateId, [key("signals"), Step::Index(at)], reason);
                faults.push(fault.help("give each signal a `signalId` of its own"));
            }
        }
        let all: Option<Vec<&SignalSpec>> = specs.iter().map(Option::as_ref).collect();
        if let Some(all) = all.filter(|all| !all.is_empty())
            && all.iter().all(|spec| spec.weight() == 0.0)
        {
            let reason = "the weights add up to 0, so that every prediction scores 0";
            faults.push(Fault::error(Kind::WrongValue, [key("signals")], reason));
        }
        faults
    }
}
