//! `dse canary status`

use crate::api::canary::StatusRequest;
use crate::command::{CommandError, Context, Outcome, gate, names::about};

/// Show the canary of a signature
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    about(context, &args.signature, async move |context, client, signature_id| {
        let request = StatusRequest { signature_id };
        let status = client.canary_status(&request).await?.body;
        context.answer(&status, |ui| match &status.canary {
            Some(canary) => {
                super::print(ui, canary);
                if let Some(evidence) = status.weighed() {
                    gate::print_proof(ui, &evidence.words());
                }
            }
            None => ui.out("no canary runs"),
        })
    })
}
