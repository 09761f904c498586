//! `dse ops finish`

use serde_json::{Value, json};

use crate::api::{ops::FinishRequest, resolve::IdKind};
use crate::command::{CommandError, Context, Outcome, names, online};

/// End a run
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The run's id
    run: String,
    /// How it ended
    #[arg(long, default_value = "finished", value_parser = ["finished", "failed"])]
    status: String,
    /// A summary as JSON
    #[arg(long, value_name = "JSON", value_parser = super::json)]
    summary: Option<Value>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = FinishRequest {
        run_id: args.run.clone(),
        status: args.status.clone(),
        summary_json: args.summary.clone(),
        links: None,
    };
    online(context, async move |context, client| {
        let run_id = names::id(&client, IdKind::Run, &request.run_id, None).await?;
        let request = FinishRequest { run_id, ..request };
        client.ops_finish(&request).await?;
        let result = json!({"runId": request.run_id, "status": request.status});
        context.answer(&result, |ui| ui.note("recorded"))
    })
}
