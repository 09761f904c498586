//! `/dse/signature/:signatureId/dataset`: the stored examples.

use maud::{Markup, html};
use serde::Deserialize;

use super::{
    chrome::Page,
    paging::{ROWS, pager},
};
use crate::{
    model::example::{Example, Split},
    report::{
        Document,
        document::{Inline, code, linked, plain},
        link::Link,
        render::html::{self, Links, blocks},
        words,
    },
    server::{Call, Failure},
    store::ExampleFilter,
};

#[derive(Deserialize)]
pub struct Query {
    split: Option<String>,
    tag: Option<String>,
    /// The example behind which the page begins.
    after: Option<String>,
}

impl Query {
    /// The page's own address, with `after` in place of its own.
    fn address(&self, path: &str, after: Option<&str>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("split", given(&self.split)), ("tag", given(&self.tag))] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        if let Some(after) = after {
            query.append_pair("after", after);
        }
        format!("{path}?{}", query.finish())
    }
}

fn given(field: &Option<String>) -> Option<&str> {
    field.as_deref().map(str::trim).filter(|field| !field.is_empty())
}

pub async fn page(call: Call, query: Query) -> Result<Page, Failure> {
    let signature_id = call.part("signatureId");
    call.signature(signature_id)?;
    let (split, tag, after) = (given(&query.split), given(&query.tag), given(&query.after));
    let filter = ExampleFilter { split: split.unwrap_or_default(), tag: tag.unwrap_or_default() };
    let found = call.store.examples(signature_id, &filter, after, ROWS).await?;
    let unfinished = call.store.unfinished_imports(signature_id).await?;
    let path = format!("{}/dataset", Link::signature(signature_id).path());
    let first = after.map(|_| query.address(&path, None));
    let last = found.examples.last().filter(|_| found.more);
    let behind = last.map(|last| query.address(&path, Some(&last.example_id)));
    let title = format!("Dataset of {}", words::short_signature(signature_id));
    let body = html! {
        h1 { (title) }
        @for import in &unfinished {
            p.warn { "An import has not brought all of its rows: " (html::line(&import.words())) ". \
                Until it has, or is abandoned, nothing is compiled, evaluated or promoted." }
        }
        (form(&path, split, tag))
        (table(&found.examples))
        (pager(first.as_deref(), behind.as_deref()))
    };
    Ok(Page::new(title, body).under_signature(signature_id))
}

fn form(path: &str, split: Option<&str>, tag: Option<&str>) -> Markup {
    html! {
        form.inline method="get" action=(path) {
            div {
                label for="split" { "Split" }
                select #split name="split" {
                    option value="" { "all" }
                    @for name in Split::ALL.map(Split::name) {
                        option value=(name) selected[split == Some(name)] { (name) }
                    }
                }
            }
            div {
                label for="tag" { "Tag" }
                input #tag type="text" name="tag" value=(tag.unwrap_or_default());
            }
            button type="submit" { "Show" }
        }
    }
}

pub fn table(examples: &[Example]) -> Markup {
    if examples.is_empty() {
        return html! { p { "No such rows." } };
    }
    let mut document = Document::default();
    let rows = examples.iter().map(row).collect();
    document.table(&["example", "split", "input", "expected", "tags", "source"], rows);
    blocks(&document.blocks, Links::Pages)
}

fn row(example: &Example) -> Vec<Inline> {
    vec![
        code(&example.example_id),
        plain(example.split.map_or("–", Split::name)),
        plain(words::input(&example.input_json)),
        plain(words::answer(Some(&example.expected_json))),
        plain(crate::model::escape::brief(&example.tags.join(", "), 80)),
        source(example),
    ]
}

/// Where a row comes from. A mined one leads to its receipt, which has the
/// input, the trace and the texts that it read.
fn source(example: &Example) -> Inline {
    let text = |field: &str| example.meta.as_ref()?.get(field)?.as_str();
    if let Some(receipt) = text("receiptId") {
        return linked(format!("receipt {}", words::short_id(receipt)), Link::receipt(receipt));
    }
    plain(crate::model::escape::brief(example.source.as_deref().unwrap_or("–"), 40))
}
