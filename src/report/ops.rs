//! The report of an ops run: what improved, by how much, and where the
//! evidence is.

use serde::Serialize;

use super::comparison::{self, Comparison, FEW};
use super::document::{Document, Inline, Role, Span, code, linked, plain, prose, role};
use super::link::{Link, ReportId};
use super::{checks, compile, confusion, gate, identity, traffic, words};
use crate::model::compile::CompileReport;
use crate::model::eval::EvalReport;
use crate::model::gate::FloorKind;
use crate::model::ops::{OpsEvent, OpsRun, limits};
use crate::model::overnight::{Evals, Outcome, Summary};
use crate::model::receipt::ReceiptRow;
use crate::stats::verdict::Verdict;

/// All that a run left behind, as far as the server could give it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OpsEvidence {
    pub run: OpsRun,
    pub events: Vec<OpsEvent>,
    /// Absent for runs that were recorded step by step.
    pub summary: Option<Summary>,
    pub compile: Option<CompileReport>,
    pub comparison: Option<Comparison>,
    /// The instruction before and after, where a promotion changed it.
    pub instructions: Option<(String, String)>,
    /// The reports behind the comparison, before and after.
    #[serde(skip)]
    pub evals: Option<(EvalReport, EvalReport)>,
    /// The canary's predictions, oldest first, as far as they are still listed.
    #[serde(skip)]
    pub traffic: Vec<ReceiptRow>,
}

/// The summary of a whole night; `None` for a run that was recorded step by
/// step.
pub fn summary(run: &OpsRun) -> Option<Summary> {
    let summary = run.summary_json.clone()?;
    serde_json::from_value::<Summary>(summary).ok().filter(|summary| summary.run_id.is_some())
}

/// The run as a document.
pub fn document(evidence: &OpsEvidence) -> Document {
    let Some(summary) = &evidence.summary else { return timeline_only(evidence) };
    let title = format!("Overnight run {}", evidence.run.run_id);
    let mut document = Document::new(title, lead(summary, evidence.comparison.as_ref()));
    identity::describe(summary.identity.as_ref(), None, &mut document);
    if let Some(comparison) = &evidence.comparison {
        document.heading("What changed on held-out examples");
        let both = summary.evals.as_ref().map(|evals| {
            let [before, now] = report_ids(evals);
            Link::comparison(before, now, &summary.signature_id)
        });
        comparison.describe(&mut document, FEW, both);
    }
    if let Some(examples) = evidence.evals.as_ref().and_then(|(_, now)| now.examples.as_ref()) {
        confusion::describe(examples, &mut document);
    }
    if let Some((before, now)) = &evidence.evals {
        comparison::describe_still_wrong(before, now, FEW, &mut document);
    }
    if let Some((old, new)) = &evidence.instructions {
        document.heading("What changed in the instruction");
        words::describe_change(old, new, &mut document);
    }
    if let Some(report) = &evidence.compile {
        compile::describe(report, None, &mut document);
    }
    describe_floors(summary, &mut document);
    describe_review(summary, &mut document);
    describe_canary(summary, &mut document);
    traffic::describe(&evidence.traffic, &mut document);
    describe_steps(summary, &mut document);
    checks::describe(summary, &mut document);
    describe_evidence(evidence, summary, &mut document);
    document
}

/// The reports of both sides, before and after.
fn report_ids(evals: &Evals) -> [ReportId; 2] {
    [
        (&evals.control_eval_hash, &evals.control_report_hash),
        (&evals.candidate_eval_hash, &evals.candidate_report_hash),
    ]
    .map(|(eval_hash, report_hash)| ReportId {
        eval_hash: eval_hash.clone(),
        report_hash: report_hash.clone(),
    })
}

