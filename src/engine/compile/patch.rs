//! How a variant changes the parameters it starts from.

use serde_json::{Map, Value};

use crate::model::params::Params;

/// A change of parameters: groups with the fields that they set.
pub(super) type Patch = Map<String, Value>;

/// The patch that sets one group.
pub(super) fn group(name: &str, fields: Value) -> Patch {
    Map::from_iter([(name.to_owned(), fields)])
}

/// Puts `patch` over `base`: a field of a group replaces the old one whole,
/// other fields stay. What is there keeps its place, what is new comes last.
///
/// # Errors
/// When the outcome is no parameter document.
pub(super) fn apply(base: &Params, patch: &Patch) -> Result<Params, serde_json::Error> {
    Params::parse(Value::Object(merge(base.raw(), patch)))
}

fn merge(base: &Map<String, Value>, patch: &Patch) -> Map<String, Value> {
    let mut merged = base.clone();
    for (key, change) in patch {
        let value = match (merged.get(key), change) {
            (Some(Value::Object(old)), Value::Object(new)) => Value::Object(spread(old, new)),
            _ => change.clone(),
        };
        merged.insert(key.clone(), value);
    }
    merged
}

fn spread(old: &Map<String, Value>, new: &Map<String, Value>) -> Map<String, Value> {
    let mut fields = old.clone();
    fields.extend(new.iter().map(|(key, value)| (key.clone(), value.clone())));
    fields
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().expect("the test gives an object").clone()
    }

    #[test]
    fn one_level_is_spread_and_the_next_is_replaced_whole() {
        let base = object(json!({
            "paramsVersion": 1,
            "rlmLite": {"chunkDefaults": {"chunkChars": 5, "maxChunks": 2}, "subRole": "sub"},
            "decode": {"mode": "jsonish"},
        }));
        let patch = object(
            json!({"rlmLite": {"chunkDefaults": {"chunkChars": 9}}, "strategy": {"id": "s"}}),
        );
        assert_eq!(
            serde_json::to_string(&merge(&base, &patch)).unwrap(),
            r#"{"paramsVersion":1,"rlmLite":{"chunkDefaults":{"chunkChars":9},"subRole":"sub"},"decode":{"mode":"jsonish"},"strategy":{"id":"s"}}"#
        );
    }

    #[test]
    fn a_null_group_is_replaced() {
        let merged =
            merge(&object(json!({"budgets": null})), &object(json!({"budgets": {"a": 1}})));
        assert_eq!(Value::Object(merged), json!({"budgets": {"a": 1}}));
    }

    fn groups() -> impl Strategy<Value = Map<String, Value>> {
        let fields = prop::collection::btree_map("[a-c]", 0i32..5, 0..3);
        prop::collection::btree_map("[k-n]", fields, 0..4).prop_map(|map| object(json!(map)))
    }

    proptest! {
        #[test]
        fn applying_twice_is_applying_once(base in groups(), patch in groups()) {
            let once = merge(&base, &patch);
            prop_assert_eq!(&merge(&once, &patch), &once);
        }

        #[test]
        fn old_keys_keep_their_place_and_nothing_is_lost(base in groups(), patch in groups()) {
            let merged = merge(&base, &patch);
            prop_assert!(merged.keys().zip(base.keys()).all(|(new, old)| new == old));
            for (key, fields) in &patch {
                for (field, value) in fields.as_object().unwrap() {
                    prop_assert_eq!(&merged[key][field], value);
                }
            }
            for (key, fields) in &base {
                for (field, value) in fields.as_object().unwrap() {
                    let changed = patch.get(key).and_then(|fields| fields.get(field));
                    prop_assert_eq!(&merged[key][field], changed.unwrap_or(value));
                }
            }
        }
    }
}
