//! Receipts of predictions that an application made by itself while it could not
//! reach the server, with an exported artifact.

use std::sync::Mutex;

use async_trait::async_trait;

use super::{sink, snapshot};
use crate::{
    api::{error::Code, receipts::Spooled},
    engine::{
        memory::{MemoryBlobs, MemoryVars, NoReceipts},
        predict::{self as engine, PredictEnv, PredictRequest},
    },
    lm::{Lm, LmError, LmErrorKind, LmReply, LmRequest, Pieces},
    model::{
        receipt::{Receipt, ServedArm, Serving, Timing},
        time,
    },
    server::{App, Failure, app::Known},
    store::LiveReceipt,
};

/// How far an application's clock may be ahead of ours.
const AHEAD_MS: i64 = 300_000;

/// The receipt of a spooled prediction: the prompt is rendered and the answer is
/// decoded again here, so that it says of them what any receipt does.
///
/// # Errors
/// When the artifact is unknown, or the input does not fit.
pub async fn receipt(app: &App, known: &Known, spooled: &Spooled) -> Result<LiveReceipt, Failure> {
    let timing = timing(app, spooled)?;
    if spooled.text.is_some() == spooled.error.is_some() {
        return Err(Failure::invalid("either text or error must be given, and not both"));
    }
    known.contract.input_schema().decode(&spooled.input).map_err(|mismatch| {
        Failure::new(Code::InputMismatch, format!("the input does not fit: {mismatch}"))
    })?;
    let ready = snapshot::pinned(app, known, &spooled.compiled_id).await?.ready;
    let lm = Answered { spooled, is_asked: Mutex::new(false) };
    let env = PredictEnv {
        lm: &lm,
        blobs: &MemoryBlobs::default(),
        vars: &MemoryVars::default(),
        receipts: &NoReceipts,
        tools: None,
        clock: app.clock.as_ref(),
    };
    // What is read as raw text is not repaired: the model is not at hand.
    let pieces = Pieces::new(true, |_| {});
    let request =
        PredictRequest::with_defaults(&known.contract, &spooled.input, &spooled.receipt_id)
            .pinned(&ready.compiled_id, &ready.params)
            .planned(ready.plan.as_ref())
            .read_by(&pieces);
    let (receipt, output) = match engine::predict(env, request).await {
        Ok(prediction) => (prediction.receipt, Some(prediction.output)),
        Err(error) => match error.receipt {
            Some(receipt) => (*receipt, None),
            None => return Err(Failure::internal(&error)),
        },
    };
    let receipt = told(receipt, spooled, timing);
    let rule = &app.live.settings.content;
    let content = sink::content(rule, &receipt.receipt_id, &spooled.input, output.as_ref(), None);
    Ok(LiveReceipt {
        thread_id: spooled.thread_id.clone().unwrap_or_default(),
        receipt,
        counts_for: None,
        content,
    })
}

fn timing(app: &App, spooled: &Spooled) -> Result<Timing, Failure> {
    let (started, ended) = (spooled.started_at_ms, spooled.ended_at_ms);
    if started <= 0 || ended < started {
        return Err(Failure::invalid("startedAtMs must be positive, and endedAtMs not before it"));
    }
    if ended > app.clock.now_ms() + AHEAD_MS {
        return Err(Failure::invalid("endedAtMs is in the future"));
    }
    Ok(Timing { started_at_ms: started, ended_at_ms: ended, duration_ms: ended - started })
}

/// The receipt with what only the application knows.
fn told(receipt: Receipt, spooled: &Spooled, timing: Timing) -> Receipt {
    let mut receipt = receipt;
    receipt.created_at = time::rfc3339(timing.ended_at_ms);
    receipt.budget.usage.elapsed_ms = timing.duration_ms;
    receipt.timing = timing;
    if let Some(model) = &spooled.model {
        receipt.model.model_id = Some(model.clone());
    }
    receipt.serving = Some(Serving {
        arm: ServedArm::Offline,
        endpoint: "offline".to_owned(),
        mapping: None,
        tags: spooled.tags.clone(),
        parent_receipt_id: None,
        ignored: Vec::new(),
    });
    receipt
}

/// The model that the application asked: it says once what it said then.
struct Answered<'a> {
    spooled: &'a Spooled,
    is_asked: Mutex<bool>,
}

#[async_trait]
impl Lm for Answered<'_> {
    fn label(&self) -> String {
        "the application's own model".to_owned()
    }

    fn concurrency(&self) -> usize {
        1
    }

    async fn complete(&self, _: &LmRequest) -> Result<LmReply, LmError> {
        let mut is_asked = self.is_asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let failed = |message: String| LmError { kind: LmErrorKind::Failed, message };
        if std::mem::replace(&mut *is_asked, true) {
            return Err(failed("the application asked its model once".to_owned()));
        }
        match &self.spooled.text {
            Some(text) => {
                Ok(LmReply { text: text.clone(), usage: self.spooled.usage, ..LmReply::default() })
            }
            None => Err(failed(self.spooled.error.clone().unwrap_or_default())),
        }
    }
}
