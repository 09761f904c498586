//! `fewshot_nearest.v1`: demonstrations that are chosen for each input, the
//! train rows that are most like it. How many, and out of which rows, is raced.

use async_trait::async_trait;
use serde::Deserialize;

use super::{
    CompileError,
    demand::Shape,
    estimate::Estimate,
    optimizer::Optimizer,
    problem::{Problem, RaceSettings},
    race::{self, Heat},
    search::{Note, Search},
    shots::{Budget, Shots, refuse_controllers, with_nearest},
};
use crate::model::{
    compile::Candidate,
    demos::{Demo, NearestDemos, SIMILARITY},
};

const ID: &str = "fewshot_nearest.v1";

/// A prompt shows no more rows than this.
const MAX_K: usize = 64;
/// Rewards that fall short by rounding are reached.
const ROUNDING: f64 = 1e-9;

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Settings {
    /// Rows of a prompt.
    ks: Vec<usize>,
    include: Vec<Source>,
    /// The reward from which a row counts as solved.
    threshold: f64,
    min_similarity: f64,
    /// Characters that the rows of a prompt take at most.
    max_demo_chars: Option<usize>,
    race: Option<RaceSettings>,
    budget: Budget,
    /// Changes the job's hash, and with it the order of the race.
    #[serde(rename = "seed")]
    _seed: u32,
}

/// Which rows there are to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Source {
    /// All of them, with the expected answers.
    All,
    /// Those that the model solved, with its own answers.
    Solved,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            ks: vec![1, 2, 4, 8, 16],
            include: vec![Source::All, Source::Solved],
            threshold: 1.0,
            min_similarity: 0.0,
            max_demo_chars: None,
            race: None,
            budget: Budget::default(),
            _seed: 0,
        }
    }
}

impl Settings {
    fn of(problem: &Problem<'_>) -> Result<Self, CompileError> {
        let settings: Self = problem.settings()?;
        let fault = if settings.ks.is_empty() || settings.ks.iter().any(|&k| k == 0 || k > MAX_K) {
            format!("`ks` is a list of numbers from 1 to {MAX_K}")
        } else if settings.include.is_empty() {
            "`include` names `all`, `solved` or both".to_owned()
        } else {
            return Ok(settings);
        };
        Err(CompileError::setting(fault))
    }
}

pub(super) struct FewshotNearest;

#[async_trait]
impl Optimizer for FewshotNearest {
    fn id(&self) -> &'static str {
        ID
    }

    fn reads_rows(&self) -> bool {
        true
    }

    fn estimate(&self, problem: &Problem<'_>, shape: &Shape) -> Result<Estimate, CompileError> {
        refuse_controllers(problem, ID)?;
        let settings = Settings::of(problem)?;
        let rule = RaceSettings::or_predictive(settings.race.as_ref());
        let each = settings.ks.iter().flat_map(|&k| {
            let shown = shape.row_chars().saturating_mul(k as u64);
            let shown = settings.max_demo_chars.map_or(shown, |most| shown.min(most as u64));
            settings.include.iter().map(move |_| shape.longer(problem.base, shown))
        });
        let base = Estimate::grid(vec![shape.demand(problem.base)], shape.rows);
        let raced = Estimate::raced(each.collect(), rule, shape.rows);
        Ok(base.and(raced).within(settings.budget.max_task_calls))
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
        let shots = Shots::of(&problem.train);
        search.story.notes.push(floor(&shots, problem));
        let mut field = Vec::new();
        for source in &settings.include {
            let corpus = corpus(search, &shots, base, *source, settings.threshold);
            for &k in &settings.ks {
                let demos = NearestDemos {
                    k,
                    corpus: corpus.clone(),
                    similarity: SIMILARITY.to_owned(),
                    min_similarity: settings.min_similarity,
                    max_demo_chars: settings.max_demo_chars,
                };
                let from = if *source == Source::All { "rows" } else { "solved rows" };
                let note = Note::of(format!("{k} nearest of {} {from}", corpus.len()));
                if !corpus.is_empty() {
                    field.extend(search.enter(with_nearest(problem.base, &demos)?, &[], note));
                }
            }
        }
        let heat = Heat::of(settings.race.as_ref(), &settings.budget, base, field);
        let leader = race::run(search, problem, heat).await?.unwrap_or(base);
        search.decide(leader, base).await
    }
}

fn corpus(
    search: &Search<'_>,
    shots: &Shots<'_>,
    base: usize,
    source: Source,
    threshold: f64,
) -> Vec<Demo> {
    let entry = search.entry(base);
    let own = |row: usize| {
        let is_solved = entry.reward(row)? >= threshold - ROUNDING;
        entry.example(row).filter(|_| is_solved)?.output_json.as_ref()
    };
    let rows = 0..search.train.len();
    match source {
        Source::All => rows.map(|row| shots.demo(row, None)).collect(),
        Source::Solved => rows.filter_map(|row| Some(shots.demo(row, Some(own(row)?)))).collect(),
    }
}

/// How far the most similar row's answer goes without any model.
fn floor(shots: &Shots<'_>, problem: &Problem<'_>) -> String {
    let rows = problem.train.rows().examples();
    let is_right = |row: &usize| {
        let nearest = shots.nearest(*row, (0..rows.len()).filter(|other| other != row));
        nearest.first().is_some_and(|&other| rows[other].expected == rows[*row].expected)
    };
    let right = (0..rows.len()).filter(is_right).count();
    format!(
        "The answer of the most similar other train row, without a model, is the expected one for \
         {right} of {} train rows.",
        rows.len()
    )
}