/// The decision in one sentence.
pub fn lead(summary: &Summary, comparison: Option<&Comparison>) -> Inline {
    let name = words::short_signature(&summary.signature_id);
    let (tone, text) = match summary.outcome {
        Outcome::Promoted => promoted(name, summary, comparison),
        Outcome::AlreadyActive => (
            Role::Plain,
            format!(
                "Nothing to change: the best candidate of {name} is the one that runs already."
            ),
        ),
        Outcome::GateRefused => {
            (Role::Warn, format!("Nothing was promoted: {}.", refusal(summary, comparison)))
        }
        Outcome::Undecided => (Role::Warn, format!("Nothing was promoted: {}", undecided(summary))),
        Outcome::CanaryFailed => (
            Role::Bad,
            format!(
                "Nothing was promoted: the canary of {name} made too many errors and was stopped."
            ),
        ),
        Outcome::CanaryStopped => (
            Role::Warn,
            format!("Nothing was promoted: {}.", ended(summary, "the canary was stopped")),
        ),
        Outcome::Busy => (
            Role::Warn,
            format!("Nothing was promoted: {}.", ended(summary, "another run has the signature")),
        ),
        Outcome::WaitingForReview => (Role::Warn, waiting(name, summary, comparison)),
        Outcome::NoSamples => (
            Role::Warn,
            format!(
                "Nothing was promoted: the canary of {name} saw too little traffic before the deadline to tell."
            ),
        ),
        Outcome::ChecksFailed => (Role::Bad, "Nothing was promoted: a check failed.".to_owned()),
        Outcome::Interrupted => (
            Role::Warn,
            "The run was interrupted; its canary was stopped and nothing was promoted.".to_owned(),
        ),
        Outcome::Failed | Outcome::CouldNotStart => (Role::Bad, failed(summary)),
    };
    let told = summary.review.is_some();
    let advice = advisory(summary)
        .filter(|_| !told)
        .map(|reason| format!(" This is advice only: the reward rests on a judge, and {reason}."));
    role(tone, text + &outdone(summary).unwrap_or_default() + &advice.unwrap_or_default())
}

/// Why the gate took its own evidence as advice.
fn advisory(summary: &Summary) -> Option<&str> {
    summary.gate.as_ref()?.evidence.as_ref()?.advisory.as_deref()
}

/// What the rows prove: the gate's verdict, else that of the two reports.
fn verdict(summary: &Summary, comparison: Option<&Comparison>) -> Option<Verdict> {
    let gate = summary.gate.as_ref().and_then(|gate| gate.evidence.as_ref());
    gate.map(|found| found.verdict).or_else(|| comparison?.verdict)
}

/// The decision with its verdict. Good news is what is shown to be better by a
/// reward that is trusted, and nothing else.
fn promoted(name: &str, summary: &Summary, comparison: Option<&Comparison>) -> (Role, String) {
    let (tone, what) = match verdict(summary, comparison) {
        Some(Verdict::Improved) => {
            let trusted = advisory(summary).is_none();
            let tone = if trusted { Role::Good } else { Role::Warn };
            (tone, format!("{name} improved and the new version is live"))
        }
        Some(Verdict::NotWorse { .. }) => (
            Role::Warn,
            format!("{name} is not worse, not shown to be better, and the new version is live"),
        ),
        Some(Verdict::CannotTell { .. }) => (
            Role::Warn,
            format!("The new version of {name} is live; the rows cannot tell whether it improved"),
        ),
        Some(Verdict::Worse) => (Role::Bad, format!("{name} is worse and the new version is live")),
        None => (Role::Warn, format!("The new version of {name} is live, without evidence")),
    };
    match comparison {
        Some(found) => (tone, format!("{what}: {}", found.sentence())),
        None => (tone, format!("{what}.")),
    }
}

/// Why the gate said no. Where it was for the difference, that is told in
/// numbers; every other reason is better told in its own words.
fn refusal(summary: &Summary, comparison: Option<&Comparison>) -> String {
    let error = summary.errors.last();
    let too_small = error.is_none_or(|error| error.code == "insufficient_improvement");
    match (comparison, error) {
        (Some(found), _) if too_small => format!(
            "on {} the best candidate reaches a mean reward of {} and the present version {} ({})",
            words::count(found.n, "held-out example"),
            words::reward(found.candidate_reward),
            words::reward(found.control_reward),
            words::delta(found.delta()),
        ),
        (_, Some(error)) => error.message.clone(),
        (_, None) => "the gate refused".to_owned(),
    }
}

