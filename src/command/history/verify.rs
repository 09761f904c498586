//! `dse history verify`

use serde_json::json;

use crate::api::history::{ChainCheck, VerifyRequest};
use crate::command::{CommandError, Context, ErrorKind, Outcome, online};
use crate::model::history::BadLink;
use crate::report::words;
use crate::ui::{Shown, Tone, Ui, escape, shown};

/// Recompute the history hash chain, and name every row that was changed
///
/// Promotions, rollbacks, canaries, gates, calibrations, runs and their events,
/// imports, artifacts and reports are covered, and what is live must be what the
/// history says. Whoever can write the database can also write a whole new chain:
/// note the head outside of it, as reports do, and check against it with --head.
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
        let error = match faults(&check) {
            [first, rest @ ..] => {
                let more = match rest.len() {
                    0 => String::new(),
                    more => format!("; {} more", words::count(more as u64, "fault")),
                };
                let message = format!("the history was changed: {}{more}", told(first));
                Some(("history_changed", message))
            }
            [] if missing => Some((
                "head_not_found",
                "the chain is intact, but the given head is missing: it was truncated or \
                 rewritten"
                    .to_owned(),
            )),
            [] => None,
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

/// All faults; older servers tell the first only.
fn faults(check: &ChainCheck) -> &[BadLink] {
    if check.bad.is_empty() { check.first_bad.as_slice() } else { &check.bad }
}

/// A fault with its table and row.
fn told(bad: &BadLink) -> String {
    let table = bad.table.as_deref().unwrap_or(&bad.kind);
    let link = if bad.seq > 0 { format!(" (link {})", bad.seq) } else { String::new() };
    escape::line(&format!("{table} row {}{link}: {}", bad.row_seq, bad.reason))
}

fn print(ui: &Ui, check: &ChainCheck) {
    if !check.links.is_empty() {
        for link in &check.links {
            ui.out(Shown::json(&json!(link).to_string()));
        }
        return;
    }
    print_check(ui, check);
}

/// Tells people what the check found.
pub fn print_check(ui: &Ui, check: &ChainCheck) {
    for bad in faults(check) {
        ui.out(shown!("{} {}", Tone::Bad.paint("changed"), told(bad)));
    }
    if faults(check).is_empty() {
        ui.out(Tone::Good.paint("the history is intact"));
    }
    ui.out(shown!("links    {}", check.length));
    if check.erased > 0 {
        let rows = words::count(check.erased, "row");
        ui.out(shown!("erased   {}, which lost texts of rows that were forgotten", rows));
    }
    ui.out(shown!("head     {}", check.head));
    if let Some(genesis) = &check.genesis {
        let (rows, since) = (words::count(genesis.rows, "row"), words::time(genesis.created_at_ms));
        ui.out(shown!("genesis  {} from before are covered since {}", rows, since));
    }
}
