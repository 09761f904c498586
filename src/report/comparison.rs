//! Two evaluations of the same examples, side by side.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use super::document::{Document, Inline, Role, Span, code, plain};
use super::link::Link;
use super::scale::Scale;
use super::{gate, words};
use crate::model::alike;
use crate::model::eval::{EvalReport, ReportedExample};
use crate::model::gate::GateEvidence;
use crate::stats::DEFAULT_LEVEL;
use crate::stats::evidence::{self, Evidence, Scored};
use crate::stats::verdict::{Verdict, verdict};

/// How many flips of a kind a report lists that shows other things too.
pub const FEW: usize = 12;

/// How many it lists that shows nothing else.
pub const MANY: usize = 200;

/// What changed from control to candidate, example by example.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Examples that both sides were evaluated on.
    pub n: u64,
    pub control_reward: f64,
    pub candidate_reward: f64,
    /// Which rewards count as right.
    #[serde(skip)]
    pub scale: Scale,
    /// Examples with full reward, or with one that reaches the bar where rewards
    /// are graded.
    pub control_right: u64,
    pub candidate_right: u64,
    /// From wrong to right.
    pub gained: Vec<Flip>,
    /// From right to wrong.
    pub lost: Vec<Flip>,
    /// What the difference proves; absent when the reports do not hold the
    /// same examples.
    pub evidence: Option<Evidence>,
    pub verdict: Option<Verdict>,
}

/// An example whose answer changed sides.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Flip {
    pub example_id: String,
    pub input: Option<Value>,
    pub expected: Option<Value>,
    pub control_answer: Option<Value>,
    pub candidate_answer: Option<Value>,
    /// The row was forgotten since.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
}

impl Comparison {
    /// Pairs the examples by id. Nothing can be said when a report was stored
    /// without its examples.
    pub fn of(control: &EvalReport, candidate: &EvalReport) -> Option<Self> {
        Self::judged(control, candidate, None, None)
    }

    /// The same, held against other bounds than the usual ones: figures and
    /// verdict are those of the level `max_p`.
    pub fn judged(
        control: &EvalReport,
        candidate: &EvalReport,
        max_p: Option<f64>,
        min_effect: Option<f64>,
    ) -> Option<Self> {
        let level = max_p.unwrap_or(DEFAULT_LEVEL);
        let control: HashMap<&str, &ReportedExample> = control
            .examples
            .as_ref()?
            .iter()
            .map(|example| (example.result.example_id.as_str(), example))
            .collect();
        let pairs: Vec<(&ReportedExample, &ReportedExample)> = candidate
            .examples
            .as_ref()?
            .iter()
            .filter_map(|example| {
                Some((*control.get(example.result.example_id.as_str())?, example))
            })
            .collect();
        let inputs =
            pairs.iter().map(|(old, _)| (old.input_json.as_ref().unwrap_or(&Value::Null), None));
        // Rows without their inputs cannot be told to resemble each other.
        let told = pairs.iter().all(|(old, _)| old.input_json.is_some() || old.erased);
        let groups: Vec<String> = alike::groups(inputs).iter().map(usize::to_string).collect();
        let before: Vec<Scored> = pairs
            .iter()
            .zip(&groups)
            .map(|((old, _), group)| Scored {
                group: told.then_some(group.as_str()),
                ..Scored::from(&old.result)
            })
            .collect();
        let after: Vec<Scored> = pairs.iter().map(|(_, new)| Scored::from(&new.result)).collect();
        let settings = evidence::Settings { level, ..evidence::Settings::default() };
        let evidence = evidence::compare(&before, &after, settings).ok();
        let scale = Scale::of(pairs.iter().flat_map(|(old, new)| [*old, *new]));
        let right = |example: &ReportedExample| scale.is_good(example.result.reward);
        let flips = |from: bool| {
            let changed =
                pairs.iter().filter(|(old, new)| right(old) == from && right(new) != from);
            changed.map(|(old, new)| Flip::of(old, new)).collect()
        };
        let mean = |side: fn(&(&ReportedExample, &ReportedExample)) -> f64| {
            if pairs.is_empty() {
                0.0
            } else {
                pairs.iter().map(side).sum::<f64>() / pairs.len() as f64
            }
        };
        Some(Self {
            n: pairs.len() as u64,
            scale,
            control_reward: mean(|(old, _)| old.result.reward),
            candidate_reward: mean(|(_, new)| new.result.reward),
            control_right: pairs.iter().filter(|(old, _)| right(old)).count() as u64,
            candidate_right: pairs.iter().filter(|(_, new)| right(new)).count() as u64,
            gained: flips(false),
            lost: flips(true),
            verdict: evidence
                .as_ref()
                .map(|found| verdict(found, level, min_effect.unwrap_or(0.0))),
            evidence,
        })
    }

