//! Where reports read what they show: a server over HTTP, or the server itself.

use async_trait::async_trait;

use crate::api::{compile, eval, ops};
use crate::model::artifact::Artifact;
use crate::model::canary::Canary;
use crate::model::import::ImportRecord;
use crate::model::receipt::ReceiptRow;
use crate::model::rollout::HistoryEntry;
use crate::model::signature::Contract;

/// The reads that reports are made of.
#[async_trait]
pub trait Source: Sync {
    type Error: Send;

    /// The id of the newest ops run.
    async fn newest_run(&self) -> Result<Option<String>, Self::Error>;
    async fn run(&self, run_id: &str) -> Result<ops::ShowResponse, Self::Error>;
    async fn contract(&self, signature_id: &str) -> Result<Contract, Self::Error>;
    async fn artifact(
        &self,
        compiled_id: &str,
        signature_id: &str,
    ) -> Result<Artifact, Self::Error>;
    /// One of the reports of this job and dataset; without its hash the newest
    /// that holds for what runs now, else the newest.
    async fn compile_report(
        &self,
        job_hash: &str,
        dataset_hash: &str,
        signature_id: &str,
        report_hash: Option<&str>,
    ) -> Result<compile::ReportResponse, Self::Error>;
    /// Newest first, at most `limit`.
    async fn compile_reports(
        &self,
        signature_id: &str,
        limit: u32,
    ) -> Result<Vec<compile::CompileReportRow>, Self::Error>;
    /// One of the reports of this evaluation, in the same way.
    async fn eval_report(
        &self,
        eval_hash: &str,
        signature_id: &str,
        report_hash: Option<&str>,
    ) -> Result<eval::ReportResponse, Self::Error>;
    /// Newest first, at most `limit`.
    async fn eval_reports(
        &self,
        signature_id: &str,
        limit: u32,
    ) -> Result<Vec<eval::EvalReportRow>, Self::Error>;
    /// Newest first, at most `limit`.
    async fn receipts(
        &self,
        signature_id: &str,
        limit: u32,
    ) -> Result<Vec<ReceiptRow>, Self::Error>;
    /// What imports changed in the dataset, newest first, at most `limit`.
    async fn imports(
        &self,
        signature_id: &str,
        limit: u32,
    ) -> Result<Vec<ImportRecord>, Self::Error>;
    /// What the signature runs; nothing for its defaults.
    async fn active(&self, signature_id: &str) -> Result<Option<String>, Self::Error>;
    async fn canary(&self, signature_id: &str) -> Result<Option<Canary>, Self::Error>;
    /// Newest first, at most `limit`.
    async fn history(
        &self,
        signature_id: &str,
        limit: u32,
    ) -> Result<Vec<HistoryEntry>, Self::Error>;
}
