//! What imports changed in a dataset: `/dse/signature/:signatureId/imports`
//! lists them, `/dse/import/:importId/:signatureId` shows one row by row.

use maud::{Markup, html};
use serde::Deserialize;

use super::{
    chrome::Page,
    dataset,
    paging::{PageQuery, ROWS, cut, pager},
};
use crate::{
    api::error::Code,
    model::import::ImportRecord,
    report::{
        Document, imports,
        link::Link,
        render::html::{Links, article, blocks},
        words,
    },
    server::{Call, Failure},
};

/// Changed rows of a page: each is told field by field.
const CHANGES: usize = 20;

pub async fn list(call: Call, query: PageQuery) -> Result<Page, Failure> {
    let signature_id = call.part("signatureId");
    call.signature(signature_id)?;
    let found = call.store.imports(signature_id, query.skip(), ROWS + 1).await?;
    let (found, more) = cut(found);
    let title = format!("Imports into the dataset of {}", words::short_signature(signature_id));
    let mut document = Document::new(&title, Vec::new());
    imports::describe(&found, &mut document);
    let path = format!("{}/imports", Link::signature(signature_id).path());
    let body = html! { (article(&document, Links::Pages)) (query.pager(&path, more)) };
    Ok(Page::new(title, body).under_signature(signature_id))
}

#[derive(Deserialize)]
pub struct Query {
    /// `added` for the rows that were not there before; else those that changed.
    show: Option<String>,
    /// The row behind which the page begins.
    after: Option<String>,
}

pub async fn page(call: Call, query: Query) -> Result<Page, Failure> {
    let (import_id, signature_id) = (call.part("importId"), call.part("signatureId"));
    let import = call.store.import(signature_id, import_id).await?.ok_or_else(|| {
        Failure::new(Code::NotFound, format!("no import {import_id} changed this dataset"))
    })?;
    let path = Link::import(import_id, signature_id).path();
    let added = query.show.as_deref() == Some("added") || import.changed() == 0;
    let after = query.after.as_deref().filter(|after| !after.is_empty());
    let rows = if added {
        added_rows(&call, &import, after, &path).await?
    } else {
        changed_rows(&call, &import, after, &path).await?
    };
    let below = html! {
        @if import.changed() > 0 && import.added > 0 {
            p {
                a href=(path) { "The rows that changed" } " · "
                a href={ (path) "?show=added" } { "The rows that were added" }
            }
        }
        (rows)
    };
    Ok(Page::of_document(&imports::document(&import), &below).under_signature(signature_id))
}

async fn added_rows(
    call: &Call,
    import: &ImportRecord,
    after: Option<&str>,
    path: &str,
) -> Result<Markup, Failure> {
    let (signature_id, import_id) = (&import.signature_id, &import.import_id);
    let found = call.store.examples_of_import(signature_id, import_id, after, ROWS).await?;
    let to = format!("{path}?show=added");
    let last = found.examples.last().filter(|_| found.more);
    let behind = last.map(|last| format!("{to}&{}", behind(&last.example_id)));
    Ok(html! {
        h2 { "Rows that were added, as they are now" }
        (dataset::table(&found.examples))
        (pager(after.map(|_| to.as_str()), behind.as_deref()))
    })
}

async fn changed_rows(
    call: &Call,
    import: &ImportRecord,
    after: Option<&str>,
    path: &str,
) -> Result<Markup, Failure> {
    let (signature_id, import_id) = (&import.signature_id, &import.import_id);
    let first = after.unwrap_or_default();
    let mut rows = call.store.import_changes(signature_id, import_id, first, CHANGES + 1).await?;
    let more = rows.len() > CHANGES;
    rows.truncate(CHANGES);
    let last = rows.last().filter(|_| more);
    let behind = last.map(|last| format!("{path}?{}", behind(&last.example_id)));
    let mut document = Document::default();
    imports::describe_changes(&rows, &mut document);
    Ok(html! {
        h2 { "Rows that changed" }
        @if rows.is_empty() && after.is_none() {
            p { "What they were before is kept for the newest imports only, and this one is older." }
        }
        (blocks(&document.blocks, Links::Pages))
        (pager(after.map(|_| path), behind.as_deref()))
    })
}

fn behind(example_id: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair("after", example_id).finish()
}
