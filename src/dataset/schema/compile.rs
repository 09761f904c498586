//! A schema document to a plan, or to none where a keyword is not among those
//! that plans know.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::plan::{ArrayStep, Bounds, Constant, ObjectStep, Plan, Property, Rest, Step, Types};
use crate::dataset::json::{Kind, Scanner};

/// Integers up to here are exact as doubles.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Keywords that say nothing about validity, or are read along with others.
const SILENT: [&str; 13] = [
    "$schema",
    "$id",
    "$comment",
    "title",
    "description",
    "default",
    "examples",
    "readOnly",
    "writeOnly",
    "deprecated",
    "required",
    "additionalProperties",
    "prefixItems",
];

/// The plan of `source`; none where the full validator has to judge.
pub(super) fn compile(source: &Value) -> Option<Plan> {
    let mut compiler = Compiler {
        root: source,
        old: is_old_draft(source)?,
        steps: Vec::new(),
        known: FxHashMap::default(),
    };
    compiler.schema(source, true)?;
    let plan = Plan { steps: compiler.steps };
    ends_everywhere(&plan).then_some(plan)
}

/// Whether the document follows draft 6 or 7, where `$ref` hides its siblings
/// and `items` may be a list. Older and unknown drafts have no plan.
fn is_old_draft(source: &Value) -> Option<bool> {
    let Some(draft) = source.get("$schema") else { return Some(false) };
    let draft = draft.as_str()?.trim_end_matches('#');
    match draft.trim_start_matches("http://").trim_start_matches("https://") {
        "json-schema.org/draft-07/schema" | "json-schema.org/draft-06/schema" => Some(true),
        "json-schema.org/draft/2019-09/schema" | "json-schema.org/draft/2020-12/schema" => {
            Some(false)
        }
        _ => None,
    }
}

struct Compiler<'a> {
    root: &'a Value,
    old: bool,
    steps: Vec<Step>,
    /// Steps by the reference that leads to them.
    known: FxHashMap<&'a str, usize>,
}

impl<'a> Compiler<'a> {
    /// Adds the steps of `schema` and returns the index of its own.
    fn schema(&mut self, schema: &'a Value, is_root: bool) -> Option<usize> {
        let index = self.steps.len();
        self.steps.push(Step::default());
        self.fill(index, schema, is_root)?;
        Some(index)
    }

    fn fill(&mut self, index: usize, schema: &'a Value, is_root: bool) -> Option<()> {
        let mut step = Step::default();
        match schema {
            Value::Bool(always) => step.never = !always,
            Value::Object(keywords) => {
                if !is_root && keywords.contains_key("$id") && mentions_reference(schema) {
                    return None;
                }
                let hides = self.old && keywords.contains_key("$ref");
                for (keyword, value) in keywords {
                    self.keyword(&mut step, keyword, value)?;
                }
                self.object(&mut step, keywords)?;
                self.array(&mut step, keywords)?;
                if hides {
                    let reference = self.reference(keywords["$ref"].as_str()?)?;
                    step = Step { all_of: vec![reference], ..Step::default() };
                }
            }
            _ => return None,
        }
        self.steps[index] = step;
        Some(())
    }

    fn keyword(&mut self, step: &mut Step, keyword: &str, value: &'a Value) -> Option<()> {
        match keyword {
            "type" => step.types = types(value)?,
            "enum" => step.allowed = Some(constants(value.as_array()?)?),
            "const" if step.allowed.is_none() => {
                step.allowed = Some(constants(std::slice::from_ref(value))?);
            }
            "minLength" => step.length.min = count(value)?,
            "maxLength" => step.length.max = count(value)?,
            "minimum" => step.range.min = Some(bound(value)?),
            "maximum" => step.range.max = Some(bound(value)?),
            "exclusiveMinimum" => step.range.above = Some(bound(value)?),
            "exclusiveMaximum" => step.range.below = Some(bound(value)?),
            "$ref" => step.all_of.push(self.reference(value.as_str()?)?),
            "allOf" => {
                for part in some(value)? {
                    step.all_of.push(self.schema(part, false)?);
                }
            }
            "anyOf" => {
                let parts = some(value)?.iter().map(|part| self.schema(part, false));
                step.any_of.push(parts.collect::<Option<_>>()?);
            }
            // Parts that are not used must be valid schemas all the same.
            "$defs" | "definitions" => {
                for part in value.as_object()?.values() {
                    self.schema(part, false)?;
                }
            }
            "additionalItems" => {
                self.schema(value, false)?;
            }
            "properties" | "minProperties" | "maxProperties" | "items" | "minItems"
            | "maxItems" => {}
            _ if SILENT.contains(&keyword) || keyword.starts_with("x-") => {}
            _ => return None,
        }
        Some(())
    }

    /// The step that a local reference leads to.
    fn reference(&mut self, reference: &'a str) -> Option<usize> {
        if let Some(&index) = self.known.get(reference) {
            return Some(index);
        }
        let pointer = reference.strip_prefix('#')?;
        if pointer.contains('%') {
            return None;
        }
        let target = self.root.pointer(pointer)?;
        if target.get("$id").is_some() && !pointer.is_empty() {
            return None;
        }
        let index = self.steps.len();
        self.steps.push(Step::default());
        self.known.insert(reference, index);
        self.fill(index, target, pointer.is_empty())?;
        Some(index)
    }

