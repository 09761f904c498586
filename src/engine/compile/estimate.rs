//! What a search asks at most, told before anything is asked.

use std::collections::HashSet;

use super::demand::{Demand, Load, Shape};
use crate::{model::params::Params, stats::race::Rule};

/// The most that a search asks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Estimate {
    /// Different candidates.
    pub(super) candidates: u64,
    /// Predictions on train rows.
    pub(super) predictions: u64,
    /// What all of them ask.
    pub(super) task: Demand,
    /// What one prediction of the dearest candidate asks.
    pub(super) dearest: Demand,
    /// What is asked of the proposer.
    pub(super) proposals: Load,
}

impl Estimate {
    /// Every candidate on every row, each with what one prediction asks.
    pub(super) fn grid(each: Vec<Demand>, rows: u64) -> Self {
        let candidates = each.len() as u64;
        Self {
            candidates,
            predictions: candidates.saturating_mul(rows),
            dearest: dearest(&each),
            task: each.into_iter().sum::<Demand>().times(rows),
            proposals: Load::default(),
        }
    }

    /// The same in a race, of which the dearest ones run to the end.
    pub(super) fn raced(mut each: Vec<Demand>, rule: Rule, rows: u64) -> Self {
        each.sort_by_key(|demand| std::cmp::Reverse(demand.calls()));
        let (candidates, mut predictions) = (each.len() as u64, 0);
        let mut task = Demand::default();
        for (runners, new) in rule.plan(each.len(), usize::try_from(rows).unwrap_or(usize::MAX)) {
            let runners = &each[..runners.min(each.len())];
            predictions += (runners.len() * new) as u64;
            task = task.plus(runners.iter().copied().sum::<Demand>().times(new as u64));
        }
        let dearest = dearest(&each);
        Self { candidates, predictions, task, dearest, proposals: Load::default() }
    }

    /// Both, one after the other.
    pub(super) fn and(self, next: Self) -> Self {
        Self {
            candidates: self.candidates + next.candidates,
            predictions: self.predictions.saturating_add(next.predictions),
            task: self.task.plus(next.task),
            dearest: self.dearest.dearer(next.dearest),
            proposals: self.proposals.plus(next.proposals),
        }
    }

    /// No more than that many predictions, where there is a limit.
    pub(super) fn within(self, most: Option<u64>) -> Self {
        let Some(most) = most.filter(|most| *most < self.predictions) else { return self };
        Self { predictions: most, task: self.dearest.times(most), ..self }
    }
}

fn dearest(each: &[Demand]) -> Demand {
    each.iter().copied().reduce(Demand::dearer).unwrap_or_default()
}

/// What one prediction of each different candidate asks.
pub(super) fn different(candidates: &[Params], shape: &Shape) -> Vec<Demand> {
    let mut seen = HashSet::new();
    let different = candidates.iter().filter(|params| seen.insert(params.compiled_id()));
    different.map(|params| shape.demand(params)).collect()
}

/// A grid over `each`, or a race where there is a rule for one.
pub(super) fn grid_or_race(each: Vec<Demand>, rule: Option<Rule>, rows: u64) -> Estimate {
    match rule {
        Some(rule) => Estimate::raced(each, rule, rows),
        None => Estimate::grid(each, rows),
    }
}
