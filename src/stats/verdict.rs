//! From evidence to a word, and to sentences for people who never heard of
//! p-values.

use serde::{Deserialize, Serialize};

use super::{TOLERANCE, evidence::Evidence};

/// The loss that "not worse" rules out when no smallest effect was asked for.
pub const DEFAULT_MARGIN: f64 = 0.05;

/// What a comparison lets us say.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "verdict", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Verdict {
    /// The gain is more than luck explains, and as large as asked for.
    Improved,
    /// A loss of more than `margin` is ruled out; the gain that was asked for
    /// is not shown.
    NotWorse { margin: f64 },
    /// The loss is more than luck explains.
    Worse,
    /// Neither; such rows show only differences above `can_show`, or none.
    CannotTell {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        can_show: Option<f64>,
    },
}

/// The verdict at the smaller of `max_p` and the evidence's own level.
/// `min_effect` (0 for none) is the gain that "improved" needs, and the loss
/// that "not worse" rules out. A candidate chosen on these same rows can be
/// found worse, but neither improved nor not worse.
pub fn verdict(evidence: &Evidence, max_p: f64, min_effect: f64) -> Verdict {
    let threshold = max_p.min(evidence.level) + TOLERANCE;
    let margin = if min_effect > 0.0 { min_effect } else { DEFAULT_MARGIN };
    let significant = evidence.p <= threshold;
    if evidence.p_worse <= threshold {
        Verdict::Worse
    } else if evidence.in_sample {
        Verdict::CannotTell { can_show: None }
    } else if significant && evidence.delta >= min_effect - 1e-9 {
        Verdict::Improved
    } else if significant || evidence.lower_bound > -margin {
        Verdict::NotWorse { margin }
    } else {
        Verdict::CannotTell { can_show: evidence.mde }
    }
}

impl Verdict {
    /// The verdict in a word or three.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Improved => "improved",
            Self::NotWorse { .. } => "not worse",
            Self::Worse => "worse",
            Self::CannotTell { .. } => "cannot tell",
        }
    }

    /// The verdict in plain sentences, with the counts behind it.
    pub fn words(&self, evidence: &Evidence) -> String {
        let counts = counts(evidence);
        match self {
            Self::Improved => {
                format!("Improved: {counts}. {}", luck(evidence.p, "no better"))
            }
            Self::Worse => format!("Worse: {counts}. {}", luck(evidence.p_worse, "no worse")),
            Self::NotWorse { margin } => format!(
                "Not worse on this holdout: {counts}. A loss of more than {margin:.2} is ruled out; {}.",
                if evidence.delta > 0.0 && evidence.p <= evidence.level {
                    "there is a gain, but a smaller one than was asked for"
                } else {
                    "a gain is not shown"
                }
            ),
            Self::CannotTell { .. } if evidence.in_sample => format!(
                "Cannot tell: the candidate was chosen on {}, so doing well on them \
                 proves nothing. Fresh rows are needed ({counts}).",
                these(evidence.n)
            ),
            Self::CannotTell { can_show } => {
                format!(
                    "Cannot tell: {} ({counts}).{}",
                    sight(evidence, *can_show),
                    too_few(evidence)
                )
            }
        }
    }
}

/// What such rows can show at all.
fn sight(evidence: &Evidence, can_show: Option<f64>) -> String {
    let rows = these(evidence.n);
    match can_show {
        Some(effect) => format!("{rows} can only show differences above {effect:.2}"),
        None if evidence.gains + evidence.losses == 0 => {
            format!("no answer on {rows} came out differently")
        }
        None => format!("{rows} cannot show any difference"),
    }
}

fn too_few(evidence: &Evidence) -> String {
    let changed = evidence.gains + evidence.losses;
    let needed = evidence.changes_needed;
    if changed >= needed {
        return String::new();
    }
    format!(
        " No verdict \"better\" is possible with fewer than {needed} changed answers; {changed} changed."
    )
}

