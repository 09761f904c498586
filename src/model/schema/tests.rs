use proptest::prelude::*;
use serde_json::{Value, json};

use super::Schema;

fn kept(schema: Value, value: Value) -> Value {
    Schema::compile(&schema).unwrap().decode(&value).unwrap()
}

/// Where a value does not fit, and why.
fn refused(schema: Value, value: Value) -> (String, String) {
    let mismatch = Schema::compile(&schema).unwrap().decode(&value).unwrap_err();
    (mismatch.pointer, mismatch.reason)
}

fn fits(schema: Value, value: Value) -> bool {
    Schema::compile(&schema).unwrap().fits(&value)
}

fn fault(schema: Value) -> String {
    Schema::compile(&schema).unwrap_err().to_string()
}

/// A member of a union, told apart by its tag.
fn tagged(tag: &str, key: &str) -> Value {
    json!({"type": "object", "required": ["t", key],
        "properties": {"t": {"type": "string", "enum": [tag]}, key: {"type": "number"}}})
}

#[test]
fn unlisted_keys_are_dropped_at_every_level() {
    let inner = json!({"type": "object", "properties": {"b": {}}});
    let schema = json!({"properties": {"a": {"type": "array", "items": inner}}});
    assert_eq!(
        kept(schema, json!({"a": [{"b": {"c": 1}, "x": 1}], "y": 2})),
        json!({"a": [{"b": {"c": 1}}]})
    );
    assert_eq!(kept(json!({"type": "object"}), json!({"any": 1})), json!({"any": 1}));
    let open = json!({"properties": {"a": {}}, "additionalProperties": true});
    assert_eq!(kept(open, json!({"a": 1, "b": 2})), json!({"a": 1}));
}

#[test]
fn a_key_named_proto_is_a_key() {
    let schema = json!({"properties": {"__proto__": {"type": "number"}}});
    assert_eq!(kept(schema, json!({"__proto__": 1})), json!({"__proto__": 1}));
}

#[test]
fn records_keep_their_keys_and_check_their_values() {
    let schema = json!({"type": "object", "required": [], "properties": {},
        "additionalProperties": {"type": "object", "properties": {"n": {"type": "number"}}}});
    assert_eq!(kept(schema.clone(), json!({"k": {"n": 1, "x": 2}})), json!({"k": {"n": 1}}));
    assert_eq!(refused(schema, json!({"k/": {"n": "1"}})).0, "/k~1/n");
    let named = json!({"patternProperties": {"^x-": {"type": "string"}}});
    assert_eq!(kept(named, json!({"x-a": "1", "y": 2})), json!({"x-a": "1"}));
}

#[test]
fn the_first_fitting_member_of_a_union_wins_and_drops_the_rest() {
    let member = |keys: &[&str]| {
        let properties: Value =
            keys.iter().map(|key| ((*key).to_owned(), json!({"type": "number"}))).collect();
        json!({"type": "object", "required": keys, "properties": properties})
    };
    let schema = json!({"anyOf": [member(&["a"]), member(&["a", "b"])]});
    assert_eq!(kept(schema, json!({"b": 1, "a": 2})), json!({"a": 2}));
}

#[test]
fn a_union_explains_the_member_that_was_meant() {
    let schema = json!({"anyOf": [tagged("x", "n"), tagged("y", "m")]});
    let (pointer, reason) = refused(schema.clone(), json!({"t": "y", "m": "1"}));
    assert_eq!((pointer.as_str(), reason.as_str()), ("/m", "must be number, but is a string"));
    let (pointer, reason) = refused(schema.clone(), json!({"t": "z"}));
    assert_eq!((pointer.as_str(), reason.as_str()), ("/t", "\"z\" is none of \"x\", \"y\""));
    assert!(refused(schema, json!(1)).1.contains("none of the 2 alternatives"));
    let literals = json!({"anyOf": [{"enum": ["a"]}, {"enum": ["b"]}]});
    assert_eq!(refused(literals, json!("c")).1, "\"c\" is none of \"a\", \"b\"");
}

