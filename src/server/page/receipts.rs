//! `/dse/signature/:signatureId/receipts`: predictions, newest first.

use maud::{Markup, html};
use serde::Deserialize;

use super::{
    chrome::Page,
    paging::{ROWS, cut, pager},
};
use crate::{
    model::receipt::ReceiptRow,
    report::{
        Document,
        document::{Inline, Role, Span, code, linked, plain},
        link::Link,
        render::html::{Links, blocks},
        words,
    },
    server::{Call, Failure},
    store::ReceiptFilter,
};

#[derive(Deserialize)]
pub struct Query {
    /// The receipt behind which the page begins.
    before: Option<String>,
    /// `Ok` or `Error`; all when empty.
    result: Option<String>,
}

pub async fn page(call: Call, query: Query) -> Result<Page, Failure> {
    let signature_id = call.part("signatureId");
    call.signature(signature_id)?;
    let result = query.result.as_deref().filter(|result| ["Ok", "Error"].contains(result));
    let filter = ReceiptFilter {
        result_tag: result.unwrap_or_default().to_owned(),
        ..ReceiptFilter::default()
    };
    let before = query.before.as_deref().filter(|before| !before.is_empty());
    let rows = call.store.receipts(signature_id, &filter, before, ROWS + 1).await?;
    let (rows, more) = cut(rows);
    let path = format!("{}/receipts", Link::signature(signature_id).path());
    let filtered = result.map(|result| format!("result={result}")).unwrap_or_default();
    let behind = rows.last().filter(|_| more).map(|last| {
        let cursor = form_urlencoded::Serializer::new(String::new())
            .append_pair("before", &last.receipt_id)
            .finish();
        format!("{path}?{cursor}&{filtered}")
    });
    let newest = before.map(|_| format!("{path}?{filtered}"));
    let title = format!("Receipts of {}", words::short_signature(signature_id));
    let body = html! {
        h1 { (title) }
        (form(&path, result))
        (table(&rows))
        (pager(newest.as_deref(), behind.as_deref()))
    };
    Ok(Page::new(title, body).under_signature(signature_id))
}

fn form(path: &str, chosen: Option<&str>) -> Markup {
    let kinds = [("", "all"), ("Ok", "that went well"), ("Error", "that failed")];
    html! {
        form.inline method="get" action=(path) {
            div {
                label for="result" { "Predictions" }
                select #result name="result" {
                    @for (value, name) in kinds {
                        option value=(value) selected[chosen.unwrap_or_default() == value] { (name) }
                    }
                }
            }
            button type="submit" { "Show" }
        }
    }
}

fn table(rows: &[ReceiptRow]) -> Markup {
    if rows.is_empty() {
        return html! { p { "None here." } };
    }
    let mut document = Document::default();
    let rows = rows.iter().map(row).collect();
    document.table(&["time (UTC)", "receipt", "result", "artifact", "strategy", "#trace"], rows);
    blocks(&document.blocks, Links::Pages)
}

fn row(receipt: &ReceiptRow) -> Vec<Inline> {
    let result = receipt.result_tag.as_deref().unwrap_or("–");
    let role = if result == "Ok" { Role::Good } else { Role::Bad };
    let events = receipt.rlm_trace_event_count;
    vec![
        plain(words::minute(receipt.created_at_ms)),
        linked(words::short_id(&receipt.receipt_id), Link::receipt(&receipt.receipt_id)),
        vec![Span::new(role, result)],
        code(words::short_id(&receipt.compiled_id)),
        plain(receipt.strategy_id.as_deref().unwrap_or("–")),
        plain(events.map_or_else(|| "–".to_owned(), |events| events.to_string())),
    ]
}