fn counts(evidence: &Evidence) -> String {
    let grouped = evidence
        .groups
        .map(|groups| format!(" in {groups} independent groups"))
        .unwrap_or_default();
    format!(
        "of {}{grouped}, {} got better and {} got worse",
        rows(evidence.n),
        evidence.gains,
        evidence.losses
    )
}

fn rows(n: u64) -> String {
    if n == 1 { "1 row".into() } else { format!("{n} rows") }
}

fn these(n: u64) -> String {
    if n == 1 { "this one row".into() } else { format!("these {n} rows") }
}

/// A p-value as odds: one time in so many.
fn luck(p: f64, alike: &str) -> String {
    let times = if p < 1e-4 {
        "less than 1 time in 10,000".to_owned()
    } else {
        format!("about 1 time in {:.0}", 1.0 / p)
    };
    format!("A candidate that is {alike} would score this well {times}.")
}

#[cfg(test)]
mod tests {
    use super::super::evidence::Method;
    use super::*;

    /// Evidence in which nothing is decided.
    fn evidence() -> Evidence {
        Evidence {
            n: 30,
            gains: 4,
            losses: 2,
            ties: 24,
            delta: 2.0 / 30.0,
            p: 0.34375,
            p_worse: 0.890625,
            method: Method::McnemarExact,
            interval: None,
            mde: Some(0.196),
            lower_bound: -0.08,
            changes_needed: 5,
            chance_better: None,
            groups: None,
            gained: vec![],
            lost: vec![],
            in_sample: false,
            level: 0.05,
        }
    }

    fn winning() -> Evidence {
        Evidence {
            gains: 9,
            losses: 1,
            delta: 8.0 / 30.0,
            p: 0.0107421875,
            p_worse: 0.9990234375,
            lower_bound: 0.1,
            ..evidence()
        }
    }

    #[test]
    fn improved_needs_p_and_effect() {
        assert_eq!(verdict(&winning(), 0.05, 0.0), Verdict::Improved);
        assert_eq!(verdict(&winning(), 0.05, 8.0 / 30.0), Verdict::Improved);
        assert_eq!(verdict(&winning(), 0.05, 0.27), Verdict::NotWorse { margin: 0.27 });
        assert_eq!(verdict(&evidence(), 0.05, 0.0), Verdict::CannotTell { can_show: Some(0.196) });
        let exact = Evidence { p: 0.05, ..winning() };
        assert_eq!(verdict(&exact, 0.05, 0.0), Verdict::Improved);
    }

    #[test]
    fn the_stricter_of_request_and_ledger_decides() {
        assert_ne!(verdict(&winning(), 0.01, 0.0), Verdict::Improved);
        let late = Evidence { level: 0.0076, ..winning() };
        assert_ne!(verdict(&late, 0.05, 0.0), Verdict::Improved);
    }

    #[test]
    fn not_worse_rules_a_loss_out() {
        let narrow = Evidence { lower_bound: -0.049, ..evidence() };
        assert_eq!(verdict(&narrow, 0.05, 0.0), Verdict::NotWorse { margin: DEFAULT_MARGIN });
        assert_eq!(verdict(&narrow, 0.05, 0.04), Verdict::CannotTell { can_show: Some(0.196) });
        let edge = Evidence { lower_bound: -0.04, ..evidence() };
        assert_eq!(verdict(&edge, 0.05, 0.04), Verdict::CannotTell { can_show: Some(0.196) });
        let slight = Evidence { delta: -0.001, ..narrow };
        assert_eq!(verdict(&slight, 0.05, 0.1), Verdict::NotWorse { margin: 0.1 });
    }

    #[test]
    fn worse_comes_before_everything() {
        let losing =
            Evidence { gains: 1, losses: 9, p: 0.999, p_worse: 0.0107421875, ..evidence() };
        assert_eq!(verdict(&losing, 0.05, 0.0), Verdict::Worse);
        assert_eq!(
            verdict(&Evidence { in_sample: true, ..losing.clone() }, 0.05, 0.0),
            Verdict::Worse
        );
        // Surely worse by less than the margin is still worse.
        assert_eq!(verdict(&Evidence { lower_bound: -0.01, ..losing }, 0.05, 0.0), Verdict::Worse);
    }

