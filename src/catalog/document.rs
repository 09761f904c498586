//! Reading the documents of a catalog, each kind by its own rules.

use std::collections::{BTreeMap, HashSet};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{CatalogError, Pin, error::did_you_mean, locate::Step, source::Source};
use crate::model::{
    job::JobSpec,
    params::ParamFields,
    prompt::{Block, PromptIr},
    reward::{RewardBundle, SignalKind},
    signature::{ChatFields, Contract},
};

/// Something wrong with one value of a document.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub path: Vec<Step>,
    pub reason: String,
}

/// A document and the text it was read from.
#[derive(Clone, Debug)]
pub(super) struct Loaded<T> {
    pub value: T,
    pub source: Source,
}

/// A kind of document.
pub(super) trait Document: DeserializeOwned {
    /// The folder that holds this kind.
    const FOLDER: &'static str;
    /// The field that identifies a document.
    const ID_FIELD: &'static str;
    /// Every field that means something at the top level.
    const FIELDS: &'static [&'static str];

    fn id(&self) -> &str;

    /// Looks at parts that can name a finer place than the whole would.
    fn check_parts(_raw: &Value) -> Result<(), Fault> {
        Ok(())
    }

    /// Looks at what the types alone do not rule out.
    fn check(&self) -> Result<(), Fault> {
        Ok(())
    }
}

/// The documents of one layer by id, each looked at in every way.
///
/// # Errors
/// The first faulty document, or the second one with the same id.
pub(super) fn layer<T: Document>(
    sources: Vec<Source>,
) -> Result<BTreeMap<String, Loaded<T>>, CatalogError> {
    by_id(sources, read)
}

/// The documents of a layer that a test has looked at, by id. Every command
/// that needs a contract reads what is shipped, and looking at it again would
/// take longer than checking a small dataset.
///
/// # Errors
/// The first document that cannot be read, or the second one with the same id.
pub(super) fn trusted<T: Document>(
    sources: Vec<Source>,
) -> Result<BTreeMap<String, Loaded<T>>, CatalogError> {
    by_id(sources, |source| {
        serde_json::from_str(&source.text).map_err(|error| source.syntax_error(&error))
    })
}

fn by_id<T: Document>(
    sources: Vec<Source>,
    read: impl Fn(&Source) -> Result<T, CatalogError>,
) -> Result<BTreeMap<String, Loaded<T>>, CatalogError> {
    let mut known: BTreeMap<String, Loaded<T>> = BTreeMap::new();
    for source in sources {
        let value = read(&source)?;
        if let Some(first) = known.get(value.id()) {
            let reason = format!("`{}` is already defined in {}", value.id(), first.source.origin);
            return Err(source.error(&fault([key(T::ID_FIELD)], reason)));
        }
        known.insert(value.id().to_owned(), Loaded { value, source });
    }
    Ok(known)
}

fn read<T: Document>(source: &Source) -> Result<T, CatalogError> {
    let raw: Value =
        serde_json::from_str(&source.text).map_err(|error| source.syntax_error(&error))?;
    let value = || {
        known_fields(&raw, T::FIELDS, Vec::new())?;
        T::check_parts(&raw)?;
        let value: T = decode(&raw, Vec::new())?;
        if value.id().trim().is_empty() {
            return Err(fault([key(T::ID_FIELD)], "must not be empty"));
        }
        value.check()?;
        Ok(value)
    };
    value().map_err(|fault: Fault| source.error(&fault))
}

