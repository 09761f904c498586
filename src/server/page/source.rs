//! Reports read the server itself: its own handlers, without the way over HTTP.

use async_trait::async_trait;

use crate::{
    api::{
        Empty,
        canary::StatusRequest,
        compile,
        compile::ReportsRequest,
        error::Code,
        eval, ops,
        rollout::{ActiveRequest, HistoryRequest},
    },
    model::{
        artifact::Artifact, canary::Canary, import::ImportRecord, receipt::ReceiptRow,
        rollout::HistoryEntry, signature::Contract,
    },
    report::source::Source,
    server::{Call, Failure, route},
    store::ReceiptFilter,
};

impl Call {
    fn asking(&self, parts: &[(&str, &str)]) -> Self {
        self.own(parts)
    }
}

#[async_trait]
impl Source for Call {
    type Error = Failure;

    async fn newest_run(&self) -> Result<Option<String>, Failure> {
        Ok(self.store.runs(0, 1).await?.into_iter().next().map(|run| run.run_id))
    }

    /// Without its events: a page reads those that it shows.
    async fn run(&self, run_id: &str) -> Result<ops::ShowResponse, Failure> {
        let run = self.store.run(run_id).await?;
        let run = run.ok_or_else(|| {
            Failure::new(Code::RunNotFound, format!("there is no ops run {run_id}"))
        })?;
        Ok(ops::ShowResponse { run, events: Vec::new() })
    }

    /// Told without asking the model itself.
    async fn contract(&self, signature_id: &str) -> Result<Contract, Failure> {
        Ok(self.signature(signature_id)?.contract.contract().clone())
    }

    async fn artifact(&self, compiled_id: &str, signature_id: &str) -> Result<Artifact, Failure> {
        let parts = [("compiledId", compiled_id), ("signatureId", signature_id)];
        Ok(route::catalog::artifact(self.asking(&parts), Empty {}).await?.artifact)
    }

    async fn compile_report(
        &self,
        job_hash: &str,
        dataset_hash: &str,
        signature_id: &str,
        report_hash: Option<&str>,
    ) -> Result<compile::ReportResponse, Failure> {
        let parts =
            [("jobHash", job_hash), ("datasetHash", dataset_hash), ("signatureId", signature_id)];
        route::compile::report(self.asking(&parts), compile::ReportRequest::of(report_hash)).await
    }

    async fn compile_reports(
        &self,
        signature_id: &str,
        limit: u32,
    ) -> Result<Vec<compile::CompileReportRow>, Failure> {
        let request = reports(signature_id, limit);
        Ok(route::compile::reports(self.asking(&[]), request).await?.reports)
    }

    async fn eval_report(
        &self,
        eval_hash: &str,
        signature_id: &str,
        report_hash: Option<&str>,
    ) -> Result<eval::ReportResponse, Failure> {
        let parts = [("evalHash", eval_hash), ("signatureId", signature_id)];
        route::eval::report(self.asking(&parts), compile::ReportRequest::of(report_hash)).await
    }

    async fn eval_reports(
        &self,
        signature_id: &str,
        limit: u32,
    ) -> Result<Vec<eval::EvalReportRow>, Failure> {
        let request = reports(signature_id, limit);
        Ok(route::eval::reports(self.asking(&[]), request).await?.reports)
    }

    async fn receipts(&self, signature_id: &str, limit: u32) -> Result<Vec<ReceiptRow>, Failure> {
        let filter = ReceiptFilter::default();
        Ok(self.store.receipts(signature_id, &filter, None, limit as usize).await?)
    }

    async fn imports(&self, signature_id: &str, limit: u32) -> Result<Vec<ImportRecord>, Failure> {
        Ok(self.store.imports(signature_id, 0, limit as usize).await?)
    }

    async fn active(&self, signature_id: &str) -> Result<Option<String>, Failure> {
        let request = ActiveRequest { signature_id: signature_id.to_owned() };
        Ok(route::rollout::active(self.asking(&[]), request).await?.compiled_id)
    }

    async fn canary(&self, signature_id: &str) -> Result<Option<Canary>, Failure> {
        let request = StatusRequest { signature_id: signature_id.to_owned() };
        Ok(route::canary::status(self.asking(&[]), request).await?.canary)
    }

    async fn history(&self, signature_id: &str, limit: u32) -> Result<Vec<HistoryEntry>, Failure> {
        let signature_id = signature_id.to_owned();
        let request = HistoryRequest { signature_id, limit: Some(limit.into()) };
        Ok(route::rollout::history(self.asking(&[]), request).await?.history)
    }
}

fn reports(signature_id: &str, limit: u32) -> ReportsRequest {
    ReportsRequest { signature_id: signature_id.to_owned(), limit: Some(limit.into()) }
}
