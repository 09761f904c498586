//! The report of a compile: what was tried, and what won.

use std::collections::BTreeMap;

use serde::Serialize;

use super::document::{Chart, Document, Role, Series, Shape, Span, code, linked, plain};
use super::link::Link;
use super::{gate, words};
use crate::canon;
use crate::model::artifact::Artifact;
use crate::model::compile::{Candidate, CompileReport};
use crate::model::gate::GateResult;

/// How many candidates a report lists before it counts the rest.
const LISTED: usize = 20;

/// How many other candidates the winner is told apart from, word by word.
const DIFFERENCES: usize = 3;

/// The report as a document of its own.
/// `seen` is what a gate saw of the winner.
pub fn document(report: &CompileReport, seen: Option<&GateResult>) -> Document {
    let result = &report.report;
    let signature = report.job["signatureId"].as_str().unwrap_or("a signature");
    let most = report.undecoded.as_ref().filter(|found| found.is_most());
    let lead =
        plain(most.map_or_else(|| lead(report), |found| format!("{}.", words::undecoded(found))));
    let mut document =
        Document::new(format!("Compile of {}", words::short_signature(signature)), lead);
    gate::describe(seen, &mut document);
    describe(report, &mut document);
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
    let best = label(report, &result.best);
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

/// Adds the candidates and what differs in the winner to a report.
pub fn describe(report: &CompileReport, document: &mut Document) {
    let result = &report.report;
    let ranked = ranked(report);
    let rows = ranked.iter().take(LISTED).map(|candidate| {
        let wins = candidate.compiled_id == result.best.compiled_id;
        let holdout = if wins { words::reward(result.holdout_reward) } else { "–".to_owned() };
        let role = if wins { Role::Good } else { Role::Plain };
        vec![
            vec![Span::new(role, label(report, candidate))],
            code(words::short_id(&candidate.compiled_id)),
            plain(words::reward(candidate.reward)),
            plain(holdout),
        ]
    });
    document.heading("Candidates");
    document.table(&["candidate", "id", "#train", "#holdout"], rows.collect());
    if ranked.len() > LISTED {
        document.paragraph(plain(format!("and {} more with lower rewards", ranked.len() - LISTED)));
    }
    if ranked.len() > 1 {
        document.paragraph(plain(
            "Only the winner is asked the held-out examples, so that they stay unseen.",
        ));
    }
    picture(report, &ranked, document);
    if let Some(cost) = &report.cost {
        document.paragraph(plain(cost_line(cost)));
    }
}

fn picture(report: &CompileReport, ranked: &[&Candidate], document: &mut Document) {
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
        labels: listed().map(|candidate| label(report, candidate)).collect(),
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
    let others = ranked(report)
        .into_iter()
        .filter_map(|other| Some((other, instruction(other)?)))
        .filter(|(_, text)| *text != winner && words::are_alike(text, winner));
    for (index, (other, text)) in others.take(DIFFERENCES).enumerate() {
        if index == 0 {
            document.heading("What the winner says in other words");
        }
        document.paragraph(vec![
            Span::new(Role::Plain, "Beside "),
            Span::new(Role::Strong, label(report, other)),
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
        parts.push(format!("{} tokens", prompt + completion));
    }
    if let Some(spend) = cost.spend_usd.filter(|spend| *spend > 0.0) {
        parts.push(words::dollars(spend));
    }
    let model_time = words::duration(i64::try_from(cost.duration_ms).unwrap_or(i64::MAX));
    parts.push(format!("{model_time} of model time"));
    format!("Cost: {}.", parts.join(", "))
}

/// What a candidate is called: the ids of the variants it is made of.
pub fn label(report: &CompileReport, candidate: &Candidate) -> String {
    let mut parts = Vec::new();
    let variants = report.job["searchSpace"]["instructionVariants"].as_array();
    let text = candidate.params.instruction.as_ref().and_then(|choice| choice.text.as_deref());
    if let Some(text) = text {
        let named =
            variants.into_iter().flatten().find(|variant| variant["text"].as_str() == Some(text));
        let id = named.and_then(|variant| variant["id"].as_str());
        parts.push(id.map_or_else(|| crate::model::escape::brief(text, 40), str::to_owned));
    }
    if let Some(choice) = &candidate.params.few_shot {
        parts.push(format!("{} few-shots", choice.example_ids.len()));
    }
    if candidate.params.strategy_id() != "direct.v1" {
        parts.push(candidate.params.strategy_id().to_owned());
    }
    if parts.is_empty() { "the defaults".to_owned() } else { parts.join(", ") }
}
