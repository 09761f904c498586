//! Debug reads: receipts and blobs.

use std::collections::HashSet;

use futures::future::try_join_all;

use super::{list_limit, predict};
use crate::{
    api::{
        Empty,
        error::Code,
        receipts::{
            ForgetRequest, ForgetResponse, ImportRequest, ImportResponse, ListRequest,
            ListResponse, ReceiptContent, ShowResponse, Spooled,
        },
    },
    model::{receipt::ResultTag, serve::Durability},
    server::{Call, Failure, live::offline},
    store::{Content, ForgetContent, LiveReceipt, ReceiptFilter},
};

/// Receipts that one request brings.
const SPOOLED: usize = 500;

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

/// All are looked at before the first is stored. Storing that fails in the
/// middle leaves some of them; sent again, these are found.
pub async fn import(call: Call, request: ImportRequest) -> Result<ImportResponse, Failure> {
    if !(1..=SPOOLED).contains(&request.receipts.len()) {
        return Err(Failure::invalid(format!("receipts must be 1 to {SPOOLED}")));
    }
    let (mut taken, mut seen) = (Vec::new(), HashSet::new());
    let mut existed = 0;
    for (index, spooled) in request.receipts.into_iter().enumerate() {
        let about = format!("receipts[{index}] ({})", spooled.receipt_id);
        let placed = |failure: Failure| {
            let message = failure.message.unwrap_or_default();
            Failure { message: Some(format!("{about}: {message}")), ..failure }
        };
        let spooled = checked(&call, spooled).map_err(placed)?;
        let is_new = seen.insert(spooled.receipt_id.clone());
        if !is_new || call.store.receipt(&spooled.receipt_id).await?.is_some() {
            existed += 1;
            continue;
        }
        let known = call.signature(&spooled.signature_id)?;
        taken.push(offline::receipt(call.app(), known, &spooled).await.map_err(placed)?);
    }
    let failed = |live: &&LiveReceipt| live.receipt.result != ResultTag::Ok;
    let (imported, failed) = (taken.len() as u64, taken.iter().filter(failed).count() as u64);
    let stored = taken.into_iter().map(|live| call.store.record_live(live, Durability::Commit));
    try_join_all(stored).await?;
    Ok(ImportResponse { imported, existed, failed })
}

/// The same with its ids as they are stored.
fn checked(call: &Call, spooled: Spooled) -> Result<Spooled, Failure> {
    let signature_id = call.signature(&spooled.signature_id)?.contract.signature_id().to_owned();
    call.reach(&signature_id)?;
    Ok(Spooled {
        receipt_id: predict::receipt_id(&spooled.receipt_id)?,
        thread_id: Some(predict::thread_id(spooled.thread_id.as_deref())?),
        tags: predict::tags(spooled.tags)?,
        signature_id,
        ..spooled
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
