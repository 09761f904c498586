//! `dse report`: what the server stored, made readable.

mod forms;
mod source;

use serde::Serialize;

use super::{CommandError, Context, Outcome, names};
use crate::api::{Empty, compile::ReportRequest, resolve::IdKind};
use crate::client::Client;
use crate::model::eval::EvalReport;
use crate::report::{
    Document,
    comparison::{Comparison, MANY},
    compile, document, eval, gather, identity, junit, ops, signature,
    source::Source,
    words,
};
use forms::Forms;

/// Show what a run, a compile or an evaluation found
///
/// Without a subcommand: the newest ops run.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse report\n  dse report ops 29b2b491 --output markdown\n  dse report eval RouteTicket d12400babd00 --output-file report.html"
)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    forms: Forms,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// An ops run: what improved, by how much, and where the evidence is
    Ops {
        /// The run; the newest one when absent
        run: Option<String>,
    },
    /// A compile: the candidates and the winner
    Compile {
        /// The signature's id, its short name, or the front of either
        signature: String,
        /// The job hash of the report; the newest report when absent
        #[arg(requires = "dataset_hash")]
        job_hash: Option<String>,
        /// The dataset hash of the report
        dataset_hash: Option<String>,
    },
    /// An evaluation, or two of them compared
    Eval {
        /// The signature's id, its short name, or the front of either
        signature: String,
        /// The hash that `dse eval` prints, or the front of it
        eval_hash: String,
        /// A second report: what changed from it to the first
        #[arg(long, value_name = "EVAL_HASH")]
        compare: Option<String>,
    },
    /// A signature: what is live, its history, and what was tried
    Signature {
        /// The signature's id, its short name, or the front of either
        signature: String,
    },
}

/// An evaluation that can be written as test cases, and the one before it.
struct Cases {
    name: String,
    report: EvalReport,
    before: Option<EvalReport>,
}

impl Cases {
    fn of(name: &str, report: &EvalReport, before: Option<&EvalReport>) -> Self {
        Self { name: name.to_owned(), report: report.clone(), before: before.cloned() }
    }

    fn junit(&self, fail: junit::Fail) -> Option<String> {
        junit::render(&self.name, &self.report, self.before.as_ref(), fail)
    }
}

/// A report before it is written: as data, as a document, and as test cases
/// where it has examples.
struct Report {
    data: serde_json::Value,
    document: Document,
    cases: Option<Cases>,
}

impl Report {
    fn new(data: &impl Serialize, document: Document) -> Self {
        let data = serde_json::to_value(data).expect("evidence serializes to JSON");
        Self { data, document, cases: None }
    }

    /// Adds the newest hash of the history, which tells later whether somebody
    /// has changed what stands before it. Servers without a chain have none.
    async fn note_head(&mut self, client: &Client) {
        let Ok(answer) = client.history_head(&Empty {}).await else { return };
        let head = answer.body.head;
        self.document.facts(vec![("history head", document::code(&head))]);
        if let Some(fields) = self.data.as_object_mut() {
            fields.insert("historyHead".to_owned(), head.into());
        }
    }
}

pub async fn run(context: Context, client: Client, args: Args) -> Result<Outcome, CommandError> {
    let mut report = match args.what.unwrap_or(What::Ops { run: None }) {
        What::Ops { run: None } => of_run(&client, None).await?,
        What::Ops { run: Some(run) } => {
            of_run(&client, Some(names::id(&client, IdKind::Run, &run, None).await?)).await?
        }
        What::Compile { signature, job_hash, dataset_hash } => {
            let signature = names::signature(&client, &signature).await?;
            let hashes = match job_hash.zip(dataset_hash) {
                Some((job, dataset)) => Some((
                    names::id(&client, IdKind::Job, &job, Some(&signature)).await?,
                    names::id(&client, IdKind::Dataset, &dataset, Some(&signature)).await?,
                )),
                None => None,
            };
            of_compile(&client, &signature, hashes).await?
        }
        What::Eval { signature, eval_hash, compare } => {
            let signature = names::signature(&client, &signature).await?;
            let id =
                async |hash: &str| names::id(&client, IdKind::Eval, hash, Some(&signature)).await;
            let compare = match &compare {
                Some(hash) => Some(id(hash).await?),
                None => None,
            };
            of_eval(&client, &signature, &id(&eval_hash).await?, compare.as_deref()).await?
        }
        What::Signature { signature } => {
            let signature = names::signature(&client, &signature).await?;
            let evidence = gather::signature(&client, &signature).await?;
            Report::new(&evidence, signature::document(&evidence))
        }
    };
    report.note_head(&client).await;
    args.forms.show(&context, &report)?;
    Ok(Outcome::Yes)
}

async fn of_run(client: &Client, run_id: Option<String>) -> Result<Report, CommandError> {
    let run_id = match run_id {
        Some(run_id) => run_id,
        None => client.newest_run().await?.ok_or_else(|| {
            CommandError::usage("there is no ops run yet").with_hint("`dse overnight` makes one")
        })?,
    };
    let evidence = gather::run(client, &run_id).await?;
    let name = evidence.summary.as_ref().map_or(&run_id, |summary| &summary.signature_id);
    let cases = evidence
        .evals
        .as_ref()
        .map(|(control, candidate)| Cases::of(name, candidate, Some(control)));
    Ok(Report { cases, ..Report::new(&evidence, ops::document(&evidence)) })
}

async fn of_compile(
    client: &Client,
    signature_id: &str,
    hashes: Option<(String, String)>,
) -> Result<Report, CommandError> {
    let found = gather::compile(client, signature_id, hashes).await?.ok_or_else(|| {
        CommandError::usage("this signature was never compiled")
            .with_hint("`dse compile SIGNATURE` does it")
    })?;
    let mut document = compile::document(&found);
    compile::describe_differences(&found.report, &mut document);
    let mut report = Report::new(&found.report, document);
    for (name, value) in [
        ("gate", serde_json::to_value(&found.gate)),
        ("identity", serde_json::to_value(&found.identity)),
        ("outdated", serde_json::to_value(&found.outdated)),
    ] {
        let value = value.expect("evidence serializes to JSON");
        if !value.is_null() {
            report.data[name] = value;
        }
    }
    Ok(report)
}

async fn of_eval(
    client: &Client,
    signature_id: &str,
    eval_hash: &str,
    compare: Option<&str>,
) -> Result<Report, CommandError> {
    let request = ReportRequest::default();
    let found = client.eval_report(eval_hash, signature_id, &request).await?.body;
    let Some(other) = compare else {
        let document = eval::document(signature_id, &found);
        let cases = Some(Cases::of(signature_id, &found.report, None));
        return Ok(Report { cases, ..Report::new(&found, document) });
    };
    let other = client.eval_report(other, signature_id, &request).await?.body;
    let comparison = Comparison::of(&other.report, &found.report).ok_or_else(|| {
        CommandError::usage("one of the reports was stored without its examples")
            .with_hint("evaluate again with the example details")
    })?;
    let mut document = Document::new(
        format!("Two evaluations of {}", words::short_signature(signature_id)),
        document::plain(comparison.sentence()),
    );
    let both = (other.identity.as_ref(), found.identity.as_ref());
    identity::describe_pair(both, found.outdated.as_ref(), &mut document);
    comparison.describe(&mut document, MANY, None);
    let cases = Some(Cases::of(signature_id, &found.report, Some(&other.report)));
    Ok(Report { cases, ..Report::new(&comparison, document) })
}
