//! Held-out text inside a candidate, and held-out rows beside their likes in
//! train: either way the holdout would reward memory.

use std::collections::HashSet;

use serde_json::Value;

use crate::model::{
    alike::Pieces,
    dataset::{Dataset, DatasetExample},
    demos::Demos,
    example::Split,
    likes::Likes,
    params::Params,
    prompt::Block,
    signature::Contract,
};

/// Words in a row that do not stand in two texts by chance.
const RUN: usize = 8;

/// A shorter text counts when all of it is there, from this many words on.
const SHORTEST: usize = 4;

/// Ids that a message names.
const NAMED: usize = 3;

/// What leaks, in words; `None` where nothing does.
pub fn find(contract: &Contract, params: &Params, dataset: &Dataset) -> Option<String> {
    if !dataset.has(Split::Holdout) {
        return None;
    }
    let (train, holdout) = (dataset.train(), dataset.holdout());
    let copied = in_candidate(contract, params, &train, &holdout);
    if !copied.is_empty() {
        return Some(format!("the candidate holds text of held-out rows: {}", named(&copied)));
    }
    let twins = in_train(&train, &holdout);
    (!twins.is_empty())
        .then(|| format!("held-out rows are near-duplicates of train rows: {}", named(&twins)))
}

fn named(ids: &[String]) -> String {
    let shown = ids[..ids.len().min(NAMED)].join(", ");
    if ids.len() > NAMED { format!("{shown} and {} more", ids.len() - NAMED) } else { shown }
}

/// Held-out rows whose text stands in the candidate's own texts.
fn in_candidate(
    contract: &Contract,
    params: &Params,
    train: &Dataset,
    holdout: &Dataset,
) -> Vec<String> {
    let demos = Demos::of(params).ok();
    let (texts, shots) = candidate_texts(contract, params, demos.as_ref());
    let words: Vec<Vec<String>> = texts.iter().map(|text| words_of(text)).collect();
    let runs = Runs::of(&words);
    let shots: Vec<Pieces> = shots.into_iter().map(Pieces::of).collect();
    let common: HashSet<String> =
        train.examples().iter().flat_map(|row| leaves(&row.input)).collect();
    let leaks = |row: &DatasetExample| {
        let own = Pieces::of(&row.input);
        let texts = leaves(&row.input).into_iter().chain(leaves(&row.expected));
        shots.iter().any(|shot| own.is_near(shot))
            || texts.filter(|text| !common.contains(text)).any(|text| runs.hold(&text))
    };
    let rows = holdout.examples().iter();
    rows.filter(|row| leaks(row)).map(|row| row.example_id.clone()).collect()
}

/// The texts that the candidate brings, and the inputs of its few-shots.
fn candidate_texts<'a>(
    contract: &'a Contract,
    params: &'a Params,
    demos: Option<&'a Demos>,
) -> (Vec<String>, Vec<&'a Value>) {
    let instruction = params.instruction.as_ref().and_then(|choice| choice.text.clone());
    let rlm = params.rlm_lite.as_ref();
    let mut shots = Vec::new();
    let mut texts: Vec<String> = instruction
        .or_else(|| contract.prompt_ir.instruction())
        .into_iter()
        .chain(rlm.and_then(|rlm| rlm.controller_instructions.clone()))
        .chain(rlm.and_then(|rlm| rlm.extraction_system.clone()))
        .collect();
    // Faulty demonstrations are shown in no prompt.
    for demo in demos.map_or(&[][..], Demos::all) {
        texts.extend(leaves(&demo.input));
        texts.extend(leaves(&demo.output));
        shots.push(&demo.input);
    }
    let chosen = params.few_shot.as_ref().map(|choice| &choice.example_ids);
    for block in contract.prompt_ir.blocks() {
        let Block::FewShot { examples } = block else { continue };
        for shot in examples.iter().filter(|shot| chosen.is_none_or(|ids| ids.contains(&shot.id))) {
            texts.extend(leaves(&shot.input));
            texts.extend(leaves(&shot.output));
            shots.push(&shot.input);
        }
    }
    (texts, shots)
}

/// Every string inside a value.
fn leaves(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(leaves).collect(),
        Value::Object(fields) => fields.values().flat_map(leaves).collect(),
        _ => Vec::new(),
    }
}

