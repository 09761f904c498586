//! The report of a compile: what was tried, and what won.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::asked::Asked;
use super::candidates::Names;
use super::document::{Chart, Document, Role, Series, Shape, Span, code, linked, plain};
use super::link::Link;
use super::{gate, identity, search, words};
use crate::api::compile::ReportResponse;
use crate::canon;
use crate::model::artifact::Artifact;
use crate::model::compile::{Candidate, CompileReport};

/// How many candidates a report lists before it counts the rest.
const LISTED: usize = 20;

/// How many other candidates the winner is told apart from, word by word.
const DIFFERENCES: usize = 3;

/// The report as a document of its own.
pub fn document(found: &ReportResponse) -> Document {
    let report = &found.report;
    let result = &report.report;
    let signature = report.job["signatureId"].as_str().unwrap_or("a signature");
    let most = report.undecoded.as_ref().filter(|found| found.is_most());
    let lead =
        plain(most.map_or_else(|| lead(report), |found| format!("{}.", words::undecoded(found))));
    let mut document =
        Document::new(format!("Compile of {}", words::short_signature(signature)), lead);
    identity::describe(found.identity.as_ref(), found.outdated.as_ref(), &mut document);
    gate::describe(found.gate.as_ref(), &mut document);
    describe(report, found.active.as_deref(), &mut document);
    document.heading("Where the evidence is");
    document.facts(vec![
        ("signature", linked(signature, Link::signature(signature))),
        ("job", code(&result.job_hash)),
        ("dataset", code(&result.dataset_hash)),
        ("winner", code(&result.best.compiled_id)),
    ]);
    document
}

/// Who won; where several share the best reward, that nobody stands out.
fn lead(report: &CompileReport) -> String {
    let result = &report.report;
    let ranked = ranked(report);
    let names = Names::of(report);
    let best = names.name(&result.best);
    let of = words::count(ranked.len() as u64, "candidate");
    let train = words::reward(result.train_reward);
    let holdout = words::reward(result.holdout_reward);
    let tied = ranked.iter().filter(|candidate| candidate.reward >= result.train_reward).count();
    if tied > 1 {
        return format!(
            "No candidate stands out: {tied} of {of} share the best mean reward on train, {train}. \
             {best} was taken, with {holdout} on holdout."
        );
    }
    format!(
        "{best}, one of {of}, won: its mean reward is {train} on the examples it was chosen by \
         (train) and {holdout} on held-out ones (holdout)."
    )
}

/// The distinct candidates, best first.
fn ranked(report: &CompileReport) -> Vec<&Candidate> {
    let mut seen = BTreeMap::new();
    for candidate in &report.report.evaluated_candidates {
        seen.entry(&candidate.compiled_id).or_insert(candidate);
    }
    let mut ranked: Vec<&Candidate> = seen.into_values().collect();
    ranked.sort_by(|left, right| right.reward.total_cmp(&left.reward));
    ranked
}

/// Adds the candidates and what differs in the winner to a report. `active` is
/// what the signature runs now, where that is known.
pub fn describe(report: &CompileReport, active: Option<&str>, document: &mut Document) {
    let signature = report.job["signatureId"].as_str().unwrap_or("SIGNATURE");
    let result = &report.report;
    let ranked = ranked(report);
    let names = Names::of(report);
    let asked = Asked::of(report);
    let rows = ranked.iter().take(LISTED).map(|candidate| {
        let wins = candidate.compiled_id == result.best.compiled_id;
        let holdout = if wins { words::reward(result.holdout_reward) } else { "–".to_owned() };
        let role = if wins { Role::Good } else { Role::Plain };
        let mut name = vec![Span::new(role, names.name(candidate))];
        if active == Some(&candidate.compiled_id) {
            name.push(Span::new(Role::Plain, " (live)"));
        }
        let mut row = vec![
            name,
            code(words::short_id(&candidate.compiled_id)),
            plain(words::reward(candidate.reward)),
            plain(holdout),
        ];
        row.extend(asked.cells(candidate).map(plain));
        row
    });
    document.heading("Candidates");
    let columns = ["candidate", "id", "#train", "#holdout"].into_iter().chain(asked.columns());
    document.table(&columns.collect::<Vec<_>>(), rows.collect());
    if ranked.len() > LISTED {
        document.paragraph(plain(format!("and {} more with lower rewards", ranked.len() - LISTED)));
    }
    let tried = |id: &str| ranked.iter().any(|candidate| candidate.compiled_id == id);
    if let Some(active) = active.filter(|active| !tried(active)) {
        document.paragraph(vec![
            Span::new(Role::Plain, "What is live, "),
            Span::new(Role::Code, words::short_id(active)),
            Span::new(Role::Plain, ", was not a candidate; its reward on these rows: "),
            Span::new(
                Role::Code,
                format!(
                    "dse eval {} --compiled active --split train",
                    words::short_signature(signature)
                ),
            ),
        ]);
    }
    if let Some(sample) = report.job["sample"]["train"].as_u64() {
        document.paragraph(plain(format!(
            "The job looks at a sample of {} at most; held-out examples are never sampled.",
            words::count(sample, "train example")
        )));
    }
    if ranked.len() > 1 {
        document
            .paragraph(plain("Only the winner is scored on the holdout, so that it stays unseen."));
    }
    picture(report, &ranked, &names, document);
    search::describe(report, document);
    if let Some(cost) = &report.cost {
        document.paragraph(plain(cost_line(cost)));
    }
}

