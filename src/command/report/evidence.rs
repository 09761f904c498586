//! Gathers what a report shows. What a server does not have is left out; what
//! it should have and refuses is an error.

use crate::api::Empty;
use crate::api::canary::StatusRequest;
use crate::api::compile::ReportsRequest;
use crate::api::rollout::{ActiveRequest, HistoryRequest};
use crate::client::{Answer, Client, ClientError};
use crate::command::CommandError;
use crate::model::compile::CompileReport;
use crate::model::ops::OpsRun;
use crate::model::overnight::Summary;
use crate::report::comparison::Comparison;
use crate::report::ops::OpsEvidence;
use crate::report::signature::SignatureEvidence;

/// An ops run with all that it links to; the newest run when none is named.
pub async fn of_run(client: &Client, run_id: Option<String>) -> Result<OpsEvidence, CommandError> {
    let run_id = match run_id {
        Some(run_id) => run_id,
        None => newest_run(client).await?,
    };
    let shown = client.ops_show(&run_id, &Empty {}).await?.body;
    let summary = shown.run.summary_json.clone();
    let summary = summary.and_then(|summary| serde_json::from_value::<Summary>(summary).ok());
    let mut evidence = OpsEvidence {
        run: shown.run,
        events: shown.events,
        summary: summary.filter(|summary| summary.run_id.is_some()),
        compile: None,
        comparison: None,
        lm: None,
        instructions: None,
    };
    follow_links(client, &mut evidence).await;
    Ok(evidence)
}

/// The evidence of a run whose summary is at hand, also when the server cannot
/// show runs. `None` for a run that has no record.
pub async fn of_summary(client: &Client, summary: Summary) -> Option<OpsEvidence> {
    let run_id = summary.run_id.clone()?;
    let shown = client.ops_show(&run_id, &Empty {}).await.ok().map(|answer| answer.body);
    let (run, events) = shown
        .map_or_else(|| (run_of(&summary, run_id), Vec::new()), |shown| (shown.run, shown.events));
    let mut evidence = OpsEvidence {
        run,
        events,
        summary: Some(summary),
        compile: None,
        comparison: None,
        lm: None,
        instructions: None,
    };
    follow_links(client, &mut evidence).await;
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

async fn newest_run(client: &Client) -> Result<String, CommandError> {
    let runs = client.ops_list(&crate::api::ops::ListRequest { limit: Some(1.0) }).await?.body.runs;
    runs.into_iter().next().map(|run| run.run_id).ok_or_else(|| {
        CommandError::usage("there is no ops run yet").with_hint("`dse overnight` makes one")
    })
}

/// Follows the summary's links as far as the server knows them: a report is
/// worth reading also when a part of it is missing.
async fn follow_links(client: &Client, evidence: &mut OpsEvidence) {
    let Some(summary) = evidence.summary.clone() else { return };
    let signature = &summary.signature_id;
    evidence.lm = present(client.doctor(&Empty {}).await).map(|doctor| doctor.lm);
    if let Some(compile) = &summary.compile {
        let found = client
            .compile_report(&compile.job_hash, &compile.dataset_hash, signature, &Empty {})
            .await;
        evidence.compile = present(found).map(|found| found.report);
    }
    if let Some(evals) = &summary.evals {
        let control =
            present(client.eval_report(&evals.control_eval_hash, signature, &Empty {}).await);
        let candidate =
            present(client.eval_report(&evals.candidate_eval_hash, signature, &Empty {}).await);
        evidence.comparison = control
            .zip(candidate)
            .and_then(|(control, candidate)| Comparison::of(&control.report, &candidate.report));
    }
    if let Some(promotion) = &summary.promotion {
        let from = promotion.from.as_deref();
        evidence.instructions = instructions(client, signature, from, &promotion.to).await;
    }
}

/// The instruction of both sides of a promotion.
async fn instructions(
    client: &Client,
    signature_id: &str,
    from: Option<&str>,
    to: &str,
) -> Option<(String, String)> {
    let contract = present(client.signature(signature_id, &Empty {}).await)?.contract;
    let authored = contract.prompt_ir.instruction().unwrap_or_default();
    let old = match from {
        Some(from) => instruction(client, signature_id, from).await?,
        None => None,
    };
    let new = instruction(client, signature_id, to).await?;
    Some((old.unwrap_or_else(|| authored.clone()), new.unwrap_or(authored)))
}

async fn instruction(
    client: &Client,
    signature_id: &str,
    compiled_id: &str,
) -> Option<Option<String>> {
    let artifact = present(client.artifact(compiled_id, signature_id, &Empty {}).await)?.artifact;
    Some(artifact.params.instruction.as_ref().and_then(|choice| choice.text.clone()))
}

fn present<T>(answer: Result<Answer<T>, ClientError>) -> Option<T> {
    answer.ok().map(|answer| answer.body)
}

/// A compile report by its hashes, or the signature's newest.
pub async fn compile(
    client: &Client,
    signature_id: &str,
    hashes: Option<(String, String)>,
) -> Result<CompileReport, CommandError> {
    let (job_hash, dataset_hash) = match hashes {
        Some(hashes) => hashes,
        None => {
            let request =
                ReportsRequest { signature_id: signature_id.to_owned(), limit: Some(1.0) };
            let newest = client.compile_reports(&request).await?.body.reports.into_iter().next();
            let newest = newest.ok_or_else(|| {
                CommandError::usage("this signature was never compiled")
                    .with_hint("`dse compile SIGNATURE` does it")
            })?;
            (newest.job_hash, newest.dataset_hash)
        }
    };
    Ok(client.compile_report(&job_hash, &dataset_hash, signature_id, &Empty {}).await?.body.report)
}

/// All that the server tells of a signature.
pub async fn signature(
    client: &Client,
    signature_id: &str,
) -> Result<SignatureEvidence, CommandError> {
    let id = || signature_id.to_owned();
    let reports = ReportsRequest { signature_id: id(), limit: None };
    Ok(SignatureEvidence {
        compiled_id: client.active(&ActiveRequest { signature_id: id() }).await?.body.compiled_id,
        canary: client.canary_status(&StatusRequest { signature_id: id() }).await?.body.canary,
        history: client
            .history(&HistoryRequest { signature_id: id(), limit: None })
            .await?
            .body
            .history,
        compiles: client.compile_reports(&reports).await?.body.reports,
        evals: client.eval_reports(&reports).await?.body.reports,
        signature_id: id(),
    })
}
