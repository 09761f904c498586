//! What one prediction asks of its models at most. Calls are bounds; the sizes
//! of prompts are estimates, made from the texts that go into them.

use std::iter::Sum;

use crate::{
    canon,
    engine::{
        core::{
            models::{MAX_STEP_TOKENS, ModelSlot, for_repair, for_slot},
            render::input_blobs,
        },
        evaluate::Reward,
    },
    lm::ModelRole,
    model::{
        dataset::Dataset, params::Params, signature::PreparedContract, text::units,
        trace::ACTION_DOCUMENT,
    },
};

/// Characters that are taken for one token.
const CHARS_A_TOKEN: u64 = 4;
/// Characters of a blob that a prompt shows.
const PREVIEW: u64 = 20_000;
/// Characters that a repair adds to its prompt: the failed answer and why.
const REPAIR: u64 = 2_000;
/// Characters of rules and observations in a controller's prompt, midway.
const OBSERVED: u64 = 6_000;
/// Characters of a chunk where the parameters name no size.
const CHUNK: u64 = 8_000;
/// Tokens of an answer that nothing limits.
const ANSWER: u64 = 256;

/// The roles in the order of a demand's parts.
pub(super) const ROLES: [ModelRole; 5] =
    [ModelRole::Main, ModelRole::Repair, ModelRole::Sub, ModelRole::Judge, ModelRole::Propose];

/// Calls of one role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Load {
    pub(super) calls: u64,
    pub(super) prompt_tokens: u64,
    pub(super) completion_tokens: u64,
}

impl Load {
    /// `calls` calls of that many characters and tokens each.
    pub(super) fn of(calls: u64, prompt_chars: u64, completion_tokens: u64) -> Self {
        let prompt_tokens = prompt_chars.div_ceil(CHARS_A_TOKEN);
        Self { calls: 1, prompt_tokens, completion_tokens }.times(calls)
    }

    fn times(self, count: u64) -> Self {
        Self {
            calls: self.calls.saturating_mul(count),
            prompt_tokens: self.prompt_tokens.saturating_mul(count),
            completion_tokens: self.completion_tokens.saturating_mul(count),
        }
    }

    /// The share of `kept` of its calls.
    fn kept(self, kept: u64) -> Self {
        let share = |sum: u64| sum.checked_div(self.calls).unwrap_or_default();
        let each = Self {
            calls: 1,
            prompt_tokens: share(self.prompt_tokens),
            completion_tokens: share(self.completion_tokens),
        };
        each.times(kept)
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            calls: self.calls.saturating_add(other.calls),
            prompt_tokens: self.prompt_tokens.saturating_add(other.prompt_tokens),
            completion_tokens: self.completion_tokens.saturating_add(other.completion_tokens),
        }
    }
}

/// What is asked of each of [`ROLES`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Demand(pub(super) [Load; 5]);

impl Demand {
    pub(super) fn calls(&self) -> u64 {
        self.0.iter().fold(0, |sum: u64, load| sum.saturating_add(load.calls))
    }

    pub(super) fn times(self, count: u64) -> Self {
        Self(self.0.map(|load| load.times(count)))
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let mut sum = self;
        for (left, right) in sum.0.iter_mut().zip(other.0) {
            *left = left.plus(right);
        }
        sum
    }

    /// With what is asked of the proposer.
    pub(super) fn proposing(mut self, proposals: Load) -> Self {
        self.0[4] = self.0[4].plus(proposals);
        self
    }

    pub(super) fn dearer(self, other: Self) -> Self {
        if other.calls() > self.calls() { other } else { self }
    }

    /// No more than `most` calls; the controller's own go first.
    fn capped(mut self, most: u64) -> Self {
        let mut left = most;
        for load in &mut self.0 {
            let kept = load.calls.min(left);
            left -= kept;
            *load = load.kept(kept);
        }
        self
    }
}

impl Sum for Demand {
    fn sum<I: Iterator<Item = Self>>(demands: I) -> Self {
        demands.fold(Self::default(), Self::plus)
    }
}

/// How long the prompts of a signature are, on average over its rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    /// Train rows.
    pub(super) rows: u64,
    /// With the texts that the input refers to.
    inline_chars: u64,
    /// Without them.
    metadata_chars: u64,
    /// A row with its answer.
    row_chars: u64,
    /// Tokens of an answer where the parameters name no number.
    answer_tokens: u64,
    /// Of the judges, for one prediction.
    judges: Demand,
}