#[test]
fn null_is_not_absent() {
    let schema = json!({"properties": {"a": {"type": "string"}}});
    assert!(fits(schema.clone(), json!({})));
    assert_eq!(refused(schema, json!({"a": null})).0, "/a");
}

#[test]
fn a_required_key_of_the_unknown_type_may_be_missing() {
    let unknown = json!({"$id": "/schemas/unknown", "title": "unknown"});
    assert!(fits(json!({"required": ["a"], "properties": {"a": unknown}}), json!({})));
    let reference = json!({"$defs": {"Any": {}}, "required": ["a"],
        "properties": {"a": {"$ref": "#/$defs/Any", "description": "anything"}}});
    assert!(fits(reference, json!({})));
    let typed = json!({"required": ["a"], "properties": {"a": {"type": "null"}}});
    assert_eq!(refused(typed, json!({})).1, "the key \"a\" is missing");
}

#[test]
fn references_and_what_stands_beside_them_both_hold() {
    let schema = json!({"$defs": {"Int": {"type": "integer"}}, "type": "array",
        "items": {"$ref": "#/$defs/Int", "maximum": 5}});
    assert!(fits(schema.clone(), json!([5, 2.0])));
    assert_eq!(refused(schema.clone(), json!([1, 6])).0, "/1");
    assert!(!fits(schema, json!([1.5])));
    let pointer = json!({"$defs": {"a/b c": {"type": "null"}}, "$ref": "#/$defs/a~1b%20c"});
    assert!(fits(pointer, json!(null)));
}

#[test]
fn a_schema_can_contain_itself_but_not_be_itself() {
    let list = json!({"properties": {"next": {"$ref": "#"}, "n": {"type": "number"}}});
    let value = json!({"n": 1, "next": {"n": 2, "x": 3, "next": {}}});
    assert_eq!(kept(list, value), json!({"n": 1, "next": {"n": 2, "next": {}}}));
    assert!(fault(json!({"$ref": "#"})).contains("back to itself"));
    assert!(
        fault(json!({"anyOf": [{"type": "null"}, {"allOf": [{"$ref": "#"}]}]})).contains("itself")
    );
}

/// `width` alternatives in each of `depth` definitions, each of which leads to
/// all of the next one.
fn nested(keyword: &str, width: usize, depth: usize) -> Value {
    let leaf = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    let mut definitions = json!({"d0": leaf});
    for level in 1..=depth {
        let below = json!({"$ref": format!("#/$defs/d{}", level - 1)});
        definitions[format!("d{level}")] = json!({keyword: vec![below; width]});
    }
    json!({"$defs": definitions, "$ref": format!("#/$defs/d{depth}")})
}

#[test]
fn schemas_that_multiply_are_refused() {
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let reason = fault(nested(keyword, 30, 4));
        assert!(reason.contains("one value would be held against 1675862 schemas"), "{reason}");
        assert!(fits(nested(keyword, 30, 2), json!({"a": "x"})));
        assert!(!fits(nested(keyword, 30, 2), json!({"a": 1})));
    }
}

/// Each level of the value is reached in two ways, the hundredth in 2^100.
#[test]
fn a_part_that_is_reached_in_many_ways_is_looked_at_once() {
    let both = [json!({"$ref": "#/$defs/n"}), json!({"$ref": "#/$defs/n"})];
    let schema = json!({"allOf": both, "$defs": {"n": {
        "properties": {"next": {"$ref": "#"}, "n": {"type": "number"}}}}});
    let deep = |leaf: Value| (0..100).fold(leaf, |value, _| json!({"next": value, "x": 1}));
    let clean = (0..100).fold(json!({"n": 1}), |value, _| json!({"next": value}));
    assert_eq!(kept(schema.clone(), deep(json!({"n": 1}))), clean);
    assert_eq!(refused(schema, deep(json!({"n": "1"}))).0, format!("{}/n", "/next".repeat(100)));
}

