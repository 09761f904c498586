//! What the commands that pass the gate share.

use super::{CommandError, ErrorKind, artifact};
use crate::api::{
    Empty,
    eval::EvalRequest,
    rollout::{GateRequest, GateResult},
};
use crate::client::{Client, ClientError, Reason};
use crate::model::eval::EvalReport;
use crate::report::{comparison::Comparison, render::terminal::paragraph, words};
use crate::stats::verdict::Verdict;
use crate::ui::{Ui, shown};

/// The flags of the gate.
#[derive(Debug, clap::Args)]
pub struct GateArgs {
    /// How much better than the control the candidate must be on the holdout
    #[arg(long, value_name = "REWARD", default_value_t = 0.05, allow_negative_numbers = true)]
    min_holdout_delta: f64,
    /// Let a dataset without holdout rows pass
    #[arg(long)]
    no_require_holdout: bool,
    #[command(flatten)]
    proof: ProofArgs,
    /// A tag whose rows may not get worse (repeatable)
    #[arg(long, value_name = "TAG")]
    must_pass: Vec<String>,
    /// How much better than the best simple answer the candidate must be
    #[arg(long, value_name = "REWARD", allow_negative_numbers = true)]
    min_over_floor: Option<f64>,
    /// Let held-out text in the candidate or in train rows pass, and record why
    #[arg(long, value_name = "REASON")]
    allow_leak: Option<String>,
}

/// How sure one must be.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct ProofArgs {
    /// Pass only what is shown to be better: the accepted chance of a false “improved”, as 0.05
    #[arg(long, value_name = "CHANCE", value_parser = chance)]
    pub max_p: Option<f64>,
    /// The smallest gain in reward that counts as one
    #[arg(long, value_name = "REWARD", value_parser = share)]
    pub min_effect: Option<f64>,
}

fn chance(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if value > 0.0 && value < 1.0 { Ok(value) } else { Err("above 0 and below 1".to_owned()) }
}

fn share(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err("from 0 to 1".to_owned()) }
}

impl GateArgs {
    pub fn request(&self) -> GateRequest {
        GateRequest {
            min_holdout_delta: Some(self.min_holdout_delta),
            require_holdout: Some(!self.no_require_holdout),
            max_p: self.proof.max_p,
            min_effect: self.proof.min_effect,
            must_pass: (!self.must_pass.is_empty()).then(|| self.must_pass.clone()),
            min_over_floor: self.min_over_floor,
            allow_leak: self.allow_leak.clone(),
        }
    }
}

/// Tells people what the gate saw. It is not known when the answer was lost.
pub fn print(ui: &Ui, gate: Option<&GateResult>) {
    let Some(gate) = gate else { return };
    ui.out(shown!(
        "holdout  {} instead of {} ({})",
        words::reward(gate.candidate_holdout_reward),
        words::reward(gate.baseline_holdout_reward),
        words::delta(gate.delta)
    ));
    if let Some(proof) = gate.proof() {
        print_proof(ui, &proof);
    }
    for floor in &gate.floors {
        ui.out(shown!("floor    {} {}", words::reward(floor.reward), floor.kind.name()));
    }
    ui.out(shown!("job      {}", gate.job_hash));
    ui.out(shown!("dataset  {}", gate.dataset_hash));
}

/// Tells what was proved, in the lines that it needs.
pub fn print_proof(ui: &Ui, proof: &str) {
    let indent = " ".repeat(9);
    let room = ui.width().saturating_sub(indent.len());
    ui.out(shown!("proof    {}", paragraph(proof, room, &indent)));
}

/// A server that knows nothing of evidence would let everything pass that was
/// asked for here. So its part is done here, from two eval reports, before it
/// is asked to change anything.
///
/// # Errors
/// When what was demanded is not shown, or cannot be looked at.
pub async fn stand_in(
    client: &Client,
    signature_id: &str,
    compiled_id: &str,
    gate: &GateRequest,
) -> Result<(), CommandError> {
    if !gate.demands_evidence() || heeds_evidence(client).await? {
        return Ok(());
    }
    if gate.min_over_floor.is_some() || gate.must_pass.is_some() {
        return Err(CommandError::usage(
            "this server measures no floors and reads no tags: --min-over-floor and --must-pass need a newer one",
        ));
    }
    let control = artifact::resolve(client, signature_id, "active").await?;
    let control = holdout_report(client, signature_id, &control).await?;
    let candidate = holdout_report(client, signature_id, compiled_id).await?;
    let comparison = Comparison::judged(&control, &candidate, gate.max_p, gate.min_effect)
        .ok_or_else(|| CommandError::usage("the server gave no scores of single examples"))?;
    conclude(&comparison)
}

/// The answer that a comparison gives to a gate.
///
/// # Errors
/// When "improved" is not shown.
pub fn conclude(comparison: &Comparison) -> Result<(), CommandError> {
    let proof = comparison.proof().unwrap_or_default();
    match comparison.verdict {
        Some(Verdict::Improved) => Ok(()),
        Some(Verdict::NotWorse { .. } | Verdict::Worse) => {
            Err(CommandError::new(ErrorKind::Refused, "insufficient_improvement", proof))
        }
        Some(Verdict::CannotTell { .. }) => {
            Err(CommandError::new(ErrorKind::Inconclusive, "cannot_tell", proof).with_hint(
                "more held-out rows show smaller differences; `dse dataset stats` says how many",
            ))
        }
        None => Err(CommandError::new(
            ErrorKind::Inconclusive,
            "cannot_tell",
            "the two reports do not hold the same rows",
        )),
    }
}

async fn heeds_evidence(client: &Client) -> Result<bool, ClientError> {
    // Evidence and the chain of histories came in the same version.
    match client.history_head(&Empty {}).await {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn holdout_report(
    client: &Client,
    signature_id: &str,
    compiled_id: &str,
) -> Result<EvalReport, CommandError> {
    let request = EvalRequest {
        signature_id: signature_id.to_owned(),
        compiled_id: compiled_id.to_owned(),
        split: Some("holdout".to_owned()),
        include_example_details: Some(true),
        ..EvalRequest::default()
    };
    let eval_hash = client.eval(&request, |_| ()).await?.body.eval_hash;
    match client.eval_report(&eval_hash, signature_id, &Empty {}).await {
        Ok(answer) => Ok(answer.body.report),
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => {
            Err(CommandError::usage("this server neither weighs evidence nor gives eval reports")
                .with_hint("upgrade the server, or leave --max-p and --min-effect out"))
        }
        Err(error) => Err(error.into()),
    }
}