/// What is decided by a person, and what there is to decide it by.
fn waiting(name: &str, summary: &Summary, comparison: Option<&Comparison>) -> String {
    let why = summary.review.as_ref().map_or("its reward rests on a judge", |review| &review.why);
    let found = comparison.map(|found| format!(" {}", found.sentence())).unwrap_or_default();
    format!("The new version of {name} waits for a review: {why}.{found}")
}

fn undecided(summary: &Summary) -> String {
    let said = summary.errors.last().map(|error| error.message.clone());
    said.unwrap_or_else(|| "there is too little evidence to tell.".to_owned())
}

/// What stood in the way of the run.
fn ended(summary: &Summary, else_said: &str) -> String {
    summary.errors.last().map_or_else(|| else_said.to_owned(), |error| error.message.clone())
}

fn failed(summary: &Summary) -> String {
    match summary.errors.first() {
        Some(error) => format!("The run failed at the step “{}”: {}.", error.step, error.message),
        None => "The run failed.".to_owned(),
    }
}

/// What needs no search, beside what the search found.
fn describe_floors(summary: &Summary, document: &mut Document) {
    let Some(seen) = &summary.gate else { return };
    let rows =
        [("candidate", seen.candidate_holdout_reward), ("before", seen.baseline_holdout_reward)];
    gate::describe_floors(&rows, &seen.floors, document);
}

/// A warning where a simple answer does as well as the candidate.
fn outdone(summary: &Summary) -> Option<String> {
    let gate = summary.gate.as_ref()?;
    let nearest = gate.floors.iter().find(|floor| floor.kind == FloorKind::Nearest)?;
    (nearest.reward >= gate.candidate_holdout_reward).then(|| {
        format!(
            " But copying the answer of the most similar train row does as well ({}): the model \
             earns nothing yet.",
            words::reward(nearest.reward)
        )
    })
}

/// The command that ends the wait.
fn describe_review(summary: &Summary, document: &mut Document) {
    let Some(review) = &summary.review else { return };
    document.heading("Waiting for a review");
    document.paragraph(plain(
        "Read what the candidate answers differently, above. Who is content promotes it, by name:",
    ));
    document.code(review.command.clone());
}

fn describe_canary(summary: &Summary, document: &mut Document) {
    let Some(canary) = &summary.canary else { return };
    document.heading("Canary");
    let when = match summary.outcome {
        Outcome::Promoted => "Before it went live, the new version answered",
        _ => "The new version, which did not go live, answered",
    };
    document.paragraph(plain(format!(
        "{when} {} % of threads: {} went well and {} \
         failed. At least {} had to be seen, and at most {} might fail.",
        canary.rollout_pct,
        words::count(canary.ok_count.unsigned_abs(), "prediction"),
        canary.error_count,
        canary.min_samples,
        words::percent(canary.max_error_rate),
    )));
    if let Some(ended) = &canary.ended {
        let mut told = plain(format!("Then it ended: {ended}."));
        if let Some(request_id) = &canary.request_id {
            told.extend(plain(" The server logged it under request "));
            told.extend(code(request_id.clone()));
            told.extend(plain("."));
        }
        document.paragraph(told);
    }
    if canary.salt_chosen {
        document.paragraph(plain(
            "The run sent this traffic itself, with a salt that leads it to the canary.",
        ));
    }
    if let Some(evidence) = &canary.evidence {
        document.paragraph(plain(evidence.words()));
    }
}

