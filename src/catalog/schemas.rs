//! The JSON Schemas of a signature: what cannot be used, and what would be
//! passed over in silence.

use serde_json::Value;

use super::{
    fault::{Fault, Kind, did_you_mean},
    locate::{Step, key, steps},
};
use crate::model::schema::{Schema, SchemaError, is_annotation, is_unsupported, keywords};

/// What is wrong with the schema in the field `field`.
pub(super) fn faults(schema: &Value, field: &str) -> Vec<Fault> {
    if !schema.is_object() {
        return Vec::new();
    }
    let at = |pointer: &str| [key(field)].into_iter().chain(steps(pointer)).collect::<Vec<_>>();
    let errors = Schema::faults(schema);
    let mut faults: Vec<Fault> = errors
        .iter()
        .map(|SchemaError { pointer, reason }| Fault::error(Kind::Schema, at(pointer), reason))
        .collect();
    if faults.is_empty()
        && let Err(error) = jsonschema::draft7::new(schema)
    {
        let place = at(error.instance_path().as_str());
        faults.push(Fault::error(Kind::Schema, place, format!("not a JSON Schema: {error}")));
    }
    unknown_keywords(schema, at(""), &mut faults);
    faults
}

/// A keyword that constrains, that says nothing, or that was refused before.
fn is_known(keyword: &str) -> bool {
    keywords().any(|known| known == keyword) || is_annotation(keyword) || is_unsupported(keyword)
}

/// Keywords that no JSON Schema has: a slip of one that constrains would let
/// through what its author wants refused.
fn unknown_keywords(schema: &Value, path: Vec<Step>, faults: &mut Vec<Fault>) {
    let Some(map) = schema.as_object() else { return };
    let below = |step: Step| path.iter().cloned().chain([step]).collect::<Vec<_>>();
    for (keyword, value) in map {
        let place = below(key(keyword));
        match keyword.as_str() {
            "properties" | "patternProperties" | "$defs" | "definitions" => {
                for (name, part) in value.as_object().into_iter().flatten() {
                    let place = place.iter().cloned().chain([key(name)]).collect();
                    unknown_keywords(part, place, faults);
                }
            }
            "allOf" | "anyOf" | "oneOf" | "items" | "prefixItems" if value.is_array() => {
                for (at, part) in value.as_array().into_iter().flatten().enumerate() {
                    let place = place.iter().cloned().chain([Step::Index(at)]).collect();
                    unknown_keywords(part, place, faults);
                }
            }
            "items" | "additionalItems" | "additionalProperties" | "propertyNames" | "not" => {
                unknown_keywords(value, place, faults);
            }
            known if is_known(known) => {}
            other => {
                // Nearly any short word is near to `not` and `type`.
                let hint = did_you_mean(other, keywords().filter(|known| known.len() > 4));
                let reason = format!("JSON Schema has no keyword `{other}`{hint}");
                let fault = if hint.is_empty() { Fault::warning } else { Fault::error };
                faults.push(fault(Kind::Schema, place, &reason).on_key());
            }
        }
    }
}
