//! Whether the prompt tells the model what it has to answer.

use serde_json::{Map, Value};

use super::{
    contract::blocks,
    fault::{Fault, Kind},
    locate::{Step, key, steps},
};
use crate::{
    canon,
    model::{prompt::only_text, schema::is_annotation},
};

/// A block that shows the signature's own schema.
const BLOCK: &str = r#"{"_tag": "OutputFormat", "format": {"_tag": "JsonSchema"}}"#;

pub(super) fn faults(document: &Value) -> Vec<Fault> {
    let mut formats =
        blocks(document).filter(|(_, block)| block["_tag"] == "OutputFormat").peekable();
    if formats.peek().is_none() {
        return no_block(document).into_iter().collect();
    }
    formats.flat_map(|(path, block)| shown(path, &block["format"], document)).collect()
}

/// A model that is not told the form of an answer mostly answers in prose.
fn no_block(document: &Value) -> Option<Fault> {
    let path = [key("promptIr"), key("blocks")];
    document.pointer("/promptIr/blocks").filter(|blocks| blocks.is_array())?;
    let reason = "no `OutputFormat` block tells the model which JSON to answer with";
    let help = format!("add {BLOCK}, which shows it `outputSchemaJson`");
    Some(Fault::warning(Kind::OutputFormat, path, reason).help(help))
}

/// A schema that a block repeats must ask for what the signature decodes.
fn shown(path: Vec<Step>, format: &Value, document: &Value) -> Vec<Fault> {
    let at = |field: &str| path.iter().cloned().chain([key("format"), key(field)]);
    if format["_tag"] == "PlainText" && only_text(&document["outputSchemaJson"]).is_none() {
        let reason = "a plain text answers with one text, and `outputSchemaJson` is another thing";
        let help = "an object with one property, of type string; or the format JsonSchema";
        return vec![Fault::error(Kind::OutputFormat, at("_tag"), reason).help(help)];
    }
    let Some(schema) = format.get("schema").filter(|_| format["_tag"] == "JsonSchema") else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    if let Some(hash) = format["schemaHash"].as_str()
        && hash != canon::id(schema)
    {
        let reason = format!("the schema's hash is {}", canon::id(schema));
        let fault = Fault::error(Kind::OutputFormat, at("schemaHash"), reason);
        faults.push(fault.help("leave `schemaHash` out, or write this one"));
    }
    let difference = difference(&document["outputSchemaJson"], schema, "");
    let Some(Difference { pointer, contradicts, what }) = difference else { return faults };
    let path: Vec<Step> = at("schema").chain(steps(&pointer)).collect();
    let reason = format!("{what} in `outputSchemaJson`");
    let fault = if contradicts { Fault::error } else { Fault::warning };
    let help = "leave `schema` out, and the block shows the model the signature's own";
    faults.push(fault(Kind::OutputFormat, path, &reason).help(help));
    faults
}

/// The first difference of two schemas.
#[derive(Debug, PartialEq)]
struct Difference {
    /// Where in the shown schema.
    pointer: String,
    /// Both state something about the same, and not the same: a model that does
    /// as it is shown is refused, or answers what is then dropped. Else only
    /// one of them states something.
    contradicts: bool,
    what: String,
}

/// Compares what two schemas state; titles and descriptions are for readers.
fn difference(own: &Value, shown: &Value, pointer: &str) -> Option<Difference> {
    let (Some(own), Some(shown)) = (own.as_object(), shown.as_object()) else {
        return (own != shown).then(|| contradiction(pointer, own, shown));
    };
    let mut milder = None;
    for (keyword, value) in stated(shown) {
        let at = format!("{pointer}/{}", escaped(keyword));
        let found = match own.get(keyword) {
            None => Some(Difference {
                contradicts: false,
                what: format!("`{keyword}` is not stated"),
                pointer: at,
            }),
            Some(other) => keyword_difference(keyword, other, value, &at),
        };
        match found {
            Some(found) if found.contradicts => return Some(found),
            found => milder = milder.or(found),
        }
    }
    let left_out = stated(own).find(|(keyword, _)| !shown.contains_key(*keyword));
    milder.or_else(|| {
        left_out.map(|(keyword, _)| Difference {
            pointer: pointer.to_owned(),
            contradicts: false,
            what: format!("`{keyword}` is not shown, but stated"),
        })
    })
}

fn keyword_difference(keyword: &str, own: &Value, shown: &Value, at: &str) -> Option<Difference> {
    match (keyword, own, shown) {
        ("properties" | "$defs" | "definitions" | "patternProperties", ..) => {
            members(own, shown, at)
        }
        (
            "allOf" | "anyOf" | "oneOf" | "items" | "prefixItems",
            Value::Array(own),
            Value::Array(shown),
        ) if own.len() == shown.len() => {
            let parts = own.iter().zip(shown).enumerate();
            first(
                parts.filter_map(|(n, (own, shown))| difference(own, shown, &format!("{at}/{n}"))),
            )
        }
        ("items" | "additionalProperties" | "not" | "propertyNames" | "additionalItems", ..) => {
            difference(own, shown, at)
        }
        ("required" | "enum" | "type", ..) if sorted(own) == sorted(shown) => None,
        _ if canon::id(own) == canon::id(shown) => None,
        _ => Some(contradiction(at, own, shown)),
    }
}