fn describe_steps(summary: &Summary, document: &mut Document) {
    document.heading("Steps");
    let rows = summary.steps.iter().map(|step| {
        let tone = match step.status.as_str() {
            "ok" => Role::Good,
            "failed" => Role::Bad,
            _ => Role::Faint,
        };
        vec![
            plain(&step.name),
            vec![Span::new(tone, &step.status)],
            plain(words::duration(step.duration_ms)),
            code(step.request_id.clone().unwrap_or_default()),
        ]
    });
    document.table(&["step", "result", "#time", "request"], rows.collect());
    if !summary.errors.is_empty() {
        let items =
            summary.errors.iter().map(|error| plain(format!("{}: {}", error.step, error.message)));
        document.list(items.collect());
    }
}

/// The chain from data to pointer, and the commands that show each link.
fn describe_evidence(evidence: &OpsEvidence, summary: &Summary, document: &mut Document) {
    document.heading("Where the evidence is");
    let signature_id = &summary.signature_id;
    let mut facts = vec![("signature", linked(signature_id, Link::signature(signature_id)))];
    if let Some(compile) = &summary.compile {
        facts.push(("dataset", code(&compile.dataset_hash)));
        facts.push(("job", code(&compile.job_hash)));
        let hash = compile.report_hash.as_deref();
        let link =
            Link::compile_report(&compile.job_hash, &compile.dataset_hash, signature_id, hash);
        facts.push(("winner", linked(&compile.compiled_id, link)));
    }
    if let Some(promotion) = &summary.promotion {
        let from = promotion.from.as_deref().map_or_else(|| "nothing".to_owned(), words::short_id);
        facts.push(("pointer", plain(format!("{from} → {}", words::short_id(&promotion.to)))));
    }
    if let Some(evals) = &summary.evals {
        for (name, id) in ["eval before", "eval winner"].into_iter().zip(report_ids(evals)) {
            let link = Link::eval_report(&id.eval_hash, signature_id, id.report_hash.as_deref());
            facts.push((name, linked(&id.eval_hash, link)));
        }
    }
    if let Some(sha) = &summary.commit_sha {
        facts.push(("commit", code(sha)));
    }
    if let Some(head) = &summary.history_head {
        facts.push(("history", code(head)));
    }
    facts.push(("run", linked(&evidence.run.run_id, Link::run(&evidence.run.run_id))));
    facts.push(("started", plain(words::time(summary.started_at_ms))));
    facts.push(("target", plain(&summary.target)));
    document.facts(facts);
    document.paragraph(plain("See also:"));
    let mut again = vec![
        code(format!("dse report ops {}", evidence.run.run_id)),
        code(format!("dse report signature {signature_id}")),
    ];
    if let Some(evals) = &summary.evals {
        let (before, now) = (&evals.control_eval_hash, &evals.candidate_eval_hash);
        again.push(code(format!("dse report eval {signature_id} {now} --compare {before}")));
    }
    document.list(again);
}

/// A run that was recorded step by step has its events only.
fn timeline_only(evidence: &OpsEvidence) -> Document {
    let run = &evidence.run;
    let lead = match run.status.as_str() {
        "running" => "This run is under way, or was cut off.".to_owned(),
        "failed" => "This run failed.".to_owned(),
        status => format!("This run has {status}."),
    };
    let mut document = Document::new(format!("Ops run {}", run.run_id), plain(lead));
    document.paragraph(plain("It was recorded step by step, without a summary."));
    describe_events(&evidence.events, &mut document);
    if evidence.events.len() == limits::EVENTS {
        document.paragraph(prose(&format!(
            "These are the newest {} events; the page of the run, `dse open`, shows all.",
            limits::EVENTS
        )));
    }
    document
}

