//! `instruction_propose_race.v1`: a pool of instructions, written by a model
//! that sees failures and successes of the train rows, races. For the first
//! night on a signature: one round of proposals, all at once.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::Deserialize;

use super::{
    CompileError,
    brief::Brief,
    component::Component,
    demand::Shape,
    estimate::Estimate,
    optimizer::Optimizer,
    pool::{OnCopy, Pool, proposals_estimate},
    problem::{Problem, RaceSettings},
    proposer::{Ask, ProposerSettings},
    race::{self, Heat},
    search::{Note, Search},
    shots::{Budget, Shots},
};
use crate::{canon, model::compile::Candidate};

const ID: &str = "instruction_propose_race.v1";

/// Solved rows beside each failed one.
const SOLVED: usize = 1;
/// Kinds of errors that are told.
const CLUSTERS: usize = 12;
/// Candidates that a second wave is told of, of the best and of the worst.
const TOLD: usize = 3;

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Instructions of the first wave.
    pub(super) proposals: usize,
    /// What each asks for, in rotation.
    styles: Vec<Style>,
    rows_shown: usize,
    pub(super) max_instruction_chars: usize,
    pub(super) on_copy: OnCopy,
    pub(super) proposer: ProposerSettings,
    pub(super) race: Option<RaceSettings>,
    pub(super) budget: Budget,
    /// Instructions of the second wave, which sees how those of the first did.
    second_wave: usize,
    /// Changes the job's hash, and with it every draw.
    #[serde(rename = "seed")]
    _seed: u32,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Style {
    /// Failed rows beside solved ones like them.
    Contrast,
    /// Numbered rules for each answer.
    Rules,
    /// The text rewritten by what goes wrong most.
    Rewrite,
    /// The same in fewer words.
    Short,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            proposals: 12,
            styles: vec![Style::Contrast, Style::Rules, Style::Rewrite, Style::Short],
            rows_shown: 8,
            max_instruction_chars: 2_000,
            on_copy: OnCopy::default(),
            proposer: ProposerSettings::default(),
            race: None,
            budget: Budget::default(),
            second_wave: 4,
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
        let fault = if !(1..=100).contains(&settings.proposals) {
            "`proposals` is 1 to 100"
        } else if settings.second_wave > 100 {
            "`secondWave` is 0 to 100"
        } else if settings.styles.is_empty() {
            "`styles` names contrast, rules, rewrite or short"
        } else if !(1..=64).contains(&settings.rows_shown) {
            "`rowsShown` is 1 to 64"
        } else {
            return Ok(settings);
        };
        Err(CompileError::setting(fault))
    }
}

pub(super) struct InstructionProposeRace;

#[async_trait]
impl Optimizer for InstructionProposeRace {
    fn id(&self) -> &'static str {
        ID
    }

    fn reads_rows(&self) -> bool {
        true
    }

    fn proposes(&self, _: &Problem<'_>) -> bool {
        true
    }

    fn estimate(&self, problem: &Problem<'_>, shape: &Shape) -> Result<Estimate, CompileError> {
        Component::all(problem, ID)?;
        let settings = Settings::of(problem)?;
        let base = Estimate::grid(vec![shape.demand(problem.base)], shape.rows);
        let first = wave_estimate(problem, &settings, shape, settings.proposals);
        let second = wave_estimate(problem, &settings, shape, settings.second_wave);
        Ok(base.and(first).and(second).within(settings.budget.max_task_calls))
    }

    async fn search(
        &self,
        search: &mut Search<'_>,
        problem: &Problem<'_>,
    ) -> Result<Candidate, CompileError> {
        let settings = Settings::of(problem)?;
        let base = search.enter_or_find(problem.base.clone(), Note::of("seed"));
        let all: Vec<usize> = (0..search.train.len()).collect();
        search.look(&[base], &all).await?;
        let waves = Waves::new(problem, &settings, base, ID)?;
        let (leader, first) = waves.first(search).await?;
        let leader = waves.second(search, leader, &first).await?;
        search.decide(leader, base).await
    }
}

