//! One live prediction.

use std::{sync::Arc, time::Duration};

use futures::{FutureExt, future::BoxFuture};
use serde_json::Value;
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};
use tracing::Instrument;

use super::{
    flights::{Flight, Found, Outcome},
    sink::LiveSink,
    snapshot::{self, Chosen},
    watched::Watched,
};
use crate::{
    api::{
        error::Code,
        predict::{BlobText, Timing},
    },
    engine::{
        core::budget::BudgetExceeded,
        memory::{MemoryBlobs, MemoryVars, NoReceipts},
        ports::BlobStore,
        predict::{self as engine, PredictEnv, PredictRequest},
    },
    lm::{LmErrorKind, Pieces},
    model::receipt::{Receipt, ResultTag, ServedArm, Serving, Usage},
    server::{App, Failure, app::Known},
};

/// What an endpoint wants predicted.
pub struct Wanted {
    pub signature_id: String,
    pub input: Value,
    pub thread_id: String,
    pub receipt_id: String,
    /// The artifact to run, in place of what the rollout chooses.
    pub pin: Option<String>,
    pub timeout: Option<Duration>,
    /// Nothing is stored and nothing is counted.
    pub dry_run: bool,
    /// Whether input and output are kept beside the receipt, in place of the
    /// server's own rule.
    pub keep: Option<bool>,
    pub blobs: Vec<BlobText>,
    /// What the receipt says of the request; the arm is filled in.
    pub serving: Serving,
    pub joining: Option<Joining>,
    /// Who reads the answer along, as the model writes it.
    pub pieces: Pieces,
}

/// How a repetition of the request finds the first one.
pub struct Joining {
    pub key: String,
    /// The hash of what is asked.
    pub asks: [u8; 32],
    /// This may be a repetition; else it only may be repeated.
    pub repeats: bool,
    /// The receipt's id is the client's own, so that the store may know it.
    pub by_receipt: bool,
}

/// What came of a prediction that was begun.
pub struct Answered {
    /// `None` for a dry run, of which nothing is stored.
    pub receipt_id: Option<String>,
    pub thread_id: String,
    pub signature_id: String,
    pub compiled_id: String,
    pub arm: ServedArm,
    pub result: Result<Value, Failure>,
    pub usage: Option<Usage>,
    pub spend_usd: Option<f64>,
    pub repairs: u64,
    pub timing: Timing,
}

/// Predicts, or joins the prediction that this request repeats; tells which.
/// The model call ends when all who wait for it are gone.
///
/// # Errors
/// When nothing was begun: the request is wrong, or there is no room for it.
pub async fn predict(app: &Arc<App>, wanted: Wanted) -> Result<(Arc<Answered>, bool), Failure> {
    let outcome = admit(app, wanted).await;
    match &outcome {
        Ok((_, true)) => app.live.metrics.joined(),
        Ok((answered, false)) => app.live.metrics.answered(answered),
        Err(failure) => app.live.metrics.rejected(failure.code),
    }
    outcome
}

async fn admit(app: &Arc<App>, wanted: Wanted) -> Result<(Arc<Answered>, bool), Failure> {
    let known = app.signature(&wanted.signature_id)?;
    let input = known.contract.input_schema().decode(&wanted.input);
    input.map_err(|mismatch| {
        Failure::new(Code::InputMismatch, format!("the input does not fit: {mismatch}"))
    })?;
    let joining = wanted.joining.as_ref().map(|j| (j.key.clone(), j.asks, j.repeats));
    let Some((key, asks, repeats)) = joining else {
        let (outcome, _interest) = begin(app, wanted);
        return Ok((outcome.await?, false));
    };
    let mut begun = None;
    let start = || {
        let (outcome, interest) = begin(app, wanted);
        let flight = Flight::new(outcome.shared(), asks, &interest);
        begun = Some((flight.clone(), interest));
        flight
    };
    if repeats {
        match app.live.flights.join(&key, asks, start) {
            Found::Same(flight, _interest) => return Ok((flight.outcome.await?, true)),
            Found::Other => {
                let message = "this receiptId or Idempotency-Key was used for another request; draw a new one";
                return Err(Failure::new(Code::ReceiptMismatch, message));
            }
            Found::Nothing => {}
        }
    } else {
        let flight = start();
        app.live.flights.remember(&key, flight);
    }
    let (flight, _interest) = begun.expect("a flight was started");
    Ok((flight.outcome.await?, false))
}

