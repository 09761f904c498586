//! The gate: may these parameters go before users?
//!
//! Canary start and promote ask the same question. A compile of the current
//! job over the current dataset must have chosen the parameters, and they must
//! beat what runs now on the holdout rows.

mod demand;
#[cfg(test)]
mod demand_tests;
mod floor;
#[cfg(test)]
mod loop_tests;

pub use demand::{Sight, fresh_rows, judge, row_hashes, sight};
pub use floor::floors;

use super::evaluate::{EvalError, Evaluation, Evaluator, Pinned, Unanswered};
use crate::model::{
    compile::{CompileReport, CompileResult},
    dataset::Dataset,
    example::Split,
    identity::{Outdated, describe_changes},
    time::rfc3339,
};

/// Rewards are sums of doubles: a delta may miss its bound by this much.
const ROUNDING: f64 = 1e-12;

/// Who wants to pass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GateRequest<'a> {
    /// The id of the parameters.
    pub compiled_id: &'a str,
    /// Whether rows that are only for judging must exist.
    pub require_holdout: bool,
}

/// Why a gate or the present state says no.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    #[error("no row of the dataset is in split holdout: add some, and compile again")]
    HoldoutRequired,
    #[error(
        "there is no compile report for job {job_hash} over dataset {dataset_hash}: \
         the job or the dataset has changed since, so compile again"
    )]
    CompileReportNotFound { job_hash: String, dataset_hash: String },
    #[error(
        "the compile report of this job and dataset is of {when}, and {} since: compile again",
        describe_changes(&.outdated.changes), when = rfc3339(.outdated.created_at_ms)
    )]
    ReportOutdated { outdated: Outdated },
    #[error("the compile of this job and dataset chose {chosen}, not {asked}")]
    CompiledIdMismatch { asked: String, chosen: String },
    #[error(
        "on holdout the candidate has {candidate} and the control {baseline}: \
         the delta {delta} is below {min_holdout_delta}"
    )]
    InsufficientImprovement { baseline: f64, candidate: f64, delta: f64, min_holdout_delta: f64 },
    #[error("nothing is active to compare with: set an active artifact first")]
    ControlMissing,
    #[error("the control's artifact {compiled_id} is not stored")]
    ControlArtifactMissing { compiled_id: String },
    #[error("the canary's artifact {compiled_id} is not stored: compile first")]
    CanaryArtifactMissing { compiled_id: String },
    #[error("the signature has no examples: import some first")]
    NoExamples,
    /// The evidence that was asked for is not there, nor its contrary.
    #[error("{0}")]
    CannotTell(String),
    /// The candidate is not worse, but a gain is not shown.
    #[error("{0}")]
    GainNotShown(String),
    /// The evidence says that the candidate is worse.
    #[error("{0}")]
    Worse(String),
    #[error(
        "this holdout was looked at {looks} times and is spent: add about {fresh} fresh held-out \
         rows in place of the old ones"
    )]
    HoldoutSpent { looks: u64, fresh: u64 },
    #[error("rows tagged {tag} must not get worse, but {} did: {}", .lost.len(), .lost.join(", "))]
    MustPassRegressed { tag: String, lost: Vec<String> },
    #[error(
        "{floor} reaches {floor_reward:.3} on these rows and the candidate {candidate:.3}: the \
         lead is below {min_over_floor}"
    )]
    BelowFloor { floor: &'static str, floor_reward: f64, candidate: f64, min_over_floor: f64 },
    #[error("{0}; --allow-leak REASON lets it pass and records the reason")]
    Leaks(String),
    #[error("the reward rests on a judge, and {0}")]
    JudgeUncalibrated(String),
}

impl Refusal {
    /// The error code on the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Self::HoldoutRequired => "holdout_required",
            Self::CompileReportNotFound { .. } => "compile_report_not_found",
            Self::ReportOutdated { .. } => "report_outdated",
            Self::CompiledIdMismatch { .. } => "compiled_id_mismatch",
            Self::InsufficientImprovement { .. } => "insufficient_improvement",
            Self::ControlMissing => "control_missing",
            Self::ControlArtifactMissing { .. } => "control_artifact_missing",
            Self::CanaryArtifactMissing { .. } => "canary_artifact_missing",
            Self::NoExamples => "no_examples",
            Self::CannotTell(_) => "cannot_tell",
            Self::GainNotShown(_) => "gain_not_shown",
            Self::Worse(_) => "insufficient_improvement",
            Self::HoldoutSpent { .. } => "holdout_spent",
            Self::MustPassRegressed { .. } => "must_pass_regressed",
            Self::BelowFloor { .. } => "below_floor",
            Self::Leaks(_) => "dataset_leaks",
            Self::JudgeUncalibrated(_) => "judge_uncalibrated",
        }
    }
}

