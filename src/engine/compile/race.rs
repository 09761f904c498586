//! A race of candidates over the train rows.

use super::{
    CompileError,
    problem::{Problem, RaceSettings},
    search::{Note, Search},
    shots::Budget,
};
use crate::{
    model::{compile::Candidate, params::Params},
    stats::race::{Fall, Race, Rule},
};

/// Who races, and under which conditions.
pub(super) struct Heat {
    pub(super) rule: Rule,
    /// Places of the search.
    pub(super) field: Vec<usize>,
    /// A candidate that was scored on every row, which tells how hard each is.
    pub(super) par: Option<usize>,
    /// Predictions that the search may have made when the race is over.
    pub(super) at_most: Option<u64>,
}

impl Heat {
    /// A race of `field` by the settings of an optimizer, beside `par`.
    pub(super) fn of(
        race: Option<&RaceSettings>,
        budget: &Budget,
        par: usize,
        field: Vec<usize>,
    ) -> Self {
        let rule = RaceSettings::or_predictive(race);
        Self { rule, field, par: Some(par), at_most: budget.max_task_calls }
    }
}

/// The best of `batch` by the way that the settings of a grid name: all of it
/// on every row, or in a race.
pub(super) async fn best_of(
    search: &mut Search<'_>,
    problem: &Problem<'_>,
    batch: Vec<Params>,
) -> Result<Candidate, CompileError> {
    let Some(rule) = problem.grid_race()? else { return search.score_for_best(batch).await };
    let mut field = Vec::with_capacity(batch.len());
    for (index, params) in batch.into_iter().enumerate() {
        let note = Note::of(format!("variant {}", index + 1));
        field.extend(search.enter(params, &[], note));
    }
    let heat = Heat { rule, field, par: None, at_most: None };
    let winner = run(search, problem, heat).await?.expect("a race without a limit has a winner");
    search.note(winner).verdict = Some("adopted".to_owned());
    let params = search.entry(winner).pinned.params.clone();
    search.score_for_best(vec![params]).await
}

/// The place of the winner, scored on every row; `None` where the limit leaves
/// no room for a single look. A race that the limit cuts off is won by who is
/// ahead.
pub(super) async fn run(
    search: &mut Search<'_>,
    problem: &Problem<'_>,
    heat: Heat,
) -> Result<Option<usize>, CompileError> {
    search.story.told = true;
    let rows = search.train.len();
    let order = problem.draws.order("rows", 0, rows);
    let mut field = affordable(search, &heat, rows);
    // Of candidates that are alike the one with the smallest id goes on.
    let id = |search: &Search<'_>, place: usize| search.entry(place).pinned.compiled_id.clone();
    field.sort_by_cached_key(|&place| id(search, place));
    let mut race = Race::new(heat.rule, field.len(), rows);
    let mut looked = false;
    while let Some((left, seen)) = race.next() {
        let mut runners: Vec<usize> = left.into_iter().map(|one| field[one]).collect();
        runners.sort_unstable();
        let seen = &order[..seen];
        let made = search.predictions() + search.missing(&runners, seen);
        if heat.at_most.is_some_and(|most| made > most) {
            search.story.notes.push("The budget ended a race before its last look.".to_owned());
            break;
        }
        search.look(&runners, seen).await?;
        let reward = |one: usize, row: usize| search.entry(field[one]).reward(order[row]);
        let usual = |row: usize| heat.par.and_then(|par| search.entry(par).reward(order[row]));
        race.judge(&reward, &|row| usual(row).unwrap_or_default());
        looked = true;
    }
    let leader = field.get(race.leader()).copied().filter(|_| looked);
    write_down(search, &field, &race);
    Ok(leader)
}

/// As many of the field, in its order, as the limit leaves room for.
fn affordable(search: &mut Search<'_>, heat: &Heat, rows: usize) -> Vec<usize> {
    let mut field = heat.field.clone();
    let Some(most) = heat.at_most else { return field };
    let room = most.saturating_sub(search.predictions());
    while !field.is_empty() && heat.rule.most(field.len(), rows) as u64 > room {
        if let Some(place) = field.pop() {
            search.note(place).verdict = Some("not tried: the budget had no room".to_owned());
        }
    }
    if field.len() < heat.field.len() {
        search.story.notes.push(format!(
            "The budget had room for {} of {} candidates in a race.",
            field.len(),
            heat.field.len()
        ));
    }
    field
}

fn write_down(search: &mut Search<'_>, field: &[usize], race: &Race) {
    for (&place, runner) in field.iter().zip(&race.runners) {
        let note = search.note(place);
        note.looks.extend(&runner.looks);
        note.pair = runner.looks.last().map(|look| look.pair).or(note.pair);
        if let Some((fall, at)) = runner.fell {
            note.at = Some(at);
            note.verdict = Some(words(fall).to_owned());
        }
    }
}

fn words(fall: Fall) -> &'static str {
    match fall {
        Fall::Settled => "dropped: it could not have caught up with the leader",
        Fall::Behind => "dropped: it would hardly have caught up with the leader",
        Fall::Capped => "dropped: others were ahead, and the look had room for fewer",
        Fall::Last => "behind the leader on all rows",
    }
}
