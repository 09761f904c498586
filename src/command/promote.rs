//! `dse promote`

use serde_json::json;

use super::gate::{self, GateArgs};
use super::progress::{Progress, Unit};
use super::{CommandError, Context, Outcome, online, words};
use crate::api::rollout::{ActiveResponse, PromoteRequest, PromoteResponse};
use crate::client::Settled;
use crate::ui::{Tone, Ui, escape};

/// Make a candidate active, behind the gate
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id
    signature: String,
    /// The artifact to make active
    #[arg(long, value_name = "ID")]
    compiled: String,
    #[command(flatten)]
    gate: GateArgs,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = PromoteRequest {
        signature_id: args.signature.clone(),
        compiled_id: args.compiled.clone(),
        gate: args.gate.request(),
    };
    online(context, async move |context, client| {
        let mut progress = Progress::new(&context.ui, "promoting", Unit::Examples);
        let settled = client.promote_once(&request, |event| progress.show(event)).await?;
        drop(progress);
        match settled {
            Settled::Answered(answer) => context.answer(&answer.body, |ui| print(ui, &answer.body)),
            Settled::Found { state, lost } => found(&context, "promote", &lost.to_string(), &state),
        }
    })
}

fn print(ui: &Ui, body: &PromoteResponse) {
    let from = body.from.as_deref().map_or("nothing".to_owned(), words::short);
    ui.out(&format!(
        "{} {} is active now, in place of {}",
        Tone::Good.paint("promoted"),
        escape::line(&body.to),
        escape::line(&from)
    ));
    gate::print(ui, &body.gate);
}

/// The answer was lost, and the pointer shows that the request was carried out.
pub(super) fn found(
    context: &Context,
    verb: &str,
    lost: &str,
    state: &ActiveResponse,
) -> Result<Outcome, CommandError> {
    context.ui.warn(&format!("the answer was lost ({})", escape::line(lost)));
    let result =
        json!({"answerLost": true, "signatureId": state.signature_id, "to": state.compiled_id});
    context.answer(&result, |ui| {
        let active = state.compiled_id.as_deref().unwrap_or("the default");
        ui.out(&format!("the {verb} was carried out: {} is active now", escape::line(active)));
    })
}
