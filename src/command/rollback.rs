//! `dse rollback`

use super::{CommandError, Context, Outcome, online, rollout};
use crate::api::rollout::RollbackRequest;
use crate::ui::{escape, shown};

/// Make active again what was active before
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id
    signature: String,
    /// Why, for the history
    #[arg(long)]
    reason: Option<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request =
        RollbackRequest { signature_id: args.signature.clone(), reason: args.reason.clone() };
    online(context, async move |context, client| {
        let body = rollout::rollback(&context.ui, &client, &request).await?.body;
        context.answer(&body, |ui| {
            let name = |id: &Option<String>| {
                escape::line(id.as_deref().unwrap_or("the signature's defaults"))
            };
            ui.out(shown!("active   {}", name(&body.to)));
            ui.out(shown!("before   {}", name(&body.from)));
        })
    })
}