/// What one wave of so many proposals asks.
pub(super) fn wave_estimate(
    problem: &Problem<'_>,
    settings: &Settings,
    shape: &Shape,
    proposals: usize,
) -> Estimate {
    if proposals == 0 {
        return Estimate::default();
    }
    let rule = RaceSettings::or_predictive(settings.race.as_ref());
    let longer = shape.longer(problem.base, settings.max_instruction_chars as u64);
    let raced = Estimate::raced(vec![longer; 1 + proposals], rule, shape.rows);
    let shown = settings.rows_shown * (1 + SOLVED);
    let asked = proposals_estimate(shape, &settings.proposer, proposals, shown, settings.budget);
    Estimate { candidates: raced.candidates - 1, proposals: asked, ..raced }
}

/// Waves of proposals over parameters that were scored on every row.
pub(super) struct Waves<'a> {
    problem: &'a Problem<'a>,
    settings: &'a Settings,
    shots: Shots<'a>,
    component: Component,
    base: usize,
}

impl<'a> Waves<'a> {
    pub(super) fn new(
        problem: &'a Problem<'a>,
        settings: &'a Settings,
        base: usize,
        optimizer: &'static str,
    ) -> Result<Self, CompileError> {
        let component = Component::all(problem, optimizer)?[0];
        Ok(Self { problem, settings, shots: Shots::of(&problem.train), component, base })
    }

    /// The first wave: the leader, and all that raced.
    pub(super) async fn first(
        &self,
        search: &mut Search<'_>,
    ) -> Result<(usize, Vec<usize>), CompileError> {
        if self.failed(search).is_empty() {
            search.story.notes.push("The seed is right on every train row.".to_owned());
            return Ok((self.base, Vec::new()));
        }
        let styles = &self.settings.styles;
        let slots = 0..self.within_budget(search, self.settings.proposals);
        let asks: Vec<Ask> = slots
            .map(|slot| {
                let style = styles[slot % styles.len()];
                self.asked(search, (0, slot), style, Vec::new())
            })
            .collect();
        let mut field = self.enter(search, &asks, self.base).await?;
        let entered = field.clone();
        field.insert(0, self.base);
        let leader = self.heat(search, field).await?.unwrap_or(self.base);
        Ok((leader, entered))
    }

    /// The second wave, which sees what became of the first.
    async fn second(
        &self,
        search: &mut Search<'_>,
        leader: usize,
        first: &[usize],
    ) -> Result<usize, CompileError> {
        let slots = self.within_budget(search, self.settings.second_wave);
        if first.is_empty() || slots == 0 {
            return Ok(leader);
        }
        let evidence = self.standings(search, first);
        let asks: Vec<Ask> = (0..slots)
            .map(|slot| self.asked(search, (1, slot), Style::Contrast, evidence.clone()))
            .collect();
        let mut field = self.enter(search, &asks, leader).await?;
        if field.is_empty() {
            return Ok(leader);
        }
        field.insert(0, leader);
        Ok(self.heat(search, field).await?.unwrap_or(leader))
    }

    /// As many of `wanted` as the budget of proposer calls has room for, each
    /// with its repair.
    fn within_budget(&self, search: &Search<'_>, wanted: usize) -> usize {
        let made: u64 = search.story.proposals.iter().map(|one| one.lm_calls).sum();
        let room = self
            .settings
            .budget
            .max_proposer_calls
            .map_or(u64::MAX, |most| most.saturating_sub(made));
        wanted.min(usize::try_from(room / 2).unwrap_or(usize::MAX))
    }