    /// The same with the evidence and the verdict of a gate that has looked at
    /// these rows: its level counts earlier looks, too.
    #[must_use]
    pub fn judged_by(self, gate: Option<&GateEvidence>) -> Self {
        match gate {
            Some(gate) => Self {
                evidence: Some(gate.comparison.clone()),
                verdict: Some(gate.verdict),
                ..self
            },
            None => self,
        }
    }

    /// The difference is more than luck explains.
    #[cfg(test)]
    fn is_improved(&self) -> bool {
        self.verdict == Some(Verdict::Improved)
    }

    /// What the difference proves, in plain sentences.
    pub fn proof(&self) -> Option<String> {
        Some(self.verdict.as_ref()?.words(self.evidence.as_ref()?))
    }

    pub fn delta(&self) -> f64 {
        self.candidate_reward - self.control_reward
    }

    /// What changed, in a sentence.
    pub fn sentence(&self) -> String {
        format!(
            "{} of {} {}, {} before; mean reward {} instead of {} ({}).",
            self.candidate_right,
            words::count(self.n, "held-out example"),
            self.scale.good_ones(),
            self.control_right,
            words::reward(self.candidate_reward),
            words::reward(self.control_reward),
            words::delta(self.delta()),
        )
    }

    /// How examples are called that were `before` and are `now`.
    fn flipped(&self, before: fn(Scale) -> String, now: fn(Scale) -> String) -> String {
        let text = format!("{} before, {} now", before(self.scale), now(self.scale));
        words::capitalized(&text)
    }

    /// Adds what changed to a report, at most `listed` flips of a kind; `all` is
    /// the page that lists the others.
    pub fn describe(&self, document: &mut Document, listed: usize, all: Option<Link>) {
        if let Some(proof) = self.proof() {
            document.paragraph(plain(proof));
        }
        let interval = self.evidence.as_ref().and_then(|found| found.interval.as_ref());
        gate::describe_interval(interval, document);
        document.table(
            &["held-out examples", &format!("#{}", self.scale.good()), "#of", "#mean reward"],
            vec![
                row("before", self.control_right, self.n, self.control_reward),
                row("candidate", self.candidate_right, self.n, self.candidate_reward),
            ],
        );
        for (title, role, flips) in [
            (self.flipped(Scale::bad, Scale::good), Role::Good, &self.gained),
            (self.flipped(Scale::good, Scale::bad), Role::Bad, &self.lost),
        ] {
            if flips.is_empty() {
                continue;
            }
            document.heading(format!("{title}: {}", flips.len()));
            let mut items: Vec<Inline> =
                flips.iter().take(listed).map(|flip| flip.describe(role)).collect();
            if flips.len() > listed {
                let more = format!("and {} more", flips.len() - listed);
                let more = Span { link: all.clone(), ..Span::new(Role::Plain, more) };
                items.push(vec![more]);
            }
            document.list(items);
        }
    }
}

