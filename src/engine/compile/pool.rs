//! From proposals to candidates.

use serde::Deserialize;

use super::{
    CompileError,
    component::Component,
    demand::{Load, Shape},
    problem::Problem,
    proposer::{Ask, Proposer, ProposerSettings},
    search::{Note, Search},
    shots::{Budget, Shots},
};
use crate::engine::leak;

/// Characters of a proposer's prompt that are not rows: the texts of today, the
/// schema, and what was tried.
const AROUND: u64 = 6_000;

/// What becomes of a proposal that repeats the words of train rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum OnCopy {
    /// It is told, and those rows are no scores of it.
    #[default]
    Flag,
    Reject,
}

/// Where proposals become candidates.
pub(super) struct Pool<'a> {
    pub(super) problem: &'a Problem<'a>,
    pub(super) shots: &'a Shots<'a>,
    pub(super) proposer: &'a ProposerSettings,
    pub(super) max_chars: usize,
    pub(super) on_copy: OnCopy,
}

impl Pool<'_> {
    /// Asks for texts and enters what comes of them as changes of `parent`.
    pub(super) async fn enter(
        &self,
        search: &mut Search<'_>,
        asks: &[Ask],
        component: Component,
        parent: usize,
    ) -> Result<Vec<usize>, CompileError> {
        let proposer =
            Proposer { problem: self.problem, settings: self.proposer, max_chars: self.max_chars };
        let mut field = Vec::new();
        for proposed in proposer.ask(search, asks).await? {
            let from = search.entry(parent).pinned.clone();
            let known = component.text(self.problem, &from.params);
            let rows = self.problem.train.rows();
            let copies = leak::copied(&proposed.text, &known, rows);
            let copied: Vec<usize> = (0..rows.len())
                .filter(|&row| copies.contains(&rows.examples()[row].example_id))
                .collect();
            let record = &mut search.story.proposals[proposed.record];
            record.copies_train = copies;
            if self.on_copy == OnCopy::Reject && !copied.is_empty() {
                record.refused = Some("it repeats the words of train rows".to_owned());
                continue;
            }
            let params = component.replaced(&from.params, &proposed.text)?;
            let note = Note::of(format!("proposal: {}", record.purpose)).from(&from.compiled_id);
            let compiled_id = params.compiled_id();
            // What its parent shows, it shows, too.
            let mut barred = search.barred(parent);
            barred.extend(self.shots.barred(&copied));
            let entered = search.enter(params, &barred, note);
            let record = &mut search.story.proposals[proposed.record];
            match entered {
                Some(place) => {
                    record.compiled_id = Some(compiled_id);
                    field.push(place);
                }
                None => record.refused = Some("it is the same as another candidate".to_owned()),
            }
        }
        Ok(field)
    }
}

/// What so many proposals ask at most, each with its repair.
pub(super) fn proposals_estimate(
    shape: &Shape,
    settings: &ProposerSettings,
    proposals: usize,
    rows_shown: usize,
    budget: Budget,
) -> Load {
    let calls = (2 * proposals as u64).min(budget.max_proposer_calls.unwrap_or(u64::MAX));
    let chars = AROUND + shape.row_chars().saturating_mul(rows_shown as u64);
    Load::of(calls, chars, settings.max_tokens)
}
