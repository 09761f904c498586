//! `dse ops list`

use crate::api::ops::ListRequest;
use crate::command::{CommandError, Context, Outcome, online};
use crate::report::words;
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
            let mut table = Table::new(&["began", "run", "status"]);
            for run in &list.runs {
                table.row([words::time(run.started_at_ms), run.run_id.clone(), run.status.clone()]);
            }
            table.print(ui);
        })
    })
}
