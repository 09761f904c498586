//! `dse history verify`

use serde_json::json;

use crate::api::history::{ChainCheck, VerifyRequest};
use crate::command::{CommandError, Context, ErrorKind, Outcome, online};
use crate::report::words::count;
use crate::ui::{Shown, Tone, Ui, escape, shown};

/// Recompute the history hash chain and name the first row that was changed
///
/// Every promotion, rollback, canary change, gate and ops event is a link. Whoever
/// can write the database can also write a whole new chain: note the head outside
/// of it, as reports do, and check against it with --head.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A head that was noted earlier, which the chain must still contain
    #[arg(long, value_name = "HASH")]
    head: Option<String>,
    /// Write the links with their rows, one JSON object a line
    #[arg(long)]
    export: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request =
        VerifyRequest { head: args.head.clone(), export: args.export.then(|| "1".to_owned()) };
    online(context, async move |context, client| {
        let check = client.history_verify(&request).await?.body;
        let missing = request.head.is_some() && !check.head_found;
        let error = match &check.first_bad {
            Some(bad) => Some((
                "history_changed",
                format!(
                    "the history was changed: link {}, {} row {}: {}",
                    bad.seq,
                    bad.kind,
                    bad.row_seq,
                    escape::line(&bad.reason)
                ),
            )),
            None if missing => Some((
                "head_not_found",
                "the chain holds together, but the given head is missing: the chain was truncated or rewritten".to_owned(),
            )),
            None => None,
        };
        match error {
            None => context.answer(&check, |ui| print(ui, &check)),
            Some((code, message)) => {
                let error = CommandError::new(ErrorKind::Refused, code, message)
                    .with_hint("compare with a backup or an earlier `--export`");
                context.refuse(error, &check, |ui| print(ui, &check))
            }
        }
    })
}

fn print(ui: &Ui, check: &ChainCheck) {
    if !check.links.is_empty() {
        for link in &check.links {
            ui.out(Shown::json(&json!(link).to_string()));
        }
        return;
    }
    if check.first_bad.is_none() {
        ui.out(Tone::Good.paint("the history holds together"));
    }
    ui.out(shown!("links    {}", check.length));
    if check.erased > 0 {
        let rows = count(check.erased, "row");
        ui.out(shown!("erased   {}, which lost texts of rows that were forgotten", rows));
    }
    ui.out(shown!("head     {}", check.head));
}
