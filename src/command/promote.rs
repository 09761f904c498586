//! `dse promote`

use serde::Serialize;

use super::gate::{self, GateArgs};
use super::{CommandError, Context, Outcome, artifact, names::about, rollout};
use crate::api::canary::StatusRequest;
use crate::api::rollout::{PromoteRequest, PromoteResponse};
use crate::client::Client;
use crate::stats::canary::State;
use crate::ui::{Ui, shown};

/// Make a candidate active, behind the gate
///
/// What passes is shown to be better than what is live on the held-out rows
/// (`[gate]` in dse.toml). Exit code 5 says that it is not shown.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse promote RouteTicket\n  dse promote RouteTicket --compiled 920e29202387 --must-pass billing\n  dse promote SummarizeThread --reviewed-by Ana --reason 'read 20 summaries, none made up'"
)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// The artifact to make active: an id, the front of one, or `winner`, which is what the
    /// newest compile chose
    #[arg(long, value_name = "ID", default_value = "winner")]
    compiled: String,
    /// Let pass what is not shown to be worse, too
    #[arg(long)]
    accept_not_worse: bool,
    /// Who has looked at the candidate's answers: what a judge says is then enough
    #[arg(long, value_name = "NAME", requires = "reason", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    reviewed_by: Option<String>,
    /// What they found; kept in the history with the name
    #[arg(long, value_name = "TEXT", requires = "reviewed_by", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    reason: Option<String>,
    #[command(flatten)]
    gate: GateArgs,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let criteria = args.gate.promotion(&context.config, args.accept_not_worse);
    let compiled = args.compiled.clone();
    let (reviewed_by, review_reason) = (args.reviewed_by.clone(), args.reason.clone());
    about(context, &args.signature, async move |context, client, signature_id| {
        let compiled_id = artifact::resolve(&client, &signature_id, &compiled).await?;
        warn_of_canary(&context, &client, &signature_id).await;
        gate::stand_in(&context.ui, &client, &signature_id, &compiled_id, &criteria).await?;
        let gate = criteria.request;
        let request = PromoteRequest {
            signature_id,
            compiled_id,
            gate,
            if_salt: None,
            reviewed_by,
            review_reason,
        };
        let body = rollout::promote(&context.ui, &client, &request).await?.body;
        if request.reviewed_by.is_some() && body.review.is_none() {
            context.ui.warn(
                "this promotion keeps no review: the server knows none, or nothing was changed",
            );
        }
        let already_active = body.from.as_deref() == Some(body.to.as_str());
        let answer = Promoted { body, already_active };
        context.answer(&answer, |ui| print(ui, &answer))
    })
}

/// The answer, with what the server did not have to do.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Promoted {
    #[serde(flatten)]
    body: PromoteResponse,
    /// It was live before, so that nothing was changed.
    already_active: bool,
}

/// A promotion ends a canary whatever it has shown; that is said before.
async fn warn_of_canary(context: &Context, client: &Client, signature_id: &str) {
    let request = StatusRequest { signature_id: signature_id.to_owned() };
    // The gate decides; a status that cannot be read is no reason not to ask it.
    let Ok(status) = client.canary_status(&request).await else { return };
    let status = status.body;
    let Some((canary, evidence)) = status.canary.as_ref().zip(status.weighed()) else { return };
    if evidence.state() != State::Healthy {
        context.ui.warn(shown!(
            "a canary is running that is not shown to be healthy ({} of {} samples); a promotion ends it",
            canary.total(),
            canary.min_samples
        ));
    }
}

fn print(ui: &Ui, answer: &Promoted) {
    if answer.already_active {
        ui.out("active already");
        ui.out(shown!("active   {}", answer.body.to));
        return;
    }
    ui.out(gate::painted("promoted", answer.body.gate.as_ref()));
    ui.out(shown!("active   {}", answer.body.to));
    ui.out(shown!("previous {}", answer.body.from.as_deref().unwrap_or("none")));
    if let Some(review) = &answer.body.review {
        ui.out(shown!("reviewed {}: {}", review.by, review.reason));
    }
    gate::print(ui, answer.body.gate.as_ref());
}
