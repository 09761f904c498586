//! The summary of an overnight run, as the run's record and stdout carry it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::gate::GateResult;
use super::identity::{Outdated, ReportIdentity};
use super::receipt::{BudgetSnapshot, ResultTag, RlmTraceRef};

/// What a run did, and how it ended. Parts that were not reached are absent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Summary {
    pub ok: bool,
    pub outcome: Outcome,
    /// Absent when the run could not even start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
    pub signature_id: String,
    /// The server's address, or `embedded`.
    pub target: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit_sha: Option<String>,
    pub started_at_ms: i64,
    pub ended_at_ms: i64,
    pub steps: Vec<Step>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dataset: Option<ImportedDataset>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compile: Option<Compiled>,
    /// The eval reports of both sides on the holdout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evals: Option<Evals>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate: Option<GateResult>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canary: Option<CanaryRun>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promotion: Option<Promotion>,
    /// What a person has to decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<PendingReview>,
    /// With what the figures were measured; absent from runs of older versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<ReportIdentity>,
    /// What the held-out rows prove, in the gate's word: `improved`, `not worse`,
    /// `worse` or `cannot tell`; absent where no gate has judged them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// The newest hash of the server's history when the run ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history_head: Option<String>,
    /// What went wrong, in order.
    pub errors: Vec<StepError>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The winner is active now.
    Promoted,
    /// The winner was active before the run began.
    AlreadyActive,
    /// A gate said no.
    GateRefused,
    /// The canary made too many errors.
    CanaryFailed,
    /// The canary was ended from outside, by a person, another run or its lease.
    CanaryStopped,
    /// The canary saw too few samples before the deadline.
    NoSamples,
    /// There was too little evidence to say yes or no.
    Undecided,
    /// The winner may be better by a judge's word; a person decides.
    WaitingForReview,
    /// A verify command or the end-to-end command failed.
    ChecksFailed,
    Interrupted,
    /// Another run, or a canary that is not the run's own, has the signature.
    Busy,
    /// A step could not be done.
    #[default]
    Failed,
    /// The run has no record, because the server or the input refused.
    CouldNotStart,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    pub name: String,
    /// `ok`, `failed` or `skipped`.
    pub status: String,
    pub duration_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What the step has to tell, in its own shape.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub detail: Value,
}

impl Step {
    /// The commands that the step ran.
    pub fn checks(&self) -> Vec<CheckRun> {
        let of = |detail: &Value| serde_json::from_value::<CheckRun>(detail.clone()).ok();
        let several = self.detail.get("commands").and_then(Value::as_array);
        match several {
            Some(commands) => commands.iter().filter_map(of).collect(),
            None if self.detail.get("command").is_some() => of(&self.detail).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The long-context runs that the step read back.
    pub fn long_context_runs(&self) -> Vec<LongContextRun> {
        let of = |detail: &Value| serde_json::from_value::<LongContextRun>(detail.clone()).ok();
        let several = self.detail.get("runs").and_then(Value::as_array);
        match several {
            Some(runs) => runs.iter().filter_map(of).collect(),
            None => of(&self.detail).into_iter().collect(),
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportedDataset {
    /// The file, or `shipped`.
    pub source: String,
    pub rows: u64,
    pub inserted: u64,
    pub updated: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Compiled {
    pub job_hash: String,
    pub dataset_hash: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    pub existed: bool,
    /// Names the report among those of the same job and dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_hash: Option<String>,
    /// A stored report that held no more, which is why it was compiled again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Outdated>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evals {
    pub control_eval_hash: String,
    pub candidate_eval_hash: String,
    /// Names the control's report among those of the same hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control_report_hash: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate_report_hash: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CanaryRun {
    #[serde(rename = "control_compiled_id")]
    pub control_compiled_id: String,
    #[serde(rename = "canary_compiled_id")]
    pub canary_compiled_id: String,
    pub rollout_pct: i64,
    /// The salt was chosen so that the exercise thread takes the canary.
    pub salt_chosen: bool,
    pub ok_count: i64,
    pub error_count: i64,
    pub min_samples: i64,
    pub max_error_rate: f64,
    /// How it ended, where it ended before the run promoted or stopped it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// Why it ended, in the words of the server's history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The request during which it ended: the traffic that it failed on, or the
    /// look that found it gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What the receipts proved when the run last looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<super::canary::CanaryEvidence>,
}

/// A candidate that waits for a person.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PendingReview {
    pub signature_id: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    /// The judges that the reward asks.
    pub judges: Vec<String>,
    /// Why the run does not promote it.
    pub why: String,
    /// The command that does.
    pub command: String,
}

/// A command of the workspace that was run, as a step's detail holds it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CheckRun {
    pub command: String,
    /// Absent where a signal or the time limit ended it.
    pub exit_code: Option<i32>,
    /// The end of what it printed; an event of the run has more.
    pub output: String,
    /// Names of failed tests, as far as there is room.
    pub failing: Vec<String>,
    /// How many tests it named as failed.
    pub failed: u64,
    /// Requests that it named, as far as there is room.
    pub request_ids: Vec<String>,
}

/// A long-context run that was read back, as a step's detail holds it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LongContextRun {
    pub signature_id: String,
    pub receipt_id: String,
    pub strategy_id: String,
    pub result: ResultTag,
    pub budget: BudgetSnapshot,
    pub rlm_trace: Option<RlmTraceRef>,
    #[serde(default)]
    pub trace_events: u64,
    /// Texts of the thread that were read back.
    #[serde(default)]
    pub blobs_read: u64,
    /// Predictions that it took until one ended well.
    #[serde(default)]
    pub tries: u32,
    #[serde(default)]
    pub request_id: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Promotion {
    pub from: Option<String>,
    pub to: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepError {
    pub step: String,
    pub code: String,
    pub message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}
