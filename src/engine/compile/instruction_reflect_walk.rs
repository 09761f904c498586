//! `instruction_reflect_walk.v1`: reflective evolution of one text. A model sees
//! rows that the incumbent fails and writes a better text; it takes over if it
//! is ahead on rows that no proposer of that round has seen. The search is
//! loose, because the end is strict: winner and seed meet on all train rows.

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
    problem::Problem,
    proposer::{Ask, ProposerSettings},
    search::{Note, Search, TIE},
    shots::{Budget, Shots},
};
use crate::model::compile::Candidate;

const ID: &str = "instruction_reflect_walk.v1";

/// Solved rows that a proposer sees.
const SOLVED: usize = 2;
/// Refused texts of the same incumbent that it sees.
const REFUSED: usize = 3;
/// A window is no smaller than this, as far as there are rows.
const SMALLEST_WINDOW: usize = 24;
/// With fewer rounds than this a walk has hardly begun.
const FEW_ROUNDS: usize = 3;

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Proposals of a round.
    pub(super) width: usize,
    /// Failed rows that each sees.
    rows_shown: usize,
    /// Rows that a proposal must not lose ground on to go on.
    screen_rows: usize,
    /// The share of train rows that decides a round.
    window_share: f64,
    /// Rounds without a new incumbent after which the walk ends.
    patience: usize,
    max_rounds: usize,
    max_instruction_chars: usize,
    on_copy: OnCopy,
    pub(super) proposer: ProposerSettings,
    pub(super) budget: Budget,
    /// Changes the job's hash, and with it every draw.
    #[serde(rename = "seed")]
    _seed: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            width: 2,
            rows_shown: 3,
            screen_rows: 12,
            window_share: 0.4,
            patience: 6,
            max_rounds: 40,
            max_instruction_chars: 2_000,
            on_copy: OnCopy::default(),
            proposer: ProposerSettings::default(),
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
        let fault = if !(1..=16).contains(&self.width) {
            "`width` is 1 to 16"
        } else if !(1..=64).contains(&self.rows_shown) {
            "`rowsShown` is 1 to 64"
        } else if !(0.0..=1.0).contains(&self.window_share) {
            "`windowShare` is 0 to 1"
        } else if self.max_rounds > 1_000 {
            "`maxRounds` is 0 to 1000"
        } else {
            return Ok(self);
        };
        Err(CompileError::setting(fault))
    }

    fn window(&self, rows: usize) -> usize {
        let share = (rows as f64 * self.window_share).ceil() as usize;
        share.max(SMALLEST_WINDOW).min(rows)
    }

    /// Predictions of a round at most.
    fn round(&self, rows: usize) -> usize {
        let window = self.window(rows);
        window.div_ceil(2) + self.width * window
    }
}

pub(super) struct InstructionReflectWalk;

#[async_trait]
impl Optimizer for InstructionReflectWalk {
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
        let seed = Estimate::grid(vec![shape.demand(problem.base)], shape.rows);
        Ok(seed
            .and(walk_estimate(problem, &settings, shape))
            .within(settings.budget.max_task_calls))
    }

    async fn search(
        &self,
        search: &mut Search<'_>,
        problem: &Problem<'_>,
    ) -> Result<Candidate, CompileError> {
        let settings = Settings::of(problem)?;
        let base = search.enter_or_find(problem.base.clone(), Note::of("seed"));
        let mut walk = Walk::new(problem, &settings, ID)?;
        let leader = walk.run(search, base, base).await?;
        search.decide(leader, base).await
    }
}

/// What a walk asks beside its seed on all rows.
pub(super) fn walk_estimate(problem: &Problem<'_>, settings: &Settings, shape: &Shape) -> Estimate {
    let rows = usize::try_from(shape.rows).unwrap_or(usize::MAX);
    let rounds = settings.max_rounds as u64;
    let longer = shape.longer(problem.base, settings.max_instruction_chars as u64);
    // The winner meets the seed on all rows.
    let predictions = shape.rows + rounds * settings.round(rows) as u64;
    let proposals = settings.max_rounds * settings.width;
    let shown = settings.rows_shown + SOLVED;
    Estimate {
        candidates: proposals as u64,
        predictions,
        task: longer.times(predictions),
        dearest: longer,
        proposals: proposals_estimate(shape, &settings.proposer, proposals, shown, settings.budget),
    }
}

/// A walk from one incumbent to the next.
pub(super) struct Walk<'a> {
    problem: &'a Problem<'a>,
    settings: &'a Settings,
    shots: Shots<'a>,
    components: Vec<Component>,
    /// Texts that did not replace the incumbent, in words, the newest last.
    refused: Vec<String>,
}

