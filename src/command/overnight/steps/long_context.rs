//! The second track: a long thread is summarised step by step, and what the
//! run left behind is read back from outside, as anybody could.

use serde_json::json;

use crate::api::{
    Empty,
    examples::{ImportRequest, ListRequest},
    exercise::PredictRequest,
};
use crate::command::overnight::failure::Failure;
use crate::command::overnight::session::{Done, Session};
use crate::command::{CommandError, ErrorKind, rollout};
use crate::model::blob::BlobRef;
use crate::model::overnight::Outcome;
use crate::model::receipt::{Receipt, ResultTag};
use crate::model::trace::Trace;
use crate::report::words;

/// Recaps a thread; its parameters ask for the strategy below.
const SIGNATURE: &str = "@openagents/autopilot/rlm/SummarizeThread.v1";
const STRATEGY: &str = "rlm_lite.v1";
/// Sends one prediction and reads its receipt, budget counters and trace back.
pub async fn prove(session: &Session) -> Result<(), Failure> {
    if !session.plan.long_context {
        return Ok(());
    }
    session.step("long-context", work(session)).await
}

async fn work(session: &Session) -> Result<Done<()>, Failure> {
    bring_a_row(session).await?;
    let request = PredictRequest {
        signature_id: SIGNATURE.to_owned(),
        count: Some(1.0),
        ..PredictRequest::default()
    };
    let answer = rollout::exercise(&session.context.ui, &session.client, &request).await?;
    let id = answer.body.receipt_ids.first().ok_or_else(|| failed("the run left no receipt"))?;
    let found = session.client.receipt(id, &Empty {}).await?.body.receipt;
    let receipt = found.ok_or_else(|| failed(format!("receipt {id} cannot be read back")))?;
    let trace = read_back(session, &receipt).await?;

    let usage = &receipt.budget.usage;
    let ended = match &receipt.result {
        ResultTag::Ok => "ok".to_owned(),
        // That is no fault of the record, which says so.
        ResultTag::Error { error_name, .. } => format!("ended with {error_name}"),
    };
    let said = format!(
        "{ended}, {}, {}, {} read back",
        words::count(usage.rlm_iterations, "iteration"),
        words::count(usage.lm_calls, "model call"),
        words::count(trace.events.len() as u64, "trace event"),
    );
    let detail = json!({
        "signatureId": SIGNATURE,
        "receiptId": id,
        "strategyId": receipt.strategy_id,
        "result": receipt.result,
        "budget": receipt.budget,
        "rlmTrace": receipt.rlm_trace,
    });
    Ok(Done { value: (), request_id: Some(answer.request_id), said, detail })
}

/// Where the server knows no thread, one of the shipped ones is brought in.
async fn bring_a_row(session: &Session) -> Result<(), Failure> {
    let request = ListRequest {
        signature_id: SIGNATURE.to_owned(),
        limit: Some(1.0),
        ..ListRequest::default()
    };
    if !session.client.examples(&request).await?.body.examples.is_empty() {
        return Ok(());
    }
    let shipped = crate::catalog::shipped_dataset(SIGNATURE).expect("the dataset is shipped");
    let row = shipped.lines().next().expect("it has rows");
    let import = ImportRequest {
        signature_id: SIGNATURE.to_owned(),
        jsonl: Some(row.to_owned()),
        source: Some("fixture:shipped".to_owned()),
        ops_run_id: session.record.run_id().map(str::to_owned),
        ..ImportRequest::default()
    };
    session.client.import(&import).await?;
    Ok(())
}

/// Holds the receipt against itself and against the trace that it names.
async fn read_back(session: &Session, receipt: &Receipt) -> Result<Trace, Failure> {
    if receipt.strategy_id != STRATEGY {
        let message = format!("the run took {}, not {STRATEGY}", receipt.strategy_id);
        return Err(failed(message));
    }
    let usage = &receipt.budget.usage;
    if usage.rlm_iterations == 0 || usage.lm_calls < usage.rlm_iterations {
        let message = format!(
            "the budget counters make no sense: {} iterations, {} model calls",
            usage.rlm_iterations, usage.lm_calls
        );
        return Err(failed(message));
    }
    let kept = receipt.rlm_trace.as_ref().ok_or_else(|| failed("the receipt names no trace"))?;
    let text = session.client.blob(&receipt.receipt_id, &kept.blob.id).await?.body;
    if BlobRef::of(&text, None).id != kept.blob.id {
        return Err(failed("the trace that came back is not the one that the receipt names"));
    }
    let trace = Trace::parse(&text).map_err(|error| failed(error.to_string()))?;
    let events = trace.events.len() as u64;
    if events != kept.event_count || trace.input().is_none() {
        let message = format!("{events} of {} trace events came back", kept.event_count);
        return Err(failed(message));
    }
    Ok(trace)
}

fn failed(message: impl Into<String>) -> Failure {
    let error = CommandError::new(ErrorKind::Refused, "long_context_failed", message)
        .with_hint("`dse receipt list` and `dse trace show` show what the server has kept");
    Failure::new(Outcome::ChecksFailed, error)
}
