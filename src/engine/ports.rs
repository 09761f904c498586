//! What the engine needs of the world. The store implements these over the
//! database; [`memory`](super::memory) implements them for tests and dry runs.

use async_trait::async_trait;
use serde_json::Value;

use crate::model::{artifact::Artifact, blob::BlobRef, eval::ReportedExample, receipt::Receipt};

/// A port that failed: which call, and what the store said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{call}: {reason}")]
pub struct PortError {
    pub call: &'static str,
    pub reason: String,
}

/// Texts by id, within one thread and run.
#[async_trait]
pub trait BlobStore: Send + Sync {
    /// Stores `text`; a text that is there already keeps its first mime.
    async fn put_text(&self, text: &str, mime: Option<&str>) -> Result<BlobRef, PortError>;
    async fn get_text(&self, blob_id: &str) -> Result<Option<String>, PortError>;
}

/// A variable of an RLM run.
#[derive(Clone, Debug, PartialEq)]
pub enum Variable {
    Json(Value),
    Blob(BlobRef),
}

/// Variables by name, within one thread and run.
#[async_trait]
pub trait VarSpace: Send + Sync {
    /// Sets a variable.
    ///
    /// # Errors
    /// Also when the name is blank or over 128 units, the value is over
    /// 50,000 canonical units, or the space holds 200 variables already.
    async fn put(&self, name: &str, value: Variable) -> Result<(), PortError>;
    async fn get(&self, name: &str) -> Result<Option<Variable>, PortError>;
    /// All variables in locale order of their names.
    async fn list(&self) -> Result<Vec<(String, Variable)>, PortError>;
}

/// Where one prediction keeps its texts and variables.
pub struct Workspace {
    pub blobs: Box<dyn BlobStore>,
    pub vars: Box<dyn VarSpace>,
}

/// Workspaces for the many predictions of an evaluation.
pub trait Workspaces: Send + Sync {
    /// A workspace for the prediction with that run id. Every workspace can
    /// read the texts of the dataset; none sees another's variables.
    fn open(&self, run_id: &str) -> Workspace;
}

/// Where receipts go.
#[async_trait]
pub trait ReceiptSink: Send + Sync {
    /// Stores the receipt, and moves the canary counter it belongs to in the
    /// same transaction. A receipt id that is there already changes nothing.
    async fn record(&self, receipt: &Receipt) -> Result<(), PortError>;

    /// The same with what was answered, for who keeps that as well.
    async fn record_answer(
        &self,
        receipt: &Receipt,
        _output: Option<&Value>,
    ) -> Result<(), PortError> {
        self.record(receipt).await
    }
}

/// Which artifact a signature runs.
#[async_trait]
pub trait Registry: Send + Sync {
    async fn active(&self, signature_id: &str) -> Result<Option<String>, PortError>;
    async fn artifact(
        &self,
        signature_id: &str,
        compiled_id: &str,
    ) -> Result<Option<Artifact>, PortError>;
}

/// Scores that need not be computed again. The key covers the parameters, the
/// rows and the reward's id and version, but neither the contract's prompt nor
/// the model nor the judge: a cache that outlives a piece of work must keep
/// those apart itself.
#[async_trait]
pub trait EvalCache: Send + Sync {
    async fn get(&self, key: &str) -> Result<Option<ReportedExample>, PortError>;
    async fn put(&self, key: &str, value: &ReportedExample) -> Result<(), PortError>;
}

/// Scripted or real tools for `ToolCall`.
#[async_trait]
pub trait ToolExecutor: Send + Sync {
    async fn call(
        &self,
        name: &str,
        input: &Value,
        timeout_ms: Option<u64>,
    ) -> Result<Value, PortError>;
}

/// The time of day.
pub trait Clock: Send + Sync {
    /// Milliseconds since the epoch.
    fn now_ms(&self) -> i64;
}

/// What a long piece of work tells while it runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// A candidate was scored on train.
    Candidate { index: usize, of: usize, compiled_id: String, reward: f64, best: f64 },
    /// An example was evaluated; `done` of `of` in this evaluation.
    Example { done: usize, of: usize },
}

/// Where progress goes.
pub trait ProgressSink: Send + Sync {
    fn report(&self, progress: Progress);
}
