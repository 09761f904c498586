//! What sets a candidate apart, in words.

use serde_json::Value;

use crate::model::params::Params;
use crate::ui::escape;

/// The knobs that a candidate sets: by the id that the search space gives the
/// value, else by the value itself.
pub fn describe(params: &Params, search_space: &Value) -> String {
    let raw = serde_json::to_value(params).expect("parameters serialize");
    let parts: Vec<String> = KNOBS
        .iter()
        .filter_map(|knob| {
            let value = raw.pointer(knob.pointer).filter(|value| !value.is_null())?;
            let id = variant_id(&search_space[knob.variants], knob.field, value);
            Some(format!("{} {}", knob.name, id.unwrap_or_else(|| brief(value))))
        })
        .collect();
    if parts.is_empty() { "the signature's defaults".to_owned() } else { parts.join(", ") }
}

/// A part of the parameters that compile can search.
struct Knob {
    name: &'static str,
    pointer: &'static str,
    /// The list of the search space that gives its values ids.
    variants: &'static str,
    /// The field of a variant that holds the value; empty when all its other
    /// fields together are the value.
    field: &'static str,
}

const KNOBS: &[Knob] = &[
    Knob {
        name: "strategy",
        pointer: "/strategy/id",
        variants: "strategyVariants",
        field: "strategyId",
    },
    Knob {
        name: "instruction",
        pointer: "/instruction/text",
        variants: "instructionVariants",
        field: "text",
    },
    Knob { name: "few-shot", pointer: "/fewShot/exampleIds", variants: "", field: "" },
    Knob {
        name: "controller",
        pointer: "/rlmLite/controllerInstructions",
        variants: "rlmControllerInstructionVariants",
        field: "text",
    },
    Knob {
        name: "chunks",
        pointer: "/rlmLite/chunkDefaults",
        variants: "rlmChunkingPolicyVariants",
        field: "",
    },
    Knob {
        name: "sub-role",
        pointer: "/rlmLite/subRole",
        variants: "rlmSubRoleVariants",
        field: "subRole",
    },
    Knob { name: "budget", pointer: "/budgets", variants: "budgetProfiles", field: "budgets" },
];

fn variant_id(variants: &Value, field: &str, value: &Value) -> Option<String> {
    let is_this = |variant: &&Value| {
        if field.is_empty() {
            let mut rest = (*variant).clone();
            rest.as_object_mut().is_some_and(|fields| fields.shift_remove("id").is_some())
                && rest == *value
        } else {
            variant[field] == *value
        }
    };
    let variant = variants.as_array()?.iter().find(is_this)?;
    Some(escape::brief(variant["id"].as_str()?, 60))
}

fn brief(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{}\"", escape::brief(text, 60)),
        Value::Array(items) => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            if items.is_empty() { "none".to_owned() } else { escape::brief(&items.join(" "), 60) }
        }
        value => escape::brief(&value.to_string(), 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn describe_json(params: Value, space: &Value) -> String {
        describe(&Params::parse(params).unwrap(), space)
    }

    #[test]
    fn values_go_by_the_id_that_the_search_space_gives_them() {
        let space = json!({
            "instructionVariants": [{"id": "steps", "text": "Go step by step."}],
            "rlmChunkingPolicyVariants": [{"id": "fine", "chunkChars": 2000, "maxChunks": 4}],
        });
        let params = json!({
            "paramsVersion": 1,
            "instruction": {"text": "Go step by step."},
            "rlmLite": {"chunkDefaults": {"chunkChars": 2000, "maxChunks": 4}},
        });
        assert_eq!(describe_json(params, &space), "instruction steps, chunks fine");
    }

    #[test]
    fn a_value_without_an_id_shows_itself() {
        let params = json!({
            "paramsVersion": 1,
            "instruction": {"text": "Be\u{1b}[31m brief."},
            "fewShot": {"exampleIds": ["a", "b"]},
        });
        assert_eq!(
            describe_json(params, &json!({})),
            "instruction \"Be\\e[31m brief.\", few-shot a b"
        );
        assert_eq!(
            describe_json(json!({"paramsVersion": 1}), &json!({})),
            "the signature's defaults"
        );
    }
}
