//! `dse eval`

mod pair;

use serde::Serialize;

use super::progress::{Progress, Unit};
use super::{CommandError, Context, Outcome, artifact, online, words};
use crate::api::{
    Empty,
    eval::{EvalRequest, EvalResponse},
};
use crate::client::{Client, Reason};
use crate::model::eval::EvalReport;
use crate::ui::{Ui, escape};
use pair::Pairing;

/// Score one artifact on a split, or two of them example by example
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id
    signature: String,
    /// The artifact: an id, `active` for what runs now, `default` for the signature's own parameters
    #[arg(long, value_name = "ID")]
    compiled: String,
    /// The split to score on
    #[arg(long, default_value = "holdout", value_parser = ["train", "dev", "holdout", "test"])]
    split: String,
    /// A second artifact to set against the first, named in the same way
    #[arg(long, value_name = "ID")]
    compare: Option<String>,
    /// Score at most this many examples, 1 to 500
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=500))]
    limit: Option<u32>,
    /// The ops run that the evaluation belongs to
    #[arg(long, value_name = "RUN")]
    ops_run: Option<String>,
}

/// One artifact's score.
#[derive(Debug, Serialize)]
struct Scored {
    #[serde(flatten)]
    answer: EvalResponse,
    /// Absent when the server is too old to give it.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<EvalReport>,
}

#[derive(Debug, Serialize)]
struct Compared {
    first: Scored,
    second: Scored,
    pairing: Pairing,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let template = EvalRequest {
        signature_id: args.signature.clone(),
        split: Some(args.split.clone()),
        limit: args.limit.map(f64::from),
        include_example_details: Some(true),
        ops_run_id: args.ops_run.clone(),
        ..EvalRequest::default()
    };
    let (name, other) = (args.compiled.clone(), args.compare.clone());
    online(context, async move |context, client| {
        let first = score(&context, &client, &template, &name).await?;
        let Some(other) = other else {
            return context.answer(&first, |ui| print(ui, &first));
        };
        let second = score(&context, &client, &template, &other).await?;
        let pairing = pair_up(&first, &second)?;
        let compared = Compared { first, second, pairing };
        context.answer(&compared, |ui| print_compared(ui, &compared))
    })
}

async fn score(
    context: &Context,
    client: &Client,
    template: &EvalRequest,
    name: &str,
) -> Result<Scored, CommandError> {
    let compiled_id = artifact::resolve(client, &template.signature_id, name).await?;
    let request = EvalRequest { compiled_id, ..template.clone() };
    let mut progress = Progress::new(&context.ui, "evaluating", Unit::Examples);
    let answer = client.eval(&request, |event| progress.show(event)).await?.body;
    drop(progress);
    let report = match client.eval_report(&answer.eval_hash, &answer.signature_id, &Empty {}).await
    {
        Ok(answer) => Some(answer.body.report),
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(Scored { answer, report })
}

fn pair_up(first: &Scored, second: &Scored) -> Result<Pairing, CommandError> {
    let examples = |scored: &Scored| {
        scored.report.as_ref().and_then(|report| report.examples.clone()).ok_or_else(|| {
            CommandError::usage(
                "the server gave no scores of single examples, so nothing can be compared",
            )
            .with_hint("compare on a server of this version, or on the embedded one")
        })
    };
    Ok(Pairing::of(&examples(first)?, &examples(second)?))
}

fn print(ui: &Ui, scored: &Scored) {
    let EvalResponse { compiled_id, split, eval_hash, existed, .. } = &scored.answer;
    ui.out(&format!("artifact  {}", escape::line(compiled_id)));
    if let Some(report) = &scored.report {
        let reward = report.summary.reward.map_or("unscored".to_owned(), words::reward);
        let n = words::count(report.summary.n.unwrap_or(0), "example");
        ui.out(&format!("reward    {reward} over {n} of {}", escape::line(split)));
        let failed = report.examples.iter().flatten().filter(|row| row.result.error.is_some());
        let failed = failed.count();
        if failed > 0 {
            ui.out(&format!("failed    {}", words::count(failed as u64, "prediction")));
        }
    } else {
        ui.warn("this server does not give eval reports");
    }
    let stored = if *existed { " (stored before)" } else { "" };
    ui.out(&format!("report    {}{stored}", escape::line(eval_hash)));
}

fn print_compared(ui: &Ui, compared: &Compared) {
    print(ui, &compared.first);
    ui.out("");
    print(ui, &compared.second);
    ui.out("");
    pair::print(ui, &compared.pairing);
}
