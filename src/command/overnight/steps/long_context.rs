//! The second track: long threads are recapped step by step, and what each run
//! left behind is read back from outside, as anybody could.

use serde_json::json;

use crate::api::Empty;
use crate::api::error::Code;
use crate::api::examples::ImportRequest;
use crate::api::exercise::{PredictRequest, PredictResponse};
use crate::client::Answer;
use crate::command::overnight::failure::Failure;
use crate::command::overnight::session::{Done, Session};
use crate::command::{CommandError, ErrorKind, rollout};
use crate::model::blob::BlobRef;
use crate::model::overnight::{LongContextRun, Outcome};
use crate::model::receipt::{Receipt, ResultTag};
use crate::model::trace::Trace;
use crate::report::words;

/// Recap a thread each: the first by its own parameters, the second, which is
/// direct unless it was compiled otherwise, by the strategy that is asked for.
const SIGNATURES: [&str; 2] =
    ["@openagents/autopilot/rlm/SummarizeThread.v1", "@openagents/autopilot/canary/RecapThread.v1"];
const STRATEGY: &str = "rlm_lite.v1";
/// A model may miss once without anything being broken.
const TRIES: u32 = 3;

/// Sends predictions and reads their receipts, budget counters, traces and texts
/// back. One that ended badly proves nothing.
pub async fn prove(session: &Session) -> Result<(), Failure> {
    if !session.plan.long_context {
        return Ok(());
    }
    session.step("long-context", work(session)).await
}

async fn work(session: &Session) -> Result<Done<()>, Failure> {
    let (mut runs, mut said, mut request_id) = (Vec::new(), Vec::new(), None);
    for signature_id in SIGNATURES {
        let name = words::short_signature(signature_id);
        match prove_one(session, signature_id).await? {
            Proven::Ran { run, request } => {
                said.push(format!("{name}: {}", told(&run)));
                request_id.get_or_insert(request);
                runs.push(*run);
            }
            Proven::Not(why) => said.push(format!("{name}: {why}")),
        }
    }
    let Some(first) = runs.first() else {
        return Err(failed(format!("no long-context run could be read back: {}", said.join("; "))));
    };
    // The first also stands by itself, as runs with one signature had it.
    let mut detail = json!(first);
    detail["runs"] = json!(runs);
    detail["said"] = json!(said);
    let by = session.model().filter(|model| model.starts_with("nearest"));
    if by.is_some() {
        said.push("the model is `nearest`, which searches and copies; no LLM was asked".to_owned());
    }
    Ok(Done { value: (), request_id, said: said.join("; "), detail })
}

/// What became of one signature.
enum Proven {
    Ran {
        run: Box<LongContextRun>,
        request: String,
    },
    /// The server cannot run it this way, for this reason.
    Not(String),
}

fn told(run: &LongContextRun) -> String {
    let usage = &run.budget.usage;
    format!(
        "answered after {} and {}; {} and {} read back",
        words::count(usage.rlm_iterations, "iteration"),
        words::count(usage.lm_calls, "model call"),
        words::count(run.trace_events, "trace event"),
        words::count(run.blobs_read, "text"),
    )
}

async fn prove_one(session: &Session, signature_id: &str) -> Result<Proven, Failure> {
    for tries in 1..=TRIES {
        let answer = match exercise(session, signature_id).await {
            Ok(answer) => answer,
            Err(error) if error.code == Code::UnknownSignature.wire() => {
                return Ok(Proven::Not("the server does not know it".to_owned()));
            }
            Err(error) => return Err(error.into()),
        };
        let id = answer.body.receipt_ids.first();
        let id = id.ok_or_else(|| failed(format!("{signature_id} left no receipt")))?;
        let found = session.client.receipt(id, &Empty {}).await?.body.receipt;
        let receipt = found.ok_or_else(|| failed(format!("receipt {id} cannot be read back")))?;
        if receipt.strategy_id != STRATEGY {
            // Servers without strategies by request run what its parameters say.
            return Ok(Proven::Not(format!(
                "this server runs it by {}, and takes no strategy with a request; a compiled \
                 artifact with {STRATEGY} is read back",
                receipt.strategy_id
            )));
        }
        if let ResultTag::Error { error_name, message, .. } = &receipt.result {
            if tries < TRIES {
                continue;
            }
            let message = format!(
                "{} ended {TRIES} times without an answer, at last with {error_name}: {} (receipt {id})",
                words::short_signature(signature_id),
                crate::ui::escape::brief(message, 200),
            );
            let error =
                CommandError { request_id: Some(answer.request_id), ..*failed(message).error };
            return Err(Failure::new(Outcome::ChecksFailed, error));
        }
        let (trace, blobs_read) = read_back(session, &receipt).await?;
        let run = LongContextRun {
            signature_id: signature_id.to_owned(),
            receipt_id: id.clone(),
            strategy_id: receipt.strategy_id,
            result: receipt.result,
            budget: receipt.budget,
            rlm_trace: receipt.rlm_trace,
            trace_events: trace.events.len() as u64,
            blobs_read,
            tries,
            request_id: answer.request_id.clone(),
        };
        return Ok(Proven::Ran { run: Box::new(run), request: answer.request_id });
    }
    unreachable!("the last try returns")
}