/// Schemas by name: a name that only one side has is a contradiction.
fn members(own: &Value, shown: &Value, at: &str) -> Option<Difference> {
    let empty = Map::new();
    let own = own.as_object().unwrap_or(&empty);
    let shown = shown.as_object().unwrap_or(&empty);
    let only_shown = shown.keys().find(|name| !own.contains_key(*name)).map(|name| Difference {
        pointer: format!("{at}/{}", escaped(name)),
        contradicts: true,
        what: format!("there is no `{name}`"),
    });
    let only_own = own.keys().find(|name| !shown.contains_key(*name)).map(|name| Difference {
        pointer: at.to_owned(),
        contradicts: true,
        what: format!("`{name}` is missing here, but is"),
    });
    only_shown.or(only_own).or_else(|| {
        let both = own.iter().filter_map(|(name, own)| Some((name, own, shown.get(name)?)));
        first(both.filter_map(|(name, own, shown)| {
            difference(own, shown, &format!("{at}/{}", escaped(name)))
        }))
    })
}

/// The first contradiction, else the first difference.
fn first(found: impl Iterator<Item = Difference>) -> Option<Difference> {
    let mut milder = None;
    for difference in found {
        if difference.contradicts {
            return Some(difference);
        }
        milder = milder.or(Some(difference));
    }
    milder
}

fn contradiction(pointer: &str, own: &Value, shown: &Value) -> Difference {
    let brief = |value: &Value| crate::model::escape::brief(&canon::to_string(value), 60);
    Difference {
        pointer: pointer.to_owned(),
        contradicts: true,
        what: format!("it shows {}, but it is {}", brief(shown), brief(own)),
    }
}

/// The keywords that say which values fit.
fn stated(schema: &Map<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    let fields = schema.iter().map(|(keyword, value)| (keyword.as_str(), value));
    fields.filter(|(keyword, _)| {
        !is_annotation(keyword) || matches!(*keyword, "$defs" | "definitions")
    })
}

fn sorted(value: &Value) -> Vec<String> {
    let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let mut texts: Vec<String> = values.iter().map(canon::to_string).collect();
    texts.sort();
    texts
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_plain_text_is_for_outputs_of_one_text() {
        let faults = |properties: Value| {
            let format = json!({"_tag": "OutputFormat", "format": {"_tag": "PlainText"}});
            faults(
                &json!({"promptIr": {"blocks": [format]}, "outputSchemaJson": {"properties": properties}}),
            )
        };
        assert!(faults(json!({"queue": {"enum": ["a", "b"]}})).is_empty());
        for other in
            [json!({}), json!({"n": {"type": "number"}}), json!({"a": {"type": "string"}, "b": {}})]
        {
            assert_eq!(faults(other).len(), 1);
        }
    }

    fn found(own: Value, shown: Value) -> Option<(String, bool)> {
        difference(&own, &shown, "").map(|found| (found.pointer, found.contradicts))
    }

    #[test]
    fn what_is_for_readers_and_the_order_of_lists_make_no_difference() {
        let own = json!({"$schema": "x", "title": "t", "type": "object", "required": ["a", "b"],
            "properties": {"a": {"enum": ["x", "y"], "description": "d"}, "b": {}}});
        let shown = json!({"type": ["object"], "required": ["b", "a"],
            "properties": {"b": {"title": "B"}, "a": {"enum": ["y", "x"]}}});
        assert_eq!(found(own, shown), None);
    }

    #[test]
    fn what_both_state_must_be_the_same() {
        let schema = |queue: Value| json!({"properties": {"queue": queue}});
        let queue = "/properties/queue";
        let found = |own: Value, shown: Value| found(schema(own), schema(shown));
        let is = |at: &str, contradicts| Some((format!("{queue}{at}"), contradicts));
        assert_eq!(found(json!({"enum": ["a"]}), json!({"enum": ["a", "b"]})), is("/enum", true));
        assert_eq!(found(json!({"type": "string"}), json!({"type": "number"})), is("/type", true));
        assert_eq!(found(json!({"type": "string"}), json!({})), is("", false));
        assert_eq!(found(json!({}), json!({"maxLength": 3})), is("/maxLength", false));
        let union = |kind: &str| json!({"anyOf": [{"type": "null"}, {"type": kind}]});
        assert_eq!(found(union("string"), union("number")), is("/anyOf/1/type", true));
    }

    #[test]
    fn a_property_that_only_one_side_has_is_a_contradiction() {
        let with = |name: &str| json!({"properties": {name: {}}});
        assert_eq!(found(with("queue"), with("label")), Some(("/properties/label".into(), true)));
        let both = json!({"properties": {"queue": {}, "label": {}}});
        assert_eq!(found(both, with("label")), Some(("/properties".into(), true)));
    }
}
