use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::dataset::json::Scanner;
use crate::dataset::testing;

fn scan(text: &str) -> Scanner {
    let mut scanner = Scanner::default();
    scanner.scan(text.as_bytes(), 100).expect("valid JSON");
    scanner
}

/// What is wrong with `value`, as `pointer: message` lines.
fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let text = value.to_string();
    let scanner = scan(&text);
    let schema = Schema::new(schema).expect("a valid schema");
    assert!(schema.is_planned());
    schema
        .violations(&scanner.tape, text.as_bytes(), 0)
        .into_iter()
        .map(|violation| format!("{}: {}", violation.pointer, violation.message))
        .collect()
}

fn tool() -> Value {
    json!({"$schema": "http://json-schema.org/draft-07/schema#", "anyOf": [
        {"type": "object", "required": ["action"], "additionalProperties": false,
         "properties": {"action": {"type": "string", "enum": ["none"]}}},
        {"type": "object", "required": ["action", "toolName"], "additionalProperties": false,
         "properties": {"action": {"type": "string", "enum": ["tool"]},
                        "toolName": {"type": "string", "enum": ["reset", "refund"]}}}]})
}

#[test]
fn of_alternatives_the_nearest_is_explained() {
    assert_eq!(
        faults(&tool(), &json!({"action": "tool", "toolName": "refnd"})),
        [r#"/toolName: `"refnd"` is not one of the allowed values"#]
    );
    assert_eq!(
        faults(&tool(), &json!({"action": "tool"})),
        [": the required property `toolName` is missing"]
    );
    assert_eq!(faults(&tool(), &json!("none")), [": expected an object, found a string"]);
    assert!(faults(&tool(), &json!({"action": "none"})).is_empty());
}

#[test]
fn schemas_beyond_the_plan_go_to_the_crate() {
    let schema =
        json!({"type": "object", "properties": {"a~/b": {"type": "string", "pattern": "^x"}}});
    let schema = Schema::new(&schema).expect("a valid schema");
    assert!(!schema.is_planned());
    let text = r#"{"a~/b":"y"}"#;
    let scanner = scan(text);
    let violations = schema.violations(&scanner.tape, text.as_bytes(), 0);
    assert_eq!(violations[0].pointer, "/a~0~1b");
    assert_eq!(scanner.tape.node(violations[0].node).span(), 8..11);
}

#[test]
fn references_that_never_end_have_no_plan() {
    assert!(compile::compile(&json!({"$ref": "#"})).is_none());
    assert!(compile::compile(&json!({"properties": {"next": {"$ref": "#"}}})).is_some());
}

#[test]
fn broken_schemas_are_refused() {
    assert!(Schema::new(&json!({"type": "strin"})).is_err());
    assert!(Schema::new(&json!({"required": "a"})).is_err());
    assert!(Schema::new(&json!({"minLength": -1})).is_err());
}

fn schemas() -> impl Strategy<Value = Value> {
    let kind = || {
        prop::sample::select(vec![
            "null", "boolean", "number", "integer", "string", "array", "object",
        ])
    };
    let leaf = prop_oneof![
        Just(json!(true)),
        Just(json!(false)),
        Just(json!({})),
        Just(json!({"$id": "/schemas/unknown", "title": "unknown"})),
        Just(json!({"$ref": "#/$defs/d"})),
        Just(json!({"$ref": "#/$defs/d", "type": "string"})),
        kind().prop_map(|kind| json!({"type": kind})),
        (kind(), kind())
            .prop_filter("two", |(a, b)| a != b)
            .prop_map(|(a, b)| json!({"type": [a, b]})),
        prop::collection::btree_set(-2..3i8, 1..4).prop_map(|values| json!({"enum": values})),
        prop::collection::btree_set(testing::key(), 1..4)
            .prop_map(|values| json!({"enum": values})),
        testing::json().prop_map(|value| json!({"const": value})),
        (0..4usize, 0..6usize).prop_map(|(min, max)| json!({"minLength": min, "maxLength": max})),
        (-3..3i8, -3.0..3.0f64)
            .prop_map(|(min, max)| json!({"minimum": min, "exclusiveMaximum": max})),
        (-3..3i8, -3..3i8)
            .prop_map(|(above, max)| json!({"exclusiveMinimum": above, "maximum": max})),
    ];
    leaf.prop_recursive(3, 24, 4, move |inner| {
        let members = prop::collection::btree_map(testing::key(), inner.clone(), 0..3);
        let required = prop::collection::btree_set(testing::key(), 0..2);
        let rest = prop_oneof![Just(json!(true)), Just(json!(false)), inner.clone()];
        prop_oneof![
            (members, required, rest.clone(), 0..4usize).prop_map(|(members, required, rest, max)| json!({
                "properties": members, "required": required, "additionalProperties": rest, "maxProperties": max + 1})),
            (inner.clone(), 0..3usize).prop_map(|(item, min)| json!({"items": item, "minItems": min, "type": "array"})),
            (prop::collection::vec(inner.clone(), 1..3), rest).prop_map(|(first, rest)| json!({
                "items": first, "additionalItems": rest, "maxItems": 3})),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| json!({"anyOf": parts})),
            prop::collection::vec(inner, 1..3).prop_map(|parts| json!({"allOf": parts})),
        ]
    })
}

/// Draft 7 and, where the schema is one there too, the newest draft.
fn documents() -> impl Strategy<Value = Value> {
    (schemas(), schemas(), any::<bool>()).prop_map(|(schema, definition, old)| {
        let mut document = json!({"$defs": {"d": definition}, "allOf": [schema]});
        if old {
            document["$schema"] = json!("http://json-schema.org/draft-07/schema#");
        }
        document
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn plans_judge_as_the_crate_does(document in documents(), value in testing::json()) {
        let Some(plan) = compile::compile(&document) else { return Ok(()) };
        let full = build(&document).expect("a document that has a plan is a valid schema");
        let text = value.to_string();
        let scanner = scan(&text);
        let verdict = plan.check(&scanner.tape, text.as_bytes(), 0);
        if verdict != Verdict::Unsure {
            prop_assert_eq!(verdict == Verdict::Valid, full.is_valid(&value), "{} {}", document, value);
        }
        let violations = explain::by_plan(&plan, &scanner.tape, text.as_bytes(), 0);
        prop_assert_eq!(violations.is_empty(), verdict != Verdict::Invalid, "{} {}", document, value);
        for violation in violations {
            prop_assert!(scanner.tape.node(violation.node).span().end <= text.len());
        }
    }
}
