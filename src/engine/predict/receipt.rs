//! The receipt of a prediction, recorded once on success or failure.

use serde_json::Value;

use super::{Failure, PredictError, Prediction, run::Run};
use crate::{
    canon,
    model::{
        receipt::{Receipt, ReceiptHashes, ResultTag, Timing},
        time,
    },
};

impl Run<'_> {
    /// Records the receipt and ends the prediction. A success whose receipt
    /// cannot be stored is a failure, of which a receipt is tried once more. A
    /// prediction that the end of the program cut short leaves none: a canary
    /// would take it for a failure of its own.
    pub async fn finish(self, outcome: Result<Value, Failure>) -> Result<Prediction, PredictError> {
        let failure = match outcome {
            Ok(output) => {
                let receipt = self.receipt(Ok(&output));
                match self.env.receipts.record_answer(&receipt, Some(&output)).await {
                    Ok(()) => return Ok(Prediction { output, receipt }),
                    Err(error) => Failure::Recorder(error),
                }
            }
            Err(failure) if failure.is_stopping() => {
                return Err(PredictError { failure, receipt: None });
            }
            Err(failure) => failure,
        };
        let receipt = self.receipt(Err(&failure));
        let recorded = self.env.receipts.record_answer(&receipt, None).await.is_ok();
        Err(PredictError { failure, receipt: recorded.then(|| Box::new(receipt)) })
    }

    fn receipt(&self, outcome: Result<&Value, &Failure>) -> Receipt {
        let ended_ms = self.now_ms();
        let request = &self.request;
        let hashes = request.contract.hashes();
        let params_hash = request.params.compiled_id();
        Receipt {
            format: "openagents.dse.predict_receipt".to_owned(),
            format_version: 1,
            receipt_id: request.receipt_id.to_owned(),
            run_id: request.receipt_id.to_owned(),
            created_at: time::rfc3339(ended_ms),
            signature_id: request.contract.signature_id().to_owned(),
            compiled_id: request.compiled_id.unwrap_or(&params_hash).to_owned(),
            strategy_id: request.params.strategy_id().to_owned(),
            hashes: ReceiptHashes {
                input_schema_hash: hashes.input_schema_hash.clone(),
                output_schema_hash: hashes.output_schema_hash.clone(),
                prompt_ir_hash: hashes.prompt_ir_hash.clone(),
                rendered_prompt_hash: self.prompt.as_ref().map(|prompt| prompt.hash.clone()),
                params_hash,
                output_hash: outcome.ok().map(canon::id),
            },
            model: self.main.clone(),
            usage: self.usage,
            spend_usd: self.spend_usd,
            timing: Timing {
                started_at_ms: self.started_ms,
                ended_at_ms: ended_ms,
                duration_ms: ended_ms - self.started_ms,
            },
            prompt_render_stats: self.prompt.as_ref().map(|prompt| prompt.stats.clone()),
            context_pressure: self.prompt.as_ref().map(|prompt| prompt.pressure.clone()),
            repair_count: (self.repairs > 0).then_some(self.repairs),
            budget: self.budget.snapshot(ended_ms),
            rlm_trace: self.trace.clone(),
            serving: None,
            result: match outcome {
                Ok(_) => ResultTag::Ok,
                Err(failure) => ResultTag::Error {
                    error_name: failure.name().to_owned(),
                    message: failure.to_string(),
                },
            },
        }
    }
}