    fn rest(&mut self, schema: Option<&'a Value>) -> Option<Rest> {
        Some(match schema {
            None | Some(Value::Bool(true)) => Rest::Allowed,
            Some(Value::Bool(false)) => Rest::Denied,
            Some(schema) => Rest::Step(self.schema(schema, false)?),
        })
    }

    fn object(&mut self, step: &mut Step, keywords: &'a Map<String, Value>) -> Option<()> {
        let names =
            ["properties", "required", "additionalProperties", "minProperties", "maxProperties"];
        if !names.iter().any(|name| keywords.contains_key(*name)) {
            return Some(());
        }
        let mut object = ObjectStep {
            rest: self.rest(keywords.get("additionalProperties"))?,
            count: bounds(keywords, "minProperties", "maxProperties")?,
            ..ObjectStep::default()
        };
        if let Some(properties) = keywords.get("properties") {
            for (name, schema) in properties.as_object()? {
                let step = Some(self.schema(schema, false)?);
                object.properties.push(Property { name: name.clone(), required: false, step });
            }
        }
        if let Some(required) = keywords.get("required") {
            for name in required.as_array()? {
                let name = name.as_str()?;
                match object.properties.iter_mut().find(|property| property.name == name) {
                    Some(property) if property.required => return None,
                    Some(property) => property.required = true,
                    None => object.properties.push(Property {
                        name: name.to_owned(),
                        required: true,
                        step: None,
                    }),
                }
                object.required += 1;
            }
        }
        step.object = Some(object);
        Some(())
    }

    fn array(&mut self, step: &mut Step, keywords: &'a Map<String, Value>) -> Option<()> {
        let names = ["items", "prefixItems", "minItems", "maxItems"];
        if !names.iter().any(|name| keywords.contains_key(*name)) {
            return Some(());
        }
        let (first, rest) = match (keywords.get("items"), keywords.get("prefixItems")) {
            (Some(Value::Array(first)), None) if self.old => {
                (first.as_slice(), keywords.get("additionalItems"))
            }
            (Some(Value::Array(_)), _) | (_, Some(_)) => return None,
            (items, None) => (&[][..], items),
        };
        let first = first.iter().map(|item| self.schema(item, false)).collect::<Option<_>>()?;
        let rest = self.rest(rest)?;
        let count = bounds(keywords, "minItems", "maxItems")?;
        step.array = Some(ArrayStep { first, rest, count });
        Some(())
    }
}

fn types(value: &Value) -> Option<Types> {
    let names = match value {
        Value::Array(names) if !names.is_empty() => names.as_slice(),
        Value::String(_) => std::slice::from_ref(value),
        _ => return None,
    };
    let mut types = Types { kinds: 0, whole: false };
    let mut any_number = false;
    for name in names {
        let kind = match name.as_str()? {
            "null" => Kind::Null,
            "boolean" => Kind::Bool,
            "string" => Kind::String,
            "array" => Kind::Array,
            "object" => Kind::Object,
            "integer" => {
                types.whole = true;
                Kind::Number
            }
            "number" => {
                any_number = true;
                Kind::Number
            }
            _ => return None,
        };
        types.kinds |= 1 << kind as u8;
    }
    types.whole &= !any_number;
    Some(types)
}

fn constants(values: &[Value]) -> Option<Vec<Constant>> {
    let mut scanner = Scanner::default();
    values
        .iter()
        .map(|value| {
            scanner.scan(value.to_string().as_bytes(), 64).ok()?;
            let doubtful =
                scanner.tape.nodes().iter().any(|node| node.special && node.kind != Kind::String);
            (!doubtful)
                .then(|| Constant { hash: scanner.tape.node(0).value_hash(), value: value.clone() })
        })
        .collect()
}

fn some(value: &Value) -> Option<&[Value]> {
    value.as_array().map(Vec::as_slice).filter(|parts| !parts.is_empty())
}

fn count(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|count| usize::try_from(count).ok())
}

fn bounds(keywords: &Map<String, Value>, min: &str, max: &str) -> Option<Bounds> {
    let read = |name: &str, free: usize| keywords.get(name).map_or(Some(free), count);
    let free = Bounds::default();
    Some(Bounds { min: read(min, free.min)?, max: read(max, free.max)? })
}

fn bound(value: &Value) -> Option<f64> {
    value.as_f64().filter(|number| number.abs() <= EXACT)
}

fn mentions_reference(schema: &Value) -> bool {
    match schema {
        Value::Object(keywords) => {
            keywords.contains_key("$ref") || keywords.values().any(mentions_reference)
        }
        Value::Array(parts) => parts.iter().any(mentions_reference),
        _ => false,
    }
}

/// Whether no step leads back to itself without going deeper into the value,
/// which would never end.
fn ends_everywhere(plan: &Plan) -> bool {
    /// 0: not seen, 1: on the way, 2: ends.
    fn ends(plan: &Plan, index: usize, state: &mut [u8]) -> bool {
        if state[index] != 0 {
            return state[index] == 2;
        }
        state[index] = 1;
        let step = &plan.steps[index];
        let good = step
            .all_of
            .iter()
            .chain(step.any_of.iter().flatten())
            .all(|&part| ends(plan, part, state));
        state[index] = 2;
        good
    }
    let mut state = vec![0; plan.steps.len()];
    (0..plan.steps.len()).all(|index| ends(plan, index, &mut state))
}
