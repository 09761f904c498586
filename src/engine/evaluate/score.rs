//! The score of one example.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Cause, EvalEnv, EvalError, Subject, Unanswered,
    attempt::Attempt,
    judging,
    prompted::Prompted,
    reward::{Judge, Signal},
    watch::WatchedBlobs,
};
use crate::{
    canon,
    engine::{
        calls::{Bill, Metered},
        core::reward::{
            CostTargets, Evidence, Finding, Metric, Spent, combine, format_validity, judge_input,
            predict_cost, tool_failures,
        },
        ports::{BlobStore, Workspace},
        predict::{PredictEnv, PredictRequest},
    },
    model::{
        dataset::DatasetExample,
        eval::{ErrorNote, ExampleResult, PredictMeta, ReportedExample, SignalScore},
        example::RowId,
        receipt::{Cost, Receipt},
        reward::SignalKind,
    },
};

/// A scored example, and what asking for it cost.
pub(crate) struct Scored {
    pub(crate) example: ReportedExample,
    pub(crate) cost: Cost,
    /// What the prediction asks of the model, kept answers included and judges
    /// not; zero where the score itself was kept.
    pub(crate) asked: Cost,
    /// When the newest of its answers came, milliseconds since the epoch.
    pub(crate) newest_ms: Option<i64>,
    /// Set when the score says more about the infrastructure than about the parameters.
    pub(crate) unanswered: Option<Cause>,
}

/// What is scored: parameters on a row of a dataset.
#[derive(Clone, Copy)]
pub(super) struct Task<'a> {
    pub(super) env: &'a EvalEnv<'a>,
    pub(super) subject: &'a Subject<'a>,
    pub(super) prompted: &'a Prompted<'a>,
    pub(super) dataset_hash: &'a str,
    pub(super) row: &'a DatasetExample,
}

