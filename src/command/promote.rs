//! `dse promote`

use super::gate::{self, GateArgs};
use super::{CommandError, Context, Outcome, online, rollout};
use crate::api::rollout::PromoteRequest;
use crate::ui::shown;

/// Make a candidate active, behind the gate
///
/// What passes is shown to be better than what is live on the held-out rows
/// (`[gate]` in dse.toml). Exit code 5 says that it is not shown.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id
    signature: String,
    /// The artifact to make active
    #[arg(long, value_name = "ID")]
    compiled: String,
    /// Let pass what is not shown to be worse, too
    #[arg(long)]
    accept_not_worse: bool,
    #[command(flatten)]
    gate: GateArgs,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let criteria = args.gate.promotion(&context.config, args.accept_not_worse);
    let request = PromoteRequest {
        signature_id: args.signature.clone(),
        compiled_id: args.compiled.clone(),
        gate: criteria.request.clone(),
        if_salt: None,
    };
    online(context, async move |context, client| {
        let (signature_id, compiled_id) = (&request.signature_id, &request.compiled_id);
        gate::stand_in(&context.ui, &client, signature_id, compiled_id, &criteria).await?;
        let body = rollout::promote(&context.ui, &client, &request).await?.body;
        context.answer(&body, |ui| {
            ui.out(gate::painted("promoted", body.gate.as_ref()));
            ui.out(shown!("active   {}", body.to));
            let from = body.from.as_deref().unwrap_or("none");
            ui.out(shown!("previous {}", from));
            gate::print(ui, body.gate.as_ref());
        })
    })
}
