//! `dse artifact show`

use super::naming::resolve;
use crate::api::Empty;
use crate::command::{CommandError, Context, Outcome, names::about};

/// Show one artifact: its parameters, what they were made from and what they reached
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// The artifact: an id, `active` for what runs now, `winner` for what the
    /// newest compile chose
    artifact: String,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let name = args.artifact.clone();
    about(context, &args.signature, async move |context, client, signature_id| {
        let compiled_id = resolve(&client, &signature_id, &name).await?;
        let shown = client.artifact(&compiled_id, &signature_id, &Empty {}).await?.body;
        let document = serde_json::to_value(&shown.artifact).expect("artifacts serialize to JSON");
        context.answer(&shown, |ui| ui.document(&document))
    })
}