impl Task<'_> {
    /// Takes the score from the cache, or predicts and scores. A score is
    /// cached only when the model really answered.
    pub(super) async fn score(self) -> Result<Scored, EvalError> {
        let Some(cache) = self.env.cache else { return self.predict_and_score().await };
        let key = self.cache_key();
        let failed = |source| EvalError::Cache { example_id: self.row.example_id.clone(), source };
        if let Some(example) = cache.get(&key).await.map_err(failed)? {
            let (cost, asked) = (Cost::default(), Cost::default());
            return Ok(Scored { example, cost, asked, newest_ms: None, unanswered: None });
        }
        let scored = self.predict_and_score().await?;
        if scored.unanswered.is_none() {
            cache.put(&key, &scored.example).await.map_err(failed)?;
        }
        Ok(scored)
    }

    fn cache_key(self) -> String {
        canon::id(&json!({
            "signatureId": self.subject.contract.signature_id(),
            "compiled_id": self.prompted.pinned.compiled_id,
            "datasetHash": self.dataset_hash,
            "metricId": self.subject.reward.id(),
            "metricVersion": self.subject.reward.version(),
            "exampleId": self.row.example_id,
            "format": "openagents.dse.eval_cache_key",
            "formatVersion": 1,
        }))
    }

    async fn predict_and_score(self) -> Result<Scored, EvalError> {
        let meter = Metered::new(self.env.lm);
        let receipt_id = Uuid::new_v4().to_string();
        let workspace = self.env.workspaces.open(&receipt_id);
        let blobs = WatchedBlobs::new(workspace.blobs.as_ref());
        let Subject { contract, .. } = *self.subject;
        let (pinned, plan) = (self.prompted.pinned, self.prompted.plan(contract));
        let row = self.row_id();
        let request = PredictRequest::with_defaults(contract, &self.row.input, &receipt_id)
            .pinned(&pinned.compiled_id, &pinned.params)
            .planned(plan)
            .of_row(Some(&row));
        let attempt = Attempt::make(self.predict_env(&meter, &workspace), &blobs, request).await;
        let Bill { asked, model_ms, .. } = meter.bill();
        let spent = attempt.receipt.as_ref().map(|receipt| spent(receipt, model_ms));

        let mut unanswered = attempt.fault.clone();
        let mut signals = Vec::with_capacity(self.subject.reward.signals().len());
        for signal in self.subject.reward.signals() {
            let (finding, fault) = self.find(signal, &attempt, spent, &blobs, &meter).await;
            unanswered = unanswered.or(fault);
            signals.push(finding.weighted(signal.spec.id(), signal.spec.weight()));
        }
        if let Some(cause) = unanswered.take_if(|cause| cause.ends_the_work()) {
            return Err(EvalError::Unanswered(self.unanswered(cause)));
        }
        let result = self.result(&attempt, combine(&signals), signals);
        let example = ReportedExample {
            result,
            input_json: Some(self.row.input.clone()),
            expected_json: Some(self.row.expected.clone()),
            output_json: attempt.output,
            erased: false,
        };
        let bill = meter.bill();
        Ok(Scored { example, cost: bill.cost, asked, newest_ms: bill.newest_ms, unanswered })
    }

    /// What one signal finds, and the fault of the world that kept it from
    /// finding more. What fails scores nothing, with its error as note.
    async fn find(
        self,
        signal: &Signal,
        attempt: &Attempt,
        spent: Option<Spent>,
        blobs: &WatchedBlobs<'_>,
        meter: &Metered<'_>,
    ) -> (Finding, Option<Cause>) {
        let output = attempt.output.as_ref();
        let expected = &self.row.expected;
        let finding = match &signal.spec.kind {
            SignalKind::FormatValidity => {
                let error = attempt.failure.as_ref().map(ToString::to_string);
                format_validity(output, error.as_deref())
            }
            SignalKind::ExactJsonMatch { metric_id, metric_version } => {
                Metric { id: metric_id, version: *metric_version }.exact_json(output, expected)
            }
            SignalKind::ExactAnswerMatch { metric_id, metric_version, field } => {
                let metric = Metric { id: metric_id, version: *metric_version };
                metric.exact_answer(output, expected, field.as_deref().unwrap_or("answer"))
            }
            SignalKind::Judge { metric_id, metric_version, .. } => {
                let metric = Metric { id: metric_id, version: *metric_version };
                match (output, self.subject.reward.judge_of(signal)) {
                    (Some(output), Some(judge)) => {
                        return self.judge(metric, judge, output, meter).await;
                    }
                    _ => Finding::default(),
                }
            }
            SignalKind::PredictCost { target_duration_ms, target_lm_calls, target_tool_calls } => {
                let targets =
                    CostTargets::new(*target_duration_ms, *target_lm_calls, *target_tool_calls);
                predict_cost(spent, targets)
            }
            SignalKind::ToolFailures { max_failures } => {
                tool_failures(self.row.meta.as_ref(), *max_failures)
            }
            SignalKind::EvidenceQuote { max_quote_chars } => match Evidence::of(output) {
                Ok(evidence) => match blobs.get_text(evidence.blob_id).await {
                    Ok(blob) => evidence.found_in(blob.as_deref(), *max_quote_chars),
                    Err(error) => {
                        return (Finding::failed(error.to_string()), Some(Cause::Store(error)));
                    }
                },
                Err(missing) => Finding::failed(missing),
            },
        };
        (finding, None)
    }

    /// Asks the judge; its calls are on the same bill.
    async fn judge(
        self,
        metric: Metric<'_>,
        judge: &Judge,
        output: &Value,
        meter: &Metered<'_>,
    ) -> (Finding, Option<Cause>) {
        let input = judge_input(&self.row.input, output, &self.row.expected);
        let row = self.row_id();
        let attempt = judging::ask(self.env, meter, judge, &input, Some(&row)).await;
        let finding = match (&attempt.output, &attempt.failure) {
            (Some(verdict), _) => {
                let (id, compiled_id) = (judge.contract.signature_id(), &judge.pinned.compiled_id);
                metric.judged(verdict, id, compiled_id)
            }
            (None, Some(failure)) => Finding::failed(format!("{}: {failure}", failure.name())),
            (None, None) => Finding::default(),
        };
        (finding, attempt.fault)
    }

    fn row_id(self) -> RowId {
        RowId {
            signature_id: self.subject.contract.signature_id().to_owned(),
            example_id: self.row.example_id.clone(),
        }
    }

    fn predict_env<'b>(&'b self, lm: &'b Metered<'_>, workspace: &'b Workspace) -> PredictEnv<'b> {
        PredictEnv {
            lm,
            blobs: workspace.blobs.as_ref(),
            vars: workspace.vars.as_ref(),
            receipts: self.env.receipts,
            tools: self.env.tools,
            clock: self.env.clock,
        }
    }

    fn result(self, attempt: &Attempt, reward: f64, signals: Vec<SignalScore>) -> ExampleResult {
        let receipt = attempt.receipt.as_ref();
        ExampleResult {
            example_id: self.row.example_id.clone(),
            signature_id: self.subject.contract.signature_id().to_owned(),
            compiled_id: self.prompted.pinned.compiled_id.clone(),
            dataset_hash: self.dataset_hash.to_owned(),
            reward_id: self.subject.reward.id().to_owned(),
            reward_version: self.subject.reward.version(),
            reward,
            signals,
            predict_meta: receipt.map(predict_meta),
            output_hash: receipt.and_then(|receipt| receipt.hashes.output_hash.clone()),
            error: attempt.failure.as_ref().map(|failure| ErrorNote {
                error_name: failure.name().to_owned(),
                message: failure.to_string(),
            }),
        }
    }

    /// The note of a failure that is not the parameters' fault.
    fn unanswered(self, cause: Cause) -> Unanswered {
        Unanswered {
            example_id: self.row.example_id.clone(),
            compiled_id: self.prompted.pinned.compiled_id.clone(),
            cause,
        }
    }
}

/// What a prediction is charged with. Its time is that of its answers where
/// they tell it, so that an answer that was kept is as slow as it was when it
/// came, and the score is the same whoever asked first.
fn spent(receipt: &Receipt, model_ms: Option<u64>) -> Spent {
    let usage = &receipt.budget.usage;
    Spent {
        duration_ms: model_ms.map_or(receipt.timing.duration_ms as f64, |ms| ms as f64),
        lm_calls: usage.lm_calls as f64,
        tool_calls: usage.tool_calls as f64,
    }
}

fn predict_meta(receipt: &Receipt) -> PredictMeta {
    PredictMeta {
        strategy_id: receipt.strategy_id.clone(),
        duration_ms: receipt.timing.duration_ms,
        context_pressure: receipt.context_pressure.clone(),
        budget_usage: serde_json::to_value(receipt.budget.usage).ok(),
    }
}