/// One round's rows.
struct Window {
    screen: Vec<usize>,
    /// All rows that decide, those of the screen included.
    gate: Vec<usize>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        problem: &'a Problem<'a>,
        settings: &'a Settings,
        optimizer: &'static str,
    ) -> Result<Self, CompileError> {
        let components = Component::all(problem, optimizer)?;
        let shots = Shots::of(&problem.train);
        Ok(Self { problem, settings, shots, components, refused: Vec::new() })
    }

    /// Walks from `start`; gives the last incumbent.
    pub(super) async fn run(
        &mut self,
        search: &mut Search<'_>,
        start: usize,
        seed: usize,
    ) -> Result<usize, CompileError> {
        search.story.told = true;
        let rows = search.train.len();
        let first = self.problem.draws.order("window", 0, rows);
        search.look(&[start], &first[..self.settings.window(rows)]).await?;
        let (mut incumbent, mut patience, mut rounds) = (start, self.settings.patience, 0);
        while patience > 0 && rounds < self.settings.max_rounds {
            if !self.has_room(search, seed) {
                self.tell_the_end(search, rounds);
                break;
            }
            if self.failed(search, incumbent).is_empty() {
                let all: Vec<usize> = (0..rows).collect();
                search.look(&[incumbent], &all).await?;
            }
            if self.failed(search, incumbent).is_empty() {
                search.story.notes.push("The incumbent is right on every train row.".to_owned());
                break;
            }
            match self.round(search, incumbent, rounds).await? {
                Some(better) => {
                    incumbent = better;
                    self.refused.clear();
                }
                None => patience -= 1,
            }
            rounds += 1;
        }
        Ok(incumbent)
    }

    /// Whether the budget bears another round, and the end after it.
    fn has_room(&self, search: &Search<'_>, seed: usize) -> bool {
        let rows = search.train.len();
        let all: Vec<usize> = (0..rows).collect();
        let end = search.missing(&[seed], &all) + rows as u64;
        let budget = self.settings.budget;
        let tasks = search.predictions() + self.settings.round(rows) as u64 + end;
        let asked: u64 = search.story.proposals.iter().map(|one| one.lm_calls).sum();
        let asked = asked + 2 * self.settings.width as u64;
        budget.max_task_calls.is_none_or(|most| tasks <= most)
            && budget.max_proposer_calls.is_none_or(|most| asked <= most)
    }

    fn tell_the_end(&self, search: &mut Search<'_>, rounds: usize) {
        let few = if rounds < FEW_ROUNDS { ", which is hardly a search" } else { "" };
        let rounds = if rounds == 1 { "1 round".to_owned() } else { format!("{rounds} rounds") };
        search.story.notes.push(format!("The budget had room for {rounds}{few}."));
    }

    /// The new incumbent, where there is one.
    async fn round(
        &mut self,
        search: &mut Search<'_>,
        incumbent: usize,
        round: usize,
    ) -> Result<Option<usize>, CompileError> {
        let window = self.window(search, incumbent, round);
        search.look(&[incumbent], &window).await?;
        let component = self.components[round % self.components.len()];
        let (asks, shown) = self.asks(search, incumbent, component, round);
        let pool = Pool {
            problem: self.problem,
            shots: &self.shots,
            proposer: &self.settings.proposer,
            max_chars: self.settings.max_instruction_chars,
            on_copy: self.settings.on_copy,
        };
        let children = pool.enter(search, &asks, component, incumbent).await?;
        let barred = self.shots.barred(&shown);
        let gate: Vec<usize> =
            window.into_iter().filter(|row| barred.binary_search(row).is_err()).collect();
        let screen = gate.iter().copied().take(self.settings.screen_rows).collect();
        let window = Window { screen, gate };
        let best = self.gate(search, incumbent, &children, &window).await?;
        for child in children.into_iter().filter(|child| Some(*child) != best) {
            let pair = search.pair(incumbent, child, &window.gate);
            let text = component.text(self.problem, &search.entry(child).pinned.params);
            self.refused.push(format!(
                "- right on {} rows more and on {} fewer: {text}",
                pair.gains, pair.losses
            ));
        }
        Ok(best)
    }

    /// The child that is ahead of the incumbent on the gate's rows, of several
    /// the one that is furthest.
    async fn gate(
        &self,
        search: &mut Search<'_>,
        incumbent: usize,
        children: &[usize],
        window: &Window,
    ) -> Result<Option<usize>, CompileError> {
        search.look(children, &window.screen).await?;
        let mut kept = Vec::new();
        for &child in children {
            let pair = search.pair(incumbent, child, &window.screen);
            let note = search.note(child);
            note.pair = Some(pair);
            if pair.ahead <= TIE {
                kept.push(child);
            } else {
                note.at = Some(1);
                note.verdict = Some("dropped at the screen: behind the incumbent".to_owned());
            }
        }
        search.look(&kept, &window.gate).await?;
        let mut best: Option<(f64, String, usize)> = None;
        for child in kept {
            let pair = search.pair(incumbent, child, &window.gate);
            let id = search.entry(child).pinned.compiled_id.clone();
            let note = search.note(child);
            note.pair = Some(pair);
            note.at = Some(2);
            note.verdict = Some("not ahead of the incumbent on the window".to_owned());
            let is_better = match &best {
                _ if pair.ahead >= -TIE => false,
                None => true,
                Some((ahead, known, _)) => {
                    pair.ahead < ahead - TIE || (pair.ahead - ahead).abs() <= TIE && id < *known
                }
            };
            if is_better {
                best = Some((pair.ahead, id, child));
            }
        }
        let best = best.map(|(.., child)| child);
        if let Some(child) = best {
            let note = search.note(child);
            note.at = None;
            note.verdict = Some("became the incumbent, and was replaced".to_owned());
        }
        Ok(best)
    }

    /// Half of it rows that the incumbent knows, half new ones.
    fn window(&self, search: &Search<'_>, incumbent: usize, round: usize) -> Vec<usize> {
        let size = self.settings.window(search.train.len());
        let order = self.problem.draws.order("window", 1 + round, search.train.len());
        let entry = search.entry(incumbent);
        let (known, new): (Vec<usize>, Vec<usize>) = order
            .into_iter()
            .filter(|&row| entry.may(row))
            .partition(|&row| entry.reward(row).is_some());
        let fresh =
            new.len().min(size.div_ceil(2)).max(size.saturating_sub(known.len()).min(new.len()));
        let new = new.into_iter().take(fresh);
        let known = known.into_iter().take(size - fresh.min(size));
        // New and known rows alternate, so that the screen sees both.
        interleaved(new.collect(), known.collect())
    }

    fn failed(&self, search: &Search<'_>, place: usize) -> Vec<usize> {
        search.rows_with(place, |reward| reward < 1.0 - 1e-9)
    }

    /// What to ask, and the rows that are shown with it.
    fn asks(
        &self,
        search: &Search<'_>,
        incumbent: usize,
        component: Component,
        round: usize,
    ) -> (Vec<Ask>, Vec<usize>) {
        let entry = search.entry(incumbent);
        let failed = self.failed(search, incumbent);
        let solved = search.rows_with(incumbent, |reward| reward >= 1.0 - 1e-9);
        let train = &self.problem.train;
        let (mut asks, mut all_shown) = (Vec::new(), Vec::new());
        for slot in 0..self.settings.width {
            let draw = round * self.settings.width + slot;
            let drawn = |purpose: &str, pool: &[usize], count: usize| -> Vec<usize> {
                let order = self.problem.draws.order(purpose, draw, pool.len());
                order.into_iter().take(count).map(|place| pool[place]).collect()
            };
            let wrong = drawn("failed", &failed, self.settings.rows_shown);
            let right = drawn("solved", &solved, SOLVED);
            let shown = |rows: &[usize]| -> Vec<_> {
                rows.iter().map(|&row| train.shown(row, entry.example(row))).collect()
            };
            let rows = vec![
                ("Rows that were answered wrongly:", shown(&wrong)),
                ("Rows that were answered rightly:", shown(&right)),
            ];
            let brief = Brief {
                component,
                current: &component.text(self.problem, &entry.pinned.params),
                schema: &self.problem.subject.contract.contract().output_schema_json,
                turn: (round, slot),
                task: "find out why the rows above went wrong, and write a text with which they \
                       and others like them go right."
                    .to_owned(),
                rows,
                evidence: self.evidence(),
                max_chars: self.settings.max_instruction_chars,
            };
            let messages = brief.messages();
            asks.push(Ask { purpose: "reflect", round, slot, messages });
            all_shown.extend(wrong.into_iter().chain(right));
        }
        (asks, all_shown)
    }

    fn evidence(&self) -> Vec<String> {
        let newest = &self.refused[self.refused.len().saturating_sub(REFUSED)..];
        if newest.is_empty() {
            return Vec::new();
        }
        let heading = "Tried in its place, without success:".to_owned();
        std::iter::once(heading).chain(newest.iter().cloned()).collect()
    }
}

fn interleaved(one: Vec<usize>, other: Vec<usize>) -> Vec<usize> {
    let (mut one, mut other) = (one.into_iter(), other.into_iter());
    let mut all = Vec::new();
    loop {
        let pair = [one.next(), other.next()];
        if pair == [None, None] {
            return all;
        }
        all.extend(pair.into_iter().flatten());
    }
}
