//! `fewshot_bootstrap_race.v1`: demonstrations from train rows. Sets of rows
//! that the model solved, with its own answers, and of rows that it failed, with
//! the expected ones, race; then the winner's rows are swapped one by one.

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    CompileError, candidate_params,
    demand::{Demand, Shape},
    estimate::Estimate,
    optimizer::Optimizer,
    problem::{Problem, RaceSettings},
    race::{self, Heat},
    search::{Note, Search},
    shots::{Budget, Shots, refuse_controllers, with_rows},
};
use crate::model::{compile::Candidate, params::Params};

const ID: &str = "fewshot_bootstrap_race.v1";

/// Failed rows that each row of the winner is swapped for.
const SWAPS: usize = 2;
/// More sets than this are refused.
const MAX_SETS: usize = 200;
/// Larger sets than this are refused.
const MAX_SIZE: usize = 64;
/// Rewards that fall short by rounding are reached.
const ROUNDING: f64 = 1e-9;

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Sets of rows that race.
    pub(super) sets: usize,
    /// Rows of a set, in rotation.
    pub(super) sizes: Vec<usize>,
    /// The reward from which a row counts as solved.
    threshold: f64,
    include: Vec<Source>,
    /// Characters that a set takes at most.
    max_demo_chars: usize,
    /// A model whose own answers are shown in place of the searched one's.
    teacher_model: Option<String>,
    pub(super) race: Option<RaceSettings>,
    pub(super) budget: Budget,
    /// Changes the job's hash, and with it every draw.
    #[serde(rename = "seed")]
    _seed: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Source {
    Solved,
    Failed,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            sets: 16,
            sizes: vec![2, 4, 8],
            threshold: 1.0,
            include: vec![Source::Solved, Source::Failed],
            max_demo_chars: 4_000,
            teacher_model: None,
            race: None,
            budget: Budget::default(),
            _seed: 0,
        }
    }
}

impl Settings {
    fn of(problem: &Problem<'_>) -> Result<Self, CompileError> {
        problem.settings::<Self>()?.checked()
    }

    /// The same, held to its bounds.
    pub(super) fn checked(self) -> Result<Self, CompileError> {
        let settings = self;
        let fault = if settings.sets == 0 || settings.sets > MAX_SETS {
            format!("`sets` is 1 to {MAX_SETS}")
        } else if settings.sizes.is_empty()
            || settings.sizes.iter().any(|&size| size == 0 || size > MAX_SIZE)
        {
            format!("`sizes` is a list of numbers from 1 to {MAX_SIZE}")
        } else if settings.include.is_empty() {
            "`include` names `solved`, `failed` or both".to_owned()
        } else {
            return Ok(settings);
        };
        Err(CompileError::setting(fault))
    }

    /// The same as a part of another search, which has no place for a teacher.
    pub(super) fn without_teacher(self) -> Result<Self, CompileError> {
        if self.teacher_model.is_none() {
            return Ok(self);
        }
        let fault = "`teacherModel` is a setting of fewshot_bootstrap_race.v1 alone";
        Err(CompileError::setting(fault))
    }

    pub(super) fn largest(&self) -> usize {
        self.sizes.iter().copied().max().unwrap_or_default()
    }

    /// What a set is drawn from, in rotation.
    fn mixes(&self) -> Vec<Vec<Source>> {
        let each = self.include.iter().map(|source| vec![*source]);
        if self.include.len() < 2 {
            return each.collect();
        }
        std::iter::once(self.include.clone()).chain(each).collect()
    }
}

pub(super) struct FewshotBootstrapRace;

