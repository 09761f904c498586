use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn source(text: &str) -> Source {
    Source::spooled("test", text.as_bytes()).unwrap()
}

fn rows(text: &str) -> Vec<Result<Value, String>> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_str(line).map_err(|_| line.to_owned()))
        .collect()
}

fn diff(old: &str, new: &str) -> Diff {
    Diff::of(&source(old), &source(new)).unwrap()
}

const A: &str = r#"{"exampleId":"a","inputJson":1,"expectedJson":"x","split":"train"}
{"exampleId":"b","inputJson":2,"expectedJson":"x"}
{"exampleId":"c","inputJson":3,"expectedJson":"y"}
"#;

#[test]
fn order_and_layout_are_nothing() {
    let b = "{\"inputJson\": 3.0, \"expectedJson\": \"\\u0079\", \"exampleId\": \"c\"}\n\n";
    let b = format!("{b}{}", A.lines().take(2).collect::<Vec<_>>().join("\n"));
    let found = diff(A, &b);
    assert!(found.is_empty());
    assert_eq!(found.unchanged, 3);
}

#[test]
fn rows_are_added_removed_renamed_changed_and_moved() {
    let b = A
        .replace("\"b\"", "\"b2\"")
        .replace("\"split\":\"train\"", "\"split\":\"holdout\"")
        .replace(
            "\"inputJson\":3,\"expectedJson\":\"y\"",
            "\"inputJson\":3,\"expectedJson\":\"z\"",
        );
    let found = diff(A, &b);
    assert_eq!((found.added.len(), found.removed.len()), (0, 0));
    assert_eq!(found.renamed, [Pair { old: 1, new: 1 }]);
    assert_eq!(found.changed.len(), 2);
    assert!(found.is_move(found.changed[0]) && !found.is_label_change(found.changed[0]));
    assert!(found.is_label_change(found.changed[1]));
}

#[test]
fn changes_are_told_by_pointer() {
    let old = json!({"a": {"b/c": [1, 2]}, "d": "x"});
    let new = json!({"a": {"b/c": [1, 3]}, "e": null});
    let found: Vec<_> = changes(&old, &new).into_iter().map(|change| change.pointer).collect();
    assert_eq!(found, ["/a/b~1c/1", "/d", "/e"]);
}

#[test]
fn a_patch_does_not_fit_another_file() {
    let b = A.replace("\"y\"", "\"z\"");
    let patch = make(&diff(A, &b), &source(A), &source(&b)).unwrap();
    let other = A.replace("\"y\"", "\"w\"");
    assert!(matches!(apply(&source(&other), &patch), Err(PatchError::Conflict(id)) if id == "c"));
    let other = A.replace("\"c\"", "\"q\"");
    assert!(matches!(apply(&source(&other), &patch), Err(PatchError::Missing(id)) if id == "c"));
    assert!(Patch::parse("{}").is_err());
}

/// Few ids and contents, so that rows repeat, move and change; broken lines too.
fn files() -> impl Strategy<Value = String> {
    let id = prop::sample::select(vec!["a", "b", "c", "d", "é"]);
    let split = prop::sample::select(vec!["train", "holdout", "odd"]);
    let row = (id, 0..4u8, 0..3u8, split).prop_map(|(id, input, answer, split)| {
        json!({"exampleId": id, "inputJson": input, "expectedJson": answer, "split": split})
            .to_string()
    });
    let line = prop_oneof![8 => row, 1 => Just("{broken".to_owned()), 1 => Just("[1]".to_owned()), 1 => Just(String::new())];
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_patch_gives_the_other_side_back(old in files(), new in files()) {
        let (before, after) = (source(&old), source(&new));
        let found = Diff::of(&before, &after).unwrap();
        let patch = make(&found, &before, &after).unwrap();
        let read = Patch::parse(&patch.text()).unwrap();
        prop_assert_eq!(&read, &patch);
        let result = apply(&before, &read).unwrap();
        prop_assert_eq!(rows(&result), rows(&new));
        let again = Diff::of(&source(&result), &after).unwrap();
        prop_assert!(again.is_empty());
    }
}
