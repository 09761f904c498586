//! The gate between a candidate and what is live.

use serde::{Deserialize, Serialize};

use super::identity::ReportIdentity;
use crate::stats::DEFAULT_LEVEL;
use crate::stats::{evidence::Evidence, verdict::Verdict};

/// What the gate saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct GateResult {
    pub job_hash: String,
    pub dataset_hash: String,
    /// The control's mean reward on the holdout, now.
    pub baseline_holdout_reward: f64,
    /// The candidate's, as its compile report has it.
    pub candidate_holdout_reward: f64,
    pub delta: f64,
    /// *New*: what the difference proves; absent from servers that do not
    /// compute it, and where there was no control to compare with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<GateEvidence>,
    /// *New*: what very simple answers reach on the same rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub floors: Vec<Floor>,
    /// *New*: with what both sides were measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<ReportIdentity>,
    /// *New*: the judges that the reward asks; absent where it asks none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judge: Option<JudgeNote>,
}

/// That a reward rests on judges, and how they stand against people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct JudgeNote {
    pub signature_ids: Vec<String>,
    /// Why their scores decide nothing alone; absent where each reaches its bar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortfall: Option<String>,
}

/// What a gate's comparison proves, and how often its holdout was used before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct GateEvidence {
    /// Row by row; its level is that of this look.
    #[serde(flatten)]
    pub comparison: Evidence,
    pub verdict: Verdict,
    /// Which look at this holdout this was, from 1. The same pair looked at
    /// again is the same look.
    pub look: u64,
    /// Whether the holdout was looked at so often that it should be replaced.
    pub spent: bool,
    /// Why the evidence is advice only: the reward rests on a judge that
    /// nobody held against people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advisory: Option<String>,
}

/// The mean reward that a very simple answer reaches on the holdout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Floor {
    pub kind: FloorKind,
    /// 0 to 1.
    pub reward: f64,
}

/// Answers that need no search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FloorKind {
    /// The model with the signature's own parameters and no example.
    ZeroShot,
    /// The most frequent answer of the train rows, whatever is asked.
    Majority,
    /// The answer of the train row that is most like the question.
    Nearest,
}

impl FloorKind {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ZeroShot => "the zero-shot default",
            Self::Majority => "the most frequent answer",
            Self::Nearest => "the nearest train row's answer",
        }
    }
}

impl GateResult {
    /// The highest floor, if any was measured.
    pub fn highest_floor(&self) -> Option<&Floor> {
        self.floors.iter().max_by(|left, right| left.reward.total_cmp(&right.reward))
    }

    /// What people read: the verdict in plain sentences, and what weakens it.
    pub fn proof(&self) -> Option<String> {
        let evidence = self.evidence.as_ref()?;
        let mut words = evidence.verdict.words(&evidence.comparison);
        if evidence.look > 1 {
            words.push_str(&format!(
                " This was look {} at this holdout, so the bar is higher: p must be {:.4} or less.",
                evidence.look, evidence.comparison.level
            ));
        }
        if evidence.spent {
            words.push_str(" The holdout is spent: it needs fresh rows.");
        }
        if let Some(advisory) = &evidence.advisory {
            words.push_str(&format!(
                " This is advice only: the reward rests on a judge, and {advisory}."
            ));
        }
        Some(words)
    }
}

/// The accepted chance of a false “improved” where nothing else is asked.
pub const DEFAULT_MAX_P: f64 = DEFAULT_LEVEL;

/// Which verdicts a gate lets pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Accept {
    /// Only what is shown to be better.
    #[default]
    Improved,
    /// Whatever is not shown to be worse.
    NotShownWorse,
}

/// What a gate asks of the evidence; the default asks for nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Demands {
    /// The accepted chance of a false "improved", above 0 and below 1.
    pub max_p: Option<f64>,
    /// Which verdicts pass, where the evidence decides at all.
    pub accept: Option<Accept>,
    /// The smallest gain that counts as one, 0 to 1.
    pub min_effect: Option<f64>,
    /// Tags whose rows may not get worse.
    pub must_pass: Vec<String>,
    /// What candidate minus the highest floor must reach.
    pub min_over_floor: Option<f64>,
    /// A person decides, so that what a judge says is enough.
    pub for_review: bool,
}

impl Demands {
    /// Whether anything is asked of the evidence.
    pub fn is_any(&self) -> bool {
        *self != Self { for_review: self.for_review, ..Self::default() }
    }

    /// Which verdicts pass; `None` where the evidence decides nothing.
    pub fn accepts(&self) -> Option<Accept> {
        self.accept.or(self.max_p.map(|_| Accept::Improved))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn seen(fields: serde_json::Value) -> GateResult {
        let mut evidence = json!({
            "n": 30, "gains": 9, "losses": 1, "ties": 20, "delta": 0.27, "p": 0.0107,
            "pWorse": 0.999, "method": "mcnemar_exact", "lowerBound": 0.1, "changesNeeded": 5,
            "level": 0.0076, "inSample": false, "gained": [], "lost": [],
            "verdict": {"verdict": "improved"}, "look": 1, "spent": false,
        });
        for (name, value) in fields.as_object().unwrap() {
            evidence[name] = value.clone();
        }
        serde_json::from_value(json!({
            "jobHash": "j", "datasetHash": "d", "baselineHoldoutReward": 0.5,
            "candidateHoldoutReward": 0.7, "delta": 0.2, "evidence": evidence,
        }))
        .unwrap()
    }

    #[test]
    fn the_proof_says_what_weakens_it() {
        let proof = |fields| seen(fields).proof().unwrap();
        let plain = proof(json!({}));
        assert!(plain.starts_with("Improved: "), "{plain}");
        assert!(
            !plain.contains("This was") && !plain.contains("spent") && !plain.contains("advice")
        );
        assert_eq!(
            proof(json!({"look": 2})),
            format!(
                "{plain} This was look 2 at this holdout, so the bar is higher: \
                 p must be 0.0076 or less."
            )
        );
        let spent = proof(json!({"spent": true}));
        assert_eq!(spent, format!("{plain} The holdout is spent: it needs fresh rows."));
        assert_eq!(
            proof(json!({"advisory": "it has not been calibrated"})),
            format!(
                "{plain} This is advice only: the reward rests on a judge, and it has not been \
                 calibrated."
            )
        );
        assert_eq!(GateResult { evidence: None, ..seen(json!({})) }.proof(), None);
    }

    #[test]
    fn the_highest_floor_is_the_one_to_beat() {
        let floor = |kind, reward| Floor { kind, reward };
        let gate = GateResult {
            floors: vec![
                floor(FloorKind::ZeroShot, 0.2),
                floor(FloorKind::Nearest, 0.6),
                floor(FloorKind::Majority, 0.4),
            ],
            ..seen(json!({}))
        };
        assert_eq!(gate.highest_floor().unwrap().kind, FloorKind::Nearest);
        assert_eq!(seen(json!({})).highest_floor(), None);
        let names = [FloorKind::ZeroShot, FloorKind::Majority, FloorKind::Nearest];
        let names = names.map(FloorKind::name);
        assert_eq!(
            names,
            ["the zero-shot default", "the most frequent answer", "the nearest train row's answer"]
        );
    }
}