impl Shape {
    pub(super) fn of(contract: &PreparedContract, reward: &Reward, dataset: &Dataset) -> Self {
        let prompt = chars(&canon::to_string(contract.contract().prompt_ir.raw()));
        let (mut inline, mut metadata, mut judged) = (0, 0, 0);
        for row in dataset.examples() {
            let input = chars(&canon::to_string(&row.input));
            let blobs = input_blobs(&row.input).into_iter();
            let shown: u64 = blobs.map(|shown| shown.blob.size.min(PREVIEW)).sum();
            metadata += prompt + input;
            inline += prompt + input + shown;
            judged += input + 2 * chars(&canon::to_string(&row.expected));
        }
        let mean = |sum: u64| sum.checked_div(dataset.len() as u64).unwrap_or_default();
        let answer = contract.contract().default_constraints.max_tokens;
        Self {
            rows: dataset.len() as u64,
            inline_chars: mean(inline),
            metadata_chars: mean(metadata),
            row_chars: mean(judged),
            answer_tokens: answer.map_or(ANSWER, |tokens| tokens as u64),
            judges: judges(reward, mean(judged)),
        }
    }

    /// One prediction with `params`, and its judges.
    pub(super) fn demand(&self, params: &Params) -> Demand {
        let prediction = match params.strategy_id() {
            "rlm_lite.v1" => self.controlled(params),
            "distilled.search_line_extract.v1" => {
                self.direct(params).dearer(self.controlled(params))
            }
            _ => self.direct(params),
        };
        let most = params.budgets.as_ref().and_then(|budgets| budgets.max_lm_calls);
        prediction.capped(most.map_or(u64::MAX, whole)).plus(self.judges)
    }

    /// One prediction with `params` whose prompt is longer than the contract's
    /// by that many characters.
    pub(super) fn longer(&self, params: &Params, chars: u64) -> Demand {
        Self { inline_chars: self.inline_chars + chars, ..*self }.demand(params)
    }

    /// Characters that a row takes in a prompt, on average.
    pub(super) fn row_chars(&self) -> u64 {
        self.row_chars
    }

    fn direct(&self, params: &Params) -> Demand {
        let repairs = params.decode.as_ref().and_then(|decode| decode.max_repairs);
        let answer = for_slot(params, ModelSlot::Main).max_tokens.map(whole);
        let repaired = for_repair(params).max_tokens.map_or(ANSWER, whole);
        Demand([
            Load::of(1, self.inline_chars, answer.unwrap_or(self.answer_tokens)),
            Load::of(whole(repairs.unwrap_or_default()), self.inline_chars + REPAIR, repaired),
            Load::default(),
            Load::default(),
            Load::default(),
        ])
    }

    /// Without both limits a controlled run does not start.
    fn controlled(&self, params: &Params) -> Demand {
        let limits = params.budgets.clone().unwrap_or_default();
        let both = limits.max_rlm_iterations.zip(limits.max_sub_lm_calls);
        let Some((iterations, sub_calls)) = both else { return Demand::default() };
        let rules = chars(&canon::to_string(&ACTION_DOCUMENT));
        let chunks = params.rlm_lite.as_ref().and_then(|lite| lite.chunk_defaults.as_ref());
        let chunk = chunks.map_or(CHUNK, |chunks| whole(chunks.chunk_chars));
        let step = whole(MAX_STEP_TOKENS);
        let answer = |slot| for_slot(params, slot).max_tokens.map_or(step, whole).min(step);
        let prompt = self.metadata_chars + rules + OBSERVED;
        Demand([
            Load::of(whole(iterations), prompt, answer(ModelSlot::Main)),
            Load::default(),
            Load::of(whole(sub_calls), chunk, answer(ModelSlot::Sub)),
            Load::default(),
            Load::default(),
        ])
    }
}

fn judges(reward: &Reward, judged_chars: u64) -> Demand {
    let each = reward.judges().map(|judge| {
        let contract = judge.contract.contract();
        let chars = chars(&canon::to_string(contract.prompt_ir.raw())) + judged_chars;
        let shape = Shape {
            rows: 0,
            inline_chars: chars,
            metadata_chars: chars,
            row_chars: 0,
            answer_tokens: ANSWER,
            judges: Demand::default(),
        };
        let asked = shape.demand(&judge.pinned.params);
        let all = asked.0.into_iter().fold(Load::default(), Load::plus);
        let none = Load::default();
        Demand([none, none, none, all, none])
    });
    each.sum()
}

fn whole(limit: f64) -> u64 {
    limit.floor().max(0.0) as u64
}

fn chars(text: &str) -> u64 {
    units(text) as u64
}
