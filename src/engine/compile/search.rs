//! The part that every optimizer shares: scoring candidates on train, each row
//! of a set of parameters once, and choosing among them.

use std::collections::HashMap;

use super::{CompileError, identity};
use crate::{
    engine::{
        core::reward::mean,
        evaluate::{Cell, EvalError, Evaluation, Evaluator, Pinned, Scored, Unanswered},
        ports::Progress,
    },
    model::{
        compile::{Candidate, ProposalRecord},
        dataset::Dataset,
        eval::{ExampleResult, ReportedExample},
        params::Params,
    },
    stats::race::{Look, Pair},
};

/// Rewards that differ by no more than this are the same.
pub(super) const TIE: f64 = 1e-12;

/// A search under way.
pub(super) struct Search<'a> {
    pub(super) evaluator: &'a Evaluator<'a>,
    pub(super) train: &'a Dataset,
    /// In the order of first listing: equal parameters are never evaluated twice.
    entries: Vec<Entry>,
    /// Places in `entries` by compiled id.
    places: HashMap<String, usize>,
    /// The same by what the model is asked.
    alike: HashMap<String, usize>,
    candidates: Vec<Candidate>,
    best_reward: f64,
    /// Predictions asked for, as if no answer had been kept.
    predictions: u64,
    /// What the report tells beside the candidates.
    pub(super) story: Story,
}

/// What a search tells beside its candidates.
#[derive(Default)]
pub(super) struct Story {
    /// It raced, or it proposed: the report shows how its candidates fared.
    pub(super) told: bool,
    /// Candidates that another one made superfluous, because they ask the same.
    pub(super) repeated: u64,
    pub(super) proposals: Vec<ProposalRecord>,
    pub(super) notes: Vec<String>,
    /// What the proposer's calls cost, kept answers included, and its bill now.
    pub(super) cost: crate::model::receipt::Cost,
    pub(super) newest_ms: Option<i64>,
}

/// A set of parameters and what it scored.
pub(super) struct Entry {
    pub(super) pinned: Pinned,
    /// By row of train.
    cells: Vec<Option<Scored>>,
    /// Rows that it shows, or that are like those: their scores would be memory.
    barred: Vec<bool>,
    pub(super) note: Note,
}

/// What became of a candidate.
#[derive(Clone, Debug, Default)]
pub(super) struct Note {
    pub(super) origin: Option<String>,
    pub(super) parent: Option<String>,
    /// It was asked for its answers, and is no candidate.
    pub(super) is_helper: bool,
    pub(super) verdict: Option<String>,
    /// The look at which that was decided.
    pub(super) at: Option<usize>,
    /// Beside the one that it was last held against.
    pub(super) pair: Option<Pair>,
    pub(super) looks: Vec<Look>,
}

impl Note {
    pub(super) fn of(origin: impl Into<String>) -> Self {
        Self { origin: Some(origin.into()), ..Self::default() }
    }

    pub(super) fn from(self, parent: &str) -> Self {
        Self { parent: Some(parent.to_owned()), ..self }
    }
}

impl Entry {
    pub(super) fn may(&self, row: usize) -> bool {
        !self.barred[row]
    }

    /// The reward on a row that it was scored on and may be.
    pub(super) fn reward(&self, row: usize) -> Option<f64> {
        let scored = self.cells[row].as_ref().filter(|_| !self.barred[row])?;
        Some(scored.example.result.reward)
    }

    pub(super) fn example(&self, row: usize) -> Option<&ReportedExample> {
        self.cells[row].as_ref().map(|scored| &scored.example)
    }

    fn mean(&self) -> f64 {
        let scored = self.cells.iter().flatten();
        let rewards: Vec<f64> = scored.map(|scored| scored.example.result.reward).collect();
        mean(rewards.into_iter())
    }

    fn is_complete(&self) -> bool {
        self.cells.iter().zip(&self.barred).all(|(cell, barred)| *barred || cell.is_some())
    }

    pub(super) fn barred_rows(&self) -> usize {
        self.barred.iter().filter(|barred| **barred).count()
    }

    fn candidate(&self) -> Candidate {
        let Pinned { compiled_id, params } = self.pinned.clone();
        Candidate { compiled_id, params, reward: self.mean() }
    }

    fn unanswered(&self, train: &Dataset) -> Option<Unanswered> {
        let mut cells = self.cells.iter().zip(train.examples());
        cells.find_map(|(cell, row)| {
            let cause = cell.as_ref()?.unanswered.clone()?;
            let (example_id, compiled_id) =
                (row.example_id.clone(), self.pinned.compiled_id.clone());
            Some(Unanswered { example_id, compiled_id, cause })
        })
    }
}

