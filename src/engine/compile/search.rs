//! The part that every optimizer shares: scoring candidates on train, each
//! set of parameters once, and choosing among them.

use std::collections::{HashMap, HashSet};

use super::CompileError;
use crate::{
    engine::{
        evaluate::{Evaluation, Evaluator, Pinned},
        ports::Progress,
    },
    model::{compile::Candidate, dataset::Dataset, eval::ReportedExample, params::Params},
};

/// Rewards that differ by no more than this are the same.
pub(super) const TIE: f64 = 1e-12;

/// A search under way.
pub(super) struct Search<'a> {
    evaluator: &'a Evaluator<'a>,
    train: &'a Dataset,
    /// In the order of first listing: equal parameters are never evaluated twice.
    evaluations: Vec<Evaluation>,
    /// Places in `evaluations` by compiled id.
    places: HashMap<String, usize>,
    candidates: Vec<Candidate>,
    best_reward: f64,
}

impl<'a> Search<'a> {
    pub(super) fn new(evaluator: &'a Evaluator<'a>, train: &'a Dataset) -> Self {
        Self {
            evaluator,
            train,
            evaluations: Vec::new(),
            places: HashMap::new(),
            candidates: Vec::new(),
            best_reward: 0.0,
        }
    }

    /// Scores all of `batch` at once. Every member is listed, also one whose
    /// parameters were scored before.
    pub(super) async fn score(
        &mut self,
        batch: Vec<Params>,
    ) -> Result<Vec<Candidate>, CompileError> {
        let pins: Vec<Pinned> = batch.into_iter().map(Pinned::from).collect();
        self.evaluate(&pins).await?;
        let first = self.candidates.len();
        for Pinned { compiled_id, params } in pins {
            let reward = self.evaluation(&compiled_id).reward();
            self.candidates.push(Candidate { compiled_id, params, reward });
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

    /// The examples of a candidate that was scored.
    pub(super) fn examples_of(&self, candidate: &Candidate) -> &[ReportedExample] {
        &self.evaluation(&candidate.compiled_id).examples
    }

    /// Every candidate in the order of listing, and the evaluations behind them.
    pub(super) fn finish(self) -> (Vec<Candidate>, Vec<Evaluation>) {
        (self.candidates, self.evaluations)
    }

    fn evaluation(&self, compiled_id: &str) -> &Evaluation {
        &self.evaluations[self.places[compiled_id]]
    }

    /// Evaluates those of `pins` that are new, each once.
    async fn evaluate(&mut self, pins: &[Pinned]) -> Result<(), CompileError> {
        let mut seen: HashSet<&str> = self.places.keys().map(String::as_str).collect();
        let (positions, fresh): (Vec<usize>, Vec<Pinned>) = pins
            .iter()
            .enumerate()
            .filter(|(_, pin)| seen.insert(&pin.compiled_id))
            .map(|(position, pin)| (position, pin.clone()))
            .unzip();
        let listed = self.candidates.len();
        let (progress, best) = (self.evaluator.env.progress, &mut self.best_reward);
        let mut tell = |index: usize, evaluation: &Evaluation| {
            let reward = evaluation.reward();
            *best = best.max(reward);
            if let Some(sink) = progress {
                sink.report(Progress::Candidate {
                    index: listed + positions[index],
                    of: listed + pins.len(),
                    compiled_id: fresh[index].compiled_id.clone(),
                    reward,
                    best: *best,
                });
            }
        };
        let evaluations = self.evaluator.evaluate_all(&fresh, self.train, &mut tell).await?;
        for evaluation in evaluations {
            self.places.insert(evaluation.compiled_id.clone(), self.evaluations.len());
            self.evaluations.push(evaluation);
        }
        Ok(())
    }
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
