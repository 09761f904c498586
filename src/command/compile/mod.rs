//! `dse compile`

pub mod dry_run;
mod recorded;

use std::path::PathBuf;

use serde::Serialize;

use super::progress::Progress;
use super::{CommandError, Context, ErrorKind, Outcome, definitions, names::about, undecoded};
use crate::api::compile::{CompileRequest, CompileResponse, ReportRequest, ReportResponse};
use crate::client::{Client, ClientError, Reason};
use crate::model::compile::CompileReport;
use crate::report::{self, render, words};
use crate::ui::{Ui, escape, shown};

/// Search for better parameters on the stored examples
///
/// The server tries every candidate of the signature's job on the train split
/// and scores the winner on the holdout. The same job over the same dataset,
/// with the same prompt, reward and model, is answered from the stored report;
/// --fresh asks anew. An interrupted compile resumes where it stopped: what the
/// model has answered is not asked again.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse compile RouteTicket --dry-run\n  dse compile RouteTicket --max-calls 500\n  dse compile RouteTicket --replay answers.ndjson --expect sha256:…"
)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// Tell what the compile would ask at most, and ask nothing
    #[arg(long, conflicts_with_all = ["record", "replay", "expect"])]
    dry_run: bool,
    /// The gain in reward that the held-out rows should be able to show
    #[arg(long, value_name = "REWARD", default_value_t = 0.1)]
    want: f64,
    #[command(flatten)]
    limits: LimitArgs,
    /// Ask the model anew, whatever reports and answers are stored
    #[arg(long, conflicts_with_all = ["dry_run", "record", "replay"])]
    fresh: bool,
    /// Compile afresh, and keep every answer of the model in a new file
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    record: Option<PathBuf>,
    /// Compile afresh from the answers of a recording, and ask no model
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
    /// Fail unless this artifact wins
    #[arg(long, value_name = "COMPILED_ID")]
    expect: Option<String>,
}

/// What the compile may use, all roles and all tries of it together. Past a
/// limit it stops with exit code 5, and the same command with a higher limit
/// goes on.
#[derive(Debug, clap::Args)]
struct LimitArgs {
    /// The most model calls, all roles and earlier tries of this compile included
    #[arg(long, value_name = "N")]
    max_calls: Option<u64>,
    /// The most tokens of prompts and answers
    #[arg(long, value_name = "N")]
    max_tokens: Option<u64>,
    /// The most US dollars; every model's price must be known
    #[arg(long, value_name = "USD", value_parser = dollars)]
    max_spend: Option<f64>,
}

impl LimitArgs {
    fn any(&self) -> bool {
        self.max_calls.is_some() || self.max_tokens.is_some() || self.max_spend.is_some()
    }
}

#[derive(Debug, Serialize)]
struct Compiled {
    #[serde(flatten)]
    answer: CompileResponse,
    /// Null when the server is too old to give it.
    report: Option<CompileReport>,
    /// The same with what stands beside it.
    #[serde(skip)]
    found: Option<ReportResponse>,
    /// The ids of what a recording proves, to the byte.
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<report::compile::Proof>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = CompileRequest {
        signature_id: args.signature.clone(),
        max_calls: args.limits.max_calls,
        max_tokens: args.limits.max_tokens,
        max_spend_usd: args.limits.max_spend,
        fresh: args.fresh.then_some(true),
        ..CompileRequest::default()
    };
    if args.dry_run {
        return dry_run::run(context, request, args.want);
    }
    let expect = args.expect.clone();
    if let Some(file) = &args.replay {
        return recorded::replay(context, file, request, expect);
    }
    if let Some(file) = &args.record {
        return recorded::record(context, file, request, expect);
    }
    let (heeded, want) = (args.limits.any() || args.fresh, args.want);
    about(context, &args.signature, async move |context, client, signature_id| {
        definitions::warn(&context, &signature_id);
        let request = CompileRequest { signature_id, ..request };
        if heeded {
            // A server that knows no limits, and no fresh start, would take no
            // notice of them.
            client.compile_plan(&request).await?;
        }
        dry_run::outlook(&context.ui, &client, &request, want).await;
        let compiled = compile(&context, &client, &request).await?;
        answered(&context, &compiled, expect.as_deref())
    })
}

