//! `/dse/eval-report/:evalHash/:signatureId`: an evaluation example by example,
//! alone or beside another one.

use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;

use super::{
    chrome::Page,
    paging::{ROWS, pager},
};
use crate::{
    api::error::Code,
    model::{
        erasure::ERASED,
        eval::{EvalReport, ReportedExample},
    },
    report::{
        Document,
        comparison::{Comparison, MANY, RIGHT},
        document, eval,
        link::Link,
        render::html::{self, Links, article},
        source::Source,
        words,
    },
    server::{Call, Failure},
};

/// How much of a value a page shows, characters.
const SHOWN: usize = 20_000;

#[derive(Deserialize)]
pub struct Query {
    /// The eval hash of what was there before.
    compare: Option<String>,
    /// The one example to show.
    example: Option<String>,
    /// `wrong` or `right`.
    show: Option<String>,
    page: Option<usize>,
}

pub async fn page(call: Call, query: Query) -> Result<Page, Failure> {
    let (eval_hash, signature_id) = (call.part("evalHash"), call.part("signatureId"));
    let path = Link::eval_report(eval_hash, signature_id).path();
    let found = call.eval_report(eval_hash, signature_id).await?;
    let page = if let Some(example_id) = &query.example {
        one_example(&found.report, example_id, &path)?
    } else if let Some(other) = &query.compare {
        let before = call.eval_report(other, signature_id).await?;
        compared(&before.report, &found.report, signature_id)?
    } else {
        let document = eval::document(
            signature_id,
            &found.compiled_id,
            &found.split,
            &found.report,
            found.gate.as_ref(),
        );
        Page::of_document(&document, &examples(&found.report, &query, &path))
    };
    Ok(page.under_signature(signature_id))
}

fn compared(before: &EvalReport, after: &EvalReport, signature_id: &str) -> Result<Page, Failure> {
    let comparison = Comparison::of(before, after).ok_or_else(|| {
        Failure::new(Code::ReportNotFound, "one of the reports was stored without its examples")
    })?;
    let title = format!("Two evaluations of {}", words::short_signature(signature_id));
    let mut document = Document::new(title, document::plain(comparison.sentence()));
    comparison.describe(&mut document, MANY, None);
    Ok(Page::of_document(&document, &html! {}))
}

/// The examples, those that went wrong first.
fn examples(report: &EvalReport, query: &Query, path: &str) -> Markup {
    let Some(examples) = &report.examples else {
        return html! { p { "This report was stored without its examples." } };
    };
    let show = query.show.as_deref().filter(|show| ["wrong", "right"].contains(show));
    let wanted = |example: &&ReportedExample| match show {
        Some(show) => (example.result.reward >= RIGHT) == (show == "right"),
        None => true,
    };
    let mut chosen: Vec<&ReportedExample> = examples.iter().filter(wanted).collect();
    chosen.sort_by(|left, right| {
        let by_reward = left.result.reward.total_cmp(&right.result.reward);
        by_reward.then_with(|| left.result.example_id.cmp(&right.result.example_id))
    });
    let page = query.page.unwrap_or(1).clamp(1, chosen.len() / ROWS + 1);
    let rows = chosen.iter().skip((page - 1) * ROWS).take(ROWS);
    let filter = show.map(|show| format!("&show={show}")).unwrap_or_default();
    let to = |page: usize| format!("{path}?page={page}{filter}#examples");
    let before = (page > 1).then(|| to(page - 1));
    let behind = (page * ROWS < chosen.len()).then(|| to(page + 1));
    html! {
        h2 #examples { "Examples" }
        p {
            a href={ (path) "#examples" } { "All" } " · "
            a href={ (path) "?show=wrong#examples" } { "Wrong only" } " · "
            a href={ (path) "?show=right#examples" } { "Right only" }
        }
        div.wide tabindex="0" role="group" aria-label="The examples" { table {
            thead { tr {
                th scope="col" { "example" } th scope="col" { "input" }
                th scope="col" { "expected" } th scope="col" { "given" }
                th.number scope="col" { "reward" }
            } }
            tbody { @for example in rows { (row(example, path)) } }
        } }
        @if chosen.is_empty() { p { "None." } }
        (pager(before.as_deref(), behind.as_deref()))
    }
}

fn row(example: &ReportedExample, path: &str) -> Markup {
    let id = &example.result.example_id;
    let tone = if example.result.reward >= RIGHT { "good" } else { "bad" };
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("example", id).finish();
    html! { tr {
        td { a href={ (path) "?" (query) } { (html::line(id)) } }
        td {
            @match &example.input_json {
                Some(input) => (words::input(input)),
                None if example.erased => (ERASED),
                None => {}
            }
        }
        td { (words::answer(example.expected_json.as_ref())) }
        td { span class=(tone) { (words::answer(example.output_json.as_ref())) } }
        td.number { (words::reward(example.result.reward)) }
    } }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("values serialize to JSON")
}

/// All that is known of one example.
fn one_example(report: &EvalReport, example_id: &str, path: &str) -> Result<Page, Failure> {
    let mut examples = report.examples.iter().flatten();
    let example = examples.find(|one| one.result.example_id == example_id).ok_or_else(|| {
        Failure::new(Code::NotFound, format!("the report has no example {example_id}"))
    })?;
    let mut document = Document::new(
        format!("Example {example_id}"),
        document::plain(format!("Reward {}.", words::reward(example.result.reward))),
    );
    for (name, value) in [
        ("Input", &example.input_json),
        ("Expected", &example.expected_json),
        ("Given", &example.output_json),
    ] {
        document.heading(name);
        match value {
            Some(value) => document.code(words::excerpt(&pretty(value), SHOWN)),
            None if example.erased => {
                document.paragraph(document::plain("Erased: the row was forgotten."));
            }
            None => document.paragraph(document::plain("Not kept, or no valid answer.")),
        }
    }
    eval::describe_signals(&example.result, &mut document);
    let back = html! { p { a href={ (path) "#examples" } { "Back to the report" } } };
    let body = html! { (article(&document, Links::Pages)) (back) };
    Ok(Page::new(&document.title, body))
}