/// Starts the work as a task of its own. It ends early when what is returned
/// with it is dropped.
fn begin(app: &Arc<App>, wanted: Wanted) -> (BoxFuture<'static, Outcome>, Arc<DropGuard>) {
    let left = CancellationToken::new();
    let interest = Arc::new(left.clone().drop_guard());
    let (shared, killed) = (Arc::clone(app), app.killed.clone());
    let work = async move {
        tokio::select! {
            outcome = run(&shared, wanted, left) => outcome.map(Arc::new),
            () = killed.cancelled() => Err(Failure::new(Code::Unavailable, "the server was stopped")),
        }
    };
    let task = app.tasks.spawn(work.in_current_span());
    let ended = async { task.await.unwrap_or_else(|error| Err(Failure::internal(&error))) };
    (ended.boxed(), interest)
}

async fn run(app: &App, wanted: Wanted, left: CancellationToken) -> Result<Answered, Failure> {
    let started = Instant::now();
    let known = app.signature(&wanted.signature_id)?;
    if wanted.joining.as_ref().is_some_and(|joining| joining.by_receipt)
        && let Some(answered) = earlier(app, &wanted).await?
    {
        return Ok(answered);
    }
    let _turn = tokio::select! {
        turn = app.live.turns.take() => turn?,
        () = left.cancelled() => return Err(Failure::new(Code::Unavailable, "the client left")),
    };
    let chosen = match &wanted.pin {
        Some(compiled_id) => snapshot::pinned(app, known, compiled_id).await?,
        None => snapshot::choose(app, known, &wanted.thread_id).await?,
    };
    let deadline = wanted.timeout.map(|timeout| started + timeout);
    let lm = Watched::new(app.lm.as_ref(), &left, deadline);
    let work = Work { app, known, wanted: &wanted, chosen: &chosen, left: &left, lm: &lm };
    let (result, receipt) = work.predict(&wanted.receipt_id).await?;
    let (total, spent) = (started.elapsed(), lm.spent());
    Ok(Answered {
        receipt_id: (!wanted.dry_run).then_some(wanted.receipt_id),
        compiled_id: chosen.ready.compiled_id.clone(),
        arm: chosen.arm,
        usage: receipt.usage,
        spend_usd: receipt.spend_usd,
        repairs: receipt.repair_count.unwrap_or_default(),
        timing: Timing {
            total_ms: total.as_secs_f64() * 1e3,
            lm_ms: spent.as_secs_f64() * 1e3,
            overhead_us: total.saturating_sub(spent).as_micros() as u64,
        },
        result,
        thread_id: wanted.thread_id,
        signature_id: wanted.signature_id,
    })
}

/// A prediction with all that it needs.
struct Work<'a> {
    app: &'a App,
    known: &'a Known,
    wanted: &'a Wanted,
    chosen: &'a Chosen,
    left: &'a CancellationToken,
    lm: &'a Watched<'a>,
}

impl Work<'_> {
    /// # Errors
    /// When it has left no receipt.
    async fn predict(
        &self,
        receipt_id: &str,
    ) -> Result<(Result<Value, Failure>, Receipt), Failure> {
        let Self { app, wanted, .. } = self;
        let clock = app.clock.as_ref();
        if wanted.dry_run {
            let (blobs, vars) = (MemoryBlobs::default(), MemoryVars::default());
            put_blobs(&blobs, &wanted.blobs).await?;
            let (receipts, tools) = (&NoReceipts, None);
            let env =
                PredictEnv { lm: self.lm, blobs: &blobs, vars: &vars, receipts, tools, clock };
            return self.ask(env, receipt_id).await;
        }
        let thread_id = wanted.thread_id.as_str();
        let blobs = app.store.blobs(thread_id, receipt_id);
        put_blobs(&blobs, &wanted.blobs).await?;
        let serving = Serving { arm: self.chosen.arm, ..wanted.serving.clone() };
        let receipts = LiveSink {
            store: &app.store,
            thread_id,
            serving: &serving,
            counts_for: self.chosen.counts_for.as_deref(),
            left: self.left,
            input: &wanted.input,
            keep: wanted.keep,
            live: &app.live,
        };
        let env = PredictEnv {
            lm: self.lm,
            blobs: &blobs,
            vars: &app.store.vars(thread_id, receipt_id),
            receipts: &receipts,
            tools: None,
            clock,
        };
        self.ask(env, receipt_id).await
    }

    async fn ask(
        &self,
        env: PredictEnv<'_>,
        receipt_id: &str,
    ) -> Result<(Result<Value, Failure>, Receipt), Failure> {
        let ready = &self.chosen.ready;
        let contract = &self.known.contract;
        let request = PredictRequest::with_defaults(contract, &self.wanted.input, receipt_id)
            .pinned(&ready.compiled_id, &ready.params)
            .planned(ready.plan.as_ref())
            .read_by(&self.wanted.pieces);
        match engine::predict(env, request).await {
            Ok(prediction) => Ok((Ok(prediction.output), prediction.receipt)),
            Err(error) => {
                let failure = failure_of(&error.failure);
                let receipt = error.receipt.ok_or_else(|| failure.clone())?;
                tracing::warn!(receipt_id, name = error.failure.name(), error = %error.failure, "a prediction failed");
                Ok((Err(failure), *receipt))
            }
        }
    }
}

