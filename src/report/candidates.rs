//! What the candidates of a compile are called: by what differs between them.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::model::compile::{Candidate, CompileReport};
use crate::model::escape::brief;

/// How much of a text stands for one that has no id, characters.
const SHOWN: usize = 40;

/// The names of a report's candidates, by their ids.
pub struct Names(HashMap<String, String>);

impl Names {
    /// A candidate is named by its variants. A knob that is set alike in all of
    /// them tells nothing apart and is left out.
    pub fn of(report: &CompileReport) -> Self {
        let space = &report.job["searchSpace"];
        let mut candidates: BTreeMap<&str, &Candidate> = BTreeMap::new();
        let best = std::iter::once(&report.report.best);
        for candidate in report.report.evaluated_candidates.iter().chain(best) {
            candidates.entry(&candidate.compiled_id).or_insert(candidate);
        }
        let settings: Vec<(&str, Vec<Option<String>>)> = candidates
            .iter()
            .map(|(id, candidate)| {
                let params = Value::Object(candidate.params.raw().clone());
                (*id, KNOBS.iter().map(|knob| (knob.name)(space, &params)).collect())
            })
            .collect();
        let differs = |knob: usize| {
            let mut all = settings.iter().map(|(_, names)| &names[knob]);
            let first = all.next();
            settings.len() < 2 || all.any(|other| Some(other) != first)
        };
        let told: Vec<usize> = (0..KNOBS.len()).filter(|&knob| differs(knob)).collect();
        let origins: HashMap<&str, &str> = report
            .search
            .iter()
            .flat_map(|search| &search.candidates)
            .filter_map(|record| Some((record.compiled_id.as_str(), record.origin.as_deref()?)))
            .collect();
        let named = settings.iter().map(|(id, names)| {
            // What a search made has no variant to be named by.
            if let Some(origin) = origins.get(id) {
                return ((*id).to_owned(), (*origin).to_owned());
            }
            let parts: Vec<&str> = told.iter().filter_map(|&knob| names[knob].as_deref()).collect();
            let name = if parts.is_empty() { "the defaults".to_owned() } else { parts.join(", ") };
            ((*id).to_owned(), name)
        });
        Self(named.collect())
    }

    pub fn name(&self, candidate: &Candidate) -> &str {
        self.0.get(&candidate.compiled_id).map_or("the defaults", String::as_str)
    }
}

/// What a job may vary, and what its setting in a candidate is called; nothing
/// where the candidate leaves it as it is.
struct Knob {
    name: fn(space: &Value, params: &Value) -> Option<String>,
}

/// In the order in which names tell them.
const KNOBS: [Knob; 8] = [
    Knob {
        name: |space, params| text(space, "instructionVariants", &params["instruction"]["text"]),
    },
    Knob {
        name: |_, params| {
            let chosen = params["fewShot"]["exampleIds"].as_array()?;
            Some(format!("{} few-shots", chosen.len()))
        },
    },
    Knob {
        name: |space, params| {
            let strategy = &params["strategy"];
            let id = strategy["id"].as_str()?;
            let fits = |variant: &Value| {
                variant["strategyId"].as_str() == Some(id)
                    && variant["config"] == strategy["config"]
            };
            variant(space, "strategyVariants", fits).or_else(|| Some(id.to_owned()))
        },
    },
    Knob {
        name: |space, params| {
            let text_of = &params["rlmLite"]["controllerInstructions"];
            text(space, "rlmControllerInstructionVariants", text_of)
        },
    },
    Knob {
        name: |space, params| {
            let chunks = &params["rlmLite"]["chunkDefaults"];
            chunks.as_object()?;
            let same = |variant: &Value| {
                ["chunkChars", "overlapChars", "maxChunks"]
                    .iter()
                    .all(|field| number(&variant[field]) == number(&chunks[field]))
            };
            let figures = || Some(format!("chunks of {}", chunks["chunkChars"]));
            variant(space, "rlmChunkingPolicyVariants", same).or_else(figures)
        },
    },
    Knob {
        name: |space, params| {
            let role = params["rlmLite"]["subRole"].as_str()?;
            let fits = |variant: &Value| variant["subRole"].as_str() == Some(role);
            variant(space, "rlmSubRoleVariants", fits).or_else(|| Some(format!("sub role {role}")))
        },
    },
    Knob {
        name: |space, params| {
            let budgets = params["budgets"].as_object()?;
            let fits = |variant: &Value| {
                variant["budgets"].as_object().is_some_and(|profile| {
                    profile.iter().all(|(name, limit)| {
                        budgets.get(name).is_some_and(|own| number(own) == number(limit))
                    })
                })
            };
            let limits = || {
                let calls = budgets.get("maxLmCalls").map(|limit| format!("{limit} calls"));
                Some(calls.unwrap_or_else(|| "other budgets".to_owned()))
            };
            variant(space, "budgetProfiles", fits).or_else(limits)
        },
    },
    Knob {
        name: |_, params| {
            let temperature = params["model"]["temperature"].as_f64()?;
            Some(format!("temperature {temperature}"))
        },
    },
];

