//! `dse compile`

use serde::Serialize;

use super::progress::Progress;
use super::{CommandError, Context, Outcome, online};
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
    /// Null when the server is too old to give it.
    report: Option<CompileReport>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request =
        CompileRequest { signature_id: args.signature.clone(), ..CompileRequest::default() };
    online(context, async move |context, client| {
        let mut progress = Progress::new(&context.ui, "compiling");
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
        ui.note("compiled before: this job over this dataset is answered from its stored report");
    }
    if let Some(report) = &compiled.report {
        ui.out(&render::terminal::render(&report::compile::document(report), ui.width()));
        return;
    }
    ui.warn("this server does not give compile reports, so only the winner is known");
    ui.out(&format!("winner   {}", escape::line(&compiled.answer.compiled_id)));
    ui.out(&format!("job      {}", escape::line(&compiled.answer.job_hash)));
    ui.out(&format!("dataset  {}", escape::line(&compiled.answer.dataset_hash)));
}