/// How a run ended, in a few words.
pub fn outcome(summary: &Summary) -> (Role, String) {
    let (role, words) = match summary.outcome {
        Outcome::Promoted => {
            let (role, _) = promoted("", summary, None);
            let word = verdict(summary, None).map_or("no evidence", |verdict| verdict.title());
            return (role, format!("promoted, {word}"));
        }
        Outcome::AlreadyActive => (Role::Plain, "the best was live already"),
        Outcome::GateRefused => (Role::Warn, "the gate refused"),
        Outcome::CanaryFailed => (Role::Bad, "the canary failed"),
        Outcome::CanaryStopped => (Role::Warn, "the canary was stopped early"),
        Outcome::Busy => (Role::Warn, "the signature was busy"),
        Outcome::WaitingForReview => (Role::Warn, "waiting for a review"),
        Outcome::NoSamples => (Role::Warn, "too little traffic to tell"),
        Outcome::Undecided => (Role::Warn, "too little traffic to decide"),
        Outcome::ChecksFailed => (Role::Bad, "a check failed"),
        Outcome::Interrupted => (Role::Warn, "interrupted"),
        Outcome::Failed => (Role::Bad, "failed"),
        Outcome::CouldNotStart => (Role::Bad, "could not start"),
    };
    (role, words.to_owned())
}

/// Adds what happened, in order.
pub fn describe_events(events: &[OpsEvent], document: &mut Document) {
    let rows = events.iter().map(|event| {
        let tone = match event.level.as_str() {
            "error" => Role::Bad,
            "warn" => Role::Warn,
            _ => Role::Plain,
        };
        vec![
            plain(words::time(event.ts_ms)),
            plain(event.phase.clone().unwrap_or_default()),
            vec![Span::new(tone, &event.message)],
        ]
    });
    document.table(&["time", "phase", "event"], rows.collect());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_line_says_when_a_judge_is_not_trusted() {
        let said = |advisory: Option<&str>| {
            let mut evidence = json!({
                "n": 30, "gains": 9, "losses": 1, "ties": 20, "delta": 0.27, "p": 0.0107,
                "pWorse": 0.999, "method": "mcnemar_exact", "lowerBound": 0.1,
                "changesNeeded": 5, "level": 0.03, "inSample": false, "gained": [], "lost": [],
                "verdict": {"verdict": "improved"}, "look": 1, "spent": false,
            });
            if let Some(advisory) = advisory {
                evidence["advisory"] = json!(advisory);
            }
            let gate = json!({
                "jobHash": "j", "datasetHash": "d", "baselineHoldoutReward": 0.5,
                "candidateHoldoutReward": 0.7, "delta": 0.2, "evidence": evidence,
            });
            let summary = json!({"outcome": "promoted", "signatureId": "@a/Sum.v1", "gate": gate});
            let summary: Summary = serde_json::from_value(summary).unwrap();
            lead(&summary, None).into_iter().map(|span| span.text).collect::<String>()
        };
        let trusted = said(None);
        assert!(!trusted.contains("advice"), "{trusted}");
        assert_eq!(
            said(Some("it has not been calibrated")),
            format!(
                "{trusted} This is advice only: the reward rests on a judge, and it has not been \
                 calibrated."
            )
        );
    }

    #[test]
    fn a_refusal_for_another_reason_than_the_difference_says_that_reason() {
        let report = |reward: f64| -> EvalReport {
            let example = json!({
                "exampleId": "row", "signatureId": "s", "compiled_id": "c", "datasetHash": "d",
                "rewardId": "r", "rewardVersion": 1, "reward": reward, "signals": [],
            });
            serde_json::from_value(json!({
                "format": "openagents.dse.eval_report", "formatVersion": 1,
                "summary": {"evalVersion": 1, "kind": "scored"}, "examples": [example],
            }))
            .unwrap()
        };
        let comparison = Comparison::of(&report(0.2), &report(0.9)).unwrap();
        let said = |code: &str| {
            let error = json!({"step": "gate", "code": code, "message": "rows tagged `vip` lost"});
            let summary = json!({
                "outcome": "gate_refused", "signatureId": "@a/Sum.v1", "errors": [error],
            });
            let summary: Summary = serde_json::from_value(summary).unwrap();
            lead(&summary, Some(&comparison)).into_iter().map(|span| span.text).collect::<String>()
        };
        assert_eq!(said("must_pass_regressed"), "Nothing was promoted: rows tagged `vip` lost.");
        assert!(said("insufficient_improvement").contains("a mean reward of 0.900"));
    }
}