#[async_trait]
impl Optimizer for FewshotBootstrapRace {
    fn id(&self) -> &'static str {
        ID
    }

    fn reads_rows(&self) -> bool {
        true
    }

    fn estimate(&self, problem: &Problem<'_>, shape: &Shape) -> Result<Estimate, CompileError> {
        refuse_controllers(problem, ID)?;
        let settings = Settings::of(problem)?;
        let whole = 1 + usize::from(settings.teacher_model.is_some());
        let base = Estimate::grid(vec![shape.demand(problem.base); whole], shape.rows);
        let sets = sets_estimate(problem, &settings, shape);
        let swaps = 1 + SWAPS * settings.largest();
        let rule = RaceSettings::or_predictive(settings.race.as_ref());
        let swaps =
            Estimate::raced(vec![with_shots(problem, &settings, shape); swaps], rule, shape.rows);
        Ok(base.and(sets).and(swaps).within(settings.budget.max_task_calls))
    }

    async fn search(
        &self,
        search: &mut Search<'_>,
        problem: &Problem<'_>,
    ) -> Result<Candidate, CompileError> {
        refuse_controllers(problem, ID)?;
        let settings = Settings::of(problem)?;
        let base = search.enter_or_find(problem.base.clone(), Note::of("seed"));
        let all: Vec<usize> = (0..search.train.len()).collect();
        search.look(&[base], &all).await?;
        let teacher = match &settings.teacher_model {
            Some(model) => teacher(search, problem, model).await?,
            None => base,
        };
        let shots = Shots::of(&problem.train);
        let drawn = Drawn {
            shots: &shots,
            settings: &settings,
            problem,
            base,
            teacher,
            base_params: problem.base,
        };
        let Some((leader, rows)) = drawn.race(search).await? else {
            return search.decide(base, base).await;
        };
        let leader = drawn.swap(search, leader, &rows).await?;
        search.decide(leader, base).await
    }
}

/// The same parameters with another model, which is no candidate: who answers is
/// not for a search to change.
async fn teacher(
    search: &mut Search<'_>,
    problem: &Problem<'_>,
    model: &str,
) -> Result<usize, CompileError> {
    let main = json!({"modelRoles": {"main": {"modelId": model}}});
    let patch = main.as_object().cloned().unwrap_or_default();
    let params = candidate_params(problem.base, &patch)?;
    let note = Note { is_helper: true, ..Note::of(format!("teacher: {model}")) };
    let place = search.enter_or_find(params, note);
    let all: Vec<usize> = (0..search.train.len()).collect();
    search.look(&[place], &all).await?;
    Ok(place)
}

/// What racing the sets asks.
pub(super) fn sets_estimate(problem: &Problem<'_>, settings: &Settings, shape: &Shape) -> Estimate {
    let rule = RaceSettings::or_predictive(settings.race.as_ref());
    Estimate::raced(vec![with_shots(problem, settings, shape); settings.sets], rule, shape.rows)
}

fn with_shots(problem: &Problem<'_>, settings: &Settings, shape: &Shape) -> Demand {
    let shown = shape.row_chars().saturating_mul(settings.largest() as u64);
    shape.longer(problem.base, shown.min(settings.max_demo_chars as u64))
}

/// Sets of rows over parameters of which one, `base`, was scored on all rows.
pub(super) struct Drawn<'a> {
    pub(super) shots: &'a Shots<'a>,
    pub(super) settings: &'a Settings,
    pub(super) problem: &'a Problem<'a>,
    /// Tells how hard each row is, and which ones it fails.
    pub(super) base: usize,
    /// Its answers are shown where it solves a row.
    pub(super) teacher: usize,
    /// What the rows are added to.
    pub(super) base_params: &'a Params,
}

