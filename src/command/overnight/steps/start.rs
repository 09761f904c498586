//! The record of the run is opened.

use serde_json::json;

use crate::command::CommandError;
use crate::command::overnight::failure::Failure;
use crate::command::overnight::session::{Done, Session};

/// Starts the ops run, or goes on with one that was cut off.
pub async fn start(session: &Session) -> Result<(), Failure> {
    session.step("start", open(session)).await
}

async fn open(session: &Session) -> Result<Done<()>, Failure> {
    if let Some(run_id) = &session.plan.resume {
        refuse_ended(session, run_id).await?;
    }
    let answer = session.record.start(&session.plan).await?;
    let run_id = answer.body.run_id;
    let said = if answer.body.existed { format!("going on with {run_id}") } else { run_id.clone() };
    Ok(Done {
        value: (),
        request_id: Some(answer.request_id),
        said,
        detail: json!({"runId": run_id, "resumed": answer.body.existed}),
    })
}

/// A run that has ended is not gone on with. A server that cannot show runs
/// lets us: every step finds what was done before.
async fn refuse_ended(session: &Session, run_id: &str) -> Result<(), Failure> {
    let shown = match session.client.ops_show(run_id, &crate::api::Empty {}).await {
        Ok(answer) => answer.body.run,
        Err(error) if matches!(error.reason, crate::client::Reason::NoSuchEndpoint) => {
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    if shown.status == "running" {
        return Ok(());
    }
    let message = format!("the run {} has ended with status {}", shown.run_id, shown.status);
    Err(CommandError::usage(message).with_hint("start a new one: `dse overnight`").into())
}