/// Sends one prediction. A server without rows of the signature gets one of the
/// shipped ones first.
async fn exercise(
    session: &Session,
    signature_id: &str,
) -> Result<Answer<PredictResponse>, CommandError> {
    let request = PredictRequest {
        signature_id: signature_id.to_owned(),
        count: Some(1.0),
        strategy_id: Some(STRATEGY.to_owned()),
        ..PredictRequest::default()
    };
    let (ui, client) = (&session.context.ui, &session.client);
    match rollout::exercise(ui, client, &request).await {
        Err(error) if error.code == Code::NoExamples.wire() => {
            bring_a_row(session, signature_id).await?;
            rollout::exercise(ui, client, &request).await
        }
        answer => answer,
    }
}

async fn bring_a_row(session: &Session, signature_id: &str) -> Result<(), CommandError> {
    let shipped = crate::catalog::shipped_dataset(signature_id).expect("the dataset is shipped");
    let row = shipped.lines().next().expect("it has rows");
    let import = ImportRequest {
        signature_id: signature_id.to_owned(),
        jsonl: Some(row.to_owned()),
        source: Some("fixture:shipped".to_owned()),
        ops_run_id: session.record.run_id().map(str::to_owned),
        ..ImportRequest::default()
    };
    session.client.import(&import).await?;
    Ok(())
}

/// Holds the receipt against itself, the trace that it names, and the texts that
/// the run read. Gives the trace and the number of texts.
async fn read_back(session: &Session, receipt: &Receipt) -> Result<(Trace, u64), Failure> {
    let usage = &receipt.budget.usage;
    if usage.rlm_iterations == 0 || usage.lm_calls < usage.rlm_iterations {
        let message = format!(
            "the budget counters make no sense: {} iterations, {} model calls",
            usage.rlm_iterations, usage.lm_calls
        );
        return Err(failed(message));
    }
    let kept = receipt.rlm_trace.as_ref().ok_or_else(|| failed("the receipt names no trace"))?;
    let text = blob(session, receipt, &kept.blob.id, "trace").await?;
    let trace = Trace::parse(&text).map_err(|error| failed(error.to_string()))?;
    let events = trace.events.len() as u64;
    if events != kept.event_count {
        let message = format!("{events} of {} trace events came back", kept.event_count);
        return Err(failed(message));
    }
    let input = trace.input().ok_or_else(|| failed("the trace holds no input"))?;
    if trace.output().is_none() {
        return Err(failed("the trace holds no final answer"));
    }
    let texts = BlobRef::within(input);
    for reference in &texts {
        blob(session, receipt, &reference.id, "text").await?;
    }
    let count = texts.len() as u64;
    Ok((trace, count))
}

/// A stored text of the run, which must be the one that its id names.
async fn blob(
    session: &Session,
    receipt: &Receipt,
    id: &str,
    what: &str,
) -> Result<String, Failure> {
    let text = session.client.blob(&receipt.receipt_id, id).await?.body;
    if BlobRef::of(&text, None).id != id {
        return Err(failed(format!("the {what} that came back is not the one that {id} names")));
    }
    Ok(text)
}

fn failed(message: impl Into<String>) -> Failure {
    let error = CommandError::new(ErrorKind::Refused, "long_context_failed", message)
        .with_hint("`dse receipt list` and `dse trace show` show what the server has kept");
    Failure::new(Outcome::ChecksFailed, error)
}
