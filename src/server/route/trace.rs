//! Receipts of RLM runs become labelled examples.

use serde_json::{Map, Value, json};

use crate::{
    api::{
        error::Code,
        trace::{ExportRequest, ExportResponse},
    },
    engine::{
        core::render::input_blobs,
        trace_export::{self, Candidate, TraceExportError},
    },
    model::{example::Example, receipt::ResultTag, text},
    server::{App, Call, Failure},
    store::{ImportOf, StoredReceipt},
};

pub async fn export(call: Call, request: ExportRequest) -> Result<ExportResponse, Failure> {
    let stored = receipt(&call, &request).await?;
    call.reach(&stored.receipt.signature_id)?;
    let known = call.signature(&stored.receipt.signature_id)?;
    let candidate = candidate(&call, &stored).await?;
    let meta = meta(&call, &stored, &candidate.input_json).await?;
    let row = row(&candidate, &request, &meta)?;
    row.check(&known.contract).map_err(|fault| {
        let message = format!("what the trace holds does not fit the signature: {fault}");
        Failure::new(Code::TraceInvalidDocument, message)
    })?;
    // A model may have added keys that the signature does not list.
    let output = known.contract.output_schema().decode(&row.expected_json);
    let row = Example { expected_json: output.unwrap_or_default(), ..row };

    let dry_run = request.dry_run.unwrap_or(false);
    let response = ExportResponse {
        dry_run,
        existed: None,
        signature_id: candidate.signature_id.clone(),
        example_id: row.example_id.clone(),
        candidate: None,
        meta: None,
    };
    if dry_run {
        let candidate = shown(&candidate, &row);
        return Ok(ExportResponse { candidate: Some(candidate), meta: Some(meta), ..response });
    }
    let import = ImportOf {
        import_id: &format!("traces:{}", stored.run_id),
        source: "the traces of receipts",
        ops_run_id: None,
    };
    let (signature_id, max_rows) = (&candidate.signature_id, call.limits.rows);
    let done = call.store.import_examples(signature_id, &[row], import, max_rows).await?;
    Ok(ExportResponse { existed: Some(done.inserted == 0), ..response })
}

/// The receipt to export, if it is one of a run that went well.
async fn receipt(app: &App, request: &ExportRequest) -> Result<StoredReceipt, Failure> {
    let receipt_id = text::trim(&request.receipt_id);
    if receipt_id.is_empty() {
        return Err(Failure::invalid("receiptId is missing"));
    }
    let stored = app.store.receipt(receipt_id).await?.ok_or_else(|| {
        Failure::new(Code::ReceiptNotFound, format!("there is no receipt {receipt_id}"))
    })?;
    let failed = stored.receipt.result != ResultTag::Ok;
    if failed && !request.allow_failed.unwrap_or(false) {
        let message = "the run of this receipt failed, so that its output proves nothing; \
                       allowFailed exports it all the same";
        return Err(Failure::new(Code::TraceOutputMissing, message));
    }
    Ok(stored)
}

async fn candidate(app: &App, stored: &StoredReceipt) -> Result<Candidate, Failure> {
    let receipt = &stored.receipt;
    let trace = receipt.rlm_trace.as_ref().ok_or_else(|| {
        Failure::new(Code::MissingRlmTrace, "the run of this receipt kept no trace")
    })?;
    let blobs = app.store.blobs(&stored.thread_id, &stored.run_id);
    let Some(text) = blobs.text(&trace.blob.id).await? else {
        if blobs.is_erased(&trace.blob.id).await? {
            let message = "the trace was erased with the row that it came from";
            return Err(Failure::new(Code::Erased, message));
        }
        let message = format!("the trace {} is not stored", trace.blob.id);
        return Err(Failure::new(Code::TraceBlobNotFound, message));
    };
    trace_export::export(receipt.into(), &text).map_err(refused)
}

fn refused(error: TraceExportError) -> Failure {
    let code = Code::find_in(error.code()).expect("refusals have codes of the wire");
    Failure::new(code, error.to_string())
}

/// Where the example came from. The texts that its input refers to come along,
/// because an example must be evaluated where its run is not known.
async fn meta(app: &App, stored: &StoredReceipt, input: &Value) -> Result<Value, Failure> {
    let receipt = &stored.receipt;
    let trace = receipt.rlm_trace.as_ref();
    let mut meta = json!({
        "kind": "openagents.trace_export.v1",
        "receiptId": receipt.receipt_id,
        "signatureId": receipt.signature_id,
        "threadId": stored.thread_id,
        "runId": stored.run_id,
        "strategyId": receipt.strategy_id,
        "compiled_id": receipt.compiled_id,
        "rlmTrace": trace.map(|trace| json!({
            "blobId": trace.blob.id, "eventCount": trace.event_count,
        })),
    });
    let known = app.store.blobs(&stored.thread_id, &stored.run_id);
    let mut blobs: Map<String, Value> = Map::new();
    for shown in input_blobs(input) {
        let blob = shown.blob;
        if let Some(text) = known.text(&blob.id).await? {
            let entry = match &blob.mime {
                Some(mime) => json!({"id": blob.id, "text": text, "mime": mime}),
                None => json!({"id": blob.id, "text": text}),
            };
            blobs.insert(blob.id, entry);
        }
    }
    if !blobs.is_empty() {
        meta["blobs"] = blobs.into_iter().map(|(_, entry)| entry).collect();
    }
    Ok(meta)
}

/// The candidate as a row, judged as every other row is.
fn row(candidate: &Candidate, request: &ExportRequest, meta: &Value) -> Result<Example, Failure> {
    let mut row = Example::judge(&json!({
        "exampleId": request.example_id.as_deref().unwrap_or(&candidate.example_id),
        "inputJson": candidate.input_json,
        "expectedJson": candidate.expected_json,
        "split": request.split,
        "tags": candidate.tags,
        "meta": meta,
    }))
    .map_err(|fault| Failure::invalid(fault.to_string()))?;
    row.append_tags(request.tags.as_deref().unwrap_or_default());
    row.source = Some(candidate.source.clone());
    Ok(row)
}

fn shown(candidate: &Candidate, row: &Example) -> Value {
    let mut shown = json!(row);
    shown["signatureId"] = json!(candidate.signature_id);
    if let Value::Object(fields) = &mut shown {
        fields.remove("meta");
    }
    shown
}
