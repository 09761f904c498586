use dse::model::signature::{Contract, PreparedContract};

#[test]
fn contract_hash_vectors() {
    super::check("contract_hash.json", |case| {
        let contract: Contract = serde_json::from_value(case.input["contract"].clone())
            .unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let prepared = PreparedContract::new(contract).expect("the schemas compile");
        let mut hashes = serde_json::to_value(prepared.hashes()).expect("hashes serialize");
        hashes["compiled_id"] = prepared.contract().default_params.compiled_id().into();
        hashes
    });
}
