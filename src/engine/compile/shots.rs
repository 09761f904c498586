//! Train rows as demonstrations.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    CompileError, candidate_params, patch::group, problem::Problem, train_rows::TrainRows,
};
use crate::{
    canon,
    engine::core::render::text_of,
    lm::nearest::similarity::{Corpus, Vector, cosine, features},
    model::{
        alike::{groups, thread},
        demos::{self, Demo, NearestDemos, RowDemos},
        params::Params,
        text::units,
    },
};

/// Of so many rows the one that is least like the others is taken.
const LOOKED_AT: usize = 32;

/// How many predictions and proposals a search may ask for, as if no answer had
/// been kept: where it stops does not depend on what was asked before.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Budget {
    pub(super) max_task_calls: Option<u64>,
    pub(super) max_proposer_calls: Option<u64>,
}

/// The train rows with what they have in common.
pub(super) struct Shots<'a> {
    train: &'a TrainRows,
    groups: Vec<usize>,
    vectors: Vec<Vector>,
}

impl<'a> Shots<'a> {
    pub(super) fn of(train: &'a TrainRows) -> Self {
        let rows = train.rows().examples();
        let features: Vec<Vector> = rows.iter().map(|row| features(&text_of(&row.input))).collect();
        let corpus = Corpus::new(features.iter().enumerate());
        let vectors = features.iter().map(|features| corpus.vector(features)).collect();
        Self { train, groups: groups(rows.iter().map(|row| (&row.input, thread(row)))), vectors }
    }

    /// The row with an answer, which is its expected one where none is given.
    pub(super) fn demo(&self, row: usize, output: Option<&Value>) -> Demo {
        let example = &self.train.rows().examples()[row];
        let is_alone = self.groups.iter().filter(|group| **group == self.groups[row]).count() < 2;
        Demo {
            id: example.example_id.clone(),
            input: example.input.clone(),
            output: output.unwrap_or(&example.expected).clone(),
            group: (!is_alone).then_some(self.groups[row] as u64),
        }
    }

    /// The rows that a prompt with these rows must not be scored on.
    pub(super) fn barred(&self, shown: &[usize]) -> Vec<usize> {
        let is_shown = |row: &usize| shown.iter().any(|one| self.groups[*one] == self.groups[*row]);
        (0..self.train.len()).filter(is_shown).collect()
    }

    /// How alike two rows are, 0 to 1.
    pub(super) fn likeness(&self, one: usize, other: usize) -> f64 {
        cosine(&self.vectors[one], &self.vectors[other])
    }

    /// The row of `pool` that is most like `row`, its own group apart.
    pub(super) fn nearest(&self, row: usize, pool: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let others = pool.into_iter().filter(|&other| self.groups[other] != self.groups[row]);
        let mut ranked: Vec<(f64, usize)> =
            others.map(|other| (self.likeness(row, other), other)).collect();
        ranked.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        ranked.into_iter().map(|(_, other)| other).collect()
    }

    fn label(&self, row: usize) -> String {
        canon::to_string(&self.train.rows().examples()[row].expected)
    }

    fn chars(&self, row: usize) -> usize {
        let demo = self.demo(row, None);
        units(&canon::to_string(&json!({"id": "00", "input": demo.input, "output": demo.output})))
    }

    /// `size` rows of `drawn`: each answer in its turn, of each the row that is
    /// least like those taken, as far as `chars` characters hold them. In the
    /// order of the rows' names.
    pub(super) fn spread(&self, drawn: &[usize], size: usize, chars: usize) -> Vec<usize> {
        let mut labels: Vec<(String, Vec<usize>)> = Vec::new();
        for &row in drawn {
            let label = self.label(row);
            match labels.iter_mut().find(|(known, _)| *known == label) {
                Some((_, rows)) => rows.push(row),
                None => labels.push((label, vec![row])),
            }
        }
        // Answers that hardly repeat are no kinds of answers.
        if labels.len() * 2 > drawn.len() {
            labels = vec![(String::new(), drawn.to_vec())];
        }
        let (mut chosen, mut room) = (Vec::new(), chars);
        let mut turn = 0;
        while chosen.len() < size && labels.iter().any(|(_, rows)| !rows.is_empty()) {
            let kinds = labels.len();
            let rows = &mut labels[turn % kinds].1;
            turn += 1;
            if rows.is_empty() {
                continue;
            }
            let taken = rows.remove(self.farthest(&chosen, rows));
            let cost = self.chars(taken);
            if cost <= room {
                room -= cost;
                chosen.push(taken);
            }
        }
        chosen.sort_unstable();
        chosen
    }

    /// The place in `rows` of the one that is least like `chosen`.
    fn farthest(&self, chosen: &[usize], rows: &[usize]) -> usize {
        let closeness =
            |row: usize| chosen.iter().map(|&one| self.likeness(row, one)).fold(0.0, f64::max);
        let looked_at = rows.iter().take(LOOKED_AT).map(|&row| closeness(row)).enumerate();
        looked_at
            .reduce(|best, next| if next.1 < best.1 { next } else { best })
            .map_or(0, |(at, _)| at)
    }
}

/// `base` with rows that every prompt shows.
pub(super) fn with_rows(base: &Params, demos: Vec<Demo>) -> Result<Params, CompileError> {
    let config = json!(RowDemos { demos });
    candidate_params(base, &group("strategy", json!({"id": demos::ROWS, "config": config})))
}

/// `base` with rows that each prompt shows those of that are most like its input.
pub(super) fn with_nearest(base: &Params, demos: &NearestDemos) -> Result<Params, CompileError> {
    candidate_params(base, &group("strategy", json!({"id": demos::NEAREST, "config": demos})))
}

/// Demonstrations are for prompts of one call.
pub(super) fn refuse_controllers(
    problem: &Problem<'_>,
    optimizer: &'static str,
) -> Result<(), CompileError> {
    let strategy = problem.base.strategy_id();
    if ["direct.v1", demos::ROWS, demos::NEAREST].contains(&strategy) {
        return Ok(());
    }
    Err(CompileError::Unfit { optimizer, strategy: strategy.to_owned() })
}