/// The id of the first variant in a list of the search space that fits.
fn variant(space: &Value, list: &str, fits: impl Fn(&Value) -> bool) -> Option<String> {
    let mut variants = space[list].as_array()?.iter();
    variants.find(|variant| fits(variant))?["id"].as_str().map(str::to_owned)
}

/// The id of the variant with this text, else how the text begins.
fn text(space: &Value, list: &str, text: &Value) -> Option<String> {
    let text = text.as_str()?;
    let named = variant(space, list, |variant| variant["text"].as_str() == Some(text));
    Some(named.unwrap_or_else(|| brief(text, SHOWN)))
}

/// Numbers compare as such: 1 is 1.0.
fn number(value: &Value) -> Option<f64> {
    value.as_f64()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names(space: Value, candidates: &[Value]) -> Vec<String> {
        let candidates: Vec<Value> = candidates
            .iter()
            .enumerate()
            .map(|(n, params)| {
                let mut params = params.clone();
                params["paramsVersion"] = json!(1);
                json!({"compiled_id": n.to_string(), "params": params, "reward": 0.5})
            })
            .collect();
        let report: CompileReport = serde_json::from_value(json!({
            "format": "openagents.dse.compile_report", "formatVersion": 1,
            "job": {"searchSpace": space},
            "report": {
                "jobHash": "j", "datasetHash": "d", "evaluatedCandidates": candidates,
                "best": candidates[0], "trainReward": 0.5, "holdoutReward": 0.5,
            },
        }))
        .unwrap();
        let names = Names::of(&report);
        let told = report.report.evaluated_candidates.iter().map(|one| names.name(one).to_owned());
        told.collect()
    }

    #[test]
    fn candidates_are_named_by_what_differs() {
        let space = json!({
            "instructionVariants": [{"id": "plain", "text": "Say it."}],
            "strategyVariants": [{"id": "long", "strategyId": "rlm_lite.v1"}],
            "rlmControllerInstructionVariants": [{"id": "sweep", "text": "All chunks."}],
            "rlmChunkingPolicyVariants": [{"id": "fine", "chunkChars": 2000, "maxChunks": 40}],
            "rlmSubRoleVariants": [{"id": "cheap", "subRole": "sub"}],
            "budgetProfiles": [{"id": "frugal", "budgets": {"maxLmCalls": 12}}],
        });
        let base = json!({"strategy": {"id": "rlm_lite.v1"}, "instruction": {"text": "Say it."}});
        let with = |rlm: Value, calls: u64| {
            let mut params = base.clone();
            params["rlmLite"] = rlm;
            params["budgets"] = json!({"maxTimeMs": 1, "maxLmCalls": calls});
            params
        };
        let told = names(
            space,
            &[
                with(json!({"controllerInstructions": "All chunks.", "subRole": "sub"}), 12),
                with(json!({"chunkDefaults": {"chunkChars": 2000.0, "maxChunks": 40}}), 12),
                with(json!({"chunkDefaults": {"chunkChars": 500}}), 48),
            ],
        );
        // Instruction and strategy are alike in all of them.
        assert_eq!(told, ["sweep, cheap, frugal", "fine, frugal", "chunks of 500, 48 calls"]);
    }

    #[test]
    fn the_only_candidate_has_all_its_variants_and_nothing_is_the_defaults() {
        let space = json!({"instructionVariants": [{"id": "plain", "text": "Say it."}]});
        let only = json!({"instruction": {"text": "Say it."}, "strategy": {"id": "direct.v1"}});
        assert_eq!(names(space.clone(), std::slice::from_ref(&only)), ["plain, direct.v1"]);
        assert_eq!(names(space.clone(), &[json!({}), only]), ["the defaults", "plain, direct.v1"]);
        let other = json!({"instruction": {"text": "Something that has no id of its own at all."}});
        let told = names(space, &[json!({}), other]);
        assert!(told[1].starts_with("Something that has no id"), "{told:?}");
    }
}