#[test]
fn parts_that_apply_together_keep_what_any_of_them_lists() {
    let schema = json!({"allOf": [
        {"properties": {"a": {"properties": {"x": {}}}}},
        {"properties": {"a": {"properties": {"y": {}}}, "b": {}}},
        {"required": ["b"]},
    ]});
    assert_eq!(
        kept(schema, json!({"a": {"x": 1, "y": 2, "z": 3}, "b": 4, "c": 5})),
        json!({"a": {"x": 1, "y": 2}, "b": 4})
    );
}

#[test]
fn tuples_have_their_places_and_their_end() {
    let schema = json!({"type": "array", "minItems": 2, "items": [{"type": "string"}, {"type": "number"}],
        "additionalItems": false});
    assert!(fits(schema.clone(), json!(["a", 1])));
    assert_eq!(refused(schema.clone(), json!(["a"])).1, "has 1 item, at least 2 expected");
    assert_eq!(refused(schema, json!(["a", 1, 2])).0, "/2");
}

#[test]
fn lengths_are_utf16_units_and_bounds_are_exact() {
    assert!(fits(json!({"maxLength": 2}), json!("😀")));
    assert!(!fits(json!({"maxLength": 1}), json!("😀")));
    assert!(!fits(json!({"exclusiveMinimum": 0}), json!(0)));
    assert!(fits(json!({"exclusiveMaximum": 1}), json!(0.9)));
    assert!(!fits(json!({"uniqueItems": true}), json!([1, 1.0])));
    assert!(fits(json!({"enum": [1]}), json!(1.0)));
    assert!(!fits(json!({"not": {"type": "null"}}), json!(null)));
    assert!(!fits(json!(false), json!(1)));
    assert!(fits(json!({"type": ["string", "null"]}), json!(null)));
}

#[test]
fn a_document_that_is_no_schema_says_where() {
    assert_eq!(
        fault(json!({"properties": {"a": 1}})),
        "schema at /properties/a: a schema is an object or a boolean"
    );
    assert!(fault(json!({"type": "text"})).contains("\"text\" is not a type"));
    assert!(fault(json!({"items": {"$ref": "#/$defs/No"}})).starts_with("schema at /items/$ref"));
    assert!(fault(json!({"pattern": "(?=a)"})).contains("/pattern"));
    assert!(fault(json!({"if": {}})).contains("not supported"));
    assert!(fault(json!({"maxLength": -1})).contains("whole number"));
}

/// Schemas whose verdict does not depend on what is special about ours: every
/// required key has a type, and nothing forbids the keys that we would drop.
fn schemas() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!({"type": "string", "minLength": 1, "maxLength": 3})),
        Just(json!({"type": "integer", "minimum": 0, "exclusiveMaximum": 3})),
        Just(json!({"type": ["number", "null"]})),
        Just(json!({"enum": ["a", 1, null, [1]]})),
        Just(json!({"type": "string", "pattern": "^[a-b]+$"})),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            (inner.clone(), 0_usize..3).prop_map(|(item, max)| {
                json!({"type": "array", "items": item, "maxItems": max})
            }),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| {
                json!({"type": "object", "required": ["a"], "properties": {"a": a, "b": b}})
            }),
            inner.clone().prop_map(|rest| json!({"type": "object", "additionalProperties": rest})),
            prop::collection::vec(inner.clone(), 1..3)
                .prop_map(|members| json!({"anyOf": members})),
            prop::collection::vec(inner, 1..3).prop_map(|members| json!({"allOf": members})),
        ]
    })
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        (-1_i64..4).prop_map(|number| json!(number)),
        Just(json!(1.5)),
        "[abz]{0,4}".prop_map(|text| json!(text)),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::hash_map("[abc]", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_verdict_is_that_of_a_full_validator(schema in schemas(), value in values()) {
        let ours = Schema::compile(&schema).unwrap();
        let theirs = jsonschema::draft7::new(&schema).unwrap();
        prop_assert_eq!(ours.fits(&value), theirs.is_valid(&value));
    }

    #[test]
    fn what_is_kept_fits_and_is_kept_again(schema in schemas(), value in values()) {
        let schema = Schema::compile(&schema).unwrap();
        if let Ok(kept) = schema.decode(&value) {
            prop_assert_eq!(schema.decode(&kept), Ok(kept.clone()));
        }
    }
}
