//! Traffic on demand: predictions as users would cause them.

use std::collections::HashSet;

use futures::{StreamExt, stream};
use uuid::Uuid;

use super::{bounded, gate};
use crate::{
    api::{
        Empty,
        error::Code,
        exercise::{PredictRequest, PredictResponse, ThreadResponse},
        progress::ProgressEvent,
    },
    engine::{
        gate::Refusal,
        predict::{self, PredictEnv, predict_active},
        stored::{self, BlobBounds},
    },
    model::{
        dataset::{Dataset, DatasetExample},
        example::Split,
        params::Params,
        receipt::Receipt,
        text,
    },
    server::{Call, Failure, app::Known, study::Study},
};

/// The thread that exercise owns.
const THREAD: &str = "thread_dse_ops";
/// Predictions of one request, and threads that they are spread over.
const MOST: usize = 200;
/// Receipts that an answer names.
const NAMED_RECEIPTS: usize = 50;
/// UTF-16 units of a thread's id.
const THREAD_ID: usize = 200;

pub async fn ensure_thread(_: Call, _: Empty) -> Result<ThreadResponse, Failure> {
    Ok(ThreadResponse { thread_id: THREAD.to_owned() })
}

pub async fn predict(call: Call, request: PredictRequest) -> Result<PredictResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    let count = bounded(request.count, 20, 1, MOST);
    let threads = threads(&request)?;
    let strategy = request.strategy_id.as_deref();
    if let Some(unknown) = strategy.filter(|id| !predict::is_strategy(id)) {
        return Err(Failure::invalid(format!("strategyId: there is no strategy {unknown}")));
    }
    let params = match strategy {
        Some(strategy) => Some(with_strategy(&call, known, strategy).await?),
        None => None,
    };
    let study = Study::load(&call, known).await?;
    let split = request.split.as_deref().unwrap_or("train");
    let rows = rows(&study.dataset, split)?;
    let cycle = bounded(request.limit, 200, 1, 500).min(count).min(rows.len());
    let cycle = &rows.examples()[..cycle];
    let run_id = format!("dse_exercise_{}", Uuid::new_v4());
    for (first, thread_id) in threads.iter().enumerate().take(count) {
        let turns = (first..count).step_by(threads.len());
        let used = turns.map(|turn| cycle[turn % cycle.len()].example_id.as_str()).collect();
        seed_blobs(&call, &study, &used, thread_id, &run_id).await?;
    }

    let run = Run { call: &call, known, run_id: &run_id, params: params.as_ref() };
    let asked = stream::iter(0..count)
        .map(|index| run.predict(&threads[index % threads.len()], &cycle[index % cycle.len()]));
    let mut asked = asked.buffered(call.lm.concurrency().max(1));
    let mut outcomes = Vec::with_capacity(count);
    while let Some(outcome) = asked.next().await {
        outcomes.push(outcome?);
        let (done, of) = (outcomes.len() as u64, count as u64);
        call.tell(ProgressEvent::Example { done, of });
    }
    let ok_count = outcomes.iter().filter(|outcome| outcome.ok).count() as u64;
    let receipts: Vec<&Receipt> =
        outcomes.iter().filter_map(|outcome| outcome.receipt.as_ref()).collect();
    let ids = receipts.iter().take(NAMED_RECEIPTS).map(|receipt| receipt.receipt_id.clone());
    // Over several threads a canary and its control may both have answered.
    let compiled_id = receipts.first().map(|receipt| receipt.compiled_id.clone());
    let one = receipts.iter().all(|receipt| Some(&receipt.compiled_id) == compiled_id.as_ref());
    Ok(PredictResponse {
        signature_id: request.signature_id.clone(),
        thread_id: threads[0].clone(),
        threads: request.threads.map(|_| threads.len() as u64),
        run_id: run_id.clone(),
        count: count as u64,
        ok_count,
        error_count: count as u64 - ok_count,
        receipt_ids: ids.collect(),
        compiled_id: compiled_id.filter(|_| one || threads.len() == 1),
    })
}

/// What users get now, but by another strategy. Parameters that differ have an
/// id of their own, so that no canary counts what is done with them.
async fn with_strategy(call: &Call, known: &Known, strategy: &str) -> Result<Params, Failure> {
    let params = gate::control(call, known).await?.pinned.params;
    if params.strategy_id() == strategy {
        return Ok(params);
    }
    let mut raw = params.raw().clone();
    raw.insert("strategy".to_owned(), serde_json::json!({"id": strategy}));
    Params::parse(raw.into()).map_err(|error| Failure::invalid(format!("strategyId: {error}")))
}