    async fn enter(
        &self,
        search: &mut Search<'_>,
        asks: &[Ask],
        parent: usize,
    ) -> Result<Vec<usize>, CompileError> {
        let pool = Pool {
            problem: self.problem,
            shots: &self.shots,
            proposer: &self.settings.proposer,
            max_chars: self.settings.max_instruction_chars,
            on_copy: self.settings.on_copy,
        };
        pool.enter(search, asks, self.component, parent).await
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

    fn failed(&self, search: &Search<'_>) -> Vec<usize> {
        search.rows_with(self.base, |reward| reward < 1.0 - 1e-9)
    }

    fn asked(
        &self,
        search: &Search<'_>,
        turn: (usize, usize),
        style: Style,
        mut evidence: Vec<String>,
    ) -> Ask {
        let entry = search.entry(self.base);
        let draw = turn.0 * 1_000 + turn.1;
        let drawn = |pool: Vec<usize>| -> Vec<usize> {
            let order = self.problem.draws.order("shown", draw, pool.len());
            order.into_iter().take(self.settings.rows_shown).map(|place| pool[place]).collect()
        };
        let failed = drawn(self.failed(search));
        let solved = search.rows_with(self.base, |reward| reward >= 1.0 - 1e-9);
        let train = &self.problem.train;
        let shown = |rows: &[usize]| -> Vec<_> {
            rows.iter().map(|&row| train.shown(row, entry.example(row))).collect()
        };
        let (purpose, task, rows) = match style {
            Style::Contrast => {
                let beside: Vec<usize> = failed
                    .iter()
                    .flat_map(|&row| {
                        self.shots.nearest(row, solved.iter().copied()).into_iter().take(SOLVED)
                    })
                    .collect();
                let rows = vec![
                    ("Rows that were answered wrongly:", shown(&failed)),
                    ("Rows like them that were answered rightly:", shown(&beside)),
                ];
                ("contrast", "write an instruction that tells the two lists apart.", rows)
            }
            Style::Rules => {
                let mut any = drawn((0..search.train.len()).collect());
                any.sort_by_key(|&row| canon::to_string(&train.rows().examples()[row].expected));
                let rows = vec![("Rows with their expected answers, by answer:", shown(&any))];
                ("rules", "write numbered rules that decide between the answers.", rows)
            }
            Style::Rewrite => {
                evidence.extend(self.clusters(search));
                let rows = vec![("Rows that were answered wrongly:", shown(&failed))];
                ("rewrite", "rewrite the text so that these mistakes are not made.", rows)
            }
            Style::Short => {
                let rows = vec![("Rows that were answered wrongly:", shown(&failed))];
                ("short", "say what matters in as few words as possible.", rows)
            }
        };
        let params = &entry.pinned.params;
        let brief = Brief {
            component: self.component,
            current: &self.component.text(self.problem, params),
            schema: &self.problem.subject.contract.contract().output_schema_json,
            turn,
            task: task.to_owned(),
            rows,
            evidence,
            max_chars: self.settings.max_instruction_chars,
        };
        Ask { purpose, round: turn.0, slot: turn.1, messages: brief.messages() }
    }

    /// What was answered in place of what, the most frequent first.
    fn clusters(&self, search: &Search<'_>) -> Vec<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for row in self.failed(search) {
            let Some(example) = search.entry(self.base).example(row) else { continue };
            let answer =
                example.output_json.as_ref().map_or("nothing".to_owned(), canon::to_string);
            let expected = example.expected_json.as_ref().map(canon::to_string).unwrap_or_default();
            *counts
                .entry(format!("{expected} was expected, {answer} was answered"))
                .or_default() += 1;
        }
        let mut ranked: Vec<(usize, String)> =
            counts.into_iter().map(|(pair, count)| (count, pair)).collect();
        ranked.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        let lines = ranked.into_iter().take(CLUSTERS);
        let lines = lines.map(|(count, pair)| format!("- {count} times: {pair}"));
        std::iter::once("What goes wrong:".to_owned()).chain(lines).collect()
    }

    /// The best and the worst of the first wave beside the seed.
    fn standings(&self, search: &Search<'_>, first: &[usize]) -> Vec<String> {
        let ranked = search.ranked(self.base, first);
        let line = |place: &usize| {
            let pair = search.pair_of(self.base, *place);
            let text = self.component.text(self.problem, &search.entry(*place).pinned.params);
            format!(
                "- right on {} rows more and on {} fewer, of {}: {text}",
                pair.gains, pair.losses, pair.rows
            )
        };
        let (best, rest) = ranked.split_at(TOLD.min(ranked.len()));
        let worst = &rest[rest.len().saturating_sub(TOLD)..];
        let mut lines = vec!["Tried before, the best:".to_owned()];
        lines.extend(best.iter().map(line));
        lines.push("And the worst:".to_owned());
        lines.extend(worst.iter().map(line));
        lines
    }
}
