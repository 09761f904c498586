//! `dse eval`

use serde::Serialize;

use super::gate::{self, ProofArgs};
use super::progress::Progress;
use super::{CommandError, Context, Outcome, artifact, definitions, online, undecoded};
use crate::api::{
    Empty,
    eval::{EvalRequest, EvalResponse},
};
use crate::client::{Client, Reason};
use crate::model::eval::EvalReport;
use crate::report::{
    Document,
    comparison::{Comparison, MANY},
    document, eval, render, words,
};
use crate::ui::{Ui, escape};

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
    /// A second artifact, named in the same way: what changes from it to the first
    #[arg(long, value_name = "ID")]
    compare: Option<String>,
    #[command(flatten)]
    proof: ProofArgs,
    /// Look at the test rows, which are for releases; every look is counted
    #[arg(long = "final")]
    last: bool,
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
    /// Null when the server is too old to give it.
    report: Option<EvalReport>,
}

#[derive(Debug, Serialize)]
struct Compared {
    control: Scored,
    candidate: Scored,
    comparison: Comparison,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    if (args.split == "test") != args.last {
        return Err(CommandError::usage("--split test and --final belong together").with_hint(
            "test rows judge a release, once; `--split holdout` is for the work before it",
        ));
    }
    let proof = args.proof;
    let asked = proof.max_p.is_some() || proof.min_effect.is_some();
    if asked && args.compare.is_none() {
        return Err(CommandError::usage(
            "--max-p and --min-effect hold two artifacts against each other: name the second with --compare",
        ));
    }
    let template = EvalRequest {
        signature_id: args.signature.clone(),
        split: Some(args.split.clone()),
        limit: args.limit.map(f64::from),
        include_example_details: Some(true),
        ops_run_id: args.ops_run.clone(),
        ..EvalRequest::default()
    };
    let (name, control) = (args.compiled.clone(), args.compare.clone());
    definitions::warn(context, &args.signature);
    online(context, async move |context, client| {
        let candidate = score(&context, &client, &template, &name).await?;
        let undecoded = candidate.report.as_ref().and_then(EvalReport::undecoded);
        let undecoded = undecoded::refusal(undecoded.as_ref());
        let Some(control) = control else {
            return match undecoded {
                Some(error) => context.refuse(error, &candidate, |ui| print(ui, &candidate)),
                None => context.answer(&candidate, |ui| print(ui, &candidate)),
            };
        };
        let control = score(&context, &client, &template, &control).await?;
        let comparison = compare(&control, &candidate, proof)?;
        let concluded = match undecoded {
            Some(error) => Err(error),
            None if asked => gate::conclude(&comparison),
            None => Ok(()),
        };
        let compared = Compared { control, candidate, comparison };
        if let Err(error) = concluded {
            return context.refuse(error, &compared, |ui| print_compared(ui, &compared));
        }
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
    let mut progress = Progress::new(&context.ui, "evaluating");
    let answer = client.eval(&request, |event| progress.show(event)).await?.body;
    drop(progress);
    let report = client.eval_report(&answer.eval_hash, &answer.signature_id, &Empty {}).await;
    let report = match report {
        Ok(answer) => Some(answer.body.report),
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(Scored { answer, report })
}

fn compare(
    control: &Scored,
    candidate: &Scored,
    proof: ProofArgs,
) -> Result<Comparison, CommandError> {
    let reports = control.report.as_ref().zip(candidate.report.as_ref());
    let judged = reports.and_then(|(control, candidate)| {
        Comparison::judged(control, candidate, proof.max_p, proof.min_effect)
    });
    judged.ok_or_else(|| {
        CommandError::usage("the server gave no scores of single examples to compare")
            .with_hint("compare on a server of this version, or on the embedded one")
    })
}

fn print(ui: &Ui, scored: &Scored) {
    let EvalResponse { signature_id, compiled_id, split, eval_hash, existed, look } =
        &scored.answer;
    if *existed {
        ui.note("evaluated before: answered from the stored report");
    }
    if let Some(report) = &scored.report {
        let document = eval::document(signature_id, compiled_id, split, report, None);
        ui.out(&render::terminal::render(&document, ui.width()));
    } else {
        ui.warn("this server does not give eval reports");
    }
    ui.out(&format!("report     {}", escape::line(eval_hash)));
    if let Some(look) = look {
        ui.out(&format!("look       {look} at these test rows"));
    }
}

fn print_compared(ui: &Ui, compared: &Compared) {
    let signature = words::short_signature(&compared.candidate.answer.signature_id);
    let lead = document::plain(compared.comparison.sentence());
    let mut document = Document::new(format!("Two evaluations of {signature}"), lead);
    compared.comparison.describe(&mut document, MANY, None);
    ui.out(&render::terminal::render(&document, ui.width()));
    ui.out("");
    ui.out(&format!("before   {}", escape::line(&compared.control.answer.eval_hash)));
    ui.out(&format!("after    {}", escape::line(&compared.candidate.answer.eval_hash)));
}
