//! `dse canary stop`

use crate::api::canary::StopRequest;
use crate::client::Client;
use crate::command::{CommandError, Context, Outcome, names::about, rollout};

/// Stop the canary of a signature; what was active stays active
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// Why, for the history
    #[arg(long)]
    reason: Option<String>,
    /// Stop it only if it belongs to this ops run
    #[arg(long, value_name = "RUN")]
    ops_run: Option<String>,
    /// Stop it only if it has this salt
    #[arg(long)]
    salt: Option<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = StopRequest {
        reason: args.reason.clone(),
        if_salt: args.salt.clone(),
        if_owner_run_id: args.ops_run.clone(),
        ..StopRequest::default()
    };
    about(context, &args.signature, async move |context, client, signature_id| {
        let request = StopRequest { signature_id, ..request };
        refuse_others(&client, &request).await?;
        let stopped = client.canary_stop(&request).await?.body;
        context.answer(&stopped, |ui| {
            ui.out(if stopped.existed { "the canary is stopped" } else { "no canary was running" });
        })
    })
}

/// Servers that know no conditions stop whatever runs, so that it is looked at
/// first.
async fn refuse_others(client: &Client, request: &StopRequest) -> Result<(), CommandError> {
    let StopRequest { if_salt, if_owner_run_id, .. } = request;
    if if_salt.is_none() && if_owner_run_id.is_none() {
        return Ok(());
    }
    let Some(running) = rollout::canary(client, &request.signature_id).await? else {
        return Ok(());
    };
    let salt = if_salt.as_ref().is_none_or(|salt| *salt == running.salt);
    let owner = if_owner_run_id.is_none() || *if_owner_run_id == running.owner_run_id;
    if salt && owner { Ok(()) } else { Err(rollout::other_canary(&running)) }
}
