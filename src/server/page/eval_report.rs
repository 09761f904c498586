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
    api::{error::Code, eval::ReportResponse},
    model::{
        erasure::ERASED,
        eval::{EvalReport, ReportedExample},
    },
    report::{
        Document,
        comparison::{Comparison, MANY},
        document, eval, identity,
        link::Link,
        render::html::{self, Links, article},
        scale::Scale,
        source::Source,
        words,
    },
    server::{Call, Failure},
};

/// How much of a value a page shows, characters.
const SHOWN: usize = 20_000;

#[derive(Deserialize)]
pub struct Query {
    /// Which of the reports of this eval hash.
    report: Option<String>,
    /// The eval hash of what was there before.
    compare: Option<String>,
    /// Which of the reports of that eval hash.
    #[serde(rename = "compareReport")]
    compare_report: Option<String>,
    /// The one example to show.
    example: Option<String>,
    /// `wrong` or `right`.
    show: Option<String>,
    page: Option<usize>,
}

pub async fn page(call: Call, query: Query) -> Result<Page, Failure> {
    let (eval_hash, signature_id) = (call.part("evalHash"), call.part("signatureId"));
    let report_hash = query.report.as_deref();
    let here = Here(Link::eval_report(eval_hash, signature_id, None).path(), report_hash);
    let found = call.eval_report(eval_hash, signature_id, report_hash).await?;
    let page = if let Some(example_id) = &query.example {
        one_example(&found.report, example_id, &here)?
    } else if let Some(other) = &query.compare {
        let other_hash = query.compare_report.as_deref();
        let before = call.eval_report(other, signature_id, other_hash).await?;
        compared(&before, &found, signature_id)?
    } else {
        let document = eval::document(signature_id, &found);
        Page::of_document(&document, &examples(&found.report, &query, &here))
    };
    Ok(page.under_signature(signature_id))
}

/// The path of this report's page, and which of the reports it shows.
struct Here<'a>(String, Option<&'a str>);

impl Here<'_> {
    /// The same report with `parameters`.
    fn with(&self, parameters: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.1.iter().map(|hash| ("report", *hash)).chain(parameters.to_vec())
        {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() { self.0.clone() } else { format!("{}?{query}", self.0) }
    }
}

fn compared(
    before: &ReportResponse,
    after: &ReportResponse,
    signature_id: &str,
) -> Result<Page, Failure> {
    let comparison = Comparison::of(&before.report, &after.report).ok_or_else(|| {
        Failure::new(Code::ReportNotFound, "one of the reports was stored without its examples")
    })?;
    let title = format!("Two evaluations of {}", words::short_signature(signature_id));
    let mut document = Document::new(title, document::plain(comparison.sentence()));
    identity::describe_pair(
        (before.identity.as_ref(), after.identity.as_ref()),
        after.outdated.as_ref(),
        &mut document,
    );
    comparison.describe(&mut document, MANY, None);
    Ok(Page::of_document(&document, &html! {}))
}

/// The examples, those that went wrong first.
fn examples(report: &EvalReport, query: &Query, here: &Here<'_>) -> Markup {
    let Some(examples) = &report.examples else {
        return html! { p { "This report was stored without its examples." } };
    };
    let show = query.show.as_deref().filter(|show| ["wrong", "right"].contains(show));
    let scale = Scale::of(examples);
    let wanted = |example: &&ReportedExample| match show {
        Some(show) => scale.is_good(example.result.reward) == (show == "right"),
        None => true,
    };
    let mut chosen: Vec<&ReportedExample> = examples.iter().filter(wanted).collect();
    chosen.sort_by(|left, right| {
        let by_reward = left.result.reward.total_cmp(&right.result.reward);
        by_reward.then_with(|| left.result.example_id.cmp(&right.result.example_id))
    });
    let page = query.page.unwrap_or(1).clamp(1, chosen.len() / ROWS + 1);
    let rows = chosen.iter().skip((page - 1) * ROWS).take(ROWS);
    let to = |page: usize| {
        let page = page.to_string();
        let filter = show.map(|show| ("show", show));
        let parameters: Vec<_> = [("page", page.as_str())].into_iter().chain(filter).collect();
        here.with(&parameters) + "#examples"
    };
    let only = |show| here.with(&[("show", show)]) + "#examples";
    let before = (page > 1).then(|| to(page - 1));
    let behind = (page * ROWS < chosen.len()).then(|| to(page + 1));
    html! {
        h2 #examples { "Examples" }
        p {
            a href={ (here.with(&[])) "#examples" } { "All" } " · "
            a href=(only("wrong")) { "Only those " (scale.bad()) } " · "
            a href=(only("right")) { "Only those " (scale.good()) }
        }
        div.wide tabindex="0" role="group" aria-label="The examples" { table {
            thead { tr {
                th scope="col" { "example" } th scope="col" { "input" }
                th scope="col" { "expected" } th scope="col" { "given" }
                th.number scope="col" { "reward" }
            } }
            tbody { @for example in rows { (row(example, scale, here)) } }
        } }
        @if chosen.is_empty() { p { "None." } }
        (pager(before.as_deref(), behind.as_deref()))
    }
}

fn row(example: &ReportedExample, scale: Scale, here: &Here<'_>) -> Markup {
    let id = &example.result.example_id;
    let tone = if scale.is_good(example.result.reward) { "good" } else { "bad" };
    html! { tr {
        td { a href=(here.with(&[("example", id)])) { (html::line(id)) } }
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
fn one_example(report: &EvalReport, example_id: &str, here: &Here<'_>) -> Result<Page, Failure> {
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
    let back = html! { p { a href={ (here.with(&[])) "#examples" } { "Back to the report" } } };
    let body = html! { (article(&document, Links::Pages)) (back) };
    Ok(Page::new(&document.title, body))
}