/// Adds the examples that were wrong before and are wrong still, which are the
/// next night's work.
pub fn describe_still_wrong(
    before: &EvalReport,
    now: &EvalReport,
    listed: usize,
    document: &mut Document,
) {
    let (Some(before), Some(now)) = (&before.examples, &now.examples) else { return };
    let scale = Scale::of(before.iter().chain(now));
    let wrong = |example: &&ReportedExample| !scale.is_good(example.result.reward);
    let earlier: HashMap<&str, &ReportedExample> = before
        .iter()
        .filter(wrong)
        .map(|example| (example.result.example_id.as_str(), example))
        .collect();
    let still: Vec<Flip> = now
        .iter()
        .filter(wrong)
        .filter_map(|example| Some((earlier.get(example.result.example_id.as_str())?, example)))
        .map(|(old, new)| Flip::of(old, new))
        .collect();
    if still.is_empty() {
        return;
    }
    document.heading(format!("Still {}: {}", scale.bad(), still.len()));
    let mut items: Vec<Inline> =
        still.iter().take(listed).map(|flip| flip.describe(Role::Plain)).collect();
    if still.len() > listed {
        items.push(plain(format!("and {} more", still.len() - listed)));
    }
    document.list(items);
}

fn row(name: &str, right: u64, n: u64, reward: f64) -> Vec<Inline> {
    vec![plain(name), plain(right.to_string()), plain(n.to_string()), plain(words::reward(reward))]
}

impl Flip {
    fn of(old: &ReportedExample, new: &ReportedExample) -> Self {
        Self {
            example_id: new.result.example_id.clone(),
            input: new.input_json.clone(),
            expected: new.expected_json.clone(),
            control_answer: old.output_json.clone(),
            candidate_answer: new.output_json.clone(),
            erased: old.erased || new.erased,
        }
    }

    fn describe(&self, role: Role) -> Inline {
        let mut text = code(&self.example_id);
        match &self.input {
            Some(input) => text.push(Span::new(Role::Plain, format!(" {} ", words::input(input)))),
            None if self.erased => {
                text.push(Span::new(Role::Faint, " (erased: the row was forgotten)"));
                return text;
            }
            None => {}
        }
        text.push(Span::new(Role::Faint, "expected "));
        text.push(Span::new(Role::Plain, words::answer(self.expected.as_ref())));
        text.push(Span::new(Role::Faint, ", before "));
        text.push(Span::new(Role::Plain, words::answer(self.control_answer.as_ref())));
        text.push(Span::new(Role::Faint, ", now "));
        text.push(Span::new(role, words::answer(self.candidate_answer.as_ref())));
        text
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A report over `n` unlike rows, of which the first `right` are right.
    fn report(n: usize, right: usize) -> EvalReport {
        let examples: Vec<Value> = (0..n)
            .map(|place| {
                let reward = if place < right { 1 } else { 0 };
                let word = (place as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                json!({
                    "exampleId": format!("row-{place}"), "signatureId": "s", "compiled_id": "c",
                    "datasetHash": "d", "rewardId": "r", "rewardVersion": 1, "reward": reward,
                    "signals": [], "inputJson": {"q": format!("{word:x}")},
                })
            })
            .collect();
        serde_json::from_value(json!({
            "format": "openagents.dse.eval_report", "formatVersion": 1,
            "summary": {"evalVersion": 1, "kind": "reward"}, "examples": examples,
        }))
        .unwrap()
    }

    #[test]
    fn figures_and_verdict_are_those_of_the_level_that_was_asked_for() {
        let (control, candidate) = (report(40, 20), report(40, 26));
        let at = |max_p| Comparison::judged(&control, &candidate, max_p, None).unwrap();
        let (usual, strict) = (at(None), at(Some(0.01)));
        let found = |comparison: &Comparison| comparison.evidence.clone().unwrap();
        // Six gains and no loss: p is 1/64.
        assert_eq!((found(&usual).p, found(&strict).p), (1.0 / 64.0, 1.0 / 64.0));
        assert!(usual.is_improved() && !strict.is_improved());
        assert_eq!((found(&usual).level, found(&strict).level), (0.05, 0.01));
        assert!(found(&strict).mde.unwrap() > found(&usual).mde.unwrap());
        assert!(found(&strict).lower_bound < found(&usual).lower_bound);
        assert!(found(&strict).changes_needed > found(&usual).changes_needed);
        let larger = Comparison::judged(&control, &candidate, None, Some(0.3)).unwrap();
        assert!(!larger.is_improved());
    }
}