/// The threads of a request: the one that it names, or that of exercise, and
/// further ones that are named after it. A thread takes the same side of a
/// canary every time, so that these do as well.
fn threads(request: &PredictRequest) -> Result<Vec<String>, Failure> {
    let first = match request.thread_id.as_deref().map(text::trim) {
        None | Some("") => THREAD,
        Some(id) if text::units(id) > THREAD_ID => {
            return Err(Failure::invalid(format!("threadId is over {THREAD_ID} characters")));
        }
        Some(id) => id,
    };
    let named = |number| match number {
        1 => first.to_owned(),
        number => format!("{first}_{number}"),
    };
    Ok((1..=bounded(request.threads, 1, 1, MOST)).map(named).collect())
}

/// The rows of a split as compile would take them: where no row is in train,
/// all rows are.
fn rows(dataset: &Dataset, split: &str) -> Result<Dataset, Failure> {
    let found = match Split::parse(split).map(Split::effective) {
        Some(Split::Train) => dataset.train(),
        Some(split) => dataset.subset(|row| row.split.as_deref() == Some(split.name())),
        None => return Err(Failure::invalid(format!("unknown split {split}"))),
    };
    if found.is_empty() {
        let message = format!("no example of the signature is in split {split}");
        return Err(Failure { message: Some(message), ..Refusal::NoExamples.into() });
    }
    Ok(found)
}

/// Puts the texts of those rows where a thread's predictions find them.
async fn seed_blobs(
    call: &Call,
    study: &Study<'_>,
    used: &HashSet<&str>,
    thread_id: &str,
    run_id: &str,
) -> Result<(), Failure> {
    let bounds = BlobBounds::of(study.rows.len());
    for row in study.rows.iter().filter(|row| used.contains(row.example_id.as_str())) {
        let row_id = study.known.row_id(&row.example_id);
        let store = call.store.blobs(thread_id, run_id).of_row(&row_id);
        let blobs = stored::dataset_blobs(std::slice::from_ref(row), bounds)?;
        stored::seed_blobs(&store, &blobs).await?;
    }
    Ok(())
}

/// The predictions of one request.
struct Run<'a> {
    call: &'a Call,
    known: &'a Known,
    run_id: &'a str,
    /// Used in place of what the thread runs.
    params: Option<&'a Params>,
}

struct Outcome {
    ok: bool,
    receipt: Option<Receipt>,
}

impl Run<'_> {
    /// Predicts once. What the thread runs is chosen anew each time, because a
    /// canary may end in between. A model that does not answer is no failure of
    /// the request: the receipt says so, and the canary counts it.
    ///
    /// # Errors
    /// When the server stops before the model was asked.
    async fn predict(&self, thread_id: &str, row: &DatasetExample) -> Result<Outcome, Failure> {
        let Self { call, known, run_id, params } = self;
        let row_id = known.row_id(&row.example_id);
        let receipt_id = Uuid::new_v4().to_string();
        let env = PredictEnv {
            lm: call.lm.as_ref(),
            blobs: &call.store.blobs(thread_id, run_id).of_row(&row_id),
            vars: &call.store.vars(thread_id, &receipt_id).of_row(&row_id),
            receipts: &call.store.receipt_sink(thread_id, run_id).of_row(&row_id),
            tools: None,
            clock: call.clock.as_ref(),
        };
        let registry = call.store.registry(thread_id);
        let contract = &known.contract;
        let request = predict::PredictRequest::with_defaults(contract, &row.input, &receipt_id)
            .of_row(Some(&row_id));
        let predicted = match params {
            Some(params) => {
                predict::predict(env, predict::PredictRequest { params, ..request }).await
            }
            None => predict_active(env, &registry, request).await,
        };
        match predicted {
            Ok(prediction) => Ok(Outcome { ok: true, receipt: Some(prediction.receipt) }),
            Err(error) if error.failure.is_stopping() => {
                Err(Failure::new(Code::Unavailable, error.to_string()))
            }
            Err(error) => {
                tracing::warn!(receipt_id, name = error.name(), %error, "a prediction failed");
                Ok(Outcome { ok: false, receipt: error.receipt.map(|receipt| *receipt) })
            }
        }
    }
}
