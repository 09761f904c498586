//! `joint_race.v1`: instructions, then demonstrations for the best of them, then
//! their combinations, each in a race.

use async_trait::async_trait;
use serde::Deserialize;

use super::{
    CompileError, candidate_params,
    demand::Shape,
    estimate::Estimate,
    fewshot_bootstrap_race::{self, Drawn, sets_estimate},
    instruction_propose_race::{self, Waves, wave_estimate},
    instruction_reflect_walk::{self, Walk, walk_estimate},
    optimizer::Optimizer,
    patch::Patch,
    problem::{Problem, RaceSettings},
    proposer::ProposerSettings,
    race::{self, Heat},
    search::{Note, Search},
    shots::{Budget, Shots, refuse_controllers},
};
use crate::model::{compile::Candidate, params::Params};

const ID: &str = "joint_race.v1";

/// Instructions, and sets of rows, that are combined.
const COMBINED: usize = 3;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Settings {
    /// As of `instruction_propose_race.v1`.
    instructions: instruction_propose_race::Settings,
    /// As of `fewshot_bootstrap_race.v1`.
    fewshot: fewshot_bootstrap_race::Settings,
    /// As of `instruction_reflect_walk.v1`; used where `then` asks for it.
    walk: instruction_reflect_walk::Settings,
    /// What follows on the races.
    then: Option<Then>,
    proposer: ProposerSettings,
    race: Option<RaceSettings>,
    budget: Budget,
    /// Changes the job's hash, and with it every draw.
    #[serde(rename = "seed")]
    _seed: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Then {
    Walk,
}

impl Settings {
    /// The parts with what holds for all of them.
    fn of(problem: &Problem<'_>) -> Result<Self, CompileError> {
        let mut settings: Self = problem.settings()?;
        settings.instructions = settings.instructions.checked()?;
        settings.fewshot = settings.fewshot.checked()?.without_teacher()?;
        settings.walk = settings.walk.checked()?;
        settings.instructions.budget = settings.budget;
        settings.fewshot.budget = settings.budget;
        settings.walk.budget = settings.budget;
        settings.instructions.proposer = settings.proposer.clone();
        settings.walk.proposer = settings.proposer.clone();
        settings.instructions.race = settings.race.clone();
        settings.fewshot.race = settings.race.clone();
        Ok(settings)
    }
}

pub(super) struct JointRace;

#[async_trait]
impl Optimizer for JointRace {
    fn id(&self) -> &'static str {
        ID
    }

    fn reads_rows(&self) -> bool {
        true
    }

    /// Where instructions are written down, those race.
    fn proposes(&self, problem: &Problem<'_>) -> bool {
        let walks = problem.config.is_some_and(|config| config["then"] == "walk");
        walks || problem.space.instructions().is_empty()
    }

    fn estimate(&self, problem: &Problem<'_>, shape: &Shape) -> Result<Estimate, CompileError> {
        refuse_controllers(problem, ID)?;
        let settings = Settings::of(problem)?;
        let rule = RaceSettings::or_predictive(settings.race.as_ref());
        let base = Estimate::grid(vec![shape.demand(problem.base)], shape.rows);
        let variants = problem.space.instructions().len();
        let longer = shape.longer(problem.base, settings.instructions.max_instruction_chars as u64);
        let first = match variants {
            0 => wave_estimate(
                problem,
                &settings.instructions,
                shape,
                settings.instructions.proposals,
            ),
            _ => Estimate::raced(vec![longer; 1 + variants], rule, shape.rows),
        };
        let sets = sets_estimate(problem, &settings.fewshot, shape);
        let combined = COMBINED * COMBINED + 1 + knobs(problem).len();
        let widest = first.dearest.dearer(sets.dearest);
        let both = Estimate::raced(vec![widest; combined], rule, shape.rows);
        let all = base.and(first).and(sets).and(both);
        let all = match settings.then {
            Some(Then::Walk) => all.and(walk_estimate(problem, &settings.walk, shape)),
            None => all,
        };
        Ok(all.within(settings.budget.max_task_calls))
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
        let joint = Joint { problem, settings: &settings, base };
        let (text, texts) = joint.instructions(search).await?;
        let (shown, sets) = joint.sets(search, text).await?;
        let leader = joint.combine(search, (text, &texts), (shown, &sets)).await?;
        let leader = match settings.then {
            Some(Then::Walk) => {
                Walk::new(problem, &settings.walk, ID)?.run(search, leader, base).await?
            }
            None => leader,
        };
        search.decide(leader, base).await
    }
}

/// The patches of the knobs that a prompt of one call has beside its texts.
fn knobs(problem: &Problem<'_>) -> Vec<Patch> {
    let [.., budgets] = problem.space.knobs();
    budgets
}

