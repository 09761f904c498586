//! Gathers what a report shows. What a source does not have is left out; what
//! it should have and refuses is an error.

use super::comparison::Comparison;
use super::ops::{self, OpsEvidence};
use super::signature::SignatureEvidence;
use super::source::Source;
use crate::api::compile::ReportResponse;
use crate::model::identity::ReportIdentity;
use crate::model::ops::OpsRun;
use crate::model::overnight::Summary;

/// How many entries of each list a report of a signature holds.
const LISTED: u32 = 50;

/// How many of the newest imports it holds.
const IMPORTS: u32 = 10;

/// How many of the newest receipts are looked through for a canary's.
const RECEIPTS: u32 = 200;

/// An ops run with all that it links to.
///
/// # Errors
/// When the source does not give the run.
pub async fn run<S: Source>(source: &S, run_id: &str) -> Result<OpsEvidence, S::Error> {
    let shown = source.run(run_id).await?;
    let summary = ops::summary(&shown.run);
    let mut evidence = OpsEvidence {
        run: shown.run,
        events: shown.events,
        summary,
        compile: None,
        comparison: None,
        instructions: None,
        evals: None,
        traffic: Vec::new(),
    };
    follow_links(source, &mut evidence).await;
    Ok(evidence)
}

/// The evidence of a run whose summary is at hand, also when the source cannot
/// show runs. `None` for a run that has no record.
pub async fn summary(source: &impl Source, summary: Summary) -> Option<OpsEvidence> {
    let run_id = summary.run_id.clone()?;
    let shown = source.run(&run_id).await.ok();
    let (run, events) = shown
        .map_or_else(|| (run_of(&summary, run_id), Vec::new()), |shown| (shown.run, shown.events));
    let mut evidence = OpsEvidence {
        run,
        events,
        summary: Some(summary),
        compile: None,
        comparison: None,
        instructions: None,
        evals: None,
        traffic: Vec::new(),
    };
    follow_links(source, &mut evidence).await;
    Some(evidence)
}

fn run_of(summary: &Summary, run_id: String) -> OpsRun {
    OpsRun {
        run_id,
        status: if summary.ok { "finished" } else { "failed" }.to_owned(),
        started_at_ms: summary.started_at_ms,
        ended_at_ms: Some(summary.ended_at_ms),
        updated_at_ms: summary.ended_at_ms,
        commit_sha: summary.commit_sha.clone(),
        base_url: Some(summary.target.clone()),
        actor_user_id: None,
        signature_ids: vec![summary.signature_id.clone()],
        notes: None,
        links: None,
        summary_json: None,
    }
}

/// Follows the summary's links as far as the source knows them: a report is
/// worth reading also when a part of it is missing.
async fn follow_links(source: &impl Source, evidence: &mut OpsEvidence) {
    let Some(summary) = evidence.summary.clone() else { return };
    let signature = &summary.signature_id;
    if let Some(compile) = &summary.compile {
        let hash = compile.report_hash.as_deref();
        let found = source
            .compile_report(&compile.job_hash, &compile.dataset_hash, signature, hash)
            .await
            .ok()
            .filter(|found| is_the_runs(hash, found.identity.as_ref()));
        evidence.compile = found.map(|found| found.report);
    }
    if let Some(evals) = &summary.evals {
        let read = async |eval_hash: &str, hash: Option<&str>| {
            let found = source.eval_report(eval_hash, signature, hash).await.ok();
            found.filter(|found| is_the_runs(hash, found.identity.as_ref()))
        };
        let control = read(&evals.control_eval_hash, evals.control_report_hash.as_deref()).await;
        let candidate =
            read(&evals.candidate_eval_hash, evals.candidate_report_hash.as_deref()).await;
        evidence.evals =
            control.zip(candidate).map(|(control, candidate)| (control.report, candidate.report));
        let evals = evidence.evals.as_ref();
        // One voice: where a gate has judged the rows, its verdict is the report's.
        let gate = summary.gate.as_ref().and_then(|gate| gate.evidence.as_ref());
        evidence.comparison = evals
            .and_then(|(control, candidate)| Comparison::of(control, candidate))
            .map(|comparison| comparison.judged_by(gate));
    }
    if let Some(canary) = &summary.canary {
        let receipts = source.receipts(signature, RECEIPTS).await.unwrap_or_default();
        let (first, last) = (summary.started_at_ms, summary.ended_at_ms);
        evidence.traffic = receipts
            .into_iter()
            .rev()
            .filter(|receipt| receipt.compiled_id == canary.canary_compiled_id)
            .filter(|receipt| (first..=last).contains(&receipt.created_at_ms))
            .collect();
    }
    if let Some(promotion) = &summary.promotion {
        let from = promotion.from.as_deref();
        evidence.instructions = instructions(source, signature, from, &promotion.to).await;
    }
}

/// Whether a report is the one that a run has made. A run of an older version
/// names none; then a report that records its identity is a later one, perhaps
/// of another model.
fn is_the_runs(named: Option<&str>, identity: Option<&ReportIdentity>) -> bool {
    named.is_some() || identity.is_none()
}

/// The instruction of both sides of a promotion.
async fn instructions(
    source: &impl Source,
    signature_id: &str,
    from: Option<&str>,
    to: &str,
) -> Option<(String, String)> {
    let contract = source.contract(signature_id).await.ok()?;
    let authored = contract.prompt_ir.instruction().unwrap_or_default();
    let old = match from {
        Some(from) => instruction(source, signature_id, from).await?,
        None => None,
    };
    let new = instruction(source, signature_id, to).await?;
    Some((old.unwrap_or_else(|| authored.clone()), new.unwrap_or(authored)))
}

async fn instruction(
    source: &impl Source,
    signature_id: &str,
    compiled_id: &str,
) -> Option<Option<String>> {
    let artifact = source.artifact(compiled_id, signature_id).await.ok()?;
    Some(artifact.params.instruction.as_ref().and_then(|choice| choice.text.clone()))
}

/// A compile report by its hashes, or the signature's newest; `None` for a
/// signature that was never compiled.
///
/// # Errors
/// When the source does not give the report.
pub async fn compile<S: Source>(
    source: &S,
    signature_id: &str,
    hashes: Option<(String, String)>,
) -> Result<Option<ReportResponse>, S::Error> {
    let hashes = match hashes {
        Some(hashes) => hashes,
        None => {
            let newest = source.compile_reports(signature_id, 1).await?.into_iter().next();
            let Some(newest) = newest else { return Ok(None) };
            let hash = newest.report_hash.as_deref();
            let report = source
                .compile_report(&newest.job_hash, &newest.dataset_hash, signature_id, hash)
                .await?;
            return Ok(Some(report));
        }
    };
    let (job_hash, dataset_hash) = hashes;
    Ok(Some(source.compile_report(&job_hash, &dataset_hash, signature_id, None).await?))
}

/// All that the source tells of a signature.
///
/// # Errors
/// When the source refuses any of it.
pub async fn signature<S: Source>(
    source: &S,
    signature_id: &str,
) -> Result<SignatureEvidence, S::Error> {
    Ok(SignatureEvidence {
        signature_id: signature_id.to_owned(),
        compiled_id: source.active(signature_id).await?,
        canary: source.canary(signature_id).await?,
        history: source.history(signature_id, LISTED).await?,
        // Servers that keep no record of imports have none to tell.
        imports: source.imports(signature_id, IMPORTS).await.unwrap_or_default(),
        compiles: source.compile_reports(signature_id, LISTED).await?,
        evals: source.eval_reports(signature_id, LISTED).await?,
    })
}