impl Drawn<'_> {
    /// Races the sets; gives the winner and the rows that it shows.
    pub(super) async fn race(
        &self,
        search: &mut Search<'_>,
    ) -> Result<Option<(usize, Vec<usize>)>, CompileError> {
        let mut field: Vec<(usize, Vec<usize>)> = Vec::new();
        for (index, (rows, origin)) in self.sets(search).into_iter().enumerate() {
            let note = Note::of(format!("set {}: {origin}", index + 1));
            if let Some(place) = self.enter(search, &rows, note)? {
                field.push((place, rows));
            }
        }
        let winner = self.heat(search, field.iter().map(|(place, _)| *place).collect()).await?;
        Ok(winner.and_then(|winner| field.into_iter().find(|(place, _)| *place == winner)))
    }

    /// Tries each of the winner's rows swapped for one that was failed.
    async fn swap(
        &self,
        search: &mut Search<'_>,
        leader: usize,
        rows: &[usize],
    ) -> Result<usize, CompileError> {
        let parent = search.entry(leader).pinned.compiled_id.clone();
        let failed: Vec<usize> = self
            .failed(search)
            .into_iter()
            .filter(|row| self.shots.barred(rows).binary_search(row).is_err())
            .collect();
        let mut field = vec![leader];
        for (at, &row) in rows.iter().enumerate() {
            for other in self.shots.nearest(row, failed.iter().copied()).into_iter().take(SWAPS) {
                let mut swapped = rows.to_vec();
                swapped[at] = other;
                swapped.sort_unstable();
                let note = Note::of("a row of the best set, swapped for one that was failed");
                field.extend(self.enter(search, &swapped, note.from(&parent))?);
            }
        }
        if field.len() == 1 {
            return Ok(leader);
        }
        Ok(self.heat(search, field).await?.unwrap_or(leader))
    }

    async fn heat(
        &self,
        search: &mut Search<'_>,
        field: Vec<usize>,
    ) -> Result<Option<usize>, CompileError> {
        let settings = &self.settings;
        let heat = Heat::of(settings.race.as_ref(), &settings.budget, self.base, field);
        race::run(search, self.problem, heat).await
    }

    fn enter(
        &self,
        search: &mut Search<'_>,
        rows: &[usize],
        note: Note,
    ) -> Result<Option<usize>, CompileError> {
        let demos = rows
            .iter()
            .map(|&row| self.shots.demo(row, self.solved(search, row).as_ref()))
            .collect();
        let params = with_rows(self.base_params, demos)?;
        Ok(search.enter(params, &self.shots.barred(rows), note))
    }

    fn failed(&self, search: &Search<'_>) -> Vec<usize> {
        search.rows_with(self.base, |reward| reward < self.settings.threshold - ROUNDING)
    }

    /// The teacher's own answer to a row that it solved.
    fn solved(&self, search: &Search<'_>, row: usize) -> Option<Value> {
        let entry = search.entry(self.teacher);
        let is_solved = entry.reward(row)? >= self.settings.threshold - ROUNDING;
        entry.example(row).filter(|_| is_solved)?.output_json.clone()
    }

    fn pool(&self, search: &Search<'_>, sources: &[Source]) -> Vec<usize> {
        let source = |row: &usize| match self.solved(search, *row) {
            Some(_) => Source::Solved,
            None => Source::Failed,
        };
        (0..search.train.len()).filter(|row| sources.contains(&source(row))).collect()
    }

    /// The rows of each set, and what it was drawn from.
    fn sets(&self, search: &Search<'_>) -> Vec<(Vec<usize>, String)> {
        let Settings { sets, sizes, max_demo_chars, .. } = self.settings;
        let mixes = self.settings.mixes();
        let draw = |index: usize| {
            let size = sizes[index % sizes.len()];
            let mix = &mixes[index / sizes.len() % mixes.len()];
            let pool = self.pool(search, mix);
            let order = self.problem.draws.order("sets", index, pool.len());
            let drawn: Vec<usize> = order.into_iter().map(|place| pool[place]).collect();
            let rows = self.shots.spread(&drawn, size, *max_demo_chars);
            let from = match mix[..] {
                [Source::Solved] => "solved rows",
                [Source::Failed] => "failed rows",
                _ => "rows",
            };
            let origin = format!("{} {from}", rows.len());
            (rows, origin)
        };
        (0..*sets).map(draw).filter(|(rows, _)| !rows.is_empty()).collect()
    }
}
