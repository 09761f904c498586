use dse::{
    engine::core::sample::sample,
    model::dataset::{Dataset, DatasetExample},
};
use serde_json::{Map, Value, json};

use super::{Case, check_with};

#[test]
fn dataset_hash_vectors() {
    check_with("dataset_hash.json", run);
}

fn run(case: &Case) -> Vec<(&'static str, Value, Value)> {
    let input = &case.input;
    let rows = input["examples"].as_array().expect("a list of examples");
    let rows: Vec<DatasetExample> = rows.iter().map(example).collect();
    let id = input["datasetId"].as_str().expect("a dataset id");
    let dataset = match Dataset::new(id, rows) {
        Ok(dataset) => dataset,
        // The message is ours, that there is an error is not.
        Err(_) => return vec![("refused", json!(true), json!(!case.expected["error"].is_null()))],
    };
    let mut got = hashes(&dataset);
    got["datasetId"] = json!(dataset.id());
    got["tagsByExampleId"] = tags(&dataset);
    let mut subset = dataset;
    if !input["filter"].is_null() {
        let filter = serde_json::from_value(input["filter"].clone()).expect("a filter");
        subset = subset.filter(&filter);
        got["filtered"] = hashes(&subset);
    }
    if !input["sample"].is_null() {
        let number = |key: &str| input["sample"][key].as_f64().expect("a number");
        let taken = sample(&subset, number("seed"), number("n"));
        got["sampled"] = hashes(&taken);
        got["sampled"]["selectedExampleIds"] = got["sampled"]["exampleIds"].clone();
    }
    vec![("", case.expected.clone(), got)]
}

/// A row as vectors write it: what is missing is null.
pub fn example(row: &Value) -> DatasetExample {
    DatasetExample {
        example_id: row["exampleId"].as_str().expect("an example id").to_owned(),
        input: row["input"].clone(),
        expected: row["expected"].clone(),
        split: row["split"].as_str().map(str::to_owned),
        tags: serde_json::from_value(row["tags"].clone()).unwrap_or_default(),
        meta: row.get("meta").cloned(),
    }
}

fn hashes(dataset: &Dataset) -> Value {
    let ids: Vec<&str> = dataset.examples().iter().map(|row| row.example_id.as_str()).collect();
    json!({
        "exampleIds": ids,
        "datasetHash": dataset.hash(),
        "selectedExampleIdsHash": dataset.example_ids_hash(),
    })
}

fn tags(dataset: &Dataset) -> Value {
    let tagged = dataset.examples().iter().filter(|row| !row.tags.is_empty());
    Value::Object(
        tagged.map(|row| (row.example_id.clone(), json!(row.tags))).collect::<Map<_, _>>(),
    )
}
