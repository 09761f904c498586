//! What the shipped datasets promise.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

use super::Catalog;
use crate::model::example::{Example, Split};

const SELECT_TOOL: &str = "@openagents/autopilot/blueprint/SelectTool.v1";
const DIFFICULTIES: [&str; 3] = ["easy", "hard", "adversarial"];

fn select_tool_rows() -> Vec<Example> {
    let text = include_str!("../../fixtures/datasets/select-tool.v1.jsonl");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn answer(row: &Example) -> &str {
    row.expected_json.get("toolName").and_then(Value::as_str).unwrap_or("none")
}

fn has(row: &Example, tag: &str) -> bool {
    row.tags.iter().any(|own| own == tag)
}

#[test]
fn rows_keep_the_contract_and_carry_their_tags() {
    let catalog = Catalog::shipped();
    let contract = catalog.signature(SELECT_TOOL).unwrap();
    let input = jsonschema::draft7::new(&contract.input_schema_json).unwrap();
    let output = jsonschema::draft7::new(&contract.output_schema_json).unwrap();
    for row in select_tool_rows() {
        let id = &row.example_id;
        assert!(input.is_valid(&row.input_json) && output.is_valid(&row.expected_json), "{id}");
        for tag in ["overnight", "selecttool", "selecttool.v1", answer(&row)] {
            assert!(has(&row, tag), "{id} lacks {tag}");
        }
        assert_eq!(DIFFICULTIES.iter().filter(|tag| has(&row, tag)).count(), 1, "{id}");
    }
}

#[test]
fn splits_are_large_enough_balanced_and_hold_every_answer() {
    let rows = select_tool_rows();
    assert!(rows.len() >= 120);
    let mut counts: BTreeMap<(Split, &str), usize> = BTreeMap::new();
    for row in &rows {
        *counts.entry((row.split.unwrap(), answer(row))).or_default() += 1;
    }
    let of = |split| counts.iter().filter(move |((own, _), _)| *own == split).map(|(_, n)| *n);
    for split in [Split::Train, Split::Holdout, Split::Test] {
        assert_eq!(of(split).count(), 8, "{split:?}");
        assert!(of(split).max().unwrap() <= of(split).min().unwrap() * 2, "{split:?}");
    }
    assert!(of(Split::Holdout).sum::<usize>() >= 40);
    for split in [Split::Train, Split::Holdout] {
        let inside = rows.iter().filter(|row| row.split == Some(split));
        let kinds = inside.flat_map(|row| DIFFICULTIES.iter().filter(|tag| has(row, tag)));
        assert_eq!(kinds.collect::<BTreeSet<_>>().len(), 3, "{split:?}");
    }
}

#[test]
fn ids_and_messages_are_unique_and_unlike_across_splits() {
    let rows = select_tool_rows();
    let ids: HashSet<_> = rows.iter().map(|row| &row.example_id).collect();
    assert_eq!(ids.len(), rows.len());
    let shingled: Vec<_> = rows.iter().map(|row| (row, shingles(row))).collect();
    for (at, (left, left_shingles)) in shingled.iter().enumerate() {
        for (right, right_shingles) in &shingled[..at] {
            let shared = left_shingles.intersection(right_shingles).count();
            let all = left_shingles.union(right_shingles).count();
            let similarity = shared as f64 / all as f64;
            let limit = if left.split == right.split { 0.6 } else { 0.4 };
            let (left, right) = (&left.example_id, &right.example_id);
            assert!(similarity < limit, "{left} and {right}: {similarity:.2}");
        }
    }
}

/// The word pairs and single words of a message.
fn shingles(row: &Example) -> HashSet<String> {
    let message = row.input_json["message"].as_str().unwrap().to_lowercase();
    let words: Vec<&str> =
        message.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let pairs = words.windows(2).map(|pair| pair.join(" "));
    words.iter().map(|&word| word.to_owned()).chain(pairs).collect()
}
