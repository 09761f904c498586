//! `dse artifact list`

use crate::api::artifact::{ArtifactRow, ListRequest};
use crate::command::{CommandError, Context, Outcome, names::about};
use crate::report::words;
use crate::ui::{Table, Ui};

/// List the artifacts of a signature, newest first
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// How many, 0 to 200
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(0..=200))]
    limit: u32,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let limit = Some(args.limit.into());
    about(context, &args.signature, async move |context, client, signature_id| {
        let list = client.artifacts(&ListRequest { signature_id, limit }).await?.body;
        context.answer(&list, |ui| print(ui, &list.artifacts))
    })
}

fn print(ui: &Ui, artifacts: &[ArtifactRow]) {
    if artifacts.is_empty() {
        ui.out("no artifacts");
        return;
    }
    let mut table = Table::new(&["when (UTC)", "artifact", "made by", "reward", ""]).whole(1);
    for row in artifacts {
        table.row([
            words::time(row.created_at_ms).trim_end_matches(" UTC").to_owned(),
            row.compiled_id.clone(),
            row.optimizer_id.clone(),
            row.reward.map_or_else(|| "-".to_owned(), |reward| format!("{reward:.3}")),
            if row.active { "active".to_owned() } else { String::new() },
        ]);
    }
    table.print(ui);
}
