//! Judges that are held against people.

use serde::{Deserialize, Serialize};

use crate::stats::agreement::Calibration;

/// What a judge must reach against human labels before its scores decide.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct JudgeBar {
    /// The least Cohen's kappa of passes and failures, -1 to 1; 0.6 is commonly
    /// called substantial.
    pub min_kappa: f64,
    /// The fewest labels that say anything, at least 1.
    pub min_labels: u64,
}

impl Default for JudgeBar {
    fn default() -> Self {
        Self { min_kappa: 0.6, min_labels: 30 }
    }
}

impl JudgeBar {
    /// What a judge lacks; `None` where it reaches the bar.
    pub fn shortfall(&self, found: Option<&Calibration>) -> Option<String> {
        let Some(found) = found else {
            return Some("it has not been calibrated".to_owned());
        };
        if found.n < self.min_labels {
            return Some(format!(
                "it was calibrated on {} human labels only: {} are needed",
                found.n, self.min_labels
            ));
        }
        match found.kappa {
            None => Some("its human labels are all alike, which proves nothing".to_owned()),
            Some(kappa) if kappa < self.min_kappa => Some(format!(
                "its kappa with {} human labels is {kappa:.2}, below {:.2}",
                found.n, self.min_kappa
            )),
            Some(_) => None,
        }
    }
}

/// A judge's calibration as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct JudgeCalibration {
    /// The judge's own signature.
    pub judge_signature_id: String,
    /// The judge's pinned artifact.
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    /// What the server calls its model.
    pub model: String,
    pub calibration: Calibration,
    /// Milliseconds since the epoch.
    pub created_at_ms: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::agreement::{Labelled, calibrate};

    /// `n` labels, of which the judge passes the first `wrong` by mistake.
    fn found(n: usize, wrong: usize) -> Calibration {
        let label = |place: usize| {
            let human = if place.is_multiple_of(2) && place >= wrong * 2 { 1.0 } else { 0.0 };
            Labelled { judge: if place.is_multiple_of(2) { 1.0 } else { 0.0 }, human }
        };
        let labels: Vec<Labelled> = (0..n).map(label).collect();
        calibrate(&labels, 0.5, 5).unwrap()
    }

    #[test]
    fn a_judge_passes_with_enough_labels_and_enough_agreement() {
        let bar = JudgeBar::default();
        assert_eq!(bar.shortfall(Some(&found(30, 0))), None);
        assert_eq!(bar.shortfall(None).unwrap(), "it has not been calibrated");
        assert_eq!(
            bar.shortfall(Some(&found(29, 0))).unwrap(),
            "it was calibrated on 29 human labels only: 30 are needed"
        );
        // Of 40, 20 pass with the judge and 10 with people: 2·(.75 − .5).
        let weak = bar.shortfall(Some(&found(40, 10))).unwrap();
        assert_eq!(weak, "its kappa with 40 human labels is 0.50, below 0.60");
    }

    #[test]
    fn the_bar_itself_is_enough() {
        let half = found(40, 10);
        assert_eq!(half.kappa, Some(0.5));
        let bar = JudgeBar { min_kappa: 0.5, min_labels: 40 };
        assert_eq!(bar.shortfall(Some(&half)), None);
        assert!(JudgeBar { min_labels: 41, ..bar }.shortfall(Some(&half)).is_some());
        assert!(JudgeBar { min_kappa: 0.501, ..bar }.shortfall(Some(&half)).is_some());
    }

    #[test]
    fn labels_that_are_all_alike_prove_nothing() {
        let labels = [Labelled { judge: 1.0, human: 1.0 }; 40];
        let alike = calibrate(&labels, 0.5, 5).unwrap();
        let shortfall = JudgeBar::default().shortfall(Some(&alike)).unwrap();
        assert!(shortfall.contains("all alike"), "{shortfall}");
    }

    #[test]
    fn a_bar_names_only_what_differs_from_the_default() {
        let bar: JudgeBar = serde_json::from_str(r#"{"minKappa": 0.4}"#).unwrap();
        assert_eq!(bar, JudgeBar { min_kappa: 0.4, min_labels: 30 });
        assert!(serde_json::from_str::<JudgeBar>(r#"{"minKapa": 0.4}"#).is_err());
    }
}
