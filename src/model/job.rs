//! A compile job: the one definition that compile and both gates use.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::{judge::JudgeBar, sample::Sample};
use crate::canon;

/// What a signature's job searches, and what it is judged by. This is the
/// shape of the files in `fixtures/jobs/` and of a workspace's `jobs/`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct JobSpec {
    pub signature_id: String,
    /// Names a reward bundle.
    pub reward_id: String,
    /// Hashed as it stands, so it is kept as it stands.
    #[serde(default = "empty_object")]
    pub search_space: Value,
    pub optimizer: OptimizerSpec,
    /// How many rows the search looks at; all of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sample>,
    /// What a judge of the reward must reach before gates trust its scores; no
    /// part of the hash, because it changes nothing that is searched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judge_bar: Option<JudgeBar>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct OptimizerSpec {
    pub id: String,
    /// Hashed as it stands: an explicit null is not the same as none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub config: Option<Value>,
}

impl JobSpec {
    /// The job document over one dataset, `openagents.dse.compile_job` version 1.
    pub fn document(&self, dataset_id: &str) -> Value {
        let mut document = json!({
            "format": "openagents.dse.compile_job",
            "formatVersion": 1,
            "signatureId": self.signature_id,
            "datasetId": dataset_id,
            "metricId": self.reward_id,
            "searchSpace": self.search_space,
            "optimizer": self.optimizer,
        });
        if let Some(sample) = &self.sample {
            document["sample"] = json!(sample);
        }
        document
    }

    /// The id of the search space alone.
    pub fn search_space_hash(&self) -> String {
        canon::id(&self.search_space)
    }
}

/// The id of a job document.
pub fn job_hash(document: &Value) -> String {
    canon::id(document)
}

/// The dataset id of the examples that a server stores for a signature.
pub fn stored_dataset_id(signature_id: &str) -> String {
    format!("convex:dseExamples:{signature_id}")
}

fn empty_object() -> Value {
    json!({})
}

/// Reads a field that is there, also when it is null.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