/// Why a gate did not open.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GateError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("evaluating the control failed: {0}")]
    Evaluation(#[from] EvalError),
    /// A control with unanswered rows looks worse than it is.
    #[error("evaluating the control failed: {0}")]
    Unanswered(#[from] Unanswered),
}

/// Both sides on the holdout.
#[derive(Clone, Debug)]
pub struct Measured {
    pub job_hash: String,
    pub dataset_hash: String,
    pub baseline_holdout_reward: f64,
    pub candidate_holdout_reward: f64,
    pub delta: f64,
    /// The control on the holdout rows.
    pub control: Evaluation,
}

/// What is stored of a compile.
#[derive(Clone, Debug)]
pub enum StoredCompile<Report> {
    /// A report that holds for what runs now.
    Current(Report),
    /// Only reports of something else.
    Outdated(Outdated),
    Missing,
}

impl<Report> StoredCompile<Report> {
    /// The same, with the report borrowed.
    pub fn as_ref(&self) -> StoredCompile<&Report> {
        match self {
            Self::Current(report) => StoredCompile::Current(report),
            Self::Outdated(outdated) => StoredCompile::Outdated(outdated.clone()),
            Self::Missing => StoredCompile::Missing,
        }
    }

    /// The same, with another view of the report.
    pub fn map<Other>(self, view: impl FnOnce(Report) -> Other) -> StoredCompile<Other> {
        match self {
            Self::Current(report) => StoredCompile::Current(view(report)),
            Self::Outdated(outdated) => StoredCompile::Outdated(outdated),
            Self::Missing => StoredCompile::Missing,
        }
    }
}

impl Measured {
    /// Holds the delta against its bound.
    ///
    /// # Errors
    /// When it is below.
    pub fn reaches(&self, min_holdout_delta: f64) -> Result<(), Refusal> {
        if self.delta + ROUNDING >= min_holdout_delta {
            return Ok(());
        }
        Err(Refusal::InsufficientImprovement {
            baseline: self.baseline_holdout_reward,
            candidate: self.candidate_holdout_reward,
            delta: self.delta,
            min_holdout_delta,
        })
    }
}

/// Puts a candidate beside the control. `job_hash` is that of the current job
/// over `dataset`, and `report` what is stored under both. The control is
/// evaluated on the holdout rows now.
///
/// # Errors
/// When the candidate is not admitted, or the control cannot be evaluated.
pub async fn measure(
    evaluator: &Evaluator<'_>,
    request: GateRequest<'_>,
    dataset: &Dataset,
    job_hash: &str,
    report: StoredCompile<&CompileReport>,
    control: &Pinned,
) -> Result<Measured, GateError> {
    let found = admit(request, dataset, job_hash, report)?;
    let mut control = evaluator.evaluate(control, &dataset.holdout(), None).await?;
    if !control.unanswered.is_empty() {
        return Err(control.unanswered.remove(0).into());
    }
    let baseline = control.reward();
    Ok(Measured {
        job_hash: found.job_hash.clone(),
        dataset_hash: found.dataset_hash.clone(),
        baseline_holdout_reward: baseline,
        candidate_holdout_reward: found.holdout_reward,
        delta: found.holdout_reward - baseline,
        control,
    })
}

/// What can be decided before the control is evaluated.
///
/// # Errors
/// When the holdout, the report or the candidate is not the one demanded.
pub fn admit<'a>(
    request: GateRequest<'_>,
    dataset: &Dataset,
    job_hash: &str,
    report: StoredCompile<&'a CompileReport>,
) -> Result<&'a CompileResult, Refusal> {
    if request.require_holdout && !dataset.has(Split::Holdout) {
        return Err(Refusal::HoldoutRequired);
    }
    let missing = || Refusal::CompileReportNotFound {
        job_hash: job_hash.to_owned(),
        dataset_hash: dataset.hash().to_owned(),
    };
    let found = match report {
        StoredCompile::Current(report) => &report.report,
        StoredCompile::Outdated(outdated) => return Err(Refusal::ReportOutdated { outdated }),
        StoredCompile::Missing => return Err(missing()),
    };
    if found.job_hash != job_hash || found.dataset_hash != dataset.hash() {
        return Err(missing());
    }
    if found.best.compiled_id != request.compiled_id {
        return Err(Refusal::CompiledIdMismatch {
            asked: request.compiled_id.to_owned(),
            chosen: found.best.compiled_id.clone(),
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{dataset::DatasetExample, identity::IdentityChange};

    const REQUEST: GateRequest<'static> =
        GateRequest { compiled_id: "sha256:best", require_holdout: true };

    fn dataset(split: &str) -> Dataset {
        let row = DatasetExample {
            example_id: "a".to_owned(),
            input: json!({}),
            expected: json!({}),
            split: Some(split.to_owned()),
            tags: Vec::new(),
            meta: None,
        };
        Dataset::new("d", vec![row]).unwrap()
    }

    fn report(job_hash: &str, dataset_hash: &str) -> CompileReport {
        let best =
            json!({"compiled_id": "sha256:best", "params": {"paramsVersion": 1}, "reward": 1});
        serde_json::from_value(json!({
            "format": "openagents.dse.compile_report",
            "formatVersion": 1,
            "job": {},
            "report": {
                "jobHash": job_hash,
                "datasetHash": dataset_hash,
                "evaluatedCandidates": [best],
                "best": best,
                "trainReward": 1,
                "holdoutReward": 0.9,
            },
        }))
        .unwrap()
    }

    #[test]
    fn rows_that_only_judge_must_exist_when_they_are_demanded() {
        let train = dataset("train");
        let found = report("job", train.hash());
        let found = StoredCompile::Current(&found);
        let refusal = admit(REQUEST, &train, "job", found.clone()).unwrap_err();
        assert_eq!(refusal.code(), "holdout_required");
        let lenient = GateRequest { require_holdout: false, ..REQUEST };
        assert!(admit(lenient, &train, "job", found).is_ok());
    }

    #[test]
    fn the_report_must_be_of_this_job_dataset_and_candidate() {
        let holdout = dataset("holdout");
        let code = |job_hash: &str, found: Option<&CompileReport>, compiled_id| {
            let request = GateRequest { compiled_id, ..REQUEST };
            let found = found.map_or(StoredCompile::Missing, StoredCompile::Current);
            let admitted = admit(request, &holdout, job_hash, found);
            admitted.map(|found| found.holdout_reward).map_err(|refusal| refusal.code())
        };
        let found = report("job", holdout.hash());
        assert_eq!(code("job", None, "sha256:best").unwrap_err(), "compile_report_not_found");
        assert_eq!(
            code("other", Some(&found), "sha256:best").unwrap_err(),
            "compile_report_not_found"
        );
        let stale = report("job", "sha256:old");
        assert_eq!(
            code("job", Some(&stale), "sha256:best").unwrap_err(),
            "compile_report_not_found"
        );
        assert_eq!(code("job", Some(&found), "sha256:second").unwrap_err(), "compiled_id_mismatch");
        assert_eq!(code("job", Some(&found), "sha256:best").unwrap(), 0.9);
    }

    #[test]
    fn a_report_of_something_else_is_refused_with_what_changed() {
        let changes = vec![IdentityChange {
            part: "model.main".to_owned(),
            was: Some("nearest".to_owned()),
            now: Some("small at http://127.0.0.1:1/v1".to_owned()),
        }];
        let outdated = StoredCompile::Outdated(Outdated { created_at_ms: 0, changes });
        let refusal = admit(REQUEST, &dataset("holdout"), "job", outdated).unwrap_err();
        assert_eq!(refusal.code(), "report_outdated");
        assert_eq!(
            refusal.to_string(),
            "the compile report of this job and dataset is of 1970-01-01T00:00:00.000Z, and the \
             model (from nearest to small at http://127.0.0.1:1/v1) changed since: compile again"
        );
    }

    #[test]
    fn the_bound_itself_passes_in_spite_of_rounding() {
        let sides = |baseline: f64, candidate: f64| Measured {
            job_hash: String::new(),
            dataset_hash: String::new(),
            baseline_holdout_reward: baseline,
            candidate_holdout_reward: candidate,
            delta: candidate - baseline,
            control: Evaluation::default(),
        };
        assert!(sides(0.8, 0.85).delta < 0.05, "this case is about rounding");
        assert_eq!(sides(0.8, 0.85).reaches(0.05), Ok(()));
        assert_eq!(sides(0.5, 0.5).reaches(0.0), Ok(()));
        let refusal = sides(0.8, 0.84).reaches(0.05).unwrap_err();
        assert_eq!(refusal.code(), "insufficient_improvement");
        assert_eq!(sides(0.8, 0.7).reaches(-0.2), Ok(()));
    }
}
