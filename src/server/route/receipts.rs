//! Debug reads: receipts and blobs.

use super::list_limit;
use crate::{
    api::{
        Empty,
        error::Code,
        receipts::{
            ForgetRequest, ForgetResponse, ListRequest, ListResponse, ReceiptContent, ShowResponse,
        },
    },
    server::{Call, Failure},
    store::{Content, ForgetContent, ReceiptFilter},
};

pub async fn list(call: Call, request: ListRequest) -> Result<ListResponse, Failure> {
    call.signature(&request.signature_id)?;
    let required = request.require_rlm_trace.as_deref();
    let filter = ReceiptFilter {
        require_rlm_trace: matches!(required, Some("1" | "true" | "yes")),
        result_tag: request.result_tag.unwrap_or_default(),
        strategy_id: request.strategy_id.unwrap_or_default(),
    };
    let limit = list_limit(request.limit);
    let receipts = call.store.receipts(&request.signature_id, &filter, None, limit).await?;
    Ok(ListResponse { receipts })
}

pub async fn show(call: Call, _: Empty) -> Result<ShowResponse, Failure> {
    let Some(stored) = call.store.receipt(call.part("receiptId")).await? else {
        return Ok(ShowResponse {
            receipt: None,
            thread_id: None,
            run_id: None,
            created_at_ms: None,
            content: None,
        });
    };
    call.reach(&stored.receipt.signature_id)?;
    let content = call.store.content(&stored.receipt.receipt_id).await?;
    Ok(ShowResponse {
        content: content.map(read_content).transpose()?,
        receipt: Some(stored.receipt),
        thread_id: Some(stored.thread_id),
        run_id: Some(stored.run_id),
        created_at_ms: Some(stored.created_at_ms),
    })
}

fn read_content(content: Content) -> Result<ReceiptContent, Failure> {
    let read = |text: &str| serde_json::from_str(text).map_err(|error| Failure::internal(&error));
    Ok(ReceiptContent {
        input: read(&content.input)?,
        output: content.output.as_deref().map(read).transpose()?,
    })
}

pub async fn forget(call: Call, request: ForgetRequest) -> Result<ForgetResponse, Failure> {
    if request.id.is_empty() {
        return Err(Failure::invalid("id is missing"));
    }
    let whose = match request.kind.as_str() {
        "receipt" => ForgetContent::Receipt(&request.id),
        "thread" => ForgetContent::Thread(&request.id),
        _ => return Err(Failure::invalid("kind must be `receipt` or `thread`")),
    };
    let receipts = call.store.forget_content(whose).await?;
    if receipts == 0 && request.kind == "receipt" {
        let message = "no application's prediction has that id";
        return Err(Failure::new(Code::ReceiptNotFound, message));
    }
    Ok(ForgetResponse { receipts })
}

pub async fn blob(call: Call, _: Empty) -> Result<String, Failure> {
    let (receipt_id, blob_id) = (call.part("receiptId"), call.part("blobId"));
    let stored = call.store.receipt(receipt_id).await?.ok_or_else(|| {
        Failure::new(Code::ReceiptNotFound, format!("there is no receipt {receipt_id}"))
    })?;
    call.reach(&stored.receipt.signature_id)?;
    let blobs = call.store.blobs(&stored.thread_id, &stored.run_id);
    match blobs.text(blob_id).await? {
        Some(text) => Ok(text),
        None if blobs.is_erased(blob_id).await? => {
            let message = format!("blob {blob_id} was erased with the row that it came from");
            Err(Failure::new(Code::Erased, message))
        }
        None => {
            let message = format!("the run of receipt {receipt_id} has no blob {blob_id}");
            Err(Failure::new(Code::BlobNotFound, message))
        }
    }
}
