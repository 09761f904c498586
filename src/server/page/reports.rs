//! Compile reports, and the lists of compile and eval reports.

use maud::html;

use super::{
    chrome::Page,
    paging::{PageQuery, ROWS, cut},
};
use crate::{
    api::compile::ReportRequest,
    report::{
        Document, compile,
        document::plain,
        link::Link,
        render::html::{Links, article},
        signature,
        source::Source,
        words,
    },
    server::{Call, Failure},
};

/// `/dse/compile-report/:jobHash/:datasetHash/:signatureId`
pub async fn compile_report(call: Call, query: ReportRequest) -> Result<Page, Failure> {
    let signature_id = call.part("signatureId");
    let (job_hash, dataset_hash) = (call.part("jobHash"), call.part("datasetHash"));
    let report_hash = query.report.as_deref();
    let found = call.compile_report(job_hash, dataset_hash, signature_id, report_hash).await?;
    let mut document = compile::document(&found);
    compile::describe_differences(&found.report, &mut document);
    let page = Page::of_document(&document, &html! {});
    Ok(page.under_signature(signature_id))
}

/// `/dse/signature/:signatureId/compile-reports`
pub async fn compiles(call: Call, query: PageQuery) -> Result<Page, Failure> {
    let signature_id = call.part("signatureId");
    call.signature(signature_id)?;
    let rows = call.store.compile_reports(signature_id, query.skip(), ROWS + 1).await?;
    let (rows, more) = cut(rows);
    let mut document = titled("Compile reports", signature_id);
    signature::describe_compiles(&rows, &mut document);
    Ok(listed(document, signature_id, "compile-reports", &query, more))
}

/// `/dse/signature/:signatureId/eval-reports`
pub async fn evals(call: Call, query: PageQuery) -> Result<Page, Failure> {
    let signature_id = call.part("signatureId");
    call.signature(signature_id)?;
    let rows = call.store.eval_reports(signature_id, query.skip(), ROWS + 1).await?;
    let (rows, more) = cut(rows);
    let mut document = titled("Eval reports", signature_id);
    signature::describe_evals(&rows, &mut document);
    Ok(listed(document, signature_id, "eval-reports", &query, more))
}

fn titled(what: &str, signature_id: &str) -> Document {
    let title = format!("{what} of {}", words::short_signature(signature_id));
    Document::new(title, Vec::new())
}

fn listed(
    mut document: Document,
    signature_id: &str,
    name: &str,
    query: &PageQuery,
    more: bool,
) -> Page {
    if document.blocks.is_empty() {
        document.paragraph(plain("None here."));
    }
    let path = format!("{}/{name}", Link::signature(signature_id).path());
    let body = html! { (article(&document, Links::Pages)) (query.pager(&path, more)) };
    Page::new(&document.title, body).under_signature(signature_id)
}
