//! Which rewards count as good: a full one where answers are right or wrong,
//! one above a stated bar where they are graded.

use crate::model::eval::ReportedExample;

/// What a graded reward has to reach, 0 to 1. A judge seldom gives full marks,
/// and a reward with a term for cost never does.
const BAR: f64 = 0.8;

/// A full reward may miss 1 by the rounding of a weighted mean.
const ROUNDING: f64 = 1e-9;

/// How the rewards of a report are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Each signal says yes or no.
    RightOrWrong,
    /// Some signal says something between.
    Graded,
}

impl Scale {
    pub fn of<'a>(examples: impl IntoIterator<Item = &'a ReportedExample>) -> Self {
        let between = |score: f64| score > ROUNDING && score < 1.0 - ROUNDING;
        let graded = examples
            .into_iter()
            .any(|one| one.result.signals.iter().any(|signal| between(signal.score)));
        if graded { Self::Graded } else { Self::RightOrWrong }
    }

    /// Whether a reward counts as good.
    pub fn is_good(self, reward: f64) -> bool {
        match self {
            Self::RightOrWrong => reward >= 1.0 - ROUNDING,
            Self::Graded => reward >= BAR - ROUNDING,
        }
    }

    /// What is said of good ones: “12 of 16 examples …”.
    pub fn good_ones(self) -> String {
        match self {
            Self::RightOrWrong => "are right".to_owned(),
            Self::Graded => format!("reach the bar of {BAR:.2}"),
        }
    }

    /// The head of a column that counts them, and what a single one is.
    pub fn good(self) -> String {
        match self {
            Self::RightOrWrong => "right".to_owned(),
            Self::Graded => format!("{BAR:.2} or more"),
        }
    }

    pub fn bad(self) -> String {
        match self {
            Self::RightOrWrong => "wrong".to_owned(),
            Self::Graded => format!("below {BAR:.2}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn scale(scores: &[f64]) -> Scale {
        let signals: Vec<_> = scores
            .iter()
            .map(|score| json!({"signalId": "s", "weight": 1.0, "score": score}))
            .collect();
        let example: ReportedExample = serde_json::from_value(json!({
            "exampleId": "a", "signatureId": "s", "compiled_id": "c", "datasetHash": "d",
            "rewardId": "r", "rewardVersion": 1, "reward": 0.9, "signals": signals,
        }))
        .unwrap();
        Scale::of([&example])
    }

    #[test]
    fn a_signal_between_yes_and_no_makes_grades() {
        assert_eq!(scale(&[1.0, 0.0]), Scale::RightOrWrong);
        assert_eq!(scale(&[1.0, 0.7]), Scale::Graded);
        assert_eq!(scale(&[]), Scale::RightOrWrong);
    }

    #[test]
    fn what_is_good_depends_on_it() {
        assert!(!Scale::RightOrWrong.is_good(0.95) && Scale::Graded.is_good(0.95));
        assert!(Scale::RightOrWrong.is_good(1.0 - 1e-12) && Scale::Graded.is_good(0.8));
        assert!(!Scale::Graded.is_good(0.79));
    }
}
