//! `/dse/receipt/:receiptId`: one prediction, its budget, and what it did.

use maud::{Markup, html};

use super::{chrome::Page, paging::PageQuery};
use crate::{
    api::error::Code,
    model::trace::Trace,
    report::{
        link::Link,
        receipt,
        render::html::{Links, blocks},
    },
    server::{Call, Failure},
    store::StoredReceipt,
};

/// Events of a trace that a page shows.
const EVENTS: usize = 20;

pub async fn page(call: Call, query: PageQuery) -> Result<Page, Failure> {
    let receipt_id = call.part("receiptId");
    let stored = call.store.receipt(receipt_id).await?.ok_or_else(|| {
        Failure::new(Code::ReceiptNotFound, format!("there is no receipt {receipt_id}"))
    })?;
    call.reach(&stored.receipt.signature_id)?;
    let document =
        receipt::document(&stored.receipt, &stored.thread_id, &stored.run_id, stored.created_at_ms);
    let trace = trace(&call, &stored, &query).await?;
    let signature_id = stored.receipt.signature_id.clone();
    Ok(Page::of_document(&document, &trace).under_signature(&signature_id))
}

async fn trace(call: &Call, stored: &StoredReceipt, query: &PageQuery) -> Result<Markup, Failure> {
    let Some(reference) = &stored.receipt.rlm_trace else { return Ok(html! {}) };
    let blobs = call.store.blobs(&stored.thread_id, &stored.run_id);
    let Some(text) = blobs.text(&reference.blob.id).await? else {
        return Ok(html! { h2 { "Trace" } p { "The trace is not stored any more." } });
    };
    let trace = match Trace::parse(&text) {
        Ok(trace) => trace,
        Err(error) => return Ok(html! { h2 { "Trace" } p { (error.to_string()) } }),
    };
    let skip = query.skip_by(EVENTS).min(trace.events.len());
    let rest = &trace.events[skip..];
    let shown = &rest[..rest.len().min(EVENTS)];
    let mut document = crate::report::Document::default();
    receipt::describe_events(shown, &mut document);
    let path = Link::receipt(&stored.receipt.receipt_id).path();
    Ok(html! {
        h2 #trace { "Trace" }
        p { (trace.events.len()) " events." }
        (blocks(&document.blocks, Links::Pages))
        (query.pager(&path, rest.len() > EVENTS))
    })
}