/// What a search comes to.
pub(super) struct Finished {
    /// In the order of listing.
    pub(super) candidates: Vec<Candidate>,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) predictions: u64,
    pub(super) story: Story,
}

/// A set of parameters at the end of a search.
pub(super) struct Outcome {
    pub(super) params: Params,
    pub(super) evaluation: Evaluation,
    /// It was scored on every row that it may be.
    pub(super) is_complete: bool,
    pub(super) barred: usize,
    pub(super) note: Note,
}

impl<'a> Search<'a> {
    pub(super) fn new(evaluator: &'a Evaluator<'a>, train: &'a Dataset) -> Self {
        Self {
            evaluator,
            train,
            entries: Vec::new(),
            places: HashMap::new(),
            alike: HashMap::new(),
            candidates: Vec::new(),
            best_reward: 0.0,
            predictions: 0,
            story: Story::default(),
        }
    }

    /// Scores all of `batch` at once. Every member is listed, also one whose
    /// parameters were scored before.
    pub(super) async fn score(
        &mut self,
        batch: Vec<Params>,
    ) -> Result<Vec<Candidate>, CompileError> {
        let places: Vec<usize> =
            batch.into_iter().map(|params| self.place(params, Note::default())).collect();
        let (listed, of) = (self.candidates.len(), self.candidates.len() + places.len());
        let mut wanted: Vec<Wanted> = Vec::new();
        for (position, &place) in places.iter().enumerate() {
            if !self.entries[place].is_complete() && wanted.iter().all(|one| one.place != place) {
                wanted.push(Wanted {
                    rows: self.allowed(place),
                    place,
                    told: (listed + position, of),
                });
            }
        }
        self.fill(&wanted).await?;
        let first = self.candidates.len();
        for place in places {
            self.candidates.push(self.entries[place].candidate());
        }
        Ok(self.candidates[first..].to_vec())
    }

    /// Scores all of `batch`, which is not empty, and gives the best of it.
    pub(super) async fn score_for_best(
        &mut self,
        batch: Vec<Params>,
    ) -> Result<Candidate, CompileError> {
        let mut scored = self.score(batch).await?;
        Ok(scored.swap_remove(pick_best(&scored)))
    }

    /// Enters parameters that are scored as a race goes on. Parameters that
    /// ask the model for the same as others are those: `None` then, and the
    /// report counts them.
    pub(super) fn enter(&mut self, params: Params, barred: &[usize], note: Note) -> Option<usize> {
        let contract = self.evaluator.subject.contract.contract();
        let alike = identity::of(contract, &params);
        if self.alike.contains_key(&alike) || self.places.contains_key(&params.compiled_id()) {
            self.story.repeated += 1;
            return None;
        }
        let place = self.place(params, note);
        self.alike.insert(alike, place);
        for &row in barred {
            self.entries[place].barred[row] = true;
        }
        Some(place)
    }

    /// The same for parameters that may have been entered before.
    pub(super) fn enter_or_find(&mut self, params: Params, note: Note) -> usize {
        let contract = self.evaluator.subject.contract.contract();
        let alike = identity::of(contract, &params);
        let place = self.place(params, note);
        self.alike.entry(alike).or_insert(place);
        place
    }

    fn place(&mut self, params: Params, note: Note) -> usize {
        let pinned = Pinned::from(params);
        if let Some(&place) = self.places.get(&pinned.compiled_id) {
            return place;
        }
        let rows = self.train.len();
        self.places.insert(pinned.compiled_id.clone(), self.entries.len());
        let cells = (0..rows).map(|_| None).collect();
        self.entries.push(Entry { pinned, cells, barred: vec![false; rows], note });
        self.entries.len() - 1
    }

    pub(super) fn entry(&self, place: usize) -> &Entry {
        &self.entries[place]
    }

    pub(super) fn note(&mut self, place: usize) -> &mut Note {
        &mut self.entries[place].note
    }

    /// The rows of train that a candidate may be scored on.
    pub(super) fn allowed(&self, place: usize) -> Vec<usize> {
        (0..self.train.len()).filter(|&row| self.entries[place].may(row)).collect()
    }

    /// Predictions asked for so far.
    pub(super) fn predictions(&self) -> u64 {
        self.predictions
    }