impl Document for Contract {
    const FOLDER: &'static str = "signatures";
    const ID_FIELD: &'static str = "signatureId";
    const FIELDS: &'static [&'static str] = &[
        "format",
        "formatVersion",
        "signatureId",
        "inputSchemaJson",
        "outputSchemaJson",
        "promptIr",
        "defaultParams",
        "defaultConstraints",
        "chat",
    ];

    fn id(&self) -> &str {
        &self.signature_id
    }

    fn check_parts(raw: &Value) -> Result<(), Fault> {
        let blocks = raw.pointer("/promptIr/blocks").and_then(Value::as_array);
        for (at, block) in blocks.into_iter().flatten().enumerate() {
            decode::<Block>(block, vec![key("promptIr"), key("blocks"), Step::Index(at)])?;
        }
        if let Some(params) = raw.get("defaultParams") {
            decode::<ParamFields>(params, vec![key("defaultParams")])?;
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Fault> {
        if self.format != "openagents.dse.signature_contract" {
            return Err(fault([key("format")], "must be `openagents.dse.signature_contract`"));
        }
        if self.format_version != 1 {
            return Err(fault([key("formatVersion")], "must be 1"));
        }
        for (name, pointer) in self.chat.iter().flat_map(ChatFields::places) {
            if !pointer.starts_with('/') {
                return Err(fault(
                    [key("chat"), key(name)],
                    "must be a JSON pointer, as `/field` is",
                ));
            }
        }
        let input = validator(&self.input_schema_json, "inputSchemaJson")?;
        let output = validator(&self.output_schema_json, "outputSchemaJson")?;
        check_few_shots(&self.prompt_ir, &input, &output)
    }
}

fn validator(schema: &Value, field: &str) -> Result<jsonschema::Validator, Fault> {
    jsonschema::draft7::new(schema)
        .map_err(|error| fault([key(field)], format!("not a JSON Schema: {error}")))
}

/// Few-shot ids are unique in the whole prompt, because parameters choose by
/// id, and every example keeps the contract that it illustrates.
fn check_few_shots(
    prompt: &PromptIr,
    input: &jsonschema::Validator,
    output: &jsonschema::Validator,
) -> Result<(), Fault> {
    let mut seen = HashSet::new();
    for (block_at, block) in prompt.blocks().iter().enumerate() {
        let Block::FewShot { examples } = block else { continue };
        for (at, example) in examples.iter().enumerate() {
            let place = |field: &str| {
                let blocks = [key("promptIr"), key("blocks"), Step::Index(block_at)];
                blocks.into_iter().chain([key("examples"), Step::Index(at), key(field)])
            };
            if !seen.insert(&example.id) {
                let reason = format!("the few-shot id `{}` is used twice", example.id);
                return Err(fault(place("id"), reason));
            }
            let parts = [("input", &example.input, input), ("output", &example.output, output)];
            for (field, value, schema) in parts {
                if let Err(error) = schema.validate(value) {
                    let at = error.instance_path();
                    let reason = format!("breaks the contract at `{at}`: {error}");
                    return Err(fault(place(field), reason));
                }
            }
        }
    }
    Ok(())
}

impl Document for JobSpec {
    const FOLDER: &'static str = "jobs";
    const ID_FIELD: &'static str = "signatureId";
    const FIELDS: &'static [&'static str] =
        &["signatureId", "rewardId", "searchSpace", "optimizer", "sample", "judgeBar"];

    fn id(&self) -> &str {
        &self.signature_id
    }

    fn check(&self) -> Result<(), Fault> {
        known_fields(&self.search_space, SEARCH_SPACE_FIELDS, vec![key("searchSpace")])?;
        if let Some(bar) = &self.judge_bar {
            if !(-1.0..=1.0).contains(&bar.min_kappa) {
                let place = [key("judgeBar"), key("minKappa")];
                return Err(fault(place, "must be from -1 to 1"));
            }
            if bar.min_labels == 0 {
                return Err(fault([key("judgeBar"), key("minLabels")], "must be at least 1"));
            }
        }
        for (name, variants) in self.search_space.as_object().into_iter().flatten() {
            let variants = variants.as_array().into_iter().flatten();
            let mut seen = HashSet::new();
            for (at, variant) in variants.enumerate() {
                let place = [key("searchSpace"), key(name), Step::Index(at), key("id")];
                match variant.get("id").and_then(Value::as_str) {
                    None => return Err(fault(place, "every variant needs an `id` of text")),
                    Some(id) if !seen.insert(id) => {
                        return Err(fault(place, format!("the variant id `{id}` is used twice")));
                    }
                    Some(_) => {}
                }
            }
        }
        Ok(())
    }
}

