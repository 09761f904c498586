//! `dse canary stop`

use crate::api::canary::StopRequest;
use crate::command::{CommandError, Context, Outcome, online};

/// Stop the canary of a signature; what was active stays active
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// Why, for the history
    #[arg(long)]
    reason: Option<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = StopRequest { signature_id: args.signature.clone(), reason: args.reason.clone() };
    online(context, async move |context, client| {
        let stopped = client.canary_stop(&request).await?.body;
        context.answer(&stopped, |ui| {
            ui.out(if stopped.existed { "the canary is stopped" } else { "no canary ran" });
        })
    })
}
