//! What a model is asked.

use std::slice;

use serde_json::Value;

use crate::{
    api::{
        error::Code,
        prompt::{PromptRequest, PromptResponse},
    },
    engine::{
        memory::MemoryBlobs,
        stored::{self, BlobBounds},
    },
    model::example::Example,
    server::{
        Call, Failure,
        app::Known,
        live::{preview, template},
    },
};

pub async fn prompt(call: Call, request: PromptRequest) -> Result<PromptResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    let compiled_id = request.compiled_id.as_deref();
    if request.template {
        return template(call.app(), known, compiled_id).await;
    }
    let blobs = MemoryBlobs::default();
    let input = match (&request.input, &request.example_id) {
        (Some(input), None) => input.clone(),
        (None, Some(id)) => of_example(&call, known, id, &blobs).await?,
        _ => return Err(Failure::invalid("either input or exampleId must be given, and not both")),
    };
    known.contract.input_schema().decode(&input).map_err(|mismatch| {
        Failure::new(Code::InputMismatch, format!("the input does not fit: {mismatch}"))
    })?;
    let row = request.example_id.as_deref().map(|id| known.row_id(id));
    preview(call.app(), known, compiled_id, &input, row.as_ref(), &blobs, request.ask).await
}

/// The input of a stored example, with the texts that it brought.
async fn of_example(
    call: &Call,
    known: &Known,
    example_id: &str,
    blobs: &MemoryBlobs,
) -> Result<Value, Failure> {
    let rows = call.store.dataset(known.contract.signature_id()).await?;
    let bounds = BlobBounds::of(rows.len());
    let Some(row) = rows.into_iter().find(|row: &Example| row.example_id == example_id) else {
        return Err(Failure::new(Code::InvalidInput, format!("there is no example {example_id}")));
    };
    stored::seed_blobs(blobs, &stored::dataset_blobs(slice::from_ref(&row), bounds)?).await?;
    Ok(row.input_json)
}
