//! What a compile found.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{eval::Undecoded, identity::ReportIdentity, params::Params, receipt::Cost};

/// A candidate and its mean reward on the train split.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Candidate {
    pub compiled_id: String,
    #[cfg_attr(feature = "server", schemars(with = "serde_json::Map<String, Value>"))]
    pub params: Params,
    /// 0 to 1.
    pub reward: f64,
}

/// The result of a search.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompileResult {
    pub job_hash: String,
    pub dataset_hash: String,
    /// In the order of evaluation; a candidate evaluated twice stands twice.
    pub evaluated_candidates: Vec<Candidate>,
    pub best: Candidate,
    pub train_reward: f64,
    pub holdout_reward: f64,
}

/// The stored report, `openagents.dse.compile_report` version 1.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompileReport {
    pub format: String,
    pub format_version: u32,
    /// The job document whose id is `report.jobHash`.
    pub job: Value,
    pub report: CompileResult,
    /// What the search cost; absent in reports of deployed servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// *New*: of the winner's predictions on train and holdout, those that
    /// could not be decoded; absent where all could.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undecoded: Option<Undecoded>,
    /// *New*: what the search did with each candidate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<SearchRecord>,
}

/// What a search did. *New*.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SearchRecord {
    /// Every set of parameters once, in the order of their first evaluation.
    pub candidates: Vec<CandidateRecord>,
    /// Predictions on train rows, and what a grid over the same candidates
    /// would have needed; of a search that races.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predictions: Option<Predictions>,
    /// How many candidates came how far, from the first stage to the last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub funnel: Vec<Stage>,
    /// What was asked of the proposer, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposals: Vec<ProposalRecord>,
    /// What a reader of the figures should know, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Predictions on train rows, as if no answer had been kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Predictions {
    pub made: u64,
    /// Of every candidate on every row that it may be scored on.
    pub full_grid: u64,
}

/// A stage of a search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Stage {
    pub stage: String,
    pub candidates: u64,
}

/// A call of the proposer, or of its repair.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProposalRecord {
    /// What it was asked for, and in which round.
    pub purpose: String,
    pub round: u64,
    pub slot: u64,
    pub lm_calls: u64,
    /// The candidate that came of it.
    #[serde(rename = "compiled_id", default, skip_serializing_if = "Option::is_none")]
    pub compiled_id: Option<String>,
    /// Why none came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// Train rows whose words it repeats.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies_train: Vec<String>,
}

/// What a look of a race saw of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct LookRecord {
    /// Rows that it and the leader had both been scored on.
    pub rows: u64,
    /// The leader's rewards on them less its own, summed.
    pub behind: f64,
    /// Standard errors by which it would hardly have caught up; absent at the
    /// last look, and of the leader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub z: Option<f64>,
}

/// What one candidate asked of the model on the train rows. Answers that were
/// kept from earlier count, so that it is the same whoever asked first; those
/// of judges do not.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CandidateRecord {
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    /// Train rows that it was scored on.
    pub rows: u64,
    pub lm_calls: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_tokens: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completion_tokens: Option<u64>,
    /// US dollars; absent where the provider tells no price and none is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_usd: Option<f64>,
    /// Its parameters, where it was not scored on every row and so is none of
    /// the report's evaluated candidates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schemars(with = "Option<serde_json::Map<String, Value>>"))]
    pub params: Option<Params>,
    /// The mean reward on the rows that it was scored on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reward: Option<f64>,
    /// What it was made from, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The candidate that it is a change of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Why it went no further, or that it won.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// The look at which that was decided, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
    /// Rows on which it did better than the one it was last held against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gains: Option<u64>,
    /// Rows on which it did worse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub losses: Option<u64>,
    /// Train rows that it shows, or that are like those, on which it is not
    /// scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_shown: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looks: Vec<LookRecord>,
}

/// A compile report in a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompileReportRow {
    pub signature_id: String,
    pub job_hash: String,
    pub dataset_id: String,
    pub dataset_hash: String,
    #[serde(rename = "compiled_id")]
    pub compiled_id: String,
    pub train_reward: f64,
    pub holdout_reward: f64,
    pub candidates: u64,
    pub created_at_ms: i64,
    /// *New*: which of the reports of this job and dataset it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_hash: Option<String>,
    /// *New*: what it was made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<ReportIdentity>,
}

/// What a compile would need at most, told before anything is asked. It needs
/// less where predictions succeed without repairs, where a greedy search stops
/// early, and where answers are known already. *New*.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompilePlan {
    /// Different sets of parameters.
    pub candidates: u64,
    pub train_rows: u64,
    /// Rows that only the winner is asked about; 0 where they are the train rows.
    pub holdout_rows: u64,
    /// Predictions, those of judges not among them.
    pub predictions: u64,
    /// Model calls of all roles.
    pub lm_calls: u64,
    /// Estimated, at four characters a token.
    pub prompt_tokens: u64,
    /// At most.
    pub completion_tokens: u64,
    /// US dollars; null where a model's price is not known.
    pub spend_usd: Option<f64>,
    /// The roles that are asked.
    pub roles: Vec<RolePlan>,
}

/// The part of a plan that one role's model does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RolePlan {
    /// `main`, `repair`, `sub`, `judge` or `propose`.
    pub role: String,
    /// Empty where the provider has only one.
    pub model: String,
    pub lm_calls: u64,
    pub prompt_tokens: u64,
    pub completion_tokens: u64,
    pub spend_usd: Option<f64>,
}
