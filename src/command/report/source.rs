//! Reports read a server through its client.

use async_trait::async_trait;

use crate::api::canary::StatusRequest;
use crate::api::compile::{self, ReportsRequest};
use crate::api::rollout::{ActiveRequest, HistoryRequest};
use crate::api::{Empty, eval, examples, ops, receipts};
use crate::client::{Client, ClientError};
use crate::model::artifact::Artifact;
use crate::model::canary::Canary;
use crate::model::import::ImportRecord;
use crate::model::receipt::ReceiptRow;
use crate::model::rollout::HistoryEntry;
use crate::model::signature::Contract;
use crate::report::source::Source;

#[async_trait]
impl Source for Client {
    type Error = ClientError;

    async fn newest_run(&self) -> Result<Option<String>, ClientError> {
        let runs = self.ops_list(&ops::ListRequest { limit: Some(1.0) }).await?.body.runs;
        Ok(runs.into_iter().next().map(|run| run.run_id))
    }

    async fn run(&self, run_id: &str) -> Result<ops::ShowResponse, ClientError> {
        Ok(self.ops_show(run_id, &Empty {}).await?.body)
    }

    async fn contract(&self, signature_id: &str) -> Result<Contract, ClientError> {
        Ok(self.signature(signature_id, &Empty {}).await?.body.contract)
    }

    async fn artifact(
        &self,
        compiled_id: &str,
        signature_id: &str,
    ) -> Result<Artifact, ClientError> {
        Ok(Client::artifact(self, compiled_id, signature_id, &Empty {}).await?.body.artifact)
    }

    async fn compile_report(
        &self,
        job_hash: &str,
        dataset_hash: &str,
        signature_id: &str,
        report_hash: Option<&str>,
    ) -> Result<compile::ReportResponse, ClientError> {
        let request = compile::ReportRequest::of(report_hash);
        let report =
            Client::compile_report(self, job_hash, dataset_hash, signature_id, &request).await;
        Ok(report?.body)
    }

    async fn compile_reports(
        &self,
        signature_id: &str,
        limit: u32,
    ) -> Result<Vec<compile::CompileReportRow>, ClientError> {
        Ok(Client::compile_reports(self, &reports(signature_id, limit)).await?.body.reports)
    }

    async fn eval_report(
        &self,
        eval_hash: &str,
        signature_id: &str,
        report_hash: Option<&str>,
    ) -> Result<eval::ReportResponse, ClientError> {
        let request = compile::ReportRequest::of(report_hash);
        Ok(Client::eval_report(self, eval_hash, signature_id, &request).await?.body)
    }

    async fn eval_reports(
        &self,
        signature_id: &str,
        limit: u32,
    ) -> Result<Vec<eval::EvalReportRow>, ClientError> {
        Ok(Client::eval_reports(self, &reports(signature_id, limit)).await?.body.reports)
    }

    async fn receipts(
        &self,
        signature_id: &str,
        limit: u32,
    ) -> Result<Vec<ReceiptRow>, ClientError> {
        let request = receipts::ListRequest {
            signature_id: signature_id.to_owned(),
            limit: Some(limit.into()),
            ..receipts::ListRequest::default()
        };
        Ok(Client::receipts(self, &request).await?.body.receipts)
    }

    async fn imports(
        &self,
        signature_id: &str,
        limit: u32,
    ) -> Result<Vec<ImportRecord>, ClientError> {
        let signature_id = signature_id.to_owned();
        let request = examples::ImportsRequest { signature_id, limit: Some(limit.into()) };
        Ok(Client::imports(self, &request).await?.body.imports)
    }

    async fn active(&self, signature_id: &str) -> Result<Option<String>, ClientError> {
        let request = ActiveRequest { signature_id: signature_id.to_owned() };
        Ok(Client::active(self, &request).await?.body.compiled_id)
    }

    async fn canary(&self, signature_id: &str) -> Result<Option<Canary>, ClientError> {
        let request = StatusRequest { signature_id: signature_id.to_owned() };
        Ok(self.canary_status(&request).await?.body.canary)
    }

    async fn history(
        &self,
        signature_id: &str,
        limit: u32,
    ) -> Result<Vec<HistoryEntry>, ClientError> {
        let signature_id = signature_id.to_owned();
        let request = HistoryRequest { signature_id, limit: Some(limit.into()) };
        Ok(Client::history(self, &request).await?.body.history)
    }
}

fn reports(signature_id: &str, limit: u32) -> ReportsRequest {
    ReportsRequest { signature_id: signature_id.to_owned(), limit: Some(limit.into()) }
}
