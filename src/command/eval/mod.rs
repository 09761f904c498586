//! `dse eval`

mod forms;

use serde::Serialize;

use super::gate::{self, ProofArgs};
use super::progress::Progress;
use super::{
    CommandError, Context, ErrorKind, Outcome, artifact, definitions, names::about, undecoded,
};
use crate::api::{
    compile::ReportRequest,
    eval::{EvalRequest, EvalResponse, ReportResponse},
    rollout::Accept,
};
use crate::client::{Client, Reason};
use crate::model::eval::EvalReport;
use crate::report::{
    Document,
    comparison::{Comparison, MANY},
    document, eval, identity, render, words,
};
use crate::ui::{Ui, shown};
use forms::{Form, Forms};

/// Score one artifact on a split, or two of them example by example
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse eval RouteTicket --compiled winner\n  dse eval RouteTicket --compiled winner --compare active --max-p 0.05\n  dse eval RouteTicket --compiled active --fail-under 0.8 --output junit > eval.xml"
)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// The artifact: an id, `active` for what runs now, `default` for the
    /// signature's own parameters, `winner` for what its newest compile chose
    #[arg(long, value_name = "ID", default_value = "active")]
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
    /// Score at most this many examples, 1 to 500; else all of the split
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=500))]
    limit: Option<u32>,
    /// Ask the model anew, whatever reports, scores and answers are stored
    #[arg(long)]
    fresh: bool,
    /// Exit with 1 when the mean reward is below this, 0 to 1
    #[arg(long, value_name = "REWARD", value_parser = share)]
    fail_under: Option<f64>,
    /// The form of the result: for GitHub annotations, test reports, comments
    #[arg(long, value_enum, value_name = "FORM")]
    output: Option<Form>,
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
    /// The same with what stands beside it.
    #[serde(skip)]
    found: Option<ReportResponse>,
}

#[derive(Debug, Serialize)]
struct Compared {
    control: Scored,
    candidate: Scored,
    comparison: Comparison,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    forms::refuse_two(context, args.output)?;
    if (args.split == "test") != args.last {
        return Err(CommandError::usage(
            "--split test requires --final, and --final requires --split test",
        )
        .with_hint(
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
        fresh: args.fresh.then_some(true),
        ..EvalRequest::default()
    };
    let (name, control) = (args.compiled.clone(), args.compare.clone());
    let (form, bar) = (args.output, args.fail_under);
    about(context, &args.signature, async move |context, client, signature_id| {
        definitions::warn(&context, &signature_id);
        let template = EvalRequest { signature_id, ..template };
        let candidate = score(&context, &client, &template, &name).await?;
        let undecoded = candidate.report.as_ref().and_then(EvalReport::undecoded);
        let undecoded = undecoded::refusal(undecoded.as_ref());
        let too_low = below(&candidate, bar)?;
        let Some(control) = control else {
            let shown = |ui: &Ui| print(ui, &candidate);
            return forms::end(
                &context,
                form,
                undecoded.or(too_low),
                &candidate,
                &candidate.forms(),
                shown,
            );
        };
        let control = score(&context, &client, &template, &control).await?;
        let comparison = compare(&control, &candidate, proof)?;
        let concluded = match undecoded {
            Some(error) => Err(error),
            None if asked => gate::conclude(&comparison, Accept::Improved),
            None => Ok(()),
        };
        let compared = Compared { control, candidate, comparison };
        let shown = |ui: &Ui| print_compared(ui, &compared);
        let error = concluded.err().or(too_low);
        forms::end(&context, form, error, &compared, &compared.forms(), shown)
    })
}

fn share(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "a mean reward lies between 0 and 1".to_owned())
}

/// The refusal where the mean reward does not reach `bar`.
fn below(scored: &Scored, bar: Option<f64>) -> Result<Option<CommandError>, CommandError> {
    let Some(bar) = bar else { return Ok(None) };
    let reward = scored.report.as_ref().and_then(|report| report.summary.reward);
    let reward = reward.ok_or_else(|| {
        CommandError::usage("the server gave no mean reward to compare with --fail-under")
    })?;
    let message = format!("the mean reward {reward:.3} is below {bar}");
    Ok((reward < bar).then(|| {
        CommandError::new(ErrorKind::Refused, "below_bar", message)
            .with_hint("the report names the rows that are wrong")
    }))
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
    let request = ReportRequest::of(answer.report_hash.as_deref());
    let found = client.eval_report(&answer.eval_hash, &answer.signature_id, &request).await;
    let found = match found {
        Ok(answer) => Some(answer.body),
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => None,
        Err(error) => return Err(error.into()),
    };
    let report = found.as_ref().map(|found| found.report.clone());
    Ok(Scored { answer, report, found })
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
    let EvalResponse { signature_id, eval_hash, existed, look, supersedes, .. } = &scored.answer;
    if *existed {
        ui.note("evaluated before: answered from the stored report");
    }
    if let Some(outdated) = supersedes {
        ui.note(shown!("{}", identity::again("evaluated", outdated)));
    }
    if let Some(found) = &scored.found {
        let document = eval::document(signature_id, found);
        ui.out(render::terminal::render(&document, ui.width()));
    } else {
        ui.warn("this server does not give eval reports");
    }
    ui.out(shown!("report     {}", eval_hash));
    if let Some(look) = look {
        ui.out(shown!("look       {} at these test rows", look));
    }
}

impl Scored {
    fn forms(&self) -> Forms<'_> {
        let signature = &self.answer.signature_id;
        Forms {
            name: words::short_signature(signature).to_owned(),
            document: self.found.as_ref().map(|found| eval::document(signature, found)),
            report: self.report.as_ref(),
            before: None,
        }
    }
}

impl Compared {
    fn forms(&self) -> Forms<'_> {
        let before = self.control.report.as_ref();
        Forms { document: Some(self.document()), before, ..self.candidate.forms() }
    }

    fn document(&self) -> Document {
        let signature = words::short_signature(&self.candidate.answer.signature_id);
        let lead = document::plain(self.comparison.sentence());
        let mut document = Document::new(format!("Two evaluations of {signature}"), lead);
        let side = |scored: &Scored| scored.found.as_ref().and_then(|found| found.identity.clone());
        let (before, after) = (side(&self.control), side(&self.candidate));
        identity::describe_pair((before.as_ref(), after.as_ref()), None, &mut document);
        self.comparison.describe(&mut document, MANY, None);
        document
    }
}

fn print_compared(ui: &Ui, compared: &Compared) {
    ui.out(render::terminal::render(&compared.document(), ui.width()));
    ui.out("");
    ui.out(shown!("before   {}", compared.control.answer.eval_hash));
    ui.out(shown!("after    {}", compared.candidate.answer.eval_hash));
}
