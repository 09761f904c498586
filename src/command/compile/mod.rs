//! `dse compile`

pub mod dry_run;
mod recorded;

use std::path::PathBuf;

use serde::Serialize;

use super::progress::Progress;
use super::{CommandError, Context, ErrorKind, Outcome, definitions, online, undecoded};
use crate::api::{
    Empty,
    compile::{CompileRequest, CompileResponse},
};
use crate::client::{Client, ClientError, Reason};
use crate::model::compile::CompileReport;
use crate::report::{self, render};
use crate::ui::{Ui, escape};

/// Search for better parameters on the stored examples
///
/// The server tries every candidate of the signature's job on the train split
/// and scores the winner on the holdout. The same job over the same dataset is
/// answered from the stored report. A compile that was cut off goes on where
/// it was: what the model has answered is never asked again.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id
    signature: String,
    /// Tell what the compile would ask at most, and ask nothing
    #[arg(long, conflicts_with_all = ["record", "replay", "expect"])]
    dry_run: bool,
    /// The gain in reward that the held-out rows should be able to show
    #[arg(long, value_name = "REWARD", default_value_t = 0.1)]
    want: f64,
    #[command(flatten)]
    limits: LimitArgs,
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
    let (limited, want) = (args.limits.any(), args.want);
    definitions::warn(context, &args.signature);
    online(context, async move |context, client| {
        if limited {
            // A server that knows no limits would take no notice of them.
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
    let report = report(client, &answer).await?;
    Ok(Compiled { answer, report, proof: None })
}

/// The stored report of a compile, where the server has the endpoint.
async fn report(
    client: &Client,
    answer: &CompileResponse,
) -> Result<Option<CompileReport>, ClientError> {
    let CompileResponse { job_hash, dataset_hash, signature_id, .. } = answer;
    match client.compile_report(job_hash, dataset_hash, signature_id, &Empty {}).await {
        Ok(answer) => Ok(Some(answer.body.report)),
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
        None => context.answer(compiled, |ui| print(ui, compiled)),
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
    if let Some(report) = &compiled.report {
        ui.out(&render::terminal::render(&report::compile::document(report, None), ui.width()));
    } else {
        ui.warn("this server does not give compile reports, so only the winner is known");
        ui.out(&format!("winner   {}", escape::line(&compiled.answer.compiled_id)));
        ui.out(&format!("job      {}", escape::line(&compiled.answer.job_hash)));
        ui.out(&format!("dataset  {}", escape::line(&compiled.answer.dataset_hash)));
    }
    if let Some(proof) = &compiled.proof {
        ui.out(&format!("artifact {}", proof.artifact_id));
        ui.out(&format!("report   {}", proof.report_id));
    }
}

fn dollars(text: &str) -> Result<f64, String> {
    let dollars: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    let valid = dollars.is_finite() && dollars >= 0.0;
    if valid { Ok(dollars) } else { Err("it is not a sum of dollars".to_owned()) }
}
