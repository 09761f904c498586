use dse::model::params::Params;
use serde_json::json;

#[test]
fn params_hash_vectors() {
    super::check("params_hash.json", |case| {
        let params = Params::parse(case.input["params"].clone()).expect("the parameters are valid");
        json!({"compiled_id": params.compiled_id()})
    });
}
