//! Test vectors: tables of cases that every implementation of the wire must
//! agree on. A file a test; `DSE_VECTORS` names another folder of the same
//! files, of which it may hold only some.

mod canary_bucket;
mod canonical_json;
#[cfg(feature = "server")]
mod compile;
mod contract_hash;
#[cfg(feature = "server")]
mod dataset_hash;
#[cfg(feature = "server")]
mod decode;
#[cfg(feature = "server")]
mod eval;
mod job_hash;
mod params_hash;
#[cfg(feature = "server")]
mod predict;
#[cfg(feature = "server")]
mod scene;
#[cfg(feature = "server")]
mod trace_export;

use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
};

use dse::canon;
use serde_json::{Map, Value, json};

/// One case of a file.
pub struct Case {
    pub name: String,
    pub input: Value,
    pub expected: Value,
}

/// Runs every case of a file and reports all that differ at once. `run` turns
/// a case into what it got, in the shape of the case's `expected`.
pub fn check(file: &str, run: impl Fn(&Case) -> Value) {
    check_with(file, |case| vec![("", case.expected.clone(), run(case))]);
}

/// The same, with several things to compare a case: a label, what is expected
/// and what came.
pub fn check_with(file: &str, run: impl Fn(&Case) -> Vec<(&'static str, Value, Value)>) {
    let Some(cases) = load(file) else { return };
    assert!(!cases.is_empty(), "{file} holds no case");
    let total = cases.len();
    let mut failed = Vec::new();
    for case in cases {
        let mut differences = Vec::new();
        match catch_unwind(AssertUnwindSafe(|| run(&case))) {
            Ok(compared) => {
                for (label, expected, got) in compared {
                    differ(label, &expected, &got, &mut differences);
                }
            }
            Err(_) => differences.push("panicked, see above".to_owned()),
        }
        if !differences.is_empty() {
            failed.push(format!("{}\n  {}", case.name, differences.join("\n  ")));
        }
    }
    let count = failed.len();
    assert!(failed.is_empty(), "{file}: {count} of {total} cases differ\n{}", failed.join("\n"));
}

/// The cases of a file; `None` when a folder of the caller's lacks the file.
fn load(file: &str) -> Option<Vec<Case>> {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let given = env::var_os("DSE_VECTORS").map(PathBuf::from);
    let folder = given.as_ref().unwrap_or(&own);
    assert!(folder.is_dir(), "{} is not a folder of vectors", folder.display());
    let path = folder.join(file);
    if given.is_some() && !path.exists() {
        return None;
    }
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{} cannot be read: {error}", path.display()));
    let document: Value = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{} is not JSON: {error}", path.display()));
    let cases = document["cases"].as_array().expect("a file holds a list of cases");
    Some(cases.iter().map(case).collect())
}

fn case(document: &Value) -> Case {
    Case {
        name: document["name"].as_str().expect("a case has a name").to_owned(),
        input: document["input"].clone(),
        expected: document["expected"].clone(),
    }
}

/// Collects where two values differ. Numbers are equal as doubles.
fn differ(path: &str, expected: &Value, got: &Value, found: &mut Vec<String>) {
    match (expected, got) {
        (Value::Object(left), Value::Object(right)) => {
            let missing = Value::String("(nothing)".to_owned());
            let keys = left.keys().chain(right.keys().filter(|key| !left.contains_key(*key)));
            for key in keys {
                let path = format!("{path}/{key}");
                let side = |map: &Map<String, Value>| map.get(key).unwrap_or(&missing).clone();
                differ(&path, &side(left), &side(right), found);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                differ(&format!("{path}/{index}"), left, right, found);
            }
        }
        _ if canon::to_string(expected) == canon::to_string(got) => {}
        _ => found.push(format!("{path}: expected {}, got {}", cut(expected), cut(got))),
    }
}

fn cut(value: &Value) -> String {
    canon::to_string(value).chars().take(400).collect()
}

/// An object without some of its keys.
pub fn without(value: &Value, keys: &[&str]) -> Value {
    let mut value = value.clone();
    if let Some(map) = value.as_object_mut() {
        map.retain(|key, _| !keys.contains(&key.as_str()));
    }
    value
}

#[test]
fn a_difference_is_found_wherever_it_is() {
    let mut found = Vec::new();
    differ("", &json!({"a": [1, 2.0], "b": null}), &json!({"a": [1.0, 3]}), &mut found);
    assert_eq!(found, ["/a/1: expected 2, got 3", "/b: expected null, got \"(nothing)\""]);
}
