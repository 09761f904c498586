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
    /// The evidence says that what was asked for is not so.
    #[error("{0}")]
    NotShown(String),
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
            Self::CompiledIdMismatch { .. } => "compiled_id_mismatch",
            Self::InsufficientImprovement { .. } => "insufficient_improvement",
            Self::ControlMissing => "control_missing",
            Self::ControlArtifactMissing { .. } => "control_artifact_missing",
            Self::CanaryArtifactMissing { .. } => "canary_artifact_missing",
            Self::NoExamples => "no_examples",
            Self::CannotTell(_) => "cannot_tell",
            Self::NotShown(_) => "insufficient_improvement",
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
    /// 0 without a control.
    pub baseline_holdout_reward: f64,
    pub candidate_holdout_reward: f64,
    pub delta: f64,
    /// The control on the holdout rows.
    pub control: Option<Evaluation>,
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
/// over `dataset`, and `report` what is stored under both. The control, where
/// there is one, is evaluated on the holdout rows now.
///
/// # Errors
/// When the candidate is not admitted, or the control cannot be evaluated.
pub async fn measure(
    evaluator: &Evaluator<'_>,
    request: GateRequest<'_>,
    dataset: &Dataset,
    job_hash: &str,
    report: Option<&CompileReport>,
    control: Option<&Pinned>,
) -> Result<Measured, GateError> {
    let found = admit(request, dataset, job_hash, report)?;
    let control = match control {
        Some(pinned) => {
            let mut evaluation = evaluator.evaluate(pinned, &dataset.holdout(), None).await?;
            if !evaluation.unanswered.is_empty() {
                return Err(evaluation.unanswered.remove(0).into());
            }
            Some(evaluation)
        }
        None => None,
    };
    let baseline = control.as_ref().map_or(0.0, Evaluation::reward);
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
    report: Option<&'a CompileReport>,
) -> Result<&'a CompileResult, Refusal> {
    if request.require_holdout && !dataset.has(Split::Holdout) {
        return Err(Refusal::HoldoutRequired);
    }
    let found = report
        .map(|report| &report.report)
        .filter(|found| found.job_hash == job_hash && found.dataset_hash == dataset.hash())
        .ok_or_else(|| Refusal::CompileReportNotFound {
            job_hash: job_hash.to_owned(),
            dataset_hash: dataset.hash().to_owned(),
        })?;
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
    use crate::model::dataset::DatasetExample;

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
        let refusal = admit(REQUEST, &train, "job", Some(&found)).unwrap_err();
        assert_eq!(refusal.code(), "holdout_required");
        let lenient = GateRequest { require_holdout: false, ..REQUEST };
        assert!(admit(lenient, &train, "job", Some(&found)).is_ok());
    }

    #[test]
    fn the_report_must_be_of_this_job_dataset_and_candidate() {
        let holdout = dataset("holdout");
        let code = |job_hash: &str, found: Option<&CompileReport>, compiled_id| {
            let request = GateRequest { compiled_id, ..REQUEST };
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
    fn the_bound_itself_passes_in_spite_of_rounding() {
        let sides = |baseline: f64, candidate: f64| Measured {
            job_hash: String::new(),
            dataset_hash: String::new(),
            baseline_holdout_reward: baseline,
            candidate_holdout_reward: candidate,
            delta: candidate - baseline,
            control: None,
        };
        assert!(sides(0.8, 0.85).delta < 0.05, "this case is about rounding");
        assert_eq!(sides(0.8, 0.85).reaches(0.05), Ok(()));
        assert_eq!(sides(0.5, 0.5).reaches(0.0), Ok(()));
        let refusal = sides(0.8, 0.84).reaches(0.05).unwrap_err();
        assert_eq!(refusal.code(), "insufficient_improvement");
        assert_eq!(sides(0.8, 0.7).reaches(-0.2), Ok(()));
    }
}