fn picture(report: &CompileReport, ranked: &[&Candidate], names: &Names, document: &mut Document) {
    if ranked.len() < 2 {
        return;
    }
    let listed = || ranked.iter().take(LISTED);
    let holdout = |candidate: &&Candidate| {
        let wins = candidate.compiled_id == report.report.best.compiled_id;
        if wins { report.report.holdout_reward } else { f64::NAN }
    };
    document.chart(Chart {
        title: "Mean reward of each candidate".to_owned(),
        shape: Shape::Bars,
        told: true,
        labels: listed().map(|candidate| names.name(candidate).to_owned()).collect(),
        series: vec![
            Series {
                name: "train".to_owned(),
                values: listed().map(|candidate| candidate.reward).collect(),
            },
            Series { name: "holdout".to_owned(), values: listed().map(holdout).collect() },
        ],
    });
}

/// Adds what the winner says in other words than the candidates behind it, as far as
/// they say much the same.
pub fn describe_differences(report: &CompileReport, document: &mut Document) {
    let Some(winner) = instruction(&report.report.best) else { return };
    let names = Names::of(report);
    let mut told = HashSet::new();
    // Candidates that say the same differ in other knobs; their text is told once.
    let others = ranked(report)
        .into_iter()
        .filter_map(|other| Some((other, instruction(other)?)))
        .filter(|(_, text)| *text != winner && words::are_alike(text, winner))
        .filter(|(_, text)| told.insert(*text));
    for (index, (other, text)) in others.take(DIFFERENCES).enumerate() {
        if index == 0 {
            document.heading("What the winner says in other words");
        }
        document.paragraph(vec![
            Span::new(Role::Plain, "Beside "),
            Span::new(Role::Strong, names.name(other)),
            Span::new(Role::Plain, format!(" ({}):", words::reward(other.reward))),
        ]);
        words::describe_change(text, winner, document);
    }
}

fn instruction(candidate: &Candidate) -> Option<&str> {
    candidate.params.instruction.as_ref()?.text.as_deref()
}

/// The ids of the documents that a compile leaves: equal ids, equal bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    pub artifact_id: String,
    pub report_id: String,
}

impl Proof {
    pub fn of(artifact: &Artifact, report: Option<&CompileReport>) -> Self {
        Self { artifact_id: canon::id_of(artifact), report_id: canon::id_of(&report) }
    }
}

/// What work cost, in a sentence.
pub fn cost_line(cost: &crate::model::receipt::Cost) -> String {
    let mut parts = vec![format!("{}", words::count(cost.lm_calls, "model call"))];
    if cost.cache_hits > 0 {
        parts.push(format!("{} answered from earlier ones", cost.cache_hits));
    }
    if let (Some(prompt), Some(completion)) = (cost.prompt_tokens, cost.completion_tokens) {
        let kept = cost.cached_prompt_tokens.filter(|kept| *kept > 0);
        let kept = kept.map(|kept| format!(" ({kept} of them kept by the endpoint)"));
        parts.push(format!("{} tokens{}", prompt + completion, kept.unwrap_or_default()));
    }
    if let Some(spend) = cost.spend_usd.filter(|spend| *spend > 0.0) {
        parts.push(words::dollars(spend));
    }
    let model_time = words::duration(i64::try_from(cost.duration_ms).unwrap_or(i64::MAX));
    parts.push(format!("{model_time} of model time"));
    format!("Cost: {}.", parts.join(", "))
}