async fn put_blobs(store: &dyn BlobStore, blobs: &[BlobText]) -> Result<(), Failure> {
    for blob in blobs {
        store.put_text(&blob.text, blob.mime.as_deref()).await?;
    }
    Ok(())
}

/// What an earlier request of that receipt id was answered, where it is known.
async fn earlier(app: &App, wanted: &Wanted) -> Result<Option<Answered>, Failure> {
    let receipt_id = wanted.receipt_id.as_str();
    let Some(stored) = app.store.receipt(receipt_id).await? else { return Ok(None) };
    let receipt = stored.receipt;
    let content = app.store.content(receipt_id).await?;
    let input = content.as_ref().and_then(|content| serde_json::from_str(&content.input).ok());
    let asked = app.live.settings.content.redacted(&wanted.input);
    let other_input = input.is_some_and(|input: Value| input != asked);
    if receipt.signature_id != wanted.signature_id || other_input {
        let message =
            "this receiptId or Idempotency-Key was used for another request; draw a new one";
        return Err(Failure::new(Code::ReceiptMismatch, message));
    }
    let output = content.and_then(|content| content.output);
    let result = match (&receipt.result, output) {
        (ResultTag::Ok, Some(output)) => {
            Ok(serde_json::from_str(&output).map_err(|error| Failure::internal(&error))?)
        }
        (ResultTag::Ok, None) => {
            let message = format!("receipt {receipt_id} is stored, but its output was not kept");
            return Err(Failure::new(Code::OutputNotKept, message));
        }
        (ResultTag::Error { error_name, message }, _) => {
            Err(Failure::new(code_of(error_name), message))
        }
    };
    let total_ms = receipt.timing.duration_ms as f64;
    Ok(Some(Answered {
        receipt_id: Some(receipt.receipt_id),
        thread_id: stored.thread_id,
        signature_id: receipt.signature_id,
        compiled_id: receipt.compiled_id,
        arm: receipt.serving.map_or(ServedArm::Active, |serving| serving.arm),
        result,
        usage: receipt.usage,
        spend_usd: receipt.spend_usd,
        repairs: receipt.repair_count.unwrap_or_default(),
        timing: Timing { total_ms, lm_ms: total_ms, overhead_us: 0 },
    }))
}

/// The code of a failure that only its receipt tells of.
fn code_of(error_name: &str) -> Code {
    match error_name {
        "OutputDecodeError" => Code::OutputMismatch,
        "LmClientError" => Code::LmFailed,
        "BudgetExceededError" => Code::BudgetExhausted,
        _ => Code::StrategyFailed,
    }
}

/// What a client is told of a prediction that failed.
fn failure_of(failure: &engine::Failure) -> Failure {
    let code = match failure {
        engine::Failure::Registry(reason) => return Failure::internal(reason),
        // Without its receipt there is no answer.
        engine::Failure::Recorder(error) => {
            tracing::error!(%error, "a receipt was not stored");
            let message = "the receipt could not be stored, so that there is no answer";
            return Failure::new(Code::Overloaded, message);
        }
        engine::Failure::Decode(_) => Code::OutputMismatch,
        engine::Failure::Budget(BudgetExceeded { budget: "maxTimeMs", .. }) => Code::LmTimeout,
        engine::Failure::Budget(_) => Code::BudgetExhausted,
        engine::Failure::Lm(error) => match error.kind {
            LmErrorKind::Timeout => Code::LmTimeout,
            LmErrorKind::Stopping | LmErrorKind::Cancelled => Code::Unavailable,
            LmErrorKind::Failed | LmErrorKind::NotRecorded | LmErrorKind::Unreachable => {
                Code::LmFailed
            }
            LmErrorKind::OutOfBudget => Code::BudgetExhausted,
        },
        engine::Failure::Render { missing_example_ids, .. } if missing_example_ids.is_empty() => {
            Code::InputMismatch
        }
        engine::Failure::Render { .. }
        | engine::Failure::Strategy { .. }
        | engine::Failure::Kernel(_) => Code::StrategyFailed,
    };
    Failure::new(code, failure.to_string())
}
