//! A compile job: the one definition that compile and both gates use.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

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
    /// Fields that nothing here reads, kept because the hash covers them.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct OptimizerSpec {
    pub id: String,
    /// Hashed as it stands: an explicit null is not the same as none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub config: Option<Value>,
    /// Fields that nothing here reads, kept because the hash covers them.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Names the schema of a document, for editors; no part of any hash.
pub const SCHEMA_FIELD: &str = "$schema";

impl JobSpec {
    /// The job document over one dataset, `openagents.dse.compile_job` version 1.
    pub fn document(&self, dataset_id: &str) -> Value {
        let mut document = self.rest.clone();
        document.remove(SCHEMA_FIELD);
        let known = [
            ("format", json!("openagents.dse.compile_job")),
            ("formatVersion", json!(1)),
            ("signatureId", json!(self.signature_id)),
            ("datasetId", json!(dataset_id)),
            ("metricId", json!(self.reward_id)),
            ("searchSpace", self.search_space.clone()),
            ("optimizer", json!(self.optimizer)),
        ];
        let sample = self.sample.as_ref().map(|sample| ("sample", json!(sample)));
        document
            .extend(known.into_iter().chain(sample).map(|(name, value)| (name.to_owned(), value)));
        document.into()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The hash of a job file over one dataset.
    fn hash(file: Value) -> String {
        let job: JobSpec = serde_json::from_value(file).unwrap();
        job_hash(&job.document("set:a"))
    }

    fn file(more: Value) -> Value {
        let mut file = json!({"signatureId": "s", "rewardId": "r", "searchSpace": {},
            "optimizer": {"id": "instruction_grid.v1"}});
        file.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        file
    }

    #[test]
    fn the_hash_covers_the_job_document_as_it_stands() {
        let document = |more: Value| {
            let mut document = json!({"format": "openagents.dse.compile_job", "formatVersion": 1,
                "signatureId": "s", "datasetId": "set:a", "metricId": "r", "searchSpace": {},
                "optimizer": {"id": "instruction_grid.v1"}});
            document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            canon::id(&document)
        };
        let owner = json!({"owner": {"team": ["a", 1, null]}});
        let seeded = json!({"optimizer": {"id": "instruction_grid.v1", "config": null, "seed": 7}});
        for more in [json!({}), owner, seeded] {
            assert_eq!(hash(file(more.clone())), document(more));
        }
    }

    #[test]
    fn what_is_for_editors_and_gates_changes_no_hash() {
        let plain = hash(file(json!({})));
        assert_eq!(hash(file(json!({"$schema": "https://example.com/job.json"}))), plain);
        assert_eq!(hash(file(json!({"judgeBar": {"minKappa": 0.7}}))), plain);
        assert_eq!(hash(file(json!({"datasetId": "set:b", "metricId": "other"}))), plain);
    }

    #[test]
    fn a_job_is_written_as_it_was_read() {
        let file = file(json!({"owner": "us", "optimizer": {"id": "x", "seed": 1}}));
        let job: JobSpec = serde_json::from_value(file.clone()).unwrap();
        assert_eq!(serde_json::to_value(job).unwrap(), file);
    }
}