/// Compiles and reads what the server has stored of it.
async fn compile(
    context: &Context,
    client: &Client,
    request: &CompileRequest,
) -> Result<Compiled, CommandError> {
    let mut progress = Progress::new(&context.ui, "compiling");
    let answer = client.compile(request, |event| progress.show(event)).await?.body;
    drop(progress);
    let found = report(client, &answer).await?;
    let report = found.as_ref().map(|found| found.report.clone());
    Ok(Compiled { answer, report, found, proof: None })
}

/// The stored report of a compile, where the server has the endpoint.
async fn report(
    client: &Client,
    answer: &CompileResponse,
) -> Result<Option<ReportResponse>, ClientError> {
    let CompileResponse { job_hash, dataset_hash, signature_id, report_hash, .. } = answer;
    let request = ReportRequest::of(report_hash.as_deref());
    match client.compile_report(job_hash, dataset_hash, signature_id, &request).await {
        Ok(answer) => Ok(Some(answer.body)),
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Shows what was found, and holds the winner against the one that was expected.
fn answered(
    context: &Context,
    compiled: &Compiled,
    expect: Option<&str>,
) -> Result<Outcome, CommandError> {
    let undecoded = compiled.report.as_ref().and_then(|report| report.undecoded.as_ref());
    if let Some(error) = undecoded::refusal(undecoded) {
        return context.refuse(error, compiled, |ui| print(ui, compiled));
    }
    let winner = &compiled.answer.compiled_id;
    match expect.filter(|expected| expected != winner) {
        None => context.answer(compiled, |ui| {
            print(ui, compiled);
            print_next(ui, compiled);
        }),
        Some(expected) => {
            let message = format!(
                "the winner is {}, not the expected {}",
                escape::line(winner),
                escape::line(expected)
            );
            let error = CommandError::new(ErrorKind::Refused, "unexpected_winner", message)
                .with_hint("dataset, job, signature or answers are not those that gave it");
            context.refuse(error, compiled, |ui| print(ui, compiled))
        }
    }
}

fn print(ui: &Ui, compiled: &Compiled) {
    if compiled.answer.existed {
        ui.note("compiled before: this job over this dataset is answered from its stored report");
    }
    if let Some(outdated) = &compiled.answer.supersedes {
        ui.note(shown!("{}", report::identity::again("compiled", outdated)));
    }
    if let Some(found) = &compiled.found {
        ui.out(render::terminal::render(&report::compile::document(found), ui.width()));
    } else {
        ui.warn("this server does not give compile reports, so only the winner is known");
        ui.out(shown!("winner   {}", compiled.answer.compiled_id));
        ui.out(shown!("job      {}", compiled.answer.job_hash));
        ui.out(shown!("dataset  {}", compiled.answer.dataset_hash));
    }
    if let Some(proof) = &compiled.proof {
        ui.out(shown!("artifact {}", proof.artifact_id));
        ui.out(shown!("report   {}", proof.report_id));
    }
}

/// What to do with a winner that is good for something.
fn print_next(ui: &Ui, compiled: &Compiled) {
    if compiled.proof.is_some() {
        return;
    }
    let signature = words::short_signature(&compiled.answer.signature_id);
    ui.out("");
    ui.out(shown!("next: dse promote {}    to make the winner live, behind the gate", signature));
}

fn dollars(text: &str) -> Result<f64, String> {
    let dollars: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    let valid = dollars.is_finite() && dollars >= 0.0;
    if valid { Ok(dollars) } else { Err("it is not a sum of dollars".to_owned()) }
}
