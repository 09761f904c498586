//! `/dse/signature/:signatureId`: what is live, what was before, what was tried.

use maud::html;

use super::chrome::Page;
use crate::{
    api::Empty,
    report::{
        document::Document,
        gather,
        link::Link,
        render::html::{Links, article, blocks},
        signature, words,
    },
    server::{Call, Failure},
};

pub async fn page(call: Call, _: Empty) -> Result<Page, Failure> {
    let signature_id = call.part("signatureId");
    let known = call.signature(signature_id)?;
    let instruction = known.contract.contract().prompt_ir.instruction().unwrap_or_default();
    let evidence = gather::signature(&call, signature_id).await?;
    let path = Link::signature(signature_id).path();
    let mut contract = Document::default();
    contract.heading("The authored instruction");
    contract.code(words::excerpt(&instruction, 20_000));
    let body = html! {
        (article(&signature::document(&evidence), Links::Pages))
        h2 { "More" }
        ul {
            li { a href={ (path) "/dataset" } { "The dataset" } ", row by row" }
            li { a href={ (path) "/imports" } { "All imports" } " and what each changed in it" }
            li { a href={ (path) "/receipts" } { "The receipts" } " of its predictions" }
            li { a href={ (path) "/compile-reports" } { "All compile reports" } }
            li { a href={ (path) "/eval-reports" } { "All eval reports" } }
        }
        (blocks(&contract.blocks, Links::Pages))
    };
    Ok(Page::new(signature_id, body))
}
