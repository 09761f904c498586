//! docs/signatures.md names every key that a definition may have, and
//! `dse schema` prints what is read.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::Place;

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of all fields that a schema knows, and the texts that it allows.
fn words(schema: &Value, found: &mut BTreeSet<String>) {
    if let Some(fields) = schema.get("properties").and_then(Value::as_object) {
        found.extend(fields.keys().cloned());
    }
    let allowed = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    found.extend(allowed.chain(schema.get("const")).filter_map(Value::as_str).map(str::to_owned));
    match schema {
        Value::Object(parts) => parts.values().for_each(|part| words(part, found)),
        Value::Array(parts) => parts.iter().for_each(|part| words(part, found)),
        _ => {}
    }
}

/// Whether a page has a word by itself, in code.
fn has(page: &str, word: &str) -> bool {
    page.match_indices(word).any(|(at, _)| {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let before = page[..at].chars().next_back();
        let after = page[at + word.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

#[test]
fn the_pages_name_every_key_and_every_name() {
    let signatures = file("docs/signatures.md");
    let both = format!("{signatures}\n{}", file("docs/optimizers.md"));
    for kind in ["signature", "job", "reward", "pin"] {
        let schema: Value =
            serde_json::from_str(&file(&format!("fixtures/schemas/{kind}.v1.json"))).unwrap();
        let mut found = BTreeSet::new();
        words(&schema, &mut found);
        assert!(found.len() > 5, "{kind}");
        // What optimizers are configured with has a page of its own.
        let page = if kind == "job" { &both } else { &signatures };
        let missing: Vec<_> = found.iter().filter(|word| !has(page, word)).collect();
        assert!(missing.is_empty(), "{kind}: docs/signatures.md lacks {missing:?}");
    }
}

#[test]
fn the_page_links_to_files_and_headings_that_exist() {
    for page in ["docs/signatures.md", "docs/tutorial.md"] {
        let text = file(page);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (target, heading) = link.split_once('#').unwrap_or((link, ""));
            if target.starts_with("http") {
                continue;
            }
            let target = if target.is_empty() { page.to_owned() } else { format!("docs/{target}") };
            let there = file(&target);
            let anchors: Vec<String> = there
                .lines()
                .filter_map(|line| line.strip_prefix('#'))
                .map(|line| line.trim_matches(['#', ' ']).to_lowercase().replace(' ', "-"))
                .collect();
            assert!(
                heading.is_empty() || anchors.iter().any(|one| one == heading),
                "{page}: {link}"
            );
        }
    }
}

#[test]
fn every_schema_is_printed_and_takes_what_is_shipped() {
    let place = Place::new();
    for (kind, example) in [
        ("signature", "fixtures/signatures/select-tool.v1.json"),
        ("job", "fixtures/jobs/recap-thread.v1.json"),
        ("reward", "fixtures/rewards/thread-summary-judge.v1.json"),
        ("pin", "fixtures/pinned/thread-summary-quality.v1.json"),
    ] {
        let schema: Value =
            serde_json::from_str(&place.dse(&["schema", kind]).expect(0).stdout).unwrap();
        let example: Value = serde_json::from_str(&file(example)).unwrap();
        jsonschema::draft7::new(&schema)
            .unwrap()
            .validate(&example)
            .unwrap_or_else(|e| panic!("{kind}: {e}"));
    }
    let words = ["schema", "row", "--signature", "SelectTool"];
    let schema: Value = serde_json::from_str(&place.dse(&words).expect(0).stdout).unwrap();
    let schema = jsonschema::draft7::new(&schema).unwrap();
    for row in file("fixtures/datasets/select-tool.v1.jsonl").lines() {
        let mut row: Value = serde_json::from_str(row).unwrap();
        assert!(schema.is_valid(&row), "{row}");
        row["expectedJson"]["action"] = "maybe".into();
        assert!(!schema.is_valid(&row), "{row}");
    }
    let said = place.dse(&["schema", "signatur"]).expect(2).stderr;
    assert!(said.contains("a similar value exists: 'signature'"), "{said}");
}
