//! A reward bundle: the weighted signals that score one prediction.

use serde::{Deserialize, Serialize};

/// A reward, as jobs name it by id and a workspace can compose its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RewardBundle {
    pub reward_id: String,
    pub reward_version: u32,
    pub signals: Vec<SignalSpec>,
}

/// One signal of a bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SignalSpec {
    /// The id under which the score is reported; each kind has a default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal_id: Option<String>,
    /// Each kind has a default weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    #[serde(flatten)]
    pub kind: SignalKind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum SignalKind {
    /// 1 when decoding succeeded.
    FormatValidity,
    /// Canonical equality of prediction and expectation.
    ExactJsonMatch { metric_id: String, metric_version: u32 },
    /// The score that a judge signature gives.
    Judge {
        metric_id: String,
        metric_version: u32,
        /// The judge's signature; its pinned artifact scores.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        judge_signature_id: Option<String>,
    },
    /// Equality of one trimmed text field, for long-context questions.
    ExactAnswerMatch {
        metric_id: String,
        metric_version: u32,
        /// The field of the output that is compared, `answer` unless given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<String>,
    },
    /// Cheaper predictions score higher.
    PredictCost {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target_duration_ms: Option<f64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target_lm_calls: Option<f64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target_tool_calls: Option<f64>,
    },
    /// Fewer failed tools score higher.
    ToolFailures {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_failures: Option<f64>,
    },
    /// The quoted evidence stands in the blob it names.
    EvidenceQuote {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_quote_chars: Option<f64>,
    },
}

impl SignalSpec {
    /// The id under which this signal's score is reported.
    pub fn id(&self) -> String {
        self.signal_id.clone().unwrap_or_else(|| match &self.kind {
            SignalKind::FormatValidity => "format_validity.v1".to_owned(),
            SignalKind::ExactJsonMatch { metric_id, .. }
            | SignalKind::Judge { metric_id, .. }
            | SignalKind::ExactAnswerMatch { metric_id, .. } => format!("{metric_id}.signal.v1"),
            SignalKind::PredictCost { .. } => "predict_cost.v1".to_owned(),
            SignalKind::ToolFailures { .. } => "tool_failures.v1".to_owned(),
            SignalKind::EvidenceQuote { .. } => "evidence_quote_in_blob.v1".to_owned(),
        })
    }

    /// The weight of this signal in the mean.
    pub fn weight(&self) -> f64 {
        self.weight.unwrap_or(match &self.kind {
            SignalKind::FormatValidity | SignalKind::EvidenceQuote { .. } => 0.3,
            SignalKind::ExactJsonMatch { .. }
            | SignalKind::Judge { .. }
            | SignalKind::ExactAnswerMatch { .. } => 0.6,
            SignalKind::PredictCost { .. } | SignalKind::ToolFailures { .. } => 0.1,
        })
    }
}
