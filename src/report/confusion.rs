//! Which answers were given for which expectation.

use std::collections::{BTreeMap, BTreeSet};

use unicode_width::UnicodeWidthStr;

use super::document::{Document, Inline, Role, code, plain, role};
use super::words;
use crate::model::eval::ReportedExample;

/// Up to how many answers the whole table is shown.
const WHOLE: usize = 12;

/// Up to how many expected answers mix-ups are worth listing.
const DISCRETE: usize = 20;

/// Mix-ups that are listed, the most frequent ones.
const LISTED: usize = 30;

/// Columns of a terminal, which names at the head of a table must fit.
const COLUMNS: usize = 80;

type Counts = BTreeMap<(String, String), u64>;

/// Adds the whole table where answers are few, else those that were mixed up.
/// Answers that are all different, as prose is, are no table.
pub fn describe(examples: &[ReportedExample], document: &mut Document) {
    let mut counts = Counts::new();
    for example in examples.iter().filter(|example| !example.erased) {
        let Some(expected) = &example.expected_json else { return };
        let pair = (words::answer(Some(expected)), words::answer(example.output_json.as_ref()));
        *counts.entry(pair).or_default() += 1;
    }
    let expected: BTreeSet<&String> = counts.keys().map(|(expected, _)| expected).collect();
    if expected.len() < 2 || expected.len() > DISCRETE || expected.len() == examples.len() {
        return;
    }
    let given = counts.keys().map(|(_, given)| given);
    let answers: Vec<&String> =
        expected.into_iter().chain(given).collect::<BTreeSet<_>>().into_iter().collect();
    if answers.len() <= WHOLE {
        whole(&counts, &answers, document);
    } else {
        mix_ups(&counts, document);
    }
}

/// A row an expected answer, a column an answer that was given. Columns have
/// letters where the answers are too long to stand side by side.
fn whole(counts: &Counts, answers: &[&String], document: &mut Document) {
    document.heading("Answers: expected from top to bottom, given from left to right");
    let longest = answers.iter().map(|answer| answer.width()).max().unwrap_or(0);
    let side_by_side: usize = answers.iter().map(|answer| answer.width() + 2).sum();
    let named = longest + 2 + side_by_side <= COLUMNS;
    let letter = |index: usize| char::from(b'a' + index as u8).to_string();
    let title = |(index, answer): (usize, &&String)| {
        if named { format!("#{answer}") } else { format!("#{}", letter(index)) }
    };
    let mut head = vec!["expected".to_owned()];
    head.extend(answers.iter().enumerate().map(title));
    let cell = |expected: &String, given: &String| -> Inline {
        match counts.get(&(expected.clone(), given.clone())) {
            None => role(Role::Faint, "·"),
            Some(count) if expected == given => role(Role::Good, count.to_string()),
            Some(count) => role(Role::Bad, count.to_string()),
        }
    };
    let row = |(index, expected): (usize, &&String)| {
        let name =
            if named { (*expected).clone() } else { format!("{}  {expected}", letter(index)) };
        let mut row = vec![code(name)];
        row.extend(answers.iter().map(|given| cell(expected, given)));
        row
    };
    let rows = answers.iter().enumerate().map(row).collect();
    document.table(&head.iter().map(String::as_str).collect::<Vec<_>>(), rows);
}

fn mix_ups(counts: &Counts, document: &mut Document) {
    let mut wrong: Vec<_> =
        counts.iter().filter(|((expected, given), _)| expected != given).collect();
    if wrong.is_empty() {
        return;
    }
    wrong.sort_by(|left, right| right.1.cmp(left.1).then_with(|| left.0.cmp(right.0)));
    document.heading("Answers that were mixed up");
    let row = |((expected, given), count): &(&(String, String), &u64)| {
        vec![plain(expected), plain(given), plain(count.to_string())]
    };
    document.table(&["expected", "given", "#times"], wrong.iter().take(LISTED).map(row).collect());
    if wrong.len() > LISTED {
        document.paragraph(plain(format!("and {} rarer ones", wrong.len() - LISTED)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::render::terminal;
    use serde_json::{Value, json};

    fn examples(pairs: &[(String, Option<String>)]) -> Vec<ReportedExample> {
        let example = |(n, (expected, given)): (usize, &(String, Option<String>))| -> Value {
            json!({
                "exampleId": n.to_string(), "signatureId": "s", "compiled_id": "c",
                "datasetHash": "d", "rewardId": "r", "rewardVersion": 1, "reward": 0,
                "signals": [], "expectedJson": {"a": expected},
                "outputJson": given.as_ref().map(|given| json!({"a": given})),
            })
        };
        let told = pairs.iter().enumerate().map(example).collect::<Vec<_>>();
        serde_json::from_value(told.into()).unwrap()
    }

    fn told(pairs: &[(String, Option<String>)]) -> String {
        let mut document = Document::new("T", Vec::new());
        describe(&examples(pairs), &mut document);
        anstream::adapter::strip_str(terminal::render(&document, 80).as_str()).to_string()
    }

    fn pair(expected: &str, given: &str) -> (String, Option<String>) {
        (expected.to_owned(), (!given.is_empty()).then(|| given.to_owned()))
    }

    #[test]
    fn few_answers_make_a_whole_table() {
        let pairs = [pair("yes", "yes"), pair("yes", "no"), pair("no", "no"), pair("no", "")];
        insta::assert_snapshot!(told(&pairs), @r"
        T

        Answers: expected from top to bottom, given from left to right

        expected         no  no valid answer  yes
        no                1                1    ·
        no valid answer   ·                ·    ·
        yes               1                ·    1
        ");
    }

    #[test]
    fn of_many_answers_only_mix_ups_are_told_and_of_prose_nothing() {
        let mut many: Vec<_> = (0..13).map(|n| pair(&n.to_string(), &n.to_string())).collect();
        many.extend([pair("0", "1"), pair("0", "1"), pair("3", "2")]);
        let text = told(&many);
        assert!(text.contains("0         1          2\n3         2          1"), "{text}");
        let prose: Vec<_> = (0..9).map(|n| pair(&n.to_string(), "x")).collect();
        assert_eq!(told(&prose), "T");
    }
}
