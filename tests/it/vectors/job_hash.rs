use dse::model::job::{JobSpec, job_hash};
use serde_json::json;

use super::check;

#[test]
fn job_hash_vectors() {
    check("job_hash.json", |case| {
        // Through the specification and back, as a job file goes.
        let document = &case.input["job"];
        let mut spec = document.clone();
        spec["rewardId"] = document["metricId"].clone();
        let spec: JobSpec = serde_json::from_value(spec).expect("a job");
        let dataset_id = document["datasetId"].as_str().expect("a dataset id");
        json!({
            "jobHash": job_hash(&spec.document(dataset_id)),
            "searchSpaceHash": spec.search_space_hash(),
        })
    });
}
