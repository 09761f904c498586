//! `dse dataset remove`

use crate::api::examples::{RemoveRequest, RemoveResponse};
use crate::command::{CommandError, Context, ErrorKind, Outcome, names::about};
use crate::model::example::limits::REQUEST_ROWS;
use crate::report::words::count;
use crate::ui::{escape, shown};

/// Take rows out of the dataset that a server holds
///
/// What they were stays in the record of what changed. To erase their texts
/// too, use `dse dataset forget`.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse dataset remove RouteTicket ticket-81 --reason \"a wrong label\""
)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// The exampleIds of the rows
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let args = args.clone();
    about(context, &args.signature.clone(), async move |context, client, signature_id| {
        let mut all = RemoveResponse { signature_id, removed: 0, missing: Vec::new() };
        for ids in args.ids.chunks(REQUEST_ROWS) {
            let request = RemoveRequest {
                signature_id: all.signature_id.clone(),
                example_ids: ids.to_vec(),
                reason: args.reason.clone(),
            };
            let body = client.remove_examples(&request).await?.body;
            all.removed += body.removed;
            all.missing.extend(body.missing);
        }
        let removed = shown!("{} removed", count(all.removed, "row"));
        if all.missing.is_empty() {
            return context.answer(&all, |ui| ui.out(removed));
        }
        let error = missing(&all.missing);
        context.refuse(error, &all, |ui| ui.out(removed))
    })
}

/// That some of the ids are no row's.
pub(super) fn missing(ids: &[String]) -> CommandError {
    let named: Vec<String> = ids.iter().take(3).map(|id| escape::brief(id, 60)).collect();
    let more = match ids.len().saturating_sub(named.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("the server holds no row named {}{more}", named.join(", "));
    CommandError::new(ErrorKind::Refused, "example_not_found", message).with_hint(
        "`dse dataset export SIGNATURE` shows the rows; the others named were dealt with",
    )
}