fn words_of(text: &str) -> Vec<String> {
    let words = text.split(|character: char| !character.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// All runs of words of some texts, by how many words they have.
struct Runs<'a>(Vec<HashSet<&'a [String]>>);

impl<'a> Runs<'a> {
    fn of(texts: &'a [Vec<String>]) -> Self {
        let of_length = |run| texts.iter().flat_map(|text| text.windows(run)).collect();
        Self((SHORTEST..=RUN).map(of_length).collect())
    }

    /// Whether a run of the text's words, or the whole of a short text, is one
    /// of them.
    fn hold(&self, text: &str) -> bool {
        let words = words_of(text);
        let run = words.len().min(RUN);
        run >= SHORTEST && words.windows(run).any(|window| self.0[run - SHORTEST].contains(window))
    }
}

/// The rows whose words, a run of [`RUN`] or all of a shorter text, stand in
/// `text` and not in `known`.
pub(crate) fn copied(text: &str, known: &str, rows: &Dataset) -> Vec<String> {
    let (new, old) = ([words_of(text)], [words_of(known)]);
    let (new, old) = (Runs::of(&new), Runs::of(&old));
    let is_copied = |text: &String| new.hold(text) && !old.hold(text);
    let holds = |row: &DatasetExample| {
        leaves(&row.input).iter().chain(&leaves(&row.expected)).any(is_copied)
    };
    let rows = rows.examples().iter().filter(|row| holds(row));
    rows.map(|row| row.example_id.clone()).collect()
}

/// Held-out rows that have a near-duplicate in train.
fn in_train(train: &Dataset, holdout: &Dataset) -> Vec<String> {
    let known: Vec<Pieces> = train
        .examples()
        .iter()
        .filter(|row| row.split.as_deref() != Some(Split::Holdout.name()))
        .map(|row| Pieces::of(&row.input))
        .collect();
    let likes = Likes::of(known.iter().collect());
    let rows = holdout.examples().iter();
    let twins = rows.filter(|row| likes.has_near(&Pieces::of(&row.input)));
    twins.map(|row| row.example_id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(id: &str, text: &str, split: &str) -> DatasetExample {
        DatasetExample {
            example_id: id.to_owned(),
            input: json!({"q": text}),
            expected: json!({"a": "x"}),
            split: Some(split.to_owned()),
            tags: Vec::new(),
            meta: None,
        }
    }

    const HELD: &str = "could you please call me captain from now on";

    #[test]
    fn a_near_duplicate_in_train_is_a_leak() {
        let rows = vec![row("a", &format!("{HELD}!"), "train"), row("b", HELD, "holdout")];
        let dataset = Dataset::new("d", rows).unwrap();
        assert_eq!(in_train(&dataset.train(), &dataset.holdout()), ["b"]);
        let rows = vec![row("a", "what is the time", "train"), row("b", HELD, "holdout")];
        let dataset = Dataset::new("d", rows).unwrap();
        assert!(in_train(&dataset.train(), &dataset.holdout()).is_empty());
    }

    #[test]
    fn a_candidate_that_holds_held_out_text_is_named_with_the_row() {
        let rows = vec![row("a", "what is the time", "train"), row("b", HELD, "holdout")];
        let dataset = Dataset::new("d", rows).unwrap();
        let world = crate::engine::testing::World::new();
        let found = |text: &str| {
            let params = json!({"paramsVersion": 1, "instruction": {"text": text}});
            find(world.contract.contract(), &Params::parse(params).unwrap(), &dataset)
        };
        let leak = found(&format!("Answer well. For example, {HELD} means user_update.")).unwrap();
        assert!(leak.contains('b'), "{leak}");
        assert_eq!(found("Answer well. Say what the time is."), None);
    }

    #[test]
    fn demonstrations_and_what_the_nearest_are_chosen_from_are_texts_of_the_candidate() {
        let rows = vec![row("a", "what is the time", "train"), row("b", HELD, "holdout")];
        let dataset = Dataset::new("d", rows).unwrap();
        let world = crate::engine::testing::World::new();
        let demo = json!([{"id": "x", "input": {"q": HELD}, "output": {"word": "x"}}]);
        for strategy in [
            json!({"id": "fewshot_rows.v1", "config": {"demos": demo}}),
            json!({"id": "fewshot_nearest.v1",
                "config": {"k": 1, "corpus": demo, "similarity": "tfidf.v1"}}),
        ] {
            let params = Params::parse(json!({"paramsVersion": 1, "strategy": strategy})).unwrap();
            let leak = find(world.contract.contract(), &params, &dataset);
            assert!(leak.is_some_and(|leak| leak.contains("held-out rows: b")));
        }
    }

    #[test]
    fn a_proposal_copies_the_rows_whose_words_it_repeats_first() {
        let rows = vec![row("a", "what is the time", "train"), row("b", HELD, "train")];
        let dataset = Dataset::new("d", rows).unwrap();
        let text = format!("Answer. {HELD} is user_update. What is the time?");
        assert_eq!(copied(&text, "", &dataset), ["a", "b"]);
        assert_eq!(copied(&text, "Say what is the time.", &dataset), ["b"]);
    }

    #[test]
    fn a_run_of_words_is_a_copy_and_a_few_words_are_not() {
        let texts = [words_of(
            "For example, “Could you please call me Captain from now on” is user_update.",
        )];
        let runs = Runs::of(&texts);
        assert!(runs.hold(HELD));
        assert!(runs.hold("call me captain from"));
        assert!(!runs.hold("call me captain"));
        assert!(!runs.hold("call me admiral from now on please and thanks"));
    }
}
