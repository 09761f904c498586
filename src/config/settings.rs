//! The settings themselves. Every field has a default, so that a settled value
//! has no gaps; an empty text means that nothing was set.

use serde::{Deserialize, Serialize};

use super::bounds;
use crate::dataset::settings::LintSettings;
use crate::model::example::limits::MAX_ROWS;
use crate::model::gate::DEFAULT_MAX_P;
use crate::model::key::Scope;
use crate::model::lm_settings::LmSettings;
use crate::model::output::{Color, Format};
use crate::model::serve::ServeSettings;
use crate::model::sync_policy::SyncPolicy;

/// All settings, in the shape of `dse.toml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub server: ServerSettings,
    pub store: StoreSettings,
    pub output: OutputSettings,
    pub lm: LmSettings,
    /// What a promotion must show.
    pub gate: GateSettings,
    pub overnight: OvernightSettings,
    /// How predictions are served.
    pub serve: ServeSettings,
    /// How datasets are checked.
    pub lint: LintSettings,
    /// Which signature each dataset file belongs to.
    pub dataset: Vec<DatasetEntry>,
}

/// Where requests go. Without a URL the embedded server answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerSettings {
    pub url: String,
    /// A file that holds the secret, in place of `OA_DSE_ADMIN_SECRET`.
    pub token_file: String,
    /// Seconds to wait for an answer; 0 leaves each endpoint its own limit.
    #[serde(deserialize_with = "bounds::seconds")]
    pub timeout: f64,
    /// How often a request that may be repeated is sent again.
    pub retries: u32,
    /// Send the secret in clear text to another machine, too.
    pub allow_http: bool,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            url: String::new(),
            token_file: String::new(),
            timeout: 0.0,
            retries: 2,
            allow_http: false,
        }
    }
}

/// What the embedded server and `dse serve` keep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StoreSettings {
    /// The database file, from the workspace's root.
    pub path: String,
    /// Which writes are on disk before they are answered.
    pub sync: SyncPolicy,
    /// Rows that one signature may have; an import that would go beyond is
    /// refused.
    pub max_rows: u32,
}

impl Default for StoreSettings {
    fn default() -> Self {
        let (path, max_rows) = (".dse/dse.db".to_owned(), MAX_ROWS as u32);
        Self { path, sync: SyncPolicy::Records, max_rows }
    }
}

/// How results are written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutputSettings {
    pub format: Format,
    pub color: Color,
}

/// A dataset file and the signature whose examples it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatasetEntry {
    /// A path or glob, from the workspace's root.
    pub path: String,
    pub signature: String,
}

/// What `dse promote` and `dse overnight` ask of a candidate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GateSettings {
    /// The accepted chance of a false “improved”, above 0 and below 1: only
    /// what is shown to be better passes.
    #[serde(deserialize_with = "bounds::chance")]
    pub max_p: f64,
    /// What candidate minus control must reach on the holdout, in mean reward.
    #[serde(deserialize_with = "bounds::difference")]
    pub min_holdout_delta: f64,
    /// Let pass what is not shown to be worse, too.
    pub accept_not_worse: bool,
    /// Let an overnight run promote by itself what a judge rates better, where
    /// the judge reaches its bar; without it a person decides.
    pub judge_may_promote: bool,
}

impl Default for GateSettings {
    fn default() -> Self {
        Self {
            max_p: DEFAULT_MAX_P,
            min_holdout_delta: 0.0,
            accept_not_worse: false,
            judge_may_promote: false,
        }
    }
}

/// Whose predictions a canary sees in an overnight run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Traffic {
    /// The run's own, with the inputs of stored rows.
    #[default]
    Own,
    /// That of applications; the run sends none and waits until its deadline.
    Live,
}

/// The overnight run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OvernightSettings {
    pub signature: String,
    /// The dataset to import; empty means the shipped one, or the one that
    /// `[[dataset]]` names for the signature.
    pub dataset: String,
    /// Commands to run before anything else, each through the shell.
    pub verify: Vec<String>,
    /// The end-to-end command, run through the shell; `{grep}` is replaced.
    pub e2e: String,
    /// Environment variables that it needs, beside those that it names itself. Of
    /// those with secrets it gets no others.
    pub e2e_variables: Vec<String>,
    /// Environment variables with secrets that the verify commands get, beside
    /// those that they name themselves.
    pub verify_variables: Vec<String>,
    /// What a command may do that asks for `OA_DSE_ADMIN_SECRET`: it gets a key
    /// of these scopes, which ends with it. Without any it gets the secret itself.
    pub check_scopes: Vec<Scope>,
    /// Seconds after which such a command is stopped, and has failed; 0 for no
    /// limit.
    #[serde(deserialize_with = "bounds::seconds")]
    pub check_timeout_seconds: f64,
    /// Share of threads that take the canary, percent.
    #[serde(deserialize_with = "bounds::percent")]
    pub rollout_pct: u32,
    /// Receipts before the canary is judged.
    #[serde(deserialize_with = "bounds::count")]
    pub min_samples: u32,
    /// Above this share of errors the canary fails, 0 to 1.
    #[serde(deserialize_with = "bounds::share")]
    pub max_error_rate: f64,
    /// Whose traffic the canary is judged by.
    pub traffic: Traffic,
    /// Predictions to send through the canary.
    pub exercise: u32,
    /// Predictions to send at most while the canary is undecided.
    pub exercise_cap: u32,
    /// Seconds between looks at the canary.
    #[serde(deserialize_with = "bounds::seconds")]
    pub poll_seconds: f64,
    /// Seconds after which a canary without enough samples is given up.
    #[serde(deserialize_with = "bounds::seconds")]
    pub deadline_seconds: f64,
    /// Seconds after which the signature and the canary of a runner that is gone
    /// are free again.
    #[serde(deserialize_with = "bounds::seconds")]
    pub lease_seconds: f64,
    /// Where these stood before `[gate]`; read from files as if they stood there.
    #[serde(skip_serializing)]
    pub max_p: Option<f64>,
    #[serde(skip_serializing)]
    pub min_holdout_delta: Option<f64>,
}

impl Default for OvernightSettings {
    fn default() -> Self {
        Self {
            signature: "@openagents/autopilot/blueprint/SelectTool.v1".to_owned(),
            dataset: String::new(),
            verify: Vec::new(),
            e2e: String::new(),
            e2e_variables: Vec::new(),
            verify_variables: Vec::new(),
            check_scopes: Vec::new(),
            check_timeout_seconds: 3_600.0,
            rollout_pct: 20,
            min_samples: 20,
            max_error_rate: 0.2,
            traffic: Traffic::Own,
            exercise: 20,
            exercise_cap: 100,
            poll_seconds: 2.0,
            deadline_seconds: 180.0,
            lease_seconds: 60.0,
            max_p: None,
            min_holdout_delta: None,
        }
    }
}
