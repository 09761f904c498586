//! `dse blob`

use serde_json::json;

use super::{CommandError, Context, Outcome, names, online};
use crate::api::resolve::IdKind;

/// Read the texts that a prediction stored
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Show(ShowArgs),
}

/// Print a blob of a receipt's run
///
/// To a file or a program the text goes to the letter; on a terminal control
/// characters show escaped.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// The receipt whose run stored the blob
    receipt: String,
    /// The blob's id
    blob: String,
}

pub fn run(context: &Context, command: &Command) -> Result<Outcome, CommandError> {
    let Command::Show(args) = command;
    let (receipt, blob) = (args.receipt.clone(), args.blob.clone());
    online(context, async move |context, client| {
        let receipt = names::id(&client, IdKind::Receipt, &receipt, None).await?;
        let blob = names::id(&client, IdKind::Blob, &blob, Some(&receipt)).await?;
        let text = client.blob(&receipt, &blob).await?.body;
        let result = json!({"receiptId": receipt, "blobId": blob, "text": text});
        context.answer(&result, |ui| ui.data(text.as_bytes()))
    })
}
