//! `dse ops event`

use serde_json::{Value, json};

use crate::api::{ops::EventRequest, resolve::IdKind};
use crate::command::{CommandError, Context, Outcome, names, online};

/// Add an event to a run
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The run's id
    run: String,
    /// What happened
    message: String,
    /// How serious it is
    #[arg(long, default_value = "info", value_parser = ["info", "warn", "error"])]
    level: String,
    /// The part of the run that it belongs to
    #[arg(long)]
    phase: Option<String>,
    /// Details as JSON
    #[arg(long = "json", value_name = "JSON", value_parser = super::json)]
    details: Option<Value>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = EventRequest {
        run_id: args.run.clone(),
        level: Some(args.level.clone()),
        phase: args.phase.clone(),
        message: args.message.clone(),
        json: args.details.clone(),
        ts_ms: None,
    };
    online(context, async move |context, client| {
        let run_id = names::id(&client, IdKind::Run, &request.run_id, None).await?;
        let request = EventRequest { run_id, ..request };
        client.ops_event(&request).await?;
        context.answer(&json!({"runId": request.run_id}), |ui| ui.note("recorded"))
    })
}
