//! `dse ops list`

use crate::api::ops::ListRequest;
use crate::command::{CommandError, Context, Outcome, online};
use crate::model::ops::OpsRun;
use crate::model::overnight::Summary;
use crate::report::{ops, words};
use crate::ui::Table;

/// List runs, newest first
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many, 0 to 200
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(0..=200))]
    limit: u32,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = ListRequest { limit: Some(args.limit.into()) };
    online(context, async move |context, client| {
        let list = client.ops_list(&request).await?.body;
        context.answer(&list, |ui| {
            if list.runs.is_empty() {
                ui.out("no runs");
                return;
            }
            let head = ["began (UTC)", "run", "signature", "how it ended", "gain"];
            let mut table = Table::new(&head).whole(1).right(4);
            for run in &list.runs {
                table.row(row(run));
            }
            table.print(ui);
        })
    })
}

fn row(run: &OpsRun) -> [String; 5] {
    let signatures: Vec<&str> =
        run.signature_ids.iter().map(|id| words::short_signature(id)).collect();
    let summary = ops::summary(run);
    let gate = summary.as_ref().and_then(|summary: &Summary| summary.gate.as_ref());
    [
        words::minute(run.started_at_ms),
        run.run_id.clone(),
        signatures.join(", "),
        summary.as_ref().map_or_else(|| run.status.clone(), |summary| ops::outcome(summary).1),
        gate.map_or_else(|| "–".to_owned(), |gate| words::delta(gate.delta)),
    ]
}
