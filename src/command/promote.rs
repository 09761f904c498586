//! `dse promote`

use super::gate::{self, GateArgs};
use super::{CommandError, Context, Outcome, online, rollout};
use crate::api::rollout::PromoteRequest;
use crate::ui::{Tone, escape};

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
        if_salt: None,
    };
    online(context, async move |context, client| {
        gate::stand_in(&client, &request.signature_id, &request.compiled_id, &request.gate).await?;
        let body = rollout::promote(&context.ui, &client, &request).await?.body;
        context.answer(&body, |ui| {
            ui.out(&Tone::Good.paint("promoted"));
            ui.out(&format!("active   {}", escape::line(&body.to)));
            let from = body.from.as_deref().unwrap_or("nothing, not even the defaults");
            ui.out(&format!("before   {}", escape::line(from)));
            gate::print(ui, body.gate.as_ref());
        })
    })
}
