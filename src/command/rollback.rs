//! `dse rollback`

use super::{CommandError, Context, Outcome, names::about, rollout};
use crate::api::rollout::RollbackRequest;
use crate::ui::{escape, shown};

/// Restore the previously active version
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  dse rollback RouteTicket --reason \"too many refunds\"")]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// Why, for the history
    #[arg(long)]
    reason: Option<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let reason = args.reason.clone();
    about(context, &args.signature, async move |context, client, signature_id| {
        let request = RollbackRequest { signature_id, reason };
        let body = rollout::rollback(&context.ui, &client, &request).await?.body;
        context.answer(&body, |ui| {
            let name = |id: &Option<String>| {
                escape::line(id.as_deref().unwrap_or("the signature's defaults"))
            };
            ui.out(shown!("active   {}", name(&body.to)));
            ui.out(shown!("previous {}", name(&body.from)));
        })
    })
}
