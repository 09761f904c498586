//! `dse ops show`

use crate::api::{Empty, ops::ShowResponse};
use crate::command::{CommandError, Context, Outcome, online};
use crate::report::words;
use crate::ui::{Table, Tone, Ui, escape};

/// Show a run and what happened in it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The run's id
    run: String,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let id = args.run.clone();
    online(context, async move |context, client| {
        let shown = client.ops_show(&id, &Empty {}).await?.body;
        context.answer(&shown, |ui| print(ui, &shown))
    })
}

fn print(ui: &Ui, shown: &ShowResponse) {
    let run = &shown.run;
    let tone = match run.status.as_str() {
        "finished" => Tone::Good,
        "failed" => Tone::Bad,
        _ => Tone::Warn,
    };
    ui.out(&format!("{} {}", escape::line(&run.run_id), tone.paint(&escape::line(&run.status))));
    ui.out(&format!("began  {}", words::time(run.started_at_ms)));
    if let Some(ended) = run.ended_at_ms {
        ui.out(&format!("ended  {}", words::time(ended)));
    }
    if let Some(commit) = &run.commit_sha {
        ui.out(&format!("commit {}", escape::line(commit)));
    }
    for id in &run.signature_ids {
        ui.out(&format!("about  {}", escape::line(id)));
    }
    ui.out("");
    let mut table = Table::new(&["when", "level", "phase", "what"]);
    for event in &shown.events {
        table.row([
            words::time(event.ts_ms),
            event.level.clone(),
            event.phase.clone().unwrap_or_default(),
            event.message.clone(),
        ]);
    }
    table.print(ui);
}
