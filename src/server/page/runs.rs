//! `/dse`: what was tried, newest first, and the signatures.

use maud::{Markup, html};

use super::{
    chrome::Page,
    paging::{PageQuery, ROWS, cut},
};
use crate::{
    model::{
        ops::OpsRun,
        overnight::{Outcome, Summary},
    },
    report::{
        document::{Document, Inline, Role, Span, code, linked, plain, prose},
        gather,
        link::Link,
        ops,
        render::html::{Links, article, blocks},
        words,
    },
    server::{Call, Failure},
};

/// Promotions that the headline tells one by one.
const LISTED: usize = 3;

pub async fn page(call: Call, query: PageQuery) -> Result<Page, Failure> {
    let (runs, more) = cut(call.store.runs(query.skip(), ROWS + 1).await?);
    let mut document = Document::new("What improved", Vec::new());
    match runs.first() {
        Some(newest) if query.skip() == 0 => {
            document.lead = lately(&call, &runs).await?;
            document.paragraph(newest_lead(&call, newest).await?);
        }
        Some(_) => {}
        None => document.paragraph(prose("No run yet: `dse overnight` makes one.")),
    }
    if !runs.is_empty() {
        document.heading("Runs");
        document.table(
            &["began (UTC)", "run", "signature", "how it ended", "#gain"],
            runs.iter().map(row).collect(),
        );
    }
    let below = html! {
        (query.pager("/dse", more))
        (signatures(&call).await?)
    };
    Ok(Page::new("What improved", html! { (article(&document, Links::Pages)) (below) }))
}

/// What counts as last night.
const DAY_MS: i64 = 24 * 3_600_000;

/// What improved in the last 24 hours, whatever has run since, and what is live.
async fn lately(call: &Call, runs: &[OpsRun]) -> Result<Inline, Failure> {
    let since = call.clock.now_ms() - DAY_MS;
    let promoted: Vec<(&OpsRun, Summary)> = runs
        .iter()
        .filter(|run| run.started_at_ms >= since)
        .filter_map(|run| Some((run, ops::summary(run)?)))
        .filter(|(_, summary)| summary.outcome == Outcome::Promoted)
        .collect();
    if promoted.is_empty() {
        let count = runs.iter().filter(|run| run.started_at_ms >= since).count();
        let runs = words::count(count as u64, "run");
        return Ok(plain(format!("Nothing was promoted in the last 24 hours ({runs}).")));
    }
    let mut lead = Vec::new();
    for (run, summary) in promoted.iter().take(LISTED) {
        let evidence = gather::run(call, &run.run_id).await?;
        lead.extend(ops::lead(summary, evidence.comparison.as_ref()));
        let still = match summary.promotion.as_ref().map(|promotion| &promotion.to) {
            Some(to) => call.store.active(&summary.signature_id).await?.map(|now| &now.value == to),
            None => None,
        };
        let live = if still == Some(false) { " (replaced since) " } else { " " };
        lead.push(Span::new(Role::Faint, live));
        lead.push(Span::new(Role::Plain, "report").to(Link::run(&run.run_id)));
        lead.push(Span::new(Role::Plain, " "));
    }
    if promoted.len() > LISTED {
        let more = format!("and {} more promotions below.", promoted.len() - LISTED);
        lead.push(Span::new(Role::Plain, more));
    }
    Ok(lead)
}

/// What came of the newest run, as its own report says it.
async fn newest_lead(call: &Call, run: &OpsRun) -> Result<Inline, Failure> {
    let evidence = gather::run(call, &run.run_id).await?;
    let mut lead = match &evidence.summary {
        Some(summary) => ops::lead(summary, evidence.comparison.as_ref()),
        None => outcome(run, None),
    };
    let when = format!("The newest run, {}: ", words::time(run.started_at_ms));
    let mut newest = vec![Span::new(Role::Faint, when)];
    newest.append(&mut lead);
    newest.push(Span::new(Role::Plain, " "));
    newest.push(Span::new(Role::Plain, "Read its report").to(Link::run(&run.run_id)));
    Ok(newest)
}

fn row(run: &OpsRun) -> Vec<Inline> {
    let summary = ops::summary(run);
    let gate = summary.as_ref().and_then(|summary| summary.gate.as_ref());
    let mut signatures = Vec::new();
    for (index, id) in run.signature_ids.iter().take(5).enumerate() {
        if index > 0 {
            signatures.push(Span::new(Role::Plain, ", "));
        }
        signatures.push(Span::new(Role::Plain, words::short_signature(id)).to(Link::signature(id)));
    }
    vec![
        plain(words::minute(run.started_at_ms)),
        linked(short_run(&run.run_id), Link::run(&run.run_id)),
        signatures,
        outcome(run, summary.as_ref()),
        plain(gate.map_or_else(|| "–".to_owned(), |gate| words::delta(gate.delta))),
    ]
}

/// How a run ended, in a few words.
fn outcome(run: &OpsRun, summary: Option<&Summary>) -> Inline {
    match (summary, run.status.as_str()) {
        (Some(summary), _) => {
            let (role, text) = ops::outcome(summary);
            vec![Span::new(role, text)]
        }
        (None, "running") => vec![Span::new(Role::Warn, "under way, or cut off")],
        (None, "failed") => vec![Span::new(Role::Bad, "failed")],
        (None, status) => plain(status),
    }
}

/// The front of a run's id, long enough to tell runs of one page apart.
fn short_run(run_id: &str) -> String {
    crate::model::escape::brief(run_id, 24)
}

async fn signatures(call: &Call) -> Result<Markup, Failure> {
    let mut document = Document::default();
    let mut rows = Vec::new();
    for known in call.listed() {
        let id = known.contract.signature_id();
        let live = match call.store.active(id).await? {
            Some(active) => code(words::short_id(&active.value)),
            None => plain("the defaults"),
        };
        rows.push(vec![
            vec![Span::new(Role::Plain, id).to(Link::signature(id))],
            live,
            plain(&known.job.optimizer.id),
        ]);
    }
    document.table(&["signature", "live", "optimizer"], rows);
    Ok(html! {
        h2 #signatures { "Signatures" }
        (blocks(&document.blocks, Links::Pages))
    })
}
