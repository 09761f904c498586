//! Artifacts that are listed, and brought in.

use super::list_limit;
use crate::{
    api::artifact::{ArtifactRow, ImportRequest, ImportResponse, ListRequest, ListResponse},
    model::artifact::Artifact,
    server::{Call, Failure, app::Known},
};

pub async fn list(call: Call, request: ListRequest) -> Result<ListResponse, Failure> {
    call.signature(&request.signature_id)?;
    let active = call.store.active(&request.signature_id).await?.map(|active| active.value);
    let limit = list_limit(request.limit);
    let found = call.store.artifacts(&request.signature_id, limit).await?;
    let row = |found: crate::store::Stored<Artifact>| ArtifactRow {
        active: active.as_ref() == Some(&found.value.compiled_id),
        reward: found.value.eval.reward,
        optimizer_id: found.value.optimizer.id,
        compiled_id: found.value.compiled_id,
        created_at_ms: found.created_at_ms,
    };
    Ok(ListResponse { artifacts: found.into_iter().map(row).collect() })
}

pub async fn import(call: Call, request: ImportRequest) -> Result<ImportResponse, Failure> {
    if request.artifact.is_empty() {
        return Err(Failure::invalid("artifact is missing"));
    }
    let artifact: Artifact = serde_json::from_value(request.artifact.into())
        .map_err(|error| Failure::invalid(format!("artifact: {error}")))?;
    call.reach(&artifact.signature_id)?;
    let known = call.signature(&artifact.signature_id)?;
    check(known, &artifact)?;
    let existed = call.store.put_artifact(&artifact).await?;
    Ok(ImportResponse { compiled_id: artifact.compiled_id, existed })
}

/// An artifact is what its id says, and of the contract that is served here.
fn check(known: &Known, artifact: &Artifact) -> Result<(), Failure> {
    if artifact.format != "openagents.dse.compiled_artifact" || artifact.format_version != 1 {
        return Err(Failure::invalid("artifact.format is not openagents.dse.compiled_artifact, 1"));
    }
    let id = artifact.params.compiled_id();
    if artifact.compiled_id != id {
        let message = format!(
            "artifact.compiled_id is {}, and its params are {id}: the file was changed",
            artifact.compiled_id
        );
        return Err(Failure::invalid(message));
    }
    let here = known.contract.contract().hashes_with(&artifact.params);
    let there = &artifact.hashes;
    for (part, here, there) in [
        ("input schema", &here.input_schema_hash, &there.input_schema_hash),
        ("output schema", &here.output_schema_hash, &there.output_schema_hash),
        ("prompt", &here.prompt_ir_hash, &there.prompt_ir_hash),
    ] {
        if here != there {
            let id = known.contract.signature_id();
            let message =
                format!("the artifact was made for another {part} of {id} ({there}, here {here})");
            return Err(Failure::invalid(message));
        }
    }
    Ok(())
}