    /// Predictions that scoring those candidates on those rows would add.
    pub(super) fn missing(&self, field: &[usize], rows: &[usize]) -> u64 {
        let missing = |place: &usize| {
            let entry = &self.entries[*place];
            rows.iter().filter(|&&row| entry.may(row) && entry.cells[row].is_none()).count() as u64
        };
        field.iter().map(missing).sum()
    }

    /// Scores each of `field` on those of `rows` that it may be scored on. A
    /// row without an answer ends the search: what followed from it would be
    /// another result on another day.
    pub(super) async fn look(
        &mut self,
        field: &[usize],
        rows: &[usize],
    ) -> Result<(), CompileError> {
        let of = self.entries.len();
        let wanted: Vec<Wanted> = field
            .iter()
            .map(|&place| {
                let allowed = rows.iter().copied().filter(|&row| self.entries[place].may(row));
                Wanted { place, rows: allowed.collect(), told: (place, of) }
            })
            .collect();
        self.fill(&wanted).await?;
        let mut missing =
            field.iter().filter_map(|&place| self.entries[place].unanswered(self.train));
        match missing.next() {
            Some(unanswered) => Err(EvalError::Unanswered(unanswered).into()),
            None => Ok(()),
        }
    }

    /// Two candidates on the rows that both were scored on.
    pub(super) fn pair(&self, first: usize, second: usize, rows: &[usize]) -> Pair {
        let mut pair = Pair::default();
        for &row in rows {
            let rewards = self.entries[first].reward(row).zip(self.entries[second].reward(row));
            if let Some((first, second)) = rewards {
                pair.add(first, second);
            }
        }
        pair.of = pair.rows;
        pair
    }

    /// The winner of a search that began at `seed`: `leader`, if it is ahead of
    /// the seed on all train rows that both may be scored on.
    pub(super) async fn decide(
        &mut self,
        leader: usize,
        seed: usize,
    ) -> Result<Candidate, CompileError> {
        let all: Vec<usize> = (0..self.train.len()).collect();
        self.look(&[leader, seed], &all).await?;
        let pair = self.pair(seed, leader, &all);
        let best = if pair.ahead < -TIE { leader } else { seed };
        if leader != seed {
            let note = &mut self.entries[leader].note;
            note.pair = Some(pair);
            if best == seed {
                note.verdict = Some("not ahead of the seed on all train rows".to_owned());
            }
        }
        self.entries[best].note.verdict = Some("adopted".to_owned());
        Ok(self.entries[best].candidate())
    }

    /// The same on every row that both were scored on.
    pub(super) fn pair_of(&self, first: usize, second: usize) -> Pair {
        let all: Vec<usize> = (0..self.train.len()).collect();
        self.pair(first, second, &all)
    }

    /// `field`, the best beside `base` first: who came further, and then who
    /// gained more on the rows that it was scored on.
    pub(super) fn ranked(&self, base: usize, field: &[usize]) -> Vec<usize> {
        let mut ranked: Vec<(usize, f64, usize)> = field
            .iter()
            .map(|&place| {
                let pair = self.pair_of(base, place);
                let behind = if pair.rows == 0 { 1.0 } else { pair.ahead / pair.rows as f64 };
                (self.entries[place].note.looks.len(), behind, place)
            })
            .collect();
        ranked.sort_by(|one, other| {
            other.0.cmp(&one.0).then(one.1.total_cmp(&other.1)).then(one.2.cmp(&other.2))
        });
        ranked.into_iter().map(|(.., place)| place).collect()
    }

    /// The rows that a candidate was scored on with such a reward.
    pub(super) fn rows_with(&self, place: usize, fits: impl Fn(f64) -> bool) -> Vec<usize> {
        let entry = &self.entries[place];
        (0..self.train.len()).filter(|&row| entry.reward(row).is_some_and(&fits)).collect()
    }

    /// The rows that a candidate may not be scored on.
    pub(super) fn barred(&self, place: usize) -> Vec<usize> {
        (0..self.train.len()).filter(|&row| !self.entries[place].may(row)).collect()
    }

    /// How many sets of parameters there are.
    pub(super) fn entries(&self) -> usize {
        self.entries.len()
    }

    /// What a candidate that was scored found for each example.
    pub(super) fn results_of(&self, candidate: &Candidate) -> Vec<&ExampleResult> {
        let entry = &self.entries[self.places[&candidate.compiled_id]];
        entry.cells.iter().flatten().map(|scored| &scored.example.result).collect()
    }

