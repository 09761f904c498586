//! `/dse/ops/:runId`: the report of a run and what happened in it.

use maud::{Markup, html};

use super::{
    chrome::Page,
    paging::{PageQuery, ROWS},
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
    let evidence = gather::run(&call, &run_id).await?;
    let timeline = timeline(&evidence, &query);
    if evidence.summary.is_none() {
        // Its events are all that there is of it, and they stand below.
        let document = Document { blocks: Vec::new(), ..ops::document(&evidence) };
        return Ok(Page::of_document(&document, &timeline));
    }
    Ok(Page::of_document(&ops::document(&evidence), &timeline))
}

fn timeline(evidence: &ops::OpsEvidence, query: &PageQuery) -> Markup {
    let rest = evidence.events.iter().skip(query.skip());
    let shown: Vec<_> = rest.clone().take(ROWS).cloned().collect();
    let mut document = Document::default();
    ops::describe_events(&shown, &mut document);
    html! {
        h2 #timeline { "What happened, step by step" }
        (blocks(&document.blocks, Links::Pages))
        (query.pager(&Link::run(&evidence.run.run_id).path(), rest.count() > ROWS))
    }
}