    #[test]
    fn chosen_on_the_same_rows_is_never_improved() {
        let chosen = Evidence { in_sample: true, ..winning() };
        let found = verdict(&chosen, 0.05, 0.0);
        assert_eq!(found, Verdict::CannotTell { can_show: None });
        assert_eq!(
            found.words(&chosen),
            "Cannot tell: the candidate was chosen on these 30 rows, so doing well on them proves nothing. \
             Fresh rows are needed (of 30 rows, 9 got better and 1 got worse)."
        );
    }

    #[test]
    fn words_of_each_verdict() {
        let words = |evidence: &Evidence, min_effect: f64| {
            verdict(evidence, 0.05, min_effect).words(evidence)
        };
        assert_eq!(
            words(&winning(), 0.0),
            "Improved: of 30 rows, 9 got better and 1 got worse. \
             A candidate that is no better would score this well about 1 time in 93."
        );
        assert_eq!(
            words(&winning(), 0.5),
            "Not worse on this holdout: of 30 rows, 9 got better and 1 got worse. \
             A loss of more than 0.50 is ruled out; there is a gain, but a smaller one than was asked for."
        );
        assert_eq!(
            words(&evidence(), 0.0),
            "Cannot tell: these 30 rows can only show differences above 0.20 (of 30 rows, 4 got better and 2 got worse)."
        );
        let narrow = Evidence { lower_bound: -0.01, ..evidence() };
        assert_eq!(
            words(&narrow, 0.0),
            "Not worse on this holdout: of 30 rows, 4 got better and 2 got worse. \
             A loss of more than 0.05 is ruled out; a gain is not shown."
        );
        let losing = Evidence {
            gains: 0,
            losses: 20,
            p: 1.0,
            p_worse: 0.5_f64.powi(20),
            groups: Some(22),
            ..evidence()
        };
        assert_eq!(
            words(&losing, 0.0),
            "Worse: of 30 rows in 22 independent groups, 0 got better and 20 got worse. \
             A candidate that is no worse would score this well less than 1 time in 10,000."
        );
    }

    #[test]
    fn too_few_changes_are_said() {
        let words = |evidence: Evidence| verdict(&evidence, 0.05, 0.0).words(&evidence);
        let four = Evidence { losses: 0, ..evidence() };
        assert!(words(four).ends_with(
            "No verdict \"better\" is possible with fewer than 5 changed answers; 4 changed."
        ));
        let five = Evidence { losses: 1, ..evidence() };
        assert!(!words(five).contains("No verdict"));
        let none = Evidence { gains: 0, losses: 0, mde: None, ..evidence() };
        assert!(
            words(none).starts_with("Cannot tell: no answer on these 30 rows came out differently")
        );
        let one = Evidence { n: 1, gains: 1, losses: 0, mde: None, ..evidence() };
        assert!(words(one).starts_with("Cannot tell: this one row cannot show any difference"));
    }

    #[test]
    fn titles_and_wire_form() {
        let cases = [
            (Verdict::Improved, "improved", r#"{"verdict":"improved"}"#),
            (
                Verdict::NotWorse { margin: 0.5 },
                "not worse",
                r#"{"verdict":"not_worse","margin":0.5}"#,
            ),
            (Verdict::Worse, "worse", r#"{"verdict":"worse"}"#),
            (
                Verdict::CannotTell { can_show: Some(0.25) },
                "cannot tell",
                r#"{"verdict":"cannot_tell","canShow":0.25}"#,
            ),
        ];
        for (verdict, title, json) in cases {
            assert_eq!(verdict.title(), title);
            assert_eq!(serde_json::to_string(&verdict).unwrap(), json);
            assert_eq!(serde_json::from_str::<Verdict>(json).unwrap(), verdict);
        }
    }
}