    /// Every candidate in the order of listing, and the evaluations behind them.
    pub(super) fn finish(mut self) -> Result<Finished, CompileError> {
        let listed: Vec<String> =
            self.candidates.iter().map(|one| one.compiled_id.clone()).collect();
        let mut outcomes = Vec::with_capacity(self.entries.len());
        for entry in self.entries {
            let is_complete = entry.is_complete();
            if is_complete && !entry.note.is_helper && !listed.contains(&entry.pinned.compiled_id) {
                self.candidates.push(entry.candidate());
            }
            let barred = entry.barred_rows();
            let scores: Vec<(usize, Scored)> = entry
                .cells
                .into_iter()
                .enumerate()
                .filter_map(|(row, scored)| Some((row, scored?)))
                .collect();
            let evaluation = self.evaluator.conclude(&entry.pinned, self.train, scores)?;
            let (params, note) = (entry.pinned.params, entry.note);
            outcomes.push(Outcome { params, evaluation, is_complete, barred, note });
        }
        let Self { candidates, predictions, story, .. } = self;
        Ok(Finished { candidates, outcomes, predictions, story })
    }

    /// Scores what is missing of `wanted`, all at once.
    async fn fill(&mut self, wanted: &[Wanted]) -> Result<(), CompileError> {
        let Self { evaluator, train, entries, best_reward, predictions, .. } = self;
        let pins: Vec<Pinned> =
            wanted.iter().map(|one| entries[one.place].pinned.clone()).collect();
        let mut cells = Vec::new();
        let mut missing = vec![0_usize; wanted.len()];
        for (pin, one) in wanted.iter().enumerate() {
            let scored = &entries[one.place].cells;
            for &row in one.rows.iter().filter(|&&row| scored[row].is_none()) {
                cells.push(Cell { pin, row });
                missing[pin] += 1;
            }
        }
        *predictions += cells.len() as u64;
        let progress = evaluator.env.progress;
        let mut take = |Cell { pin, row }: Cell, scored: Scored| {
            let Wanted { place, told: (index, of), .. } = wanted[pin];
            let entry = &mut entries[place];
            entry.cells[row] = Some(scored);
            missing[pin] -= 1;
            if missing[pin] > 0 {
                return Ok(());
            }
            if entry.cells.iter().flatten().all(|scored| scored.unanswered.is_some())
                && let Some(unanswered) = entry.unanswered(train)
            {
                return Err(EvalError::Unanswered(unanswered));
            }
            if entry.is_complete()
                && let Some(sink) = progress
            {
                let Candidate { compiled_id, reward, .. } = entry.candidate();
                *best_reward = best_reward.max(reward);
                let best = *best_reward;
                sink.report(Progress::Candidate { index, of, compiled_id, reward, best });
            }
            Ok(())
        };
        Ok(evaluator.score_cells(&pins, train, &cells, &mut take).await?)
    }
}

/// Rows of a candidate to score, and how its end is told.
struct Wanted {
    place: usize,
    rows: Vec<usize>,
    /// Its index, and of how many.
    told: (usize, usize),
}

/// The index of the best candidate: the highest reward, and of equal ones the
/// smallest compiled id. Each is held against the best so far.
///
/// # Panics
/// When there is no candidate.
pub(super) fn pick_best(candidates: &[Candidate]) -> usize {
    assert!(!candidates.is_empty(), "an optimizer offers at least one candidate");
    (1..candidates.len()).fold(0, |best, index| {
        let (old, new) = (&candidates[best], &candidates[index]);
        let gain = new.reward - old.reward;
        let better = gain > TIE || (gain.abs() <= TIE && new.compiled_id < old.compiled_id);
        if better { index } else { best }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(rows: &[(&str, f64)]) -> Vec<Candidate> {
        rows.iter()
            .map(|&(id, reward)| Candidate {
                compiled_id: id.to_owned(),
                params: Params::default(),
                reward,
            })
            .collect()
    }

    #[test]
    fn ties_go_to_the_smaller_id_and_order_does_not_matter() {
        assert_eq!(pick_best(&candidates(&[("b", 0.5), ("a", 0.5 + 1e-13), ("c", 0.4)])), 1);
        assert_eq!(pick_best(&candidates(&[("a", 0.5), ("b", 0.5)])), 0);
        assert_eq!(pick_best(&candidates(&[("a", 0.5), ("b", 0.500_000_1)])), 1);
    }

    #[test]
    fn each_is_held_against_the_best_so_far() {
        let drifting = candidates(&[("c", 0.5), ("b", 0.5 - 8e-13), ("a", 0.5 - 1.6e-12)]);
        assert_eq!(pick_best(&drifting), 2);
    }
}
