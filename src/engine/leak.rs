//! Held-out text inside a candidate, and held-out rows beside their likes in
//! train: either way the holdout would reward memory.

use std::collections::HashSet;

use serde_json::Value;

use crate::{
    model::{
        alike,
        dataset::{Dataset, DatasetExample},
        demos::Demos,
        example::Split,
        params::Params,
        prompt::Block,
        signature::Contract,
    },
    similarity::{Shingles, words},
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
    let texts: Vec<Vec<String>> = texts.iter().map(|text| words(text)).collect();
    let runs = Runs::of(&texts);
    let shots: Vec<Shingles> = shots.into_iter().map(Shingles::of).collect();
    let held = holdout.examples().iter();
    let shared: Vec<Vec<Vec<String>>> = held
        .map(|row| texts_of(row).flat_map(|text| runs.shared(&words(&text))).collect())
        .collect();
    // What stands in train rows as well, such as a salutation or the foot of a
    // mail, is no sign of a held-out row.
    let mut foreign: HashSet<Vec<String>> = shared.iter().flatten().cloned().collect();
    for text in train.examples().iter().flat_map(|row| texts_of(row)) {
        let words = words(&text);
        for length in SHORTEST..=RUN {
            for run in words.windows(length) {
                foreign.remove(run);
            }
        }
    }
    let is_shown = |row: &DatasetExample| {
        let own = Shingles::of(&row.input);
        shots.iter().any(|shot| own.is_near(shot))
    };
    let rows = holdout.examples().iter().zip(&shared);
    rows.filter(|(row, shared)| shared.iter().any(|run| foreign.contains(run)) || is_shown(row))
        .map(|(row, _)| row.example_id.clone())
        .collect()
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

/// Every string of a row's input and answer.
fn texts_of(row: &DatasetExample) -> impl Iterator<Item = String> + use<> {
    leaves(&row.input).into_iter().chain(leaves(&row.expected))
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

/// The runs of words in texts, by their length.
struct Runs<'a>([HashSet<&'a [String]>; RUN + 1]);

impl<'a> Runs<'a> {
    fn of(texts: &'a [Vec<String>]) -> Self {
        let of_length = |length: usize| match length {
            ..SHORTEST => HashSet::new(),
            _ => texts.iter().flat_map(|words| words.windows(length)).collect(),
        };
        Self(std::array::from_fn(of_length))
    }

    /// Whether a run of a text's words, or the whole of a short text, is there.
    fn has(&self, words: &[String]) -> bool {
        self.those_in(words).next().is_some()
    }

    /// The runs of a text's words, or the whole of a short text, that are there.
    fn shared(&self, words: &[String]) -> Vec<Vec<String>> {
        self.those_in(words).map(<[String]>::to_vec).collect()
    }

    fn those_in<'w>(&self, words: &'w [String]) -> impl Iterator<Item = &'w [String]> {
        let length = words.len().min(RUN);
        let runs = if length >= SHORTEST { words.windows(length) } else { words[..0].windows(1) };
        runs.filter(move |run| self.0[length].contains(*run))
    }
}

/// The rows whose words, a run of [`RUN`] or all of a shorter text, stand in
/// `text` and not in `known`.
pub(crate) fn copied(text: &str, known: &str, rows: &Dataset) -> Vec<String> {
    let (new, old) = ([words(text)], [words(known)]);
    let (new, old) = (Runs::of(&new), Runs::of(&old));
    let is_copied = |text: &String| {
        let words = words(text);
        new.has(&words) && !old.has(&words)
    };
    let holds = |row: &DatasetExample| {
        leaves(&row.input).iter().chain(&leaves(&row.expected)).any(is_copied)
    };
    let rows = rows.examples().iter().filter(|row| holds(row));
    rows.map(|row| row.example_id.clone()).collect()
}

/// Held-out rows that have a near-duplicate in train. Rows without a split are
/// in neither, as the rule for datasets has it, which shows what is found here.
fn in_train(train: &Dataset, holdout: &Dataset) -> Vec<String> {
    let in_train = train.examples().iter();
    let in_train = in_train.filter(|row| row.split.as_deref() == Some(Split::Train.name()));
    let known: Vec<&Value> = in_train.map(|row| &row.input).collect();
    let others: Vec<&Value> = holdout.examples().iter().map(|row| &row.input).collect();
    let places = alike::with_twin_in(&known, &others).into_iter();
    places.map(|place| holdout.examples()[place].example_id.clone()).collect()
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
    fn words_that_train_rows_have_as_well_are_no_sign_of_a_held_out_row() {
        let foot = "this message was sent from a phone and may have slips";
        let train = format!("my parcel is late, {foot}");
        let held = format!("where do i find the invoice of march, {foot}");
        let rows = vec![row("a", &train, "train"), row("b", &held, "holdout")];
        let dataset = Dataset::new("d", rows).unwrap();
        let world = crate::engine::testing::World::new();
        let found = |text: &str| {
            let demo = json!([{"id": "x", "input": {"q": text}, "output": {"word": "x"}}]);
            let params = json!({"paramsVersion": 1,
                "strategy": {"id": "fewshot_rows.v1", "config": {"demos": demo}}});
            find(world.contract.contract(), &Params::parse(params).unwrap(), &dataset)
        };
        assert_eq!(found(&train), None);
        assert!(found("i ask: where do i find the invoice of march, please").is_some());
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
        let texts =
            [words("For example, “Could you please call me Captain from now on” is user_update.")];
        let runs = Runs::of(&texts);
        assert!(runs.has(&words(HELD)));
        assert!(runs.has(&words("call me captain from")));
        assert!(!runs.has(&words("call me captain")));
        assert!(!runs.has(&words("call me admiral from now on please and thanks")));
    }
}
