//! `dse report`: what the server stored, made readable.

pub mod evidence;

use serde::Serialize;
use serde_json::json;

use super::{CommandError, Context, Outcome};
use crate::api::Empty;
use crate::client::Client;
use crate::report::{
    Document, comparison::Comparison, compile, document, eval, ops, render, signature,
};

/// Show what a run, a compile or an evaluation found
///
/// Without a subcommand: the newest ops run.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,
    /// Write Markdown, for a pull-request comment or a step summary
    #[arg(long, global = true)]
    markdown: bool,
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
        signature: String,
        /// The job hash of the report; the newest report when absent
        #[arg(requires = "dataset_hash")]
        job_hash: Option<String>,
        dataset_hash: Option<String>,
    },
    /// An evaluation, or two of them compared
    Eval {
        signature: String,
        eval_hash: String,
        /// A second report: what changed from it to the first
        #[arg(long, value_name = "EVAL_HASH")]
        compare: Option<String>,
    },
    /// A signature: what is live, its history, and what was tried
    Signature { signature: String },
}

pub async fn run(context: Context, client: Client, args: Args) -> Result<Outcome, CommandError> {
    match args.what.unwrap_or(What::Ops { run: None }) {
        What::Ops { run } => {
            let evidence = evidence::of_run(&client, run).await?;
            show(&context, args.markdown, &evidence, &ops::document(&evidence));
        }
        What::Compile { signature, job_hash, dataset_hash } => {
            let report = evidence::compile(&client, &signature, job_hash.zip(dataset_hash)).await?;
            show(&context, args.markdown, &report, &compile::document(&report));
        }
        What::Eval { signature, eval_hash, compare } => {
            let found = client.eval_report(&eval_hash, &signature, &Empty {}).await?.body;
            let Some(other) = compare else {
                let document =
                    eval::document(&signature, &found.compiled_id, &found.split, &found.report);
                show(&context, args.markdown, &found, &document);
                return Ok(Outcome::Yes);
            };
            let other = client.eval_report(&other, &signature, &Empty {}).await?.body;
            let comparison = Comparison::of(&other.report, &found.report).ok_or_else(|| {
                CommandError::usage("one of the reports was stored without its examples")
                    .with_hint("evaluate again with the example details")
            })?;
            let mut document = Document::new(
                format!("Two evaluations of {}", crate::report::words::short_signature(&signature)),
                document::plain(comparison.sentence()),
            );
            comparison.describe(&mut document);
            show(&context, args.markdown, &comparison, &document);
        }
        What::Signature { signature } => {
            let evidence = evidence::signature(&client, &signature).await?;
            show(&context, args.markdown, &evidence, &signature::document(&evidence));
        }
    }
    Ok(Outcome::Yes)
}

/// One report in the format that was asked for.
fn show(context: &Context, markdown: bool, data: &impl Serialize, document: &Document) {
    let ui = &context.ui;
    if markdown {
        ui.out_raw(render::markdown::render(document, render::markdown::COMMENT_LIMIT).as_bytes());
    } else if ui.is_machine() {
        ui.json(&json!({"ok": true, "report": data}));
    } else {
        ui.out(&render::terminal::render(document, ui.width()));
    }
}
