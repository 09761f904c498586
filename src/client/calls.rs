//! One method an endpoint, so that callers name what they want and not how it
//! is sent.

use super::{Answer, Client, ClientError};
use crate::api::{
    Empty, artifact, canary, catalog, compile, eval, examples, exercise, history, judge, keys, ops,
    pages, predict, progress::ProgressEvent, prompt, receipts, resolve, rollout, trace,
};

type Sent<T> = Result<Answer<T>, ClientError>;

/// Methods that send a request and return its answer.
macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident($request:ty $(, $part:ident)*) -> $body:ty = $endpoint:path;)*) => {
        impl Client {
            $($(#[$doc])*
            ///
            /// # Errors
            /// As [`Client::send`].
            pub async fn $name(&self $(, $part: &str)*, request: &$request) -> Sent<$body> {
                self.send(&$endpoint, &[$($part),*], request).await
            })*
        }
    };
}

calls! {
    /// Adds an event to an ops run.
    ops_event(ops::EventRequest) -> Empty = ops::EVENT;
    /// Ends an ops run.
    ops_finish(ops::FinishRequest) -> Empty = ops::FINISH;
    /// Lists ops runs, newest first.
    ops_list(ops::ListRequest) -> ops::ListResponse = ops::LIST;
    /// One ops run with its events.
    ops_show(Empty, run_id) -> ops::ShowResponse = ops::SHOW;
    /// Imports one batch of rows: all of them or none.
    import(examples::ImportRequest) -> examples::ImportResponse = examples::IMPORT;
    /// Gives imports up of which rows are missing.
    abandon_import(examples::AbandonRequest) -> examples::AbandonResponse = examples::ABANDON;
    /// Takes rows away.
    remove_examples(examples::RemoveRequest) -> examples::RemoveResponse = examples::REMOVE;
    /// Erases rows and their texts.
    forget_examples(examples::ForgetRequest) -> examples::ForgetResponse = examples::FORGET;
    /// One page of a stored dataset.
    examples(examples::ListRequest) -> examples::ListResponse = examples::LIST;
    /// What imports changed in a stored dataset, newest first.
    imports(examples::ImportsRequest) -> examples::ImportsResponse = examples::IMPORTS;
    /// What a compile would need.
    compile_plan(compile::CompileRequest) -> compile::PlanResponse = compile::PLAN;
    /// One compile report.
    compile_report(compile::ReportRequest, job_hash, dataset_hash, signature_id) -> compile::ReportResponse = compile::REPORT;
    /// A signature's compile reports, newest first.
    compile_reports(compile::ReportsRequest) -> compile::ReportsResponse = compile::REPORTS;
    /// One eval report.
    eval_report(compile::ReportRequest, eval_hash, signature_id) -> eval::ReportResponse = eval::REPORT;
    /// A signature's eval reports, newest first.
    eval_reports(compile::ReportsRequest) -> eval::ReportsResponse = eval::REPORTS;
    /// Takes a signature for a run.
    lease_acquire(ops::LeaseRequest) -> ops::LeaseResponse = ops::ACQUIRE_LEASE;
    /// Keeps a signature for a run.
    lease_renew(ops::LeaseRequest) -> ops::LeaseResponse = ops::RENEW_LEASE;
    /// Lets a signature go.
    lease_release(ops::ReleaseRequest) -> ops::LeaseResponse = ops::RELEASE_LEASE;
    /// Which run works on a signature.
    lease(ops::LeaseQuery) -> ops::LeaseResponse = ops::LEASE;
    /// The signature's canary, if one runs.
    canary_status(canary::StatusRequest) -> canary::StatusResponse = canary::STATUS;
    /// Stops the signature's canary.
    canary_stop(canary::StopRequest) -> canary::StopResponse = canary::STOP;
    /// Renews the lease of a canary.
    canary_renew(canary::RenewRequest) -> canary::RenewResponse = canary::RENEW;
    /// Moves the pointer one step back.
    rollback(rollout::RollbackRequest) -> rollout::RollbackResponse = rollout::ROLLBACK;
    /// What the signature runs now.
    active(rollout::ActiveRequest) -> rollout::ActiveResponse = rollout::ACTIVE;
    /// What the signature ran before, newest first.
    history(rollout::HistoryRequest) -> rollout::HistoryResponse = rollout::HISTORY;
    /// The newest hash of the chain over the histories.
    history_head(Empty) -> history::HeadResponse = history::HEAD;
    /// Computes the chain over the histories anew.
    history_verify(history::VerifyRequest) -> history::ChainCheck = history::VERIFY;
    /// How a signature's judges stand against people.
    judge_calibrations(judge::CalibrationsRequest) -> judge::CalibrationsResponse = judge::CALIBRATIONS;
    /// Makes a key.
    create_key(keys::CreateRequest) -> keys::IssuedKey = keys::CREATE;
    /// All keys, and what became of them.
    keys(Empty) -> keys::ListResponse = keys::LIST;
    /// Ends keys at once.
    revoke_key(keys::RevokeRequest) -> keys::RevokeResponse = keys::REVOKE;
    /// Makes the successor of a key.
    rotate_key(keys::RotateRequest) -> keys::IssuedKey = keys::ROTATE;
    /// The thread that exercises use.
    ensure_thread(Empty) -> exercise::ThreadResponse = exercise::ENSURE_THREAD;
    /// Receipts, newest first.
    receipts(receipts::ListRequest) -> receipts::ListResponse = receipts::LIST;
    /// Predicts once.
    predict(predict::PredictRequest) -> predict::PredictResponse = predict::PREDICT;
    /// What the model is asked for an input.
    prompt(prompt::PromptRequest) -> prompt::PromptResponse = prompt::PROMPT;
    /// Erases the texts of predictions.
    forget_receipts(receipts::ForgetRequest) -> receipts::ForgetResponse = receipts::FORGET;
    /// Stores what an application predicted by itself.
    import_receipts(receipts::ImportRequest) -> receipts::ImportResponse = receipts::IMPORT;
    /// One receipt.
    receipt(Empty, receipt_id) -> receipts::ShowResponse = receipts::SHOW;
    /// Makes an example of a traced receipt.
    trace_export(trace::ExportRequest) -> trace::ExportResponse = trace::EXPORT;
    /// The signatures that the server knows.
    signatures(Empty) -> catalog::SignaturesResponse = catalog::SIGNATURES;
    /// One signature with its job.
    signature(Empty, signature_id) -> catalog::SignatureResponse = catalog::SIGNATURE;
    /// Ids from their fronts.
    resolve(resolve::ResolveRequest) -> resolve::ResolveResponse = resolve::RESOLVE;
    /// One artifact.
    artifact(Empty, compiled_id, signature_id) -> catalog::ArtifactResponse = catalog::ARTIFACT;
    /// A signature's artifacts, newest first.
    artifacts(artifact::ListRequest) -> artifact::ListResponse = artifact::LIST;
    /// Brings an artifact in.
    import_artifact(artifact::ImportRequest) -> artifact::ImportResponse = artifact::IMPORT;
    /// Whether a server answers at all.
    health(Empty) -> catalog::HealthResponse = catalog::HEALTH;
    /// A link that signs a browser in to the server's pages, once.
    page_link(Empty) -> pages::LinkResponse = pages::LINK;
    /// The server's own account of its state.
    doctor(catalog::DoctorRequest) -> catalog::DoctorResponse = catalog::DOCTOR;
}

