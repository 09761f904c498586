//! What the report tells of a search beside its result.

use super::search::{Outcome, Story};
use crate::{
    model::compile::{CandidateRecord, LookRecord, Predictions, SearchRecord, Stage},
    stats::race::Look,
};

/// What a reader of a race's figures must know.
const OPTIMISTIC: &str = "Train figures of a search are optimistic, because the winner was chosen \
     by them; only held-out rows tell what to expect.";

/// The record of a search over `rows` train rows.
pub(super) fn of(
    outcomes: &[Outcome],
    predictions: u64,
    story: Story,
    rows: usize,
) -> SearchRecord {
    let candidates = outcomes.iter().map(|outcome| candidate(outcome, story.told)).collect();
    if !story.told {
        return SearchRecord { candidates, ..SearchRecord::default() };
    }
    let allowed = outcomes.iter().map(|outcome| (rows - outcome.barred) as u64);
    let predictions = Predictions { made: predictions, full_grid: allowed.sum() };
    let funnel = funnel(outcomes, &story);
    let notes = std::iter::once(OPTIMISTIC.to_owned()).chain(story.notes).collect();
    let proposals = story.proposals;
    SearchRecord { candidates, predictions: Some(predictions), funnel, proposals, notes }
}

fn candidate(outcome: &Outcome, is_told: bool) -> CandidateRecord {
    let Outcome { params, evaluation, is_complete, barred, note } = outcome;
    let asked = CandidateRecord {
        compiled_id: evaluation.compiled_id.clone(),
        rows: evaluation.examples.len() as u64,
        lm_calls: evaluation.asked.lm_calls,
        prompt_tokens: evaluation.asked.prompt_tokens,
        completion_tokens: evaluation.asked.completion_tokens,
        spend_usd: evaluation.asked.spend_usd,
        ..CandidateRecord::default()
    };
    if !is_told {
        return asked;
    }
    let counted = |count: fn(&crate::stats::race::Pair) -> usize| {
        note.pair.as_ref().map(|pair| count(pair) as u64)
    };
    CandidateRecord {
        params: (!is_complete || note.is_helper).then(|| params.clone()),
        reward: (!evaluation.examples.is_empty()).then(|| evaluation.reward()),
        origin: note.origin.clone(),
        parent: note.parent.clone(),
        verdict: note.verdict.clone(),
        at: note.at.map(|look| look as u64),
        gains: counted(|pair| pair.gains),
        losses: counted(|pair| pair.losses),
        rows_shown: (*barred > 0).then_some(*barred as u64),
        looks: note.looks.iter().map(look).collect(),
        ..asked
    }
}

fn look(look: &Look) -> LookRecord {
    LookRecord { rows: look.pair.rows as u64, behind: look.pair.ahead, z: look.z }
}

/// How many candidates came how far.
fn funnel(outcomes: &[Outcome], story: &Story) -> Vec<Stage> {
    let stage = |stage: &str, candidates: u64| Stage { stage: stage.to_owned(), candidates };
    let count = |fits: &dyn Fn(&Outcome) -> bool| {
        outcomes.iter().filter(|outcome| fits(outcome)).count() as u64
    };
    let mut funnel = Vec::new();
    if !story.proposals.is_empty() {
        let refused = story.proposals.iter().filter(|one| one.refused.is_some()).count() as u64;
        funnel.push(stage("asked of the proposer", story.proposals.len() as u64));
        funnel.push(stage("refused", refused));
    }
    if story.repeated > 0 {
        funnel.push(stage("the same as another candidate", story.repeated));
    }
    funnel.push(stage("candidates", outcomes.len() as u64));
    for at in 1..=3 {
        let fell = count(&|outcome| outcome.note.at == Some(at));
        if fell > 0 {
            funnel.push(stage(&format!("dropped at look {at}"), fell));
        }
    }
    funnel.push(stage("scored on every row", count(&|outcome| outcome.is_complete)));
    let adopted = |outcome: &Outcome| outcome.note.verdict.as_deref() == Some("adopted");
    funnel.push(stage("adopted", count(&adopted)));
    funnel
}