struct Joint<'a> {
    problem: &'a Problem<'a>,
    settings: &'a Settings,
    base: usize,
}

impl Joint<'_> {
    /// The leader among instructions, and the best few.
    async fn instructions(
        &self,
        search: &mut Search<'_>,
    ) -> Result<(usize, Vec<usize>), CompileError> {
        let variants = self.problem.space.instructions();
        let (leader, raced) = if variants.is_empty() {
            Waves::new(self.problem, &self.settings.instructions, self.base, ID)?
                .first(search)
                .await?
        } else {
            let mut field = vec![self.base];
            for (index, patch) in variants.iter().enumerate() {
                let params = candidate_params(self.problem.base, patch)?;
                let note = Note::of(format!("variant {}", index + 1));
                field.extend(search.enter(params, &[], note));
            }
            let raced = field[1..].to_vec();
            (self.heat(search, field).await?.unwrap_or(self.base), raced)
        };
        Ok((leader, self.best(search, leader, raced)))
    }

    /// The leader among sets of rows over `text`, and the best few.
    async fn sets(
        &self,
        search: &mut Search<'_>,
        text: usize,
    ) -> Result<(Option<usize>, Vec<usize>), CompileError> {
        let all: Vec<usize> = (0..search.train.len()).collect();
        search.look(&[text], &all).await?;
        let shots = Shots::of(&self.problem.train);
        let base_params = search.entry(text).pinned.params.clone();
        let drawn = Drawn {
            shots: &shots,
            settings: &self.settings.fewshot,
            problem: self.problem,
            base: text,
            teacher: text,
            base_params: &base_params,
        };
        let before = search.entries();
        let leader = drawn.race(search).await?.map(|(leader, _)| leader);
        let raced: Vec<usize> = (before..search.entries()).collect();
        let best = leader.map_or(Vec::new(), |leader| self.best(search, leader, raced));
        Ok((leader, best))
    }

    /// The best of the combinations.
    async fn combine(
        &self,
        search: &mut Search<'_>,
        (text, texts): (usize, &[usize]),
        (shown, sets): (Option<usize>, &[usize]),
    ) -> Result<usize, CompileError> {
        let mut field: Vec<usize> = shown.into_iter().chain([text]).collect();
        let leader = field[0];
        for &instruction in texts.iter().filter(|place| **place != text) {
            for &set in sets {
                let params = combined(
                    &search.entry(instruction).pinned.params,
                    &search.entry(set).pinned.params,
                )?;
                let barred: Vec<usize> = search.barred(set);
                let parent = search.entry(set).pinned.compiled_id.clone();
                let note = Note::of("an instruction and a set of rows together").from(&parent);
                field.extend(search.enter(params, &barred, note));
            }
        }
        for patch in knobs(self.problem) {
            let entry = search.entry(leader);
            let params = candidate_params(&entry.pinned.params, &patch)?;
            let parent = entry.pinned.compiled_id.clone();
            let barred = search.barred(leader);
            field.extend(search.enter(params, &barred, Note::of("a knob").from(&parent)));
        }
        let winner = self.heat(search, field).await?.unwrap_or(leader);
        if let Some(shown) = shown {
            self.tell_interaction(search, winner, text, shown);
        }
        Ok(winner)
    }

    /// How far the winner is from the sum of its parts' gains.
    fn tell_interaction(&self, search: &mut Search<'_>, winner: usize, text: usize, shown: usize) {
        let gain = |search: &Search<'_>, from: usize, to: usize| {
            let pair = search.pair_of(from, to);
            if pair.rows == 0 { 0.0 } else { -100.0 * pair.ahead / pair.rows as f64 }
        };
        let texts = gain(search, self.base, text);
        let rows = gain(search, text, shown);
        let both = gain(search, self.base, winner);
        search.story.notes.push(format!(
            "On train the best instruction gains {texts:.1} points, the best set of rows {rows:.1} \
             on top of it, and the winner {both:.1} in all: {:+.1} beyond their sum.",
            both - texts - rows
        ));
    }

    /// The leader and those that came next, at most [`COMBINED`].
    fn best(&self, search: &Search<'_>, leader: usize, raced: Vec<usize>) -> Vec<usize> {
        let others: Vec<usize> = raced.into_iter().filter(|place| *place != leader).collect();
        let ranked = search.ranked(self.base, &others);
        std::iter::once(leader).chain(ranked).take(COMBINED).collect()
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
}

/// The instruction of one and the demonstrations of the other.
fn combined(text: &Params, rows: &Params) -> Result<Params, CompileError> {
    let strategy = rows.raw().get("strategy").cloned();
    let patch = strategy.map(|strategy| ("strategy".to_owned(), strategy));
    candidate_params(text, &Patch::from_iter(patch))
}
