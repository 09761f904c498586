//! Judges are pinned: a judge that changes unnoticed would move every score.

use serde::{Deserialize, Serialize};

use super::{
    document::Document,
    fault::{Fault, Kind},
    locate::{Step, key},
};
use crate::model::{
    artifact::{Artifact, OptimizerRecord, Provenance},
    eval::EvalSummary,
    signature::{Contract, ContractHashes},
};

/// The constants of a judge's artifact, which must equal what its contract
/// yields with its default parameters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pin {
    pub signature_id: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    /// When the judge was pinned: RFC 3339, UTC.
    pub created_at: String,
    pub hashes: ContractHashes,
}

impl Pin {
    /// The pin that fits `contract`, dated at the epoch.
    pub fn of(contract: &Contract) -> Self {
        Self {
            signature_id: contract.signature_id.clone(),
            compiled_id: contract.default_params.compiled_id(),
            created_at: "1970-01-01T00:00:00.000Z".to_owned(),
            hashes: contract.hashes(),
        }
    }

    /// The artifact that judges with the default parameters of `contract`.
    pub fn artifact(&self, contract: &Contract) -> Artifact {
        Artifact {
            format: "openagents.dse.compiled_artifact".to_owned(),
            format_version: 1,
            signature_id: self.signature_id.clone(),
            compiled_id: self.compiled_id.clone(),
            created_at: self.created_at.clone(),
            hashes: self.hashes.clone(),
            params: contract.default_params.clone(),
            eval: unscored(),
            optimizer: OptimizerRecord {
                id: "pinned.v1".to_owned(),
                config: None,
                iterations: None,
            },
            provenance: Provenance::default(),
            compatibility: None,
        }
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("pins serialize")
    }

    /// Where the pin differs from what `contract` gives.
    pub(super) fn faults(&self, contract: &Contract) -> Vec<Fault> {
        let expected = Self::of(contract);
        let (have, want) = (&self.hashes, &expected.hashes);
        let hash = |name: &str| -> Vec<Step> { vec![key("hashes"), key(name)] };
        let pairs = [
            (vec![key("compiled_id")], &self.compiled_id, &expected.compiled_id),
            (hash("inputSchemaHash"), &have.input_schema_hash, &want.input_schema_hash),
            (hash("outputSchemaHash"), &have.output_schema_hash, &want.output_schema_hash),
            (hash("promptIrHash"), &have.prompt_ir_hash, &want.prompt_ir_hash),
            (hash("paramsHash"), &have.params_hash, &want.params_hash),
        ];
        let differing = pairs.into_iter().filter(|(_, have, want)| have != want);
        let fault = |(path, _, want)| {
            let reason = format!(
                "the pinned judge differs from the contract of `{}`, which gives {want}",
                self.signature_id
            );
            let help = "give a changed judge a new signature id, or pin it anew";
            Fault::error(Kind::JudgePin, path, reason).help(help)
        };
        differing.map(fault).collect()
    }
}

impl Document for Pin {
    const FOLDER: &'static str = "pinned";
    const NOUN: &'static str = "pin";
    const ID_FIELD: &'static str = "signatureId";
    const SHAPE: &'static str = include_str!("../../fixtures/schemas/pin.v1.json");

    fn id(&self) -> &str {
        &self.signature_id
    }
}

fn unscored() -> EvalSummary {
    EvalSummary {
        eval_version: 1,
        kind: "unscored".to_owned(),
        reward: None,
        notes: None,
        dataset_id: None,
        dataset_hash: None,
        metric_id: None,
        metric_version: None,
        n: None,
        seed: None,
        selected_example_ids_hash: None,
    }
}
