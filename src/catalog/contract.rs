//! What a signature must be beyond its shape.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    document::Document,
    fault::{Fault, Kind, did_you_mean},
    locate::{Step, key, steps},
    output_format, schemas, strategy,
};
use crate::model::signature::Contract;

impl Document for Contract {
    const FOLDER: &'static str = "signatures";
    const NOUN: &'static str = "signature";
    const ID_FIELD: &'static str = "signatureId";
    const SHAPE: &'static str = include_str!("../../fixtures/schemas/signature.v1.json");

    fn id(&self) -> &str {
        &self.signature_id
    }

    fn check(document: &Value) -> Vec<Fault> {
        let input = schemas::faults(&document["inputSchemaJson"], "inputSchemaJson");
        let output = schemas::faults(&document["outputSchemaJson"], "outputSchemaJson");
        let mut faults = few_shots(document, &input, &output);
        faults.extend(output_format::faults(document));
        faults.extend(selected_examples(document));
        faults.extend(recursion_budget(document));
        faults.extend(chat_places(document));
        let (set, path) =
            (&document["defaultParams"]["strategy"], ["defaultParams", "strategy", "config"]);
        faults.extend(strategy::config(&set["id"], &set["config"], &path.map(key)));
        faults.extend(input.into_iter().chain(output));
        faults
    }
}

/// Chat messages go to places that are named as JSON pointers.
fn chat_places(document: &Value) -> Vec<Fault> {
    let places = document["chat"].as_object().into_iter().flatten();
    let wrong = places.filter(|(_, place)| place.as_str().is_some_and(|at| !at.starts_with('/')));
    let fault = |(name, _): (&String, &Value)| {
        let reason = "must be a JSON pointer, such as `/question`".to_owned();
        Fault::error(Kind::WrongValue, [key("chat"), key(name)], reason)
    };
    wrong.map(fault).collect()
}

/// The blocks of a prompt, each with its path.
pub(super) fn blocks(document: &Value) -> impl Iterator<Item = (Vec<Step>, &Value)> {
    let blocks = document.pointer("/promptIr/blocks").and_then(Value::as_array);
    let path = |at| vec![key("promptIr"), key("blocks"), Step::Index(at)];
    blocks.into_iter().flatten().enumerate().map(move |(at, block)| (path(at), block))
}

/// The few-shot examples of a prompt, each with its path.
fn examples(document: &Value) -> impl Iterator<Item = (Vec<Step>, &Value)> {
    let few_shot = blocks(document).filter(|(_, block)| block["_tag"] == "FewShot");
    few_shot.flat_map(|(path, block)| {
        let examples = block["examples"].as_array().into_iter().flatten().enumerate();
        examples.map(move |(at, example)| {
            (path.iter().cloned().chain([key("examples"), Step::Index(at)]).collect(), example)
        })
    })
}

/// The ids of the few-shot examples of a prompt.
pub(super) fn example_ids(document: &Value) -> Vec<&str> {
    examples(document).filter_map(|(_, example)| example["id"].as_str()).collect()
}

/// Few-shot ids are unique in the whole prompt, because parameters choose by
/// id, and every example keeps the contract that it illustrates.
fn few_shots(document: &Value, input: &[Fault], output: &[Fault]) -> Vec<Fault> {
    let parts = [("input", "inputSchemaJson", input), ("output", "outputSchemaJson", output)];
    let validators = parts.map(|(field, schema, faults)| {
        let usable = !faults.iter().any(Fault::is_error);
        let validator = usable.then(|| jsonschema::draft7::new(&document[schema]).ok()).flatten();
        (field, schema, validator)
    });
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for (path, example) in examples(document) {
        let at = |field: &str| path.iter().cloned().chain([key(field)]);
        if let Some(id) = example["id"].as_str()
            && !seen.insert(id)
        {
            let reason = format!("the few-shot id `{id}` is used twice");
            faults.push(Fault::error(Kind::DuplicateId, at("id"), reason));
        }
        for (field, schema, validator) in &validators {
            let (Some(validator), Some(value)) = (validator, example.get(*field)) else { continue };
            for error in validator.iter_errors(value) {
                let inner = steps(error.instance_path().as_str());
                let reason = format!("does not match `{schema}`: {error}");
                faults.push(Fault::error(Kind::FewShot, at(field).chain(inner), reason));
            }
        }
    }
    faults
}

/// Examples that the parameters select must exist, or no prompt is rendered.
fn selected_examples(document: &Value) -> Vec<Fault> {
    let selected = document.pointer("/defaultParams/fewShot/exampleIds").and_then(Value::as_array);
    let known = example_ids(document);
    let path = |at| [key("defaultParams"), key("fewShot"), key("exampleIds"), Step::Index(at)];
    let mut faults = Vec::new();
    for (at, id) in selected.into_iter().flatten().enumerate() {
        if let Some(id) = id.as_str()
            && !known.contains(&id)
        {
            faults.push(Fault::error(Kind::UnknownName, path(at), no_example(id, &known)));
        }
    }
    faults
}

pub(super) fn no_example(id: &str, known: &[&str]) -> String {
    let hint = did_you_mean(id, known.iter().copied());
    format!("the prompt has no few-shot example `{id}`{hint}")
}

/// The budgets without which the recursive strategy refuses to begin.
pub(super) const RLM_BUDGETS: [&str; 2] = ["maxRlmIterations", "maxSubLmCalls"];
pub(super) const RLM: &str = "rlm_lite.v1";

fn recursion_budget(document: &Value) -> Option<Fault> {
    let params = &document["defaultParams"];
    let has = |name: &&str| params["budgets"][*name].is_number();
    let missing: Vec<&str> = RLM_BUDGETS.into_iter().filter(|name| !has(name)).collect();
    if params["strategy"]["id"] != RLM || missing.is_empty() {
        return None;
    }
    let path = [key("defaultParams"), key("strategy"), key("id")];
    let reason = format!("`{RLM}` fails without the budgets {}", missing.join(" and "));
    Some(Fault::error(Kind::MissingField, path, reason).help("add them to `defaultParams.budgets`"))
}
