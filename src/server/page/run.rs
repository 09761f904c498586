//! `/dse/ops/:runId`: the report of a run and what happened in it.

use maud::{Markup, html};

use super::{
    chrome::Page,
    paging::{PageQuery, ROWS, cut},
};
use crate::{
    report::{
        document::Document,
        gather,
        link::Link,
        ops,
        render::html::{Links, blocks},
    },
    server::{Call, Failure},
};

pub async fn page(call: Call, query: PageQuery) -> Result<Page, Failure> {
    let run_id = call.part("runId").to_owned();
    if let Some(run) = call.store.run(&run_id).await? {
        call.reach_each(&run.signature_ids)?;
    }
    let evidence = gather::run(&call, &run_id).await?;
    let timeline = timeline(&call, &run_id, &query).await?;
    if evidence.summary.is_none() {
        // Its events are all that there is of it, and they stand below.
        let document = Document { blocks: Vec::new(), ..ops::document(&evidence) };
        return Ok(Page::of_document(&document, &timeline));
    }
    Ok(Page::of_document(&ops::document(&evidence), &timeline))
}

async fn timeline(call: &Call, run_id: &str, query: &PageQuery) -> Result<Markup, Failure> {
    let (shown, more) = cut(call.store.events_from(run_id, query.skip(), ROWS + 1).await?);
    let mut document = Document::default();
    ops::describe_events(&shown, &mut document);
    Ok(html! {
        h2 #timeline { "What happened, step by step" }
        (blocks(&document.blocks, Links::Pages))
        (query.pager(&Link::run(run_id).path(), more))
    })
}
