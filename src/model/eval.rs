//! What an evaluation found.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{erasure::ERASED, identity::ReportIdentity};
use crate::stats::evidence::Scored;

/// The score of an artifact over a set of examples.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EvalSummary {
    /// Always 1.
    pub eval_version: u32,
    /// `scored`, or `unscored` for an artifact that nobody evaluated.
    pub kind: String,
    /// Mean reward, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reward: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_id: Option<String>,
    /// The hash of the evaluated subset, not of the whole dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_hash: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_version: Option<u32>,
    /// Examples evaluated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selected_example_ids_hash: Option<String>,
}

/// The score of one example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExampleResult {
    pub example_id: String,
    pub signature_id: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    pub dataset_hash: String,
    pub reward_id: String,
    pub reward_version: u32,
    /// 0 to 1.
    pub reward: f64,
    pub signals: Vec<SignalScore>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predict_meta: Option<PredictMeta>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_hash: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorNote>,
}

impl<'a> From<&'a ExampleResult> for Scored<'a> {
    fn from(result: &'a ExampleResult) -> Self {
        Self { example_id: &result.example_id, reward: result.reward, group: None }
    }
}

/// What one signal said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SignalScore {
    pub signal_id: String,
    pub weight: f64,
    /// 0 to 1.
    pub score: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

/// How the prediction behind a score went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PredictMeta {
    pub strategy_id: String,
    pub duration_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_pressure: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_usage: Option<Value>,
}

/// An error as a stored document names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ErrorNote {
    pub error_name: String,
    pub message: String,
}

/// Predictions that no output could be read from: the model answered, but not
/// in the form that the signature decodes. *New*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Undecoded {
    pub count: u64,
    pub of: u64,
    /// The first example whose prediction could not be decoded, and why.
    pub example_id: String,
    pub message: String,
}

impl Undecoded {
    /// The name of the error of such a prediction.
    pub const ERROR: &'static str = "OutputDecodeError";

    /// Those among `results`; `None` where all could be decoded.
    pub fn among<'a>(results: impl IntoIterator<Item = &'a ExampleResult>) -> Option<Self> {
        let (mut of, mut count, mut first) = (0, 0, None);
        for result in results {
            of += 1;
            if let Some(error) = &result.error
                && error.error_name == Self::ERROR
            {
                count += 1;
                first.get_or_insert((result, error));
            }
        }
        let (result, error) = first?;
        let (example_id, message) = (result.example_id.clone(), error.message.clone());
        Some(Self { count, of, example_id, message })
    }

    /// More than half: what was compared are then not the answers.
    pub fn is_most(&self) -> bool {
        self.count * 2 > self.of
    }
}

/// The stored report, `openagents.dse.eval_report` version 1.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EvalReport {
    pub format: String,
    pub format_version: u32,
    pub summary: EvalSummary,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub examples: Option<Vec<ReportedExample>>,
    /// What the evaluation cost; absent in reports of deployed servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<super::receipt::Cost>,
    /// *New*: absent where every prediction could be decoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undecoded: Option<Undecoded>,
}

impl EvalReport {
    /// What could not be decoded; counted here where an older server did not.
    pub fn undecoded(&self) -> Option<Undecoded> {
        let examples = self.examples.iter().flatten().map(|example| &example.result);
        self.undecoded.clone().or_else(|| Undecoded::among(examples))
    }
}

/// An example's score with what a reader needs to understand it. The texts
/// beside the score are *new*: deployed servers store the score alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportedExample {
    #[serde(flatten)]
    pub result: ExampleResult,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_json: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_json: Option<Value>,
    /// The decoded answer, where decoding succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_json: Option<Value>,
    /// The row was forgotten since: its texts are gone, its score stays.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
}

impl ReportedExample {
    /// Lets go of every text.
    pub fn erase(&mut self) {
        self.erased = true;
        (self.input_json, self.expected_json, self.output_json) = (None, None, None);
        for signal in &mut self.result.signals {
            (signal.metric, signal.notes) = (None, None);
        }
        if let Some(error) = &mut self.result.error {
            error.message = ERASED.to_owned();
        }
    }
}

/// An eval report in a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EvalReportRow {
    pub signature_id: String,
    pub eval_hash: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    pub split: String,
    pub dataset_hash: String,
    pub reward: f64,
    pub n: u64,
    pub created_at_ms: i64,
    /// *New*: which of the reports of this evaluation it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_hash: Option<String>,
    /// *New*: what it was made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<ReportIdentity>,
}
