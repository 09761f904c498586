//! `dse ops show`

use crate::api::{Empty, ops::ShowResponse, resolve::IdKind};
use crate::command::{CommandError, Context, Outcome, names, online};
use crate::report::words;
use crate::ui::{Shown, Table, Tone, Ui, shown};

/// Show a run and what happened in it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The run's id, or the front of it
    run: String,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let id = args.run.clone();
    online(context, async move |context, client| {
        let id = names::id(&client, IdKind::Run, &id, None).await?;
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
    ui.out(shown!("{} {}", run.run_id, tone.paint(Shown::line(&run.status))));
    ui.out(shown!("began  {}", words::time(run.started_at_ms)));
    if let Some(ended) = run.ended_at_ms {
        ui.out(shown!("ended  {}", words::time(ended)));
    }
    if let Some(commit) = &run.commit_sha {
        ui.out(shown!("commit {}", commit));
    }
    for id in &run.signature_ids {
        ui.out(shown!("about  {}", id));
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