const SEARCH_SPACE_FIELDS: &[&str] = &[
    "strategyVariants",
    "instructionVariants",
    "fewShot",
    "rlmControllerInstructionVariants",
    "rlmChunkingPolicyVariants",
    "rlmSubRoleVariants",
    "budgetProfiles",
];

impl Document for RewardBundle {
    const FOLDER: &'static str = "rewards";
    const ID_FIELD: &'static str = "rewardId";
    const FIELDS: &'static [&'static str] = &["rewardId", "rewardVersion", "signals"];

    fn id(&self) -> &str {
        &self.reward_id
    }

    fn check_parts(raw: &Value) -> Result<(), Fault> {
        let signals = raw.get("signals").and_then(Value::as_array);
        for (at, signal) in signals.into_iter().flatten().enumerate() {
            let place = vec![key("signals"), Step::Index(at)];
            known_fields(signal, SIGNAL_FIELDS, place.clone())?;
            decode::<crate::model::reward::SignalSpec>(signal, place)?;
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Fault> {
        if self.signals.is_empty() {
            return Err(fault([key("signals")], "a reward needs at least one signal"));
        }
        for (at, signal) in self.signals.iter().enumerate() {
            let place = |field| [key("signals"), Step::Index(at), key(field)];
            if signal.weight.is_some_and(|weight| weight < 0.0) {
                return Err(fault(place("weight"), "must not be negative"));
            }
            if matches!(signal.kind, SignalKind::Judge { judge_signature_id: None, .. }) {
                let reason = "a judge signal names its judge in `judgeSignatureId`";
                return Err(fault(place("kind"), reason));
            }
        }
        Ok(())
    }
}

const SIGNAL_FIELDS: &[&str] = &[
    "kind",
    "signalId",
    "weight",
    "metricId",
    "metricVersion",
    "judgeSignatureId",
    "field",
    "targetDurationMs",
    "targetLmCalls",
    "targetToolCalls",
    "maxFailures",
    "maxQuoteChars",
];

impl Document for Pin {
    const FOLDER: &'static str = "pinned";
    const ID_FIELD: &'static str = "signatureId";
    const FIELDS: &'static [&'static str] = &["signatureId", "compiled_id", "createdAt", "hashes"];

    fn id(&self) -> &str {
        &self.signature_id
    }
}

/// A misspelt field would otherwise be ignored without a word.
fn known_fields(raw: &Value, known: &[&str], at: Vec<Step>) -> Result<(), Fault> {
    let Some(map) = raw.as_object() else {
        return Err(Fault { path: at, reason: "must be a JSON object".to_owned() });
    };
    match map.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => {
            let hint = did_you_mean(name, known.iter().copied());
            let path = at.into_iter().chain([key(name)]).collect();
            Err(Fault { path, reason: format!("unknown field{hint}") })
        }
    }
}

fn decode<T: DeserializeOwned>(raw: &Value, at: Vec<Step>) -> Result<T, Fault> {
    use serde_path_to_error::Segment;
    serde_path_to_error::deserialize(raw).map_err(|error| {
        let inner = error.path().iter().filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Map { key } => Some(Step::Key(key.clone())),
            Segment::Enum { .. } | Segment::Unknown => None,
        });
        Fault { path: at.into_iter().chain(inner).collect(), reason: error.inner().to_string() }
    })
}

pub(super) fn key(name: &str) -> Step {
    Step::Key(name.to_owned())
}

pub(super) fn fault(path: impl IntoIterator<Item = Step>, reason: impl Into<String>) -> Fault {
    Fault { path: path.into_iter().collect(), reason: reason.into() }
}
