//! `dse compile`

mod difference;

use serde::Serialize;

use super::progress::{Progress, Unit};
use super::{CommandError, Context, Outcome, online, words};
use crate::api::{
    Empty,
    compile::{CompileRequest, CompileResponse},
};
use crate::client::{Client, ClientError, Reason};
use crate::model::compile::{CompileReport, CompileResult};
use crate::ui::{Table, Tone, Ui, escape};

/// Search for better parameters on the stored examples
///
/// The server tries every candidate of the signature's job on the train split
/// and scores the winner on the holdout. The same job over the same dataset is
/// answered from the stored report.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id
    signature: String,
}

#[derive(Debug, Serialize)]
struct Compiled {
    #[serde(flatten)]
    answer: CompileResponse,
    /// Absent when the server is too old to give it.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<CompileReport>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request =
        CompileRequest { signature_id: args.signature.clone(), ..CompileRequest::default() };
    online(context, async move |context, client| {
        let mut progress = Progress::new(&context.ui, "compiling", Unit::Candidates);
        let answer = client.compile(&request, |event| progress.show(event)).await?.body;
        drop(progress);
        let report = report(&client, &answer).await?;
        let compiled = Compiled { answer, report };
        context.answer(&compiled, |ui| print(ui, &compiled))
    })
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

fn print(ui: &Ui, compiled: &Compiled) {
    if compiled.answer.existed {
        ui.out("compiled before: this job over this dataset is answered from its stored report");
    }
    match &compiled.report {
        Some(report) => print_report(ui, report),
        None => ui.warn("this server does not give compile reports, so only the winner is known"),
    }
    ui.out(&format!("winner   {}", Tone::Good.paint(&escape::line(&compiled.answer.compiled_id))));
    ui.out(&format!("job      {}", escape::line(&compiled.answer.job_hash)));
    ui.out(&format!("dataset  {}", escape::line(&compiled.answer.dataset_hash)));
}

fn print_report(ui: &Ui, report: &CompileReport) {
    let CompileResult { evaluated_candidates, best, train_reward, holdout_reward, .. } =
        &report.report;
    let mut table = Table::new(&["candidate", "train", "what differs"]).right(1);
    for candidate in evaluated_candidates {
        table.row([
            words::short(&candidate.compiled_id),
            words::reward(candidate.reward),
            difference::describe(&candidate.params, &report.job["searchSpace"]),
        ]);
    }
    table.print(ui);
    ui.out("");
    ui.out(&format!(
        "best     {}",
        escape::line(&difference::describe(&best.params, &report.job["searchSpace"]))
    ));
    ui.out(&format!(
        "reward   {} on train, {} on holdout",
        words::reward(*train_reward),
        words::reward(*holdout_reward)
    ));
    if let Some(cost) = &report.cost {
        ui.out(&format!(
            "cost     {}, {} answered from earlier ones",
            words::count(cost.lm_calls, "model call"),
            cost.cache_hits
        ));
    }
}