/// Methods that tell their progress while they wait.
macro_rules! streaming_calls {
    ($($(#[$doc:meta])* $name:ident($request:ty) -> $body:ty = $endpoint:path;)*) => {
        impl Client {
            $($(#[$doc])*
            ///
            /// # Errors
            /// As [`Client::send_streaming`].
            pub async fn $name(
                &self,
                request: &$request,
                on_progress: impl FnMut(&ProgressEvent),
            ) -> Sent<$body> {
                self.send_streaming(&$endpoint, &[], request, on_progress).await
            })*
        }
    };
}

streaming_calls! {
    /// Compiles a signature.
    compile(compile::CompileRequest) -> compile::CompileResponse = compile::COMPILE;
    /// Evaluates one artifact.
    eval(eval::EvalRequest) -> eval::EvalResponse = eval::EVAL;
    /// Holds a judge against human labels.
    judge_calibrate(judge::CalibrateRequest) -> judge::CalibrateResponse = judge::CALIBRATE;
    /// Starts a canary behind the gate.
    canary_start(canary::StartRequest) -> canary::StartResponse = canary::START;
    /// Makes a candidate active behind the gate.
    promote(rollout::PromoteRequest) -> rollout::PromoteResponse = rollout::PROMOTE;
    /// Sends traffic through a signature.
    exercise(exercise::PredictRequest) -> exercise::PredictResponse = exercise::PREDICT;
}

impl Client {
    /// Starts an ops run; repeated when the request names the run, because
    /// then a second start finds the first.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn ops_start(&self, request: &ops::StartRequest) -> Sent<ops::StartResponse> {
        let endpoint = if request.run_id.is_some() { ops::START.repeatable() } else { ops::START };
        self.send(&endpoint, &[], request).await
    }

    /// The text of a blob that a receipt's run stored.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn blob(&self, receipt_id: &str, blob_id: &str) -> Sent<String> {
        self.send_for_text(&receipts::BLOB, &[receipt_id, blob_id], &Empty {}).await
    }
}
