//! The search, and what its winner is worth beside what runs now.

use serde_json::json;

use crate::api::{
    Empty,
    compile::{CompileRequest, ReportRequest},
    eval::{EvalRequest, EvalResponse},
    rollout::ActiveRequest,
};
use crate::client::{ClientError, Reason};
use crate::command::compile::dry_run;
use crate::command::overnight::failure::Failure;
use crate::command::overnight::session::{Done, Session};
use crate::command::progress::Progress;
use crate::command::undecoded;
use crate::model::overnight::{Compiled, Evals, Outcome};
use crate::report::{identity, power, words};

/// Compiles the signature, or finds the report of the same compile.
pub async fn compile(session: &Session) -> Result<Compiled, Failure> {
    session.step("compile", search(session)).await
}

async fn search(session: &Session) -> Result<Done<Compiled>, Failure> {
    let request = CompileRequest {
        signature_id: session.plan.signature_id.clone(),
        ..CompileRequest::default()
    };
    dry_run::outlook(&session.context.ui, &session.client, &request, power::WANTED).await;
    let mut progress = Progress::new(&session.context.ui, "compiling");
    let answer = session.client.compile(&request, |event| progress.show(event)).await?;
    drop(progress);
    let body = answer.body;
    let compiled = Compiled {
        job_hash: body.job_hash,
        dataset_hash: body.dataset_hash,
        compiled_id: body.compiled_id,
        existed: body.existed,
        report_hash: body.report_hash,
        supersedes: body.supersedes,
    };
    let how = match (&compiled.supersedes, compiled.existed) {
        (Some(outdated), _) => identity::again("compiled", outdated),
        (None, true) => "the same compile was stored already".to_owned(),
        (None, false) => "done".to_owned(),
    };
    session.summary().compile = Some(compiled.clone());
    session.summary().identity = body.identity;
    refuse_undecoded(session, &compiled).await?;
    Ok(Done {
        said: format!("{how}, winner {}", words::short_id(&compiled.compiled_id)),
        detail: json!(compiled),
        value: compiled,
        request_id: Some(answer.request_id),
    })
}

/// A winner whose predictions can mostly not be decoded won nothing, and no
/// traffic is to see it.
async fn refuse_undecoded(session: &Session, compiled: &Compiled) -> Result<(), Failure> {
    let Compiled { job_hash, dataset_hash, report_hash, .. } = compiled;
    let (client, signature_id) = (&session.client, &session.plan.signature_id);
    let request = ReportRequest::of(report_hash.as_deref());
    let report = match client.compile_report(job_hash, dataset_hash, signature_id, &request).await {
        Ok(answer) => answer.body.report,
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    match undecoded::refusal(report.undecoded.as_ref()) {
        Some(error) => Err(Failure::new(Outcome::Failed, error)),
        None => Ok(()),
    }
}

/// What the signature runs now; `None` for its defaults, and on a server that
/// does not tell.
pub async fn active(session: &Session) -> Result<Option<String>, Failure> {
    let request = ActiveRequest { signature_id: session.plan.signature_id.clone() };
    match session.client.active(&request).await {
        Ok(answer) => Ok(answer.body.compiled_id),
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Evaluates both sides on the holdout, so that the report can show which
/// examples changed. What the gate has asked for is not asked again.
pub async fn evaluate(session: &Session, compiled: &Compiled) -> Result<(), Failure> {
    let work = async {
        let of_canary =
            session.summary().canary.as_ref().map(|canary| canary.control_compiled_id.clone());
        let control = match of_canary {
            Some(control) => Some(control),
            None => incumbent(session).await?,
        };
        let candidate = eval(session, &compiled.compiled_id).await?;
        let control = match control {
            Some(control) => eval(session, &control).await?,
            None => None,
        };
        let request_id = candidate.as_ref().map(|(_, request_id)| request_id.clone());
        let evals = control.zip(candidate).map(|((control, _), (candidate, _))| Evals {
            control_eval_hash: control.eval_hash,
            candidate_eval_hash: candidate.eval_hash,
            control_report_hash: control.report_hash,
            candidate_report_hash: candidate.report_hash,
        });
        let detail = json!(evals);
        session.summary().evals = evals;
        let said = "winner and present version, on holdout".to_owned();
        Ok(Done { value: (), request_id, said, detail })
    };
    session.step("evaluate", work).await
}

/// Reads what a gate that refused has seen; the refusal tells only its reason.
pub async fn read_gate(session: &Session, compiled: &Compiled) {
    if session.summary().gate.is_some() {
        return;
    }
    let request = ReportRequest::of(compiled.report_hash.as_deref());
    let Compiled { job_hash, dataset_hash, .. } = compiled;
    let signature_id = &session.plan.signature_id;
    // Servers that keep nothing of it have nothing to tell.
    let found =
        session.client.compile_report(job_hash, dataset_hash, signature_id, &request).await.ok();
    session.summary().gate = found.and_then(|found| found.body.gate);
}

/// What runs where no canary has said so: the active artifact, else the
/// signature's defaults, as far as the server tells.
async fn incumbent(session: &Session) -> Result<Option<String>, Failure> {
    if let Some(active) = active(session).await? {
        return Ok(Some(active));
    }
    match session.client.signature(&session.plan.signature_id, &Empty {}).await {
        Ok(answer) => Ok(Some(answer.body.contract.default_params.compiled_id())),
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// An evaluation and the id of its request; `None` when the server has no
/// artifact of that id yet.
async fn eval(
    session: &Session,
    compiled_id: &str,
) -> Result<Option<(EvalResponse, String)>, Failure> {
    let request = EvalRequest {
        signature_id: session.plan.signature_id.clone(),
        compiled_id: compiled_id.to_owned(),
        split: Some("holdout".to_owned()),
        ops_run_id: session.record.run_id().map(str::to_owned),
        ..EvalRequest::default()
    };
    let mut progress = Progress::new(&session.context.ui, "evaluating");
    match session.client.eval(&request, |event| progress.show(event)).await {
        Ok(answer) => {
            session.same_identity("evaluation", answer.body.identity.as_ref())?;
            Ok(Some((answer.body, answer.request_id)))
        }
        Err(error) if is_missing(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn is_missing(error: &ClientError) -> bool {
    error.code() == Some(crate::api::error::Code::ArtifactNotFound)
}
