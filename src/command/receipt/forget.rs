//! `dse receipt forget`

use crate::api::{receipts::ForgetRequest, resolve::IdKind};
use crate::command::{CommandError, Context, Outcome, names, online};
use crate::report::words::count;
use crate::ui::shown;

/// Erase the inputs, outputs and texts of predictions
///
/// Receipts stay with their hashes, and so does what was counted. Of an
/// application's predictions only; rows of a dataset are forgotten with
/// `dse dataset forget`.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("whose").required(true)))]
pub struct Args {
    /// The receipt's id, or the front of it
    #[arg(group = "whose")]
    receipt: Option<String>,
    /// All predictions of a thread
    #[arg(long, value_name = "ID", group = "whose")]
    thread: Option<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let (receipt, thread_id) = (args.receipt.clone(), args.thread.clone());
    online(context, async move |context, client| {
        let (kind, id) = match (&receipt, thread_id) {
            (Some(id), _) => ("receipt", names::id(&client, IdKind::Receipt, id, None).await?),
            (None, thread) => ("thread", thread.unwrap_or_default()),
        };
        let request = ForgetRequest { kind: kind.to_owned(), id };
        let body = client.forget_receipts(&request).await?.body;
        let told = count(body.receipts, "receipt");
        context.answer(&body, |ui| ui.out(shown!("the texts of {} are erased", told)))
    })
}
