//! What a job must be beyond its shape.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    document::Document,
    fault::{Fault, Kind},
    locate::{Step, key},
    strategy,
};
use crate::model::job::JobSpec;

/// What each optimizer varies; the rest of a search space it passes over. Those
/// of [`INVENTS`] need none of it.
const VARIES: [(&str, &[&str]); 10] = [
    ("instruction_grid.v1", &["instructionVariants"]),
    ("fewshot_greedy_forward.v1", &["fewShot"]),
    ("joint_instruction_grid_then_fewshot_greedy_forward.v1", &["instructionVariants", "fewShot"]),
    ("knobs_grid.v1", KNOBS),
    ("knobs_grid_refine.v1", KNOBS),
    ("fewshot_bootstrap_race.v1", &[]),
    ("fewshot_nearest.v1", &[]),
    ("instruction_propose_race.v1", &[]),
    ("instruction_reflect_walk.v1", &[]),
    ("joint_race.v1", &["instructionVariants", "budgetProfiles"]),
];

/// Those that make candidates of their own.
const INVENTS: [&str; 5] = [
    "fewshot_bootstrap_race.v1",
    "fewshot_nearest.v1",
    "instruction_propose_race.v1",
    "instruction_reflect_walk.v1",
    "joint_race.v1",
];

const KNOBS: &[&str] = &[
    "strategyVariants",
    "instructionVariants",
    "rlmControllerInstructionVariants",
    "rlmChunkingPolicyVariants",
    "rlmSubRoleVariants",
    "budgetProfiles",
];

impl Document for JobSpec {
    const FOLDER: &'static str = "jobs";
    const NOUN: &'static str = "job";
    const ID_FIELD: &'static str = "signatureId";
    const SHAPE: &'static str = include_str!("../../fixtures/schemas/job.v1.json");

    fn id(&self) -> &str {
        &self.signature_id
    }

    /// The hash of a job covers what stands there, read or not.
    fn keeps_unknown(path: &[Step]) -> bool {
        path.is_empty() || path == [key("optimizer")]
    }

    fn check(document: &Value) -> Vec<Fault> {
        let mut faults = variants(document);
        faults.extend(search(document));
        faults
    }
}

/// Ids of variants are unique, and what a variant sets says something.
fn variants(document: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, variants) in document["searchSpace"].as_object().into_iter().flatten() {
        let mut seen = BTreeSet::new();
        for (at, variant) in variants.as_array().into_iter().flatten().enumerate() {
            let path = |field| [key("searchSpace"), key(name), Step::Index(at), key(field)];
            if let Some(id) = variant["id"].as_str()
                && !seen.insert(id)
            {
                let reason = format!("the variant id `{id}` is used twice");
                faults.push(Fault::error(Kind::DuplicateId, path("id"), reason));
            }
            if variant["text"].as_str().is_some_and(|text| text.trim().is_empty()) {
                let reason = "an empty text leaves the prompt as it is";
                faults.push(Fault::warning(Kind::NoEffect, path("text"), reason));
            }
            let (id, config) = (&variant["strategyId"], &variant["config"]);
            faults.extend(strategy::config(id, config, &path("config")));
        }
    }
    faults
}

/// Whether the optimizer finds anything to vary, and passes over nothing.
fn search(document: &Value) -> Vec<Fault> {
    let Some(optimizer) = document["optimizer"]["id"].as_str() else { return Vec::new() };
    let Some((_, varies)) = VARIES.iter().find(|(id, _)| *id == optimizer) else {
        return Vec::new();
    };
    let space = document["searchSpace"].as_object();
    let given: Vec<&str> = space
        .into_iter()
        .flatten()
        .filter(|(_, part)| is_some(part))
        .map(|(name, _)| name.as_str())
        .collect();
    let is_read = |name: &&str| KNOBS.contains(name) || *name == "fewShot";
    let ignored = given.iter().filter(|name| is_read(name) && !varies.contains(*name));
    let mut faults: Vec<Fault> = ignored
        .map(|name| {
            let reason = format!("`{optimizer}` does not vary it");
            Fault::warning(Kind::NoEffect, [key("searchSpace"), key(name)], reason).on_key()
        })
        .collect();
    if !INVENTS.contains(&optimizer) && !given.iter().any(|name| varies.contains(name)) {
        let names: Vec<String> = varies.iter().map(|name| format!("`{name}`")).collect();
        let path = if space.is_some() { vec![key("searchSpace")] } else { Vec::new() };
        let reason = "there is nothing to search: the defaults win without a contest";
        let help = format!("`{optimizer}` varies {}", names.join(", "));
        faults.push(Fault::warning(Kind::NoEffect, path, reason).help(help));
    }
    faults
}

fn is_some(part: &Value) -> bool {
    match part {
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => {
            fields.get("candidateExampleIds").is_some_and(|ids| ids != &Value::Array(Vec::new()))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_optimizer_of_the_shape_varies_something_that_the_shape_has() {
        let shape: Value = serde_json::from_str(JobSpec::SHAPE).unwrap();
        let properties = &shape["properties"];
        let named = &properties["optimizer"]["properties"]["id"]["enum"];
        assert_eq!(*named, json!(VARIES.map(|(id, _)| id)));
        for name in VARIES.iter().flat_map(|(_, varies)| *varies) {
            assert!(properties["searchSpace"]["properties"].get(name).is_some(), "{name}");
        }
    }
}
